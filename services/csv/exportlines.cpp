#include "csv/exportlines.h"

#include "csv/csvfile.h"

using namespace Qt::StringLiterals;

namespace
{
constexpr int numberColumns = 3;
const QByteArray byteOrderMark = QByteArrayLiteral("\xef\xbb\xbf"); // or Excel takes UTF-8 for Windows-1252

QString timeText(const QDateTime &utc)
{
    return utc.isValid() ? utc.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QString numberText(int value)
{
    return value == 0 ? QString() : QString::number(value);
}
} // namespace

namespace ExportLines
{
QByteArray clientHeader()
{
    QStringList cells{u"name"_s};
    for (int i = 1; i <= numberColumns; ++i)
        cells << u"phone_%1"_s.arg(i) << u"phone_%1_label"_s.arg(i);
    cells << u"persona"_s << u"language"_s << u"us_state"_s << u"tags"_s << u"notes"_s << u"archived"_s
          << u"created_at"_s;
    return byteOrderMark + Csv::line(cells);
}

QByteArray of(const Client &client)
{
    QStringList cells{client.name};
    for (int i = 0; i < numberColumns; ++i) {
        QStringList numbers;
        for (int n = i; n < client.numbers.size() && (n == i || i == numberColumns - 1); ++n)
            numbers.append(client.numbers.at(n).number.e164()); // what does not fit shares the last column
        cells << numbers.join(u" ::: "_s) << (i < client.numbers.size() ? client.numbers.at(i).label : QString());
    }
    cells << personaKey(client.persona) << client.language << client.usState << client.tags.join(u" ::: "_s)
          << client.notes << (client.archived ? u"1"_s : u"0"_s) << timeText(client.createdAt);
    return Csv::line(cells);
}

QByteArray historyHeader()
{
    return byteOrderMark + Csv::line({u"created_at"_s,     u"communication_type"_s,
                                      u"direction"_s,      u"client_name"_s,
                                      u"peer"_s,           u"from_number"_s,
                                      u"to_number"_s,      u"status"_s,
                                      u"send_state"_s,     u"block"_s,
                                      u"error_code"_s,     u"content"_s,
                                      u"segments"_s,       u"duration_seconds"_s,
                                      u"price"_s,          u"price_unit"_s,
                                      u"persona"_s,        u"template_name"_s,
                                      u"staff_name"_s,     u"override_reason"_s,
                                      u"note"_s,           u"completed_at"_s,
                                      u"message_sid"_s,    u"call_sid"_s,
                                      u"child_call_sid"_s, u"id"_s,
                                      u"resend_of"_s});
}

QByteArray of(const Communication &row)
{
    return Csv::line({timeText(row.createdAt),
                      channelKey(row.channel),
                      directionKey(row.direction),
                      row.clientName,
                      row.peer.e164(),
                      row.fromNumber,
                      row.toNumber,
                      row.status,
                      sendStateKey(row.sendState),
                      row.block == SendBlock::None ? QString() : sendBlockKey(row.block),
                      numberText(row.errorCode),
                      row.body,
                      numberText(row.segments),
                      row.durationSeconds ? QString::number(*row.durationSeconds) : QString(),
                      row.price ? row.price->toString() : QString(),
                      row.price ? row.price->currency() : QString(),
                      personaKey(row.persona),
                      row.templateName,
                      row.staffName,
                      row.overrideReason,
                      row.note,
                      timeText(row.completedAt),
                      row.messageSid,
                      row.callSid,
                      row.childCallSid,
                      row.id.toString(),
                      row.resendOf.isNull() ? QString() : row.resendOf.toString()});
}
} // namespace ExportLines
