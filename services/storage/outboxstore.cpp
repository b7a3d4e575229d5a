#include "storage/outboxstore.h"

#include "secrets/keyring.h"
#include "storage/communicationrow.h"
#include "storage/communicationstore.h"
#include "storage/database.h"
#include "storage/outboxrecovery.h"
#include "storage/outboxsteps.h"
#include "storage/storejob.h"

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype sidsInOneList = 500;

/// A job of one step.
auto stepJob(const std::shared_ptr<const FieldCipher> &cipher, CommunicationId id, const OutboxSteps::Step &step)
{
    return [cipher, id, step](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return OutboxSteps(inner, cipher).take(id, step); });
    };
}

QVariant nowValue()
{
    return toSqlTime(QDateTime::currentDateTimeUtc());
}
} // namespace

OutboxStore::OutboxStore(Database &database, KeyRing &keys, CommunicationStore &communications, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
    , m_communications(communications)
{
}

QFuture<Result<void>> OutboxStore::announced(QFuture<Result<void>> step, CommunicationId id, bool wake)
{
    whenDone(step, this, [this, id, wake](const Result<void> &done) {
        if (!done)
            return;
        m_communications.announce({id});
        if (wake)
            Q_EMIT pendingAdded();
    });
    return step;
}

QFuture<Result<Communication>> OutboxStore::add(const Communication &row)
{
    auto added = m_database.run([cipher = m_keys.cipher(), row](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return OutboxSteps(inner, cipher).add(row); });
    });
    const Promise<Communication> promise;
    whenDone(added, this, [this, promise](const Result<OutboxSteps::Added> &done) {
        if (!done) {
            promise.finish(done.error());
            return;
        }
        if (done->isNew) {
            m_communications.announce({done->row.id});
            if (done->row.sendState == SendState::Pending)
                Q_EMIT pendingAdded();
            if (!done->row.templateId.isNull())
                Q_EMIT templateUsed(done->row.templateId);
        }
        promise.finish(done->row);
    });
    return promise.future();
}

QFuture<Result<std::optional<Communication>>> OutboxStore::nextPending(Channel channel)
{
    return m_database.run([cipher = m_keys.cipher(),
                           channel](QSqlDatabase &db) -> Result<std::optional<Communication>> {
        auto rows = CommunicationRow::readAll(
            db, cipher.get(),
            u"WHERE l.outbox_state = 'pending' AND l.communication_type = ? AND NOT EXISTS (SELECT 1 FROM "
            "communication_logs o WHERE o.outbox_state IN ('pending', 'sending') AND o.peer = l.peer AND "
            "o.sequence < l.sequence AND o.communication_type = l.communication_type) ORDER BY l.sequence LIMIT 1"_s,
            {channelKey(channel)});
        if (!rows)
            return rows.error();
        return rows->isEmpty() ? std::optional<Communication>() : std::optional(rows->first());
    });
}

QFuture<Result<QList<Communication>>> OutboxStore::waiting(int limit)
{
    return m_database.run([limit](QSqlDatabase &db) {
        return CommunicationRow::readAll(
            db, nullptr,
            u"WHERE l.outbox_state IN ('pending', 'held') ORDER BY l.outbox_state = 'held' AND l.send_after IS NULL "
            u"AND "
            "l.block NOT IN ('not_configured', 'locked', 'login_refused'), l.sequence LIMIT ?"_s,
            {limit});
    });
}

QFuture<Result<Communication>> OutboxStore::markSending(CommunicationId id, AttemptId attempt, const QDateTime &at,
                                                        const QString &from, const QString &account)
{
    m_begun.insert(id);
    const OutboxSteps::Attempt step{attempt, at, from, account};
    // Nothing is posted that could not be recorded afterwards.
    auto sending = m_database.runWithReserve([cipher = m_keys.cipher(), id, step](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return OutboxSteps(inner, cipher).markSending(id, step); });
    });
    whenDone(sending, this, [this, id](const Result<Communication> &done) {
        if (done)
            m_communications.announce({id});
    });
    return sending;
}

QFuture<Result<void>> OutboxStore::markAccepted(CommunicationId id, AttemptId attempt, const QString &sid,
                                                const QString &status, const QString &fromNumber,
                                                const QDateTime &serverTime, int copies)
{
    const OutboxSteps::Acceptance acceptance{attempt, sid, status, fromNumber, serverTime, copies};
    auto accepted = m_database.runOnReserve([cipher = m_keys.cipher(), id, acceptance](QSqlDatabase &db) {
        return inTransaction(
            db, [&](QSqlDatabase &inner) { return OutboxSteps(inner, cipher).markAccepted(id, acceptance); });
    });
    const Promise<void> promise;
    whenDone(accepted, this, [this, promise, id](const Result<CommunicationId> &done) {
        if (!done) {
            promise.finish(done.error());
            return;
        }
        if (!done->isNull())
            m_communications.announceRemoved({*done});
        m_communications.announce({id});
        promise.finish({});
    });
    return promise.future();
}

QFuture<Result<void>> OutboxStore::closeUnreadable(CommunicationId id)
{
    const OutboxSteps::Step step{
        u"communication.unreadable"_s, {SendState::Accepted}, std::nullopt, u"poll_open = 0"_s, {}, {}};
    return announced(m_database.run(stepJob(m_keys.cipher(), id, step)), id);
}

QFuture<Result<void>> OutboxStore::markFailed(CommunicationId id, AttemptId attempt, int code,
                                              const QString &twilioText)
{
    const OutboxSteps::Step step{u"communication.failed"_s,
                                 {SendState::Sending},
                                 attempt,
                                 u"send_state = 'failed', error_code = ?, error_text = ?, completed_at = ?"_s,
                                 {code, CommunicationRow::notNull(twilioText), nowValue()},
                                 {{u"code"_s, code}}};
    return announced(m_database.runOnReserve(stepJob(m_keys.cipher(), id, step)), id);
}

QFuture<Result<void>> OutboxStore::markUnconfirmed(CommunicationId id, AttemptId attempt,
                                                   std::chrono::milliseconds firstLook)
{
    const OutboxSteps::Step step{u"communication.unconfirmed"_s,
                                 {SendState::Sending},
                                 attempt,
                                 u"send_state = 'unconfirmed', checks = 0, next_check_at = attempt_at + ?"_s,
                                 {qint64(firstLook.count())},
                                 {}};
    return announced(m_database.runOnReserve(stepJob(m_keys.cipher(), id, step)), id);
}

QFuture<Result<void>> OutboxStore::backToPending(CommunicationId id, AttemptId attempt)
{
    const OutboxSteps::Step step{u"communication.pending"_s,
                                 {SendState::Sending},
                                 attempt,
                                 u"send_state = 'pending', attempt_id = NULL, attempt_at = NULL"_s,
                                 {},
                                 {}};
    // No wake: the sender has just been refused and waits by its own back-off.
    return announced(m_database.runOnReserve(stepJob(m_keys.cipher(), id, step)), id);
}

QFuture<Result<void>> OutboxStore::hold(CommunicationId id, SendBlock why, const QDateTime &sendAfter, int limit)
{
    const OutboxSteps::Step step{u"communication.held"_s,
                                 {SendState::Pending, SendState::Held},
                                 std::nullopt,
                                 u"send_state = 'held', block = ?, send_after = ?, error_text = ?"_s +
                                     (why == SendBlock::PossibleDuplicate
                                          ? u", resend_of = coalesce(resend_of, "_s + OutboxGuard::newestDoubt + u')'
                                          : QString()),
                                 {sendBlockKey(why), toSqlTime(sendAfter), limit > 0 ? QString::number(limit) : u""_s},
                                 {{u"why"_s, sendBlockKey(why)}}};
    return announced(m_database.run(stepJob(m_keys.cipher(), id, step)), id);
}

QFuture<Result<void>> OutboxStore::refuse(CommunicationId id, SendBlock why)
{
    return announced(m_database.run(stepJob(m_keys.cipher(), id, OutboxSteps::refusal(why))), id);
}

QFuture<Result<void>> OutboxStore::release(CommunicationId id, const QDateTime &sendBefore, const QString &reason,
                                           const QDateTime &clickedAt)
{
    auto released = m_database.run([cipher = m_keys.cipher(), id, sendBefore, reason, clickedAt](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) {
            return OutboxSteps(inner, cipher).release(id, sendBefore, reason, clickedAt);
        });
    });
    return announced(released, id, true);
}

QFuture<Result<void>> OutboxStore::cancel(CommunicationId id, const QString &by)
{
    const OutboxSteps::Step step{u"communication.canceled"_s,
                                 {SendState::Pending, SendState::Held},
                                 std::nullopt,
                                 u"send_state = 'canceled', block = '', send_after = NULL, completed_at = ?"_s,
                                 {nowValue()},
                                 {{u"by"_s, by}}};
    return announced(m_database.run(stepJob(m_keys.cipher(), id, step)), id);
}

QFuture<Result<QList<CommunicationId>>> OutboxStore::recover(const QDateTime &now)
{
    const Promise<QList<CommunicationId>> promise;
    auto recovered = m_database.runOnReserve([cipher = m_keys.cipher(), now, own = m_begun](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return OutboxRecovery(inner, cipher).recover(now, own); });
    });
    whenDone(recovered, this, [this, promise](const Result<OutboxRecovery::Recovered> &done) {
        if (done)
            m_communications.announce(done->unconfirmed + done->held);
        promise.finish(done ? Result<QList<CommunicationId>>(done->unconfirmed)
                            : Result<QList<CommunicationId>>(done.error()));
    });
    return promise.future();
}

QFuture<Result<QList<Communication>>> OutboxStore::unconfirmedDue(const QDateTime &now, const QString &account)
{
    return m_database.run([cipher = m_keys.cipher(), now, account](QSqlDatabase &db) {
        return CommunicationRow::readAll(
            db, cipher.get(),
            u"WHERE l.outbox_state = 'unconfirmed' AND l.next_check_at <= ? AND (? = '' OR l.account_sid IN ('', ?)) "
            "ORDER BY l.next_check_at, l.sequence"_s,
            {toSqlTime(now), CommunicationRow::notNull(account), account});
    });
}

QFuture<Result<QDateTime>> OutboxStore::nextCheckAt(const QString &account)
{
    return m_database.run([account](QSqlDatabase &db) -> Result<QDateTime> {
        auto query = execSql(db,
                             u"SELECT min(next_check_at) FROM communication_logs WHERE outbox_state = 'unconfirmed' "
                             "AND (? = '' OR account_sid IN ('', ?))"_s,
                             {CommunicationRow::notNull(account), account});
        if (!query)
            return query.error();
        return query->next() ? fromSqlTime(query->value(0)) : QDateTime();
    });
}

QFuture<Result<QList<Communication>>> OutboxStore::colleaguesInDoubt(const QString &account, const QDateTime &broken,
                                                                     int checks, qint64 before)
{
    return m_database.run([cipher = m_keys.cipher(), account, broken, checks, before](QSqlDatabase &db) {
        // The list of states is the index's.
        return CommunicationRow::readAll(
            db, cipher.get(),
            u"WHERE l.device_id IS NOT NULL AND l.send_state IN ('sending', 'unconfirmed') AND "
            "(l.send_state = 'unconfirmed' OR l.attempt_at < ?) AND l.checks < ? AND l.account_sid IN ('', ?) "
            "AND l.sequence < ? ORDER BY l.sequence DESC LIMIT ?"_s,
            {toSqlTime(broken), checks, account, before, doubtsAtOnce});
    });
}

QFuture<Result<void>> OutboxStore::recordCheck(CommunicationId id, const QDateTime &nextCheckAt, int due)
{
    const OutboxSteps::Step step{u"communication.checked"_s,
                                 {SendState::Unconfirmed},
                                 std::nullopt,
                                 u"checks = max(checks, min(checks + 1, ?)), next_check_at = ?"_s,
                                 {due, toSqlTime(nextCheckAt)},
                                 {}};
    return announced(m_database.run(stepJob(m_keys.cipher(), id, step)), id);
}

QFuture<Result<QStringList>> OutboxStore::boundSids(const QStringList &sids)
{
    return m_database.run([sids](QSqlDatabase &db) -> Result<QStringList> {
        QStringList bound;
        for (qsizetype at = 0; at < sids.size(); at += sidsInOneList) {
            QVariantList part;
            for (const QString &sid : sids.mid(at, sidsInOneList))
                part.append(sid);
            const QVariant list = listValue(part);
            auto query =
                execSql(db,
                        u"SELECT message_sid FROM communication_logs WHERE message_sid %1 AND send_state <> 'not_ours' "
                        "UNION SELECT call_sid FROM communication_logs WHERE call_sid %1 AND send_state <> 'not_ours' "
                        "UNION SELECT child_call_sid FROM communication_logs WHERE child_call_sid %1 AND send_state <> "
                        "'not_ours'"_s.arg(inList),
                        {list, list, list});
            if (!query)
                return query.error();
            while (query->next())
                bound.append(query->value(0).toString());
        }
        return bound;
    });
}

QFuture<Result<int>> OutboxStore::blockWaiting(const PhoneNumber &peer, SendBlock why)
{
    const bool isFinal = why != SendBlock::JudgeReply;
    const OutboxSteps::Step step{isFinal ? u"communication.refused"_s : u"communication.held"_s,
                                 {SendState::Pending, SendState::Held},
                                 std::nullopt,
                                 u"send_state = ?, block = ?, send_after = NULL, completed_at = ?"_s,
                                 {sendStateKey(isFinal ? SendState::Refused : SendState::Held), sendBlockKey(why),
                                  isFinal ? nowValue() : QVariant()},
                                 {{u"why"_s, sendBlockKey(why)}}};
    auto blocked = m_database.run([cipher = m_keys.cipher(), peer, step](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) {
            OutboxSteps steps(inner, cipher);
            return steps.takeAll(
                steps.idsOf(u"WHERE outbox_state IN ('pending', 'held') AND peer = ? AND communication_type = 'sms' "
                            "ORDER BY sequence"_s,
                            {peer.e164()}),
                step);
        });
    });
    const Promise<int> promise;
    whenDone(blocked, this, [this, promise](const Result<QList<CommunicationId>> &ids) {
        if (!ids) {
            promise.finish(ids.error());
            return;
        }
        m_communications.announce(*ids);
        promise.finish(int(ids->size()));
    });
    return promise.future();
}
