#include "id.h"

#include <QRandomGenerator>

QUuid newUuidV7(qint64 unixMilliseconds)
{
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    const auto ms = quint64(unixMilliseconds);
    const auto timeHigh = quint32(ms >> 16);
    const auto timeLow = quint16(ms & 0xffff);
    const auto version = quint16(0x7000 | (words[0] & 0x0fff));
    const auto byte = [&](int word, int shift) { return uchar((words[size_t(word)] >> shift) & 0xff); };
    const auto variant = uchar(0x80 | (byte(1, 0) & 0x3f));
    return QUuid(timeHigh, timeLow, version, variant, byte(1, 8), byte(1, 16), byte(1, 24), byte(2, 0), byte(2, 8),
                 byte(2, 16), byte(2, 24));
}
