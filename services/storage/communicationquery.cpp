#include "storage/communicationquery.h"

#include "storage/communicationrow.h"
#include "storage/sql.h"

using namespace Qt::StringLiterals;

namespace
{
QString statusSql(CommunicationFilter::Status status)
{
    using Status = CommunicationFilter::Status;
    switch (status) {
    case Status::Any:
        break;
    case Status::Open:
        return u"(l.send_state IN ('pending', 'sending') OR (l.poll_open = 1 AND l.direction = 'outbound'))"_s;
    case Status::Delivered:
        return u"(l.direction = 'outbound' AND l.status IN ('delivered', 'read', 'completed'))"_s;
    case Status::NotDelivered:
        return u"(l.send_state IN ('failed', 'refused', 'canceled') OR (l.direction = 'outbound' AND l.status IN "
               "('undelivered', 'failed', 'busy', 'no-answer', 'canceled')))"_s;
    case Status::Unconfirmed:
        return u"(l.send_state = 'unconfirmed')"_s;
    case Status::Held:
        return u"(l.send_state = 'held')"_s;
    case Status::Received:
        return u"(l.direction = 'inbound')"_s;
    }
    return {};
}
} // namespace

CommunicationQuery::Condition CommunicationQuery::condition(const CommunicationFilter &filter)
{
    QStringList parts;
    QVariantList values;
    if (filter.channel) {
        parts.append(u"l.communication_type = ?"_s);
        values.append(channelKey(*filter.channel));
    }
    if (filter.direction) {
        parts.append(u"l.direction = ?"_s);
        values.append(directionKey(*filter.direction));
    }
    if (filter.persona) {
        parts.append(u"l.persona = ?"_s);
        values.append(personaKey(*filter.persona));
    }
    if (const QString status = statusSql(filter.status); !status.isEmpty())
        parts.append(status);
    return {parts.isEmpty() ? u"1"_s : parts.join(u" AND "_s), values};
}

CommunicationQuery::Condition CommunicationQuery::walk(const CommunicationFilter &filter,
                                                       const std::optional<CommunicationKey> &olderThan,
                                                       const QString &columns)
{
    const Condition wanted = condition(filter);
    QStringList bounds;
    QVariantList values = wanted.values;
    if (!filter.clientId.isNull()) {
        bounds.append(u"l.client_id = ?"_s);
        values.append(filter.clientId.toString());
    }
    if (filter.from.isValid()) {
        bounds.append(u"l.sort_at >= ?"_s);
        values.append(toSqlTime(filter.from));
    }
    if (olderThan) {
        bounds.append(u"(l.sort_at, l.sequence) < (?, ?)"_s);
        values << olderThan->sortAt << olderThan->sequence;
    }
    if (filter.to.isValid()) {
        bounds.append(u"l.sort_at < ?"_s);
        values.append(toSqlTime(filter.to));
    }
    QString sql = u"SELECT l.sort_at, l.sequence, %1%2 FROM communication_logs l "_s.arg(wanted.sql, columns);
    if (!bounds.isEmpty())
        sql += u"WHERE "_s + bounds.join(u" AND "_s);
    return {sql + u" ORDER BY l.sort_at DESC, l.sequence DESC"_s, values};
}

Result<QList<Communication>> CommunicationQuery::read(QSqlDatabase &db, const FieldCipher *cipher,
                                                      const QList<qint64> &sequences)
{
    if (sequences.isEmpty())
        return QList<Communication>();
    QVariantList values;
    for (const qint64 sequence : sequences)
        values.append(sequence);
    return CommunicationRow::readAll(
        db, cipher,
        u"WHERE l.sequence IN (%1) ORDER BY l.sort_at DESC, l.sequence DESC"_s.arg(placeholders(values.size())),
        values);
}
