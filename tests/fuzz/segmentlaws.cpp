#include "laws.h"

#include "smssegments.h"

#include <cstring>

namespace
{
using Encoding = SmsSegments::Encoding;

Laws::Broken checkSize(const QString &text, const SmsSegments &sms)
{
    const bool gsm = sms.encoding == Encoding::Gsm7;
    const int alone = gsm ? 160 : 70;
    const int part = gsm ? 153 : 67;
    HOLDS((sms.segments == 0) == text.isEmpty());
    HOLDS(gsm ? sms.used >= text.size() : sms.used == text.size());
    HOLDS(sms.capacity == (sms.segments > 1 ? sms.segments * part : alone));
    // No unit is lost, and a part ends early only where a pair or an escape would be split.
    HOLDS(sms.used <= sms.capacity);
    HOLDS(sms.segments <= 1 || sms.used > alone);
    HOLDS(sms.segments <= 1 || sms.used > (sms.segments - 1) * (part - 1));
    return nullptr;
}

Laws::Broken checkPlain(const QString &text, const SmsSegments &sms)
{
    const QString plain = SmsSegments::plain(text);
    HOLDS(sms.encoding == Encoding::Ucs2 || plain == text);
    HOLDS(SmsSegments::plain(plain) == plain);
    const SmsSegments after = SmsSegments::of(plain);
    for (const SmsSegments::Offender &left : after.offenders)
        HOLDS(left.plain.isEmpty() && !left.invisible);
    return nullptr;
}

Laws::Broken check(const QString &text)
{
    const SmsSegments sms = SmsSegments::of(text);
    HOLDS((sms.encoding == Encoding::Gsm7) == sms.offenders.isEmpty());
    for (const SmsSegments::Offender &offender : sms.offenders) {
        HOLDS(offender.count > 0);
        HOLDS(text.count(offender.character) >= offender.count);
        HOLDS(SmsSegments::of(offender.plain).encoding == Encoding::Gsm7);
    }
    for (const qsizetype cut : {text.size() - 1, text.size() / 2}) {
        if (cut > 0)
            HOLDS(SmsSegments::of(text.first(cut)).segments <= sms.segments);
    }
    if (const Laws::Broken law = checkSize(text, sms))
        return law;
    return checkPlain(text, sms);
}
} // namespace

Laws::Broken Laws::segments(const QByteArray &input)
{
    QString units(input.size() / 2, Qt::Uninitialized); // half a surrogate pair too
    std::memcpy(units.data(), input.constData(), size_t(units.size()) * sizeof(QChar));
    const Broken law = check(QString::fromUtf8(input));
    return law ? law : check(units);
}
