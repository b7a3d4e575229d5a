#include "storage/outboxrecovery.h"

#include "storage/backup.h"
#include "storage/sql.h"

using namespace Qt::StringLiterals;

OutboxRecovery::OutboxRecovery(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher)
    : m_db(db)
    , m_steps(db, std::move(cipher))
{
}

Result<OutboxRecovery::Recovered> OutboxRecovery::recover(const QDateTime &now, const QSet<CommunicationId> &own)
{
    const auto held = holdRestored(now);
    if (!held)
        return held.error();
    auto sending = m_steps.idsOf(u"WHERE outbox_state = 'sending' ORDER BY sequence"_s, {});
    if (!sending)
        return sending.error();
    sending->removeIf([&own](CommunicationId id) { return own.contains(id); });
    const auto left =
        m_steps.takeAll(sending, {u"communication.recovered"_s,
                                  {SendState::Sending},
                                  std::nullopt,
                                  // At once, by Twilio's clock: this computer's may be a day ahead.
                                  u"send_state = 'unconfirmed', checks = 0, next_check_at = coalesce(attempt_at, ?)"_s,
                                  {toSqlTime(now)},
                                  {}});
    if (!left)
        return left.error();
    return Recovered{*left, *held};
}

/// Texts of a restored back-up that would leave by themselves: they may have left after it was made.
Result<QList<CommunicationId>> OutboxRecovery::holdRestored(const QDateTime &now)
{
    auto mark = execSql(m_db, u"SELECT value FROM marks WHERE name = ?"_s, {QString(Backup::restoredMark)});
    if (!mark)
        return mark.error();
    if (!mark->next())
        return QList<CommunicationId>();
    const qint64 restoredAt = mark->value(0).toLongLong();
    mark->finish();
    auto held = m_steps.takeAll(
        m_steps.idsOf(
            u"WHERE communication_type = 'sms' AND created_at <= ? AND (outbox_state = 'pending' OR (outbox_state = "
            "'held' AND (send_after <= ? OR (send_after IS NULL AND block IN ('not_configured', 'locked', "
            "'login_refused'))))) "
            "ORDER BY sequence"_s,
            {restoredAt, toSqlTime(now)}),
        {u"communication.held"_s,
         {SendState::Pending, SendState::Held},
         std::nullopt,
         u"send_state = 'held', block = 'possible_duplicate', send_after = NULL"_s,
         {},
         {{u"why"_s, u"restored"_s}}});
    if (!held)
        return held;
    // To the practice a restored store is another computer: what it had sent is the former one's, and nobody sends it
    // again; and everything is compared anew.
    const auto forgotten =
        execSql(m_db, u"DELETE FROM marks WHERE name = ? OR name LIKE 'sync.%'"_s, {QString(Backup::restoredMark)});
    if (!forgotten)
        return forgotten.error();
    return held;
}
