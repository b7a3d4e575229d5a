#include "storage/communicationquery.h"

#include "storage/communicationrow.h"
#include "storage/sql.h"

using namespace Qt::StringLiterals;

namespace
{
using Status = CommunicationFilter::Status;

/// What a choice of the status filter means: a row fits when one of these holds. SQL and accepts() both read it.
struct StatusRule {
    QList<SendState> sendStates;
    QStringList words;     ///< Twilio's, of outbound rows
    bool followed = false; ///< outbound rows that Twilio has not finished
    bool inbound = false;
};

StatusRule ruleOf(Status status)
{
    switch (status) {
    case Status::Any:
        break;
    case Status::Open:
        return {{SendState::Pending, SendState::Sending}, {}, true};
    case Status::Delivered:
        return {{}, {u"delivered"_s, u"read"_s, u"completed"_s}};
    case Status::NotDelivered:
        return {{SendState::Failed, SendState::Refused, SendState::Canceled},
                {u"undelivered"_s, u"failed"_s, u"busy"_s, u"no-answer"_s, u"canceled"_s}};
    case Status::Unconfirmed:
        return {{SendState::Unconfirmed}, {}};
    case Status::Held:
        return {{SendState::Held}, {}};
    case Status::Received:
        return {{}, {}, false, true};
    }
    return {};
}

CommunicationQuery::Condition statusCondition(Status status)
{
    const StatusRule rule = ruleOf(status);
    QStringList any;
    QVariantList values;
    if (!rule.sendStates.isEmpty()) {
        any.append(u"l.send_state IN (%1)"_s.arg(placeholders(rule.sendStates.size())));
        for (const SendState state : rule.sendStates)
            values.append(sendStateKey(state));
    }
    if (!rule.words.isEmpty()) {
        any.append(u"(l.direction = 'outbound' AND l.status IN (%1))"_s.arg(placeholders(rule.words.size())));
        for (const QString &word : rule.words)
            values.append(word);
    }
    if (rule.followed)
        any.append(u"(l.direction = 'outbound' AND l.poll_open = 1)"_s);
    if (rule.inbound)
        any.append(u"l.direction = 'inbound'"_s);
    return {u'(' + any.join(u" OR "_s) + u')', values};
}

bool hasStatus(const Communication &row, Status status)
{
    if (status == Status::Any)
        return true;
    const StatusRule rule = ruleOf(status);
    if (rule.sendStates.contains(row.sendState))
        return true;
    if (row.direction == Direction::Inbound)
        return rule.inbound;
    const bool hasSid = !row.messageSid.isEmpty() || !row.callSid.isEmpty();
    return rule.words.contains(row.status) ||
           (rule.followed && !CommunicationRow::pollOpen(row.channel, row.status, hasSid).isNull());
}
} // namespace

bool CommunicationFilter::accepts(const Communication &row) const
{
    return (clientId.isNull() || row.clientId == clientId) && (!channel || row.channel == *channel) &&
           (!direction || row.direction == *direction) && (!persona || row.persona == *persona) &&
           (staffId.isNull() || row.staffId == staffId || row.onBehalfOf == staffId) &&
           (from.isNull() || row.sortAt >= from) && (to.isNull() || row.sortAt < to) && hasStatus(row, status);
}

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
    if (!filter.staffId.isNull()) {
        parts.append(u"(l.staff_id = ? OR l.on_behalf_of = ?)"_s);
        values << filter.staffId.toString() << filter.staffId.toString();
    }
    if (filter.status != Status::Any) {
        const Condition status = statusCondition(filter.status);
        parts.append(status.sql);
        values += status.values;
    }
    return {parts.isEmpty() ? u"1"_s : parts.join(u" AND "_s), values};
}

namespace
{
/// Of a walk over what one person wrote: what they clicked, or what others wrote for them. Each has an index.
enum class Leg { Clicked, OnBehalf };

/// A walk by person alone has both legs: a conversation is shorter than what somebody wrote in years.
bool hasLegs(const CommunicationFilter &filter)
{
    return filter.clientId.isNull() && !filter.staffId.isNull();
}

/// "… FROM communication_logs l WHERE …": what bounds a walk, before the filter's condition looks at a row.
CommunicationQuery::Condition rowsOf(const CommunicationFilter &filter, const CommunicationQuery::Stretch &stretch,
                                     Leg leg)
{
    QStringList bounds;
    QVariantList values;
    if (!filter.clientId.isNull()) {
        bounds.append(u"l.client_id = ?"_s);
        values.append(filter.clientId.toString());
    } else if (hasLegs(filter)) {
        bounds.append(leg == Leg::Clicked ? u"l.staff_id = ?"_s : u"l.on_behalf_of = ? AND l.staff_id IS NOT ?"_s);
        values.append(filter.staffId.toString());
        if (leg == Leg::OnBehalf)
            values.append(filter.staffId.toString());
    }
    // One bound on each side: of two SQLite goes by one and looks at each row between them. A stretch lies within the
    // dates.
    if (filter.from.isValid() && !stretch.oldest) {
        bounds.append(u"l.sort_at >= ?"_s);
        values.append(toSqlTime(filter.from));
    }
    if (stretch.olderThan) {
        bounds.append(u"(l.sort_at, l.sequence) < (?, ?)"_s);
        values << stretch.olderThan->sortAt << stretch.olderThan->sequence;
    }
    if (stretch.oldest) {
        bounds.append(u"(l.sort_at, l.sequence) >= (?, ?)"_s);
        values << stretch.oldest->sortAt << stretch.oldest->sequence;
    }
    if (filter.to.isValid() && !stretch.olderThan) {
        bounds.append(u"l.sort_at < ?"_s);
        values.append(toSqlTime(filter.to));
    }
    const QString sql = u" FROM communication_logs l"_s;
    return {bounds.isEmpty() ? sql : sql + u" WHERE "_s + bounds.join(u" AND "_s), values};
}

CommunicationQuery::Condition walkOver(const CommunicationFilter &filter, const CommunicationQuery::Stretch &stretch,
                                       const CommunicationQuery::Condition &columns, const QString &order)
{
    CommunicationQuery::Condition walk;
    for (const Leg leg : {Leg::Clicked, Leg::OnBehalf}) {
        if (leg == Leg::OnBehalf && !hasLegs(filter))
            break;
        const auto rows = rowsOf(filter, stretch, leg);
        // SQLite merges two that are in order already.
        walk.sql += (walk.sql.isEmpty() ? QString() : u" UNION ALL "_s) + u"SELECT l.sort_at, l.sequence"_s +
                    columns.sql + rows.sql;
        walk.values += columns.values + rows.values;
    }
    walk.sql += order;
    return walk;
}

CommunicationQuery::Condition wanted(const CommunicationFilter &filter, const QString &columns)
{
    const auto condition = CommunicationQuery::condition(filter);
    return {u", "_s + condition.sql + columns, condition.values};
}

const QString newestFirst = u" ORDER BY 1 DESC, 2 DESC"_s;
} // namespace

CommunicationQuery::Condition CommunicationQuery::walk(const CommunicationFilter &filter,
                                                       const std::optional<CommunicationKey> &olderThan,
                                                       const QString &columns)
{
    return walkOver(filter, {olderThan, {}}, wanted(filter, columns), newestFirst);
}

CommunicationQuery::Condition CommunicationQuery::edge(const CommunicationFilter &filter,
                                                       const std::optional<CommunicationKey> &olderThan, int rows)
{
    auto edge = walkOver(filter, {olderThan, {}}, {}, newestFirst + u" LIMIT 1 OFFSET ?"_s);
    edge.values.append(rows - 1);
    return edge;
}

CommunicationQuery::Condition CommunicationQuery::walkUp(const CommunicationFilter &filter, const Stretch &stretch,
                                                         const QString &columns)
{
    return walkOver(filter, stretch, wanted(filter, columns), u" ORDER BY 1, 2"_s);
}

Result<QList<Communication>> CommunicationQuery::read(QSqlDatabase &db, const FieldCipher *cipher,
                                                      const QList<qint64> &sequences)
{
    if (sequences.isEmpty())
        return QList<Communication>();
    QVariantList values;
    for (const qint64 sequence : sequences)
        values.append(sequence);
    return CommunicationRow::readAll(db, cipher,
                                     u"WHERE l.sequence "_s + inList + u" ORDER BY l.sort_at DESC, l.sequence DESC"_s,
                                     {listValue(values)});
}
