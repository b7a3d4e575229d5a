#include "storage/outboxguard.h"

#include "storage/communicationrow.h"
#include "storage/sql.h"

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 sameClickMilliseconds = 10'000;
/// Twilio ends a call after four hours by default; an older one can not be under way.
constexpr qint64 longestCallMilliseconds = 4 * 3'600'000LL;

Error invalid(const QString &detail)
{
    return Error{ErrorKind::Invalid, 0, detail, {}};
}
} // namespace

const QString OutboxGuard::newestDoubt =
    u"(SELECT o.id FROM communication_logs o WHERE o.outbox_state = 'unconfirmed' AND o.peer = communication_logs.peer "
    "AND o.body_hash = communication_logs.body_hash ORDER BY o.sequence DESC LIMIT 1)"_s;

OutboxGuard::OutboxGuard(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher)
    : m_db(db)
    , m_cipher(std::move(cipher))
{
}

/// The row of the same click: ten Enter presses are one row, also when the first was accepted in between. So is a text
/// that waits for its time and is sent, or scheduled for that time, once more, however much later; one that is on its
/// way answers first. One that did not arrive answers for nothing: who writes it again has seen that.
Result<std::optional<Communication>> OutboxGuard::sameClick(const Communication &row)
{
    const bool text = row.channel == Channel::Sms;
    const qint64 at = row.createdAt.toMSecsSinceEpoch();
    QVariantList values{row.peer.e164(), row.toNumber, channelKey(row.channel), at, sameClickMilliseconds};
    QString sql = u"WHERE l.peer = ? AND l.to_number = ? AND l.communication_type = ? AND l.direction = 'outbound' "
                  "AND (abs(l.created_at - ?) < ?"_s;
    if (text && row.sendState != SendState::Refused) {
        sql += u" OR (l.send_state = 'held' AND l.send_after IS NOT NULL AND (? IS NULL OR l.send_after = ?))"_s;
        values << toSqlTime(row.sendAfter) << toSqlTime(row.sendAfter);
    }
    sql += u") "_s;
    if (text) {
        sql += u"AND l.body_hash = ? AND (l.from_number IS ? OR l.send_state = 'accepted') "_s;
        values << CommunicationRow::bodyHash(*m_cipher, row.peer.e164(), row.body)
               << CommunicationRow::nullable(row.fromNumber);
    } else {
        sql += u"AND l.client_id = ? "_s;
        values << row.clientId.toString();
    }
    sql += u"AND l.on_behalf_of IS ? "_s; // in another name it is another text
    values << (row.onBehalfOf.isNull() ? QVariant() : QVariant(row.onBehalfOf.toString()));
    // A possible duplicate names the doubt it repeats, but nobody has asked for it to be sent again.
    if (row.resendOf.isNull()) {
        sql += u"AND (l.resend_of IS NULL OR l.block = 'possible_duplicate') "_s;
    } else {
        sql += u"AND l.resend_of = ? AND l.block <> 'possible_duplicate' "_s;
        values << row.resendOf.toString();
    }
    sql +=
        row.sendState == SendState::Refused
            ? u"AND l.send_state IN ('pending', 'sending', 'accepted', 'held', 'refused') "_s
            : u"AND (l.send_state IN ('pending', 'sending', 'held') OR (l.send_state = 'accepted' AND (l.poll_open = 1 "
              "OR (l.communication_type = 'sms' AND coalesce(l.status, '') NOT IN ('undelivered', 'failed', "
              "'canceled'))))) "_s;
    auto rows = CommunicationRow::readAll(m_db, m_cipher.get(),
                                          sql + u"ORDER BY l.send_state = 'held', l.sequence DESC LIMIT 1"_s, values);
    if (!rows)
        return rows.error();
    return rows->isEmpty() ? std::optional<Communication>() : std::optional(rows->first());
}

/// The newest row with the same text whose outcome is unknown; null when there is none.
Result<CommunicationId> OutboxGuard::doubtOf(const Communication &row)
{
    auto query = execSql(m_db,
                         u"SELECT id FROM communication_logs WHERE outbox_state = 'unconfirmed' "
                         "AND peer = ? AND body_hash = ? AND from_number IS ? ORDER BY sequence DESC LIMIT 1"_s,
                         {row.peer.e164(), CommunicationRow::bodyHash(*m_cipher, row.peer.e164(), row.body),
                          CommunicationRow::nullable(row.fromNumber)});
    if (!query)
        return query.error();
    return query->next() ? CommunicationId::fromString(query->value(0).toString()) : CommunicationId();
}

/// Whether a doubt, or what it repeated itself, was found at Twilio meanwhile: to send it again would be the duplicate
/// that nobody wants.
Result<bool> OutboxGuard::hasArrived(CommunicationId id)
{
    auto query = execSql(m_db,
                         u"WITH RECURSIVE doubts (id, resend_of, send_state, status) AS ("
                         "SELECT id, resend_of, send_state, status FROM communication_logs WHERE id = ? UNION "
                         "SELECT c.id, c.resend_of, c.send_state, c.status FROM communication_logs c "
                         "JOIN doubts d ON c.id = d.resend_of) "
                         "SELECT EXISTS (SELECT 1 FROM doubts WHERE send_state = 'accepted' "
                         "AND coalesce(status, '') NOT IN ('undelivered', 'failed', 'canceled'))"_s,
                         {id.toString()});
    if (!query)
        return query.error();
    return query->next() && query->value(0).toBool();
}

Result<bool> OutboxGuard::hasCallUnderWay(const Communication &row)
{
    const qint64 since = row.createdAt.toMSecsSinceEpoch() - longestCallMilliseconds;
    const QString account = CommunicationRow::notNull(row.accountSid);
    // Two look-ups, each by its small partial index. What another account placed can not be looked after any more, so
    // it does not stand in the way.
    auto query = execSql(
        m_db,
        u"SELECT EXISTS (SELECT 1 FROM communication_logs WHERE outbox_state IN ('pending', 'sending', 'unconfirmed') "
        "AND communication_type = 'voice' AND to_number = ? AND created_at > ? AND (? = '' OR account_sid IN ('', ?))) "
        "OR "
        "EXISTS (SELECT 1 FROM communication_logs WHERE poll_open = 1 AND send_state = 'accepted' "
        "AND communication_type = 'voice' AND to_number = ? AND created_at > ? AND (? = '' OR account_sid IN ('', ?)))"_s,
        {row.toNumber, since, account, account, row.toNumber, since, account, account});
    if (!query)
        return query.error();
    return query->next() && query->value(0).toBool();
}

Result<void> OutboxGuard::judgeNew(Communication &row)
{
    const bool text = row.channel == Channel::Sms;
    if (row.sendState == SendState::Refused)
        return {};
    if (text && !row.resendOf.isNull()) {
        const auto arrived = hasArrived(row.resendOf);
        return arrived ? (*arrived ? Result<void>(invalid(u"arrived"_s)) : Result<void>()) : arrived.error();
    }
    if (text) {
        const auto doubt = doubtOf(row);
        if (!doubt)
            return doubt.error();
        if (!doubt->isNull()) {
            row.sendState = SendState::Held;
            row.block = SendBlock::PossibleDuplicate;
            row.resendOf = *doubt; // should it turn out to have arrived, this one never leaves
            row.sendAfter = {};    // a person decides, not the clock
        }
        return {};
    }
    const auto busy = hasCallUnderWay(row);
    if (!busy)
        return busy.error();
    if (*busy) {
        row.sendState = SendState::Refused;
        row.block = SendBlock::CallUnderWay;
    }
    return {};
}

Result<void> OutboxGuard::judgeSending(const Communication &row)
{
    if (row.resendOf.isNull()) {
        const auto doubt = doubtOf(row);
        return !doubt ? doubt.error() : doubt->isNull() ? Result<void>() : invalid(u"possible-duplicate"_s);
    }
    const auto arrived = hasArrived(row.resendOf);
    return !arrived ? arrived.error() : *arrived ? Result<void>(invalid(u"arrived"_s)) : Result<void>();
}
