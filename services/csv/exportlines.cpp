#include "csv/exportlines.h"

#include "csv/csvfile.h"
#include "storage/clientrow.h"

using namespace Qt::StringLiterals;

namespace
{
constexpr int numberColumns = 3;
constexpr QLatin1String separator(" ::: ");                         // Google Contacts' own
const QByteArray byteOrderMark = QByteArrayLiteral("\xef\xbb\xbf"); // or Excel takes UTF-8 for Windows-1252

QString timeText(const QDateTime &utc)
{
    return utc.isValid() ? utc.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QString numberText(int value)
{
    return value == 0 ? QString() : QString::number(value);
}

QString flag(bool set)
{
    return set ? u"1"_s : u"0"_s;
}

template <class Id>
QString idText(const Id &id)
{
    return id.isNull() ? QString() : id.toString();
}

struct Column {
    QString name;
    QString (*value)(const Communication &row);
};

/// Who, when, which way, what became of it, what it cost, and who let it leave against the rules.
const QList<Column> &historyColumns()
{
    using Row = const Communication &;
    static const QList<Column> columns{
        {u"created_at"_s, [](Row row) { return timeText(row.createdAt); }},
        {u"sort_at"_s, [](Row row) { return timeText(row.sortAt); }},
        {u"communication_type"_s, [](Row row) { return channelKey(row.channel); }},
        {u"direction"_s, [](Row row) { return directionKey(row.direction); }},
        {u"client_name"_s, [](Row row) { return row.clientName; }},
        {u"client_id"_s, [](Row row) { return idText(row.clientId); }},
        {u"peer"_s, [](Row row) { return row.peer.e164(); }},
        {u"from_number"_s, [](Row row) { return row.fromNumber; }},
        {u"to_number"_s, [](Row row) { return row.toNumber; }},
        {u"status"_s, [](Row row) { return row.status; }},
        {u"send_state"_s, [](Row row) { return row.isAbandoned() ? u"sender_left"_s : sendStateKey(row.sendState); }},
        {u"block"_s, [](Row row) { return row.block == SendBlock::None ? QString() : sendBlockKey(row.block); }},
        {u"error_code"_s, [](Row row) { return numberText(row.errorCode); }},
        {u"error_text"_s, [](Row row) { return row.errorText; }},
        {u"content"_s, [](Row row) { return row.body; }},
        {u"segments"_s, [](Row row) { return numberText(row.segments); }},
        {u"duration_seconds"_s,
         [](Row row) { return row.durationSeconds ? QString::number(*row.durationSeconds) : QString(); }},
        {u"answered_by"_s, [](Row row) { return row.answeredBy; }},
        {u"price"_s, [](Row row) { return row.price ? row.price->toString() : QString(); }},
        {u"price_unit"_s, [](Row row) { return row.price ? row.price->currency() : QString(); }},
        {u"persona"_s, [](Row row) { return personaKey(row.persona); }},
        {u"template_name"_s, [](Row row) { return row.templateName; }},
        {u"staff_name"_s, [](Row row) { return row.staffName; }},
        {u"on_behalf_name"_s, [](Row row) { return row.onBehalfName; }},
        {u"override_reason"_s, [](Row row) { return row.overrideReason; }},
        {u"note"_s, [](Row row) { return row.note; }},
        {u"send_after"_s, [](Row row) { return timeText(row.sendAfter); }},
        {u"completed_at"_s, [](Row row) { return timeText(row.completedAt); }},
        {u"account_sid"_s, [](Row row) { return row.accountSid; }},
        {u"message_sid"_s, [](Row row) { return row.messageSid; }},
        {u"call_sid"_s, [](Row row) { return row.callSid; }},
        {u"child_call_sid"_s, [](Row row) { return row.childCallSid; }},
        {u"id"_s, [](Row row) { return idText(row.id); }},
        {u"resend_of"_s, [](Row row) { return idText(row.resendOf); }}};
    return columns;
}
} // namespace

namespace ExportLines
{
QByteArray clientHeader()
{
    QStringList cells{u"name"_s};
    for (int i = 1; i <= numberColumns; ++i) {
        const QString phone = u"phone_%1"_s.arg(i);
        cells << phone << phone + u"_label"_s << phone + u"_permission"_s << phone + u"_permission_since"_s;
    }
    cells << u"persona"_s << u"language"_s << u"us_state"_s << u"time_zone"_s << u"tags"_s << u"notes"_s
          << u"archived"_s << u"unknown"_s << u"created_at"_s;
    return byteOrderMark + Csv::line(cells);
}

QByteArray of(const Client &client)
{
    QStringList cells{client.name};
    for (int i = 0; i < numberColumns; ++i) {
        QStringList numbers;
        QStringList labels;
        QStringList permissions;
        QStringList times;
        for (int n = i; n < client.numbers.size() && (n == i || i == numberColumns - 1); ++n) {
            const ClientNumber &one = client.numbers.at(n); // what does not fit shares the last columns
            numbers.append(one.number.e164());
            labels.append(one.label);
            permissions.append(permissionKey(one.permission));
            times.append(timeText(one.permissionSince));
        }
        for (const QStringList &values : {numbers, labels, permissions, times})
            cells << values.join(separator);
    }
    cells << personaKey(client.persona) << client.language << client.usState << client.timeZone
          << client.tags.join(separator) << client.notes << flag(client.archived) << flag(client.unknown)
          << timeText(client.createdAt);
    return Csv::line(cells);
}

QByteArray historyHeader()
{
    QStringList names;
    for (const Column &column : historyColumns())
        names.append(column.name);
    return byteOrderMark + Csv::line(names);
}

QByteArray of(const Communication &row)
{
    QStringList cells;
    for (const Column &column : historyColumns())
        cells.append(column.value(row));
    return Csv::line(cells);
}

QByteArray noteHeader()
{
    return byteOrderMark + Csv::line({u"at"_s, u"client_name"_s, u"client_id"_s, u"author_name"_s, u"author"_s,
                                      u"text"_s, u"withdrawn_at"_s, u"id"_s});
}

QByteArray of(const InternalNote &note)
{
    return Csv::line({timeText(note.at), note.clientName, idText(note.clientId), note.authorName, idText(note.author),
                      note.text, timeText(note.withdrawnAt), idText(note.id)});
}
} // namespace ExportLines
