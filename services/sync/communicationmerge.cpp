#include "sync/communicationmerge.h"

#include "communication.h"

using namespace Qt::StringLiterals;

namespace
{
/// A row that is being put together from two.
class Row
{
public:
    explicit Row(QVariantList values)
        : m_values(std::move(values))
    {
    }
    QString text(QLatin1String column) const { return at(column).toString(); }
    const QVariant &at(QLatin1String column) const { return m_values.at(SyncTable::communications().indexOf(column)); }
    void take(const Row &from, std::initializer_list<QLatin1String> columns)
    {
        for (const QLatin1String column : columns)
            m_values[SyncTable::communications().indexOf(column)] = from.at(column);
    }
    void set(QLatin1String column, const QString &value)
    {
        m_values[SyncTable::communications().indexOf(column)] = value;
    }
    /// What @p from has, where this has nothing.
    void fill(const Row &from, std::initializer_list<QLatin1String> columns)
    {
        for (const QLatin1String column : columns) {
            if (text(column).isEmpty())
                take(from, {column});
        }
    }
    const QVariantList &values() const { return m_values; }

private:
    QVariantList m_values;
};

Channel channelOf(const Row &row)
{
    return channelFromKey(row.text("communication_type"_L1)).value_or(Channel::Sms);
}

SendState stateOf(const Row &row)
{
    return sendStateFromKey(row.text("send_state"_L1)).value_or(SendState::NotOurs);
}

bool isAhead(const Row &row, const Row &other, QLatin1String column)
{
    const Channel channel = channelOf(row);
    return statusRank(channel, row.text(column)) > statusRank(channel, other.text(column));
}

/// Twilio's word, wherever it is further along. How a call ended for the client goes before "completed", which is what
/// its first leg alone says.
void takeProgress(Row &row, const Row &from)
{
    if (isAhead(from, row, "parent_status"_L1))
        row.take(from, {"parent_status"_L1});
    if (isAhead(from, row, "child_status"_L1))
        row.take(from, {"child_status"_L1});
    const QString end = clientsEnd(row.text("parent_status"_L1), row.text("child_status"_L1));
    if (end.isEmpty() ? isAhead(from, row, "status"_L1) : from.text("status"_L1) == end)
        row.take(from, {"status"_L1, "completed_at"_L1, "duration_seconds"_L1, "error_code"_L1, "error_text"_L1});
    if (!end.isEmpty())
        row.set("status"_L1, end);
}

bool isFinal(SendState state)
{
    return state != SendState::NotOurs && !maySendStateFollow(state, SendState::Pending) &&
           state != SendState::Unconfirmed;
}

/// Whether the outbox's step of @p other counts, and not that of @p mine.
bool isStepTheirs(const Row &mine, const Row &other)
{
    const SendState here = stateOf(mine);
    const SendState there = stateOf(other);
    // Twilio's list showed it here before the computer that sent it had told the practice.
    if (here == SendState::NotOurs)
        return there == SendState::Accepted || !other.text("device_id"_L1).isEmpty();
    if (!maySendStateFollow(here, there))
        return false;
    // This computer's own text: what the practice has may have been read before its last step here, and must not put
    // back among what waits what is being sent, or held. Only an end counts.
    return !other.text("device_id"_L1).isEmpty() || isFinal(there);
}

/// What Twilio tells after the status, in whichever order both sides heard it.
void takeLateWords(Row &row, const Row &from)
{
    if (row.text("status"_L1) == from.text("status"_L1) && row.at("error_code"_L1).toInt() == 0 &&
        from.at("error_code"_L1).toInt() != 0)
        row.take(from, {"error_code"_L1, "error_text"_L1});
    if (from.at("segments"_L1).toInt() > row.at("segments"_L1).toInt())
        row.take(from, {"segments"_L1});
    // A messaging service (MG…) until Twilio has chosen a number.
    if (!row.text("from_number"_L1).startsWith(u'+') && from.text("from_number"_L1).startsWith(u'+'))
        row.take(from, {"from_number"_L1});
}
} // namespace

QVariantList CommunicationMerge::merged(const QVariantList &ours, const QVariantList &theirs, bool isQueued,
                                        bool noteIsQueued)
{
    const Row mine(ours);
    const Row other(theirs);
    Row row(isQueued ? ours : theirs);
    const Row &rest = isQueued ? other : mine;
    takeProgress(row, rest);
    const Row &step = isStepTheirs(mine, other) ? other : mine;
    const Row &former = &step == &mine ? other : mine;
    row.take(step, {"send_state"_L1, "block"_L1, "send_before"_L1, "send_after"_L1, "attempt_id"_L1, "attempt_at"_L1,
                    "checks"_L1});
    const bool isSameAttempt = step.text("attempt_id"_L1) == former.text("attempt_id"_L1);
    if (isSameAttempt && former.at("checks"_L1).toInt() > step.at("checks"_L1).toInt())
        row.take(former, {"checks"_L1});
    // Without the client's leg it is how long our own phone was held.
    if (row.text("child_call_sid"_L1).isEmpty() && !rest.text("child_call_sid"_L1).isEmpty())
        row.take(rest, {"duration_seconds"_L1});
    row.fill(rest, {"message_sid"_L1, "call_sid"_L1, "child_call_sid"_L1, "price"_L1, "price_unit"_L1, "cost_cents"_L1,
                    "parent_price"_L1, "child_price"_L1, "answered_by"_L1, "account_sid"_L1, "staff_id"_L1,
                    "duration_seconds"_L1, "completed_at"_L1});
    takeLateWords(row, rest);
    // Twilio's list may have been read before there was a body.
    if (row.at("content"_L1).isNull() && row.at("content_enc"_L1).isNull())
        row.take(rest, {"content"_L1, "content_enc"_L1, "variables_enc"_L1, "override_enc"_L1, "key_epoch"_L1});
    row.take(noteIsQueued ? mine : other, {"note_enc"_L1, "note_key_epoch"_L1});
    row.take(other, {"device_id"_L1, "on_behalf_of"_L1, "on_behalf_name"_L1});
    return row.values();
}
