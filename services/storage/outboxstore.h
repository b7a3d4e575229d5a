#pragma once

#include "async.h"
#include "communication.h"

#include <QObject>
#include <QSet>

#include <limits>

class CommunicationStore;
class Database;
class KeyRing;

/// The durable side of the outbox contract (reliability.md): every function is one transaction with its audit entry,
/// and each checks the state it leaves from, so that a step that comes late or twice changes nothing (Error{Invalid,
/// "state"}). GUI thread facade; owned by App.
class OutboxStore : public QObject
{
    Q_OBJECT

public:
    OutboxStore(Database &database, KeyRing &keys, CommunicationStore &communications, QObject *parent = nullptr);

    /// Stores a new outgoing row (Pending, Held or Refused). When a Pending, Sending or Unconfirmed row with the same
    /// sender, peer and body exists and @p row.resendOf is null: Pending and Sending answer with *that* row (ten Enter
    /// presses are one row, if it was clicked within 10 s; also when it was held or accepted in between), Unconfirmed
    /// stores the new one Held(PossibleDuplicate). A row that is Held until its send_after answers for the same text
    /// sent now, or scheduled for the same time, whenever it was clicked. Two rows with the same resendOf within 10 s
    /// are one as well. Error{Invalid, "not-deputy"} when this person may not write for row.onBehalfOf (any more);
    /// Error{Invalid, "arrived"} when what @p row repeats was found at Twilio meanwhile. A call to a
    /// staff phone
    /// (@p row.toNumber) that has an open or unconfirmed call is stored Refused(CallUnderWay).
    QFuture<Result<Communication>> add(const Communication &row);
    /// The oldest row that may go now; none: nothing waits. Order within a conversation holds: a row waits while an
    /// older one of the same peer is Pending or Sending; Held, Unconfirmed and final ones do not block.
    QFuture<Result<std::optional<Communication>>> nextPending(Channel channel);
    /// Everything that is Pending or Held, for gates at wake-up (send_before passed, opening reached); oldest first,
    /// what only a person can move last. Bodies are not read (bodyLocked): a thousand would hold up the store.
    QFuture<Result<QList<Communication>>> waiting(int limit);

    /// pending → sending, durable before the first byte: attempt, time, body hash. Storage "disk-full" when there is no
    /// room to record the outcome either: then nothing may be posted. @p from is what the request will say, null: as
    /// stored. Error{Invalid, "possible-duplicate"} while the same text to the same number is unconfirmed, unless the
    /// row is a person's "Send again": two clicks that both waited for the network must not both leave. And
    /// Error{Invalid, "arrived"} when what it repeats was found at Twilio meanwhile. @p account is
    /// Twilio's account that the request goes to.
    QFuture<Result<Communication>> markSending(CommunicationId id, AttemptId attempt, const QDateTime &at,
                                               const QString &from = {}, const QString &account = {});
    /// sending → accepted. Error{Invalid, "sid-taken"} when another row is bound to the sid. Also unconfirmed →
    /// accepted. A row that the poller took for another program's (NotOurs, same To) is joined into this one.
    QFuture<Result<void>> markAccepted(CommunicationId id, AttemptId attempt, const QString &sid, const QString &status,
                                       const QString &fromNumber, const QDateTime &serverTime, int copies = 1);
    /// An accepted row that Twilio no longer shows: followed no further, and it bars no other call. Twilio's last word
    /// of it stays, and later news opens it again.
    QFuture<Result<void>> closeUnreadable(CommunicationId id);
    QFuture<Result<void>> markFailed(CommunicationId id, AttemptId attempt, int code, const QString &twilioText);
    /// sending → unconfirmed. It is looked for @p firstLook after the attempt's own time: the clock may have jumped
    /// since.
    QFuture<Result<void>> markUnconfirmed(CommunicationId id, AttemptId attempt, std::chrono::milliseconds firstLook);
    /// sending → pending: 429, or provably not one body byte read.
    QFuture<Result<void>> backToPending(CommunicationId id, AttemptId attempt);
    /// @p limit: the number in the words of HourlyLimit.
    QFuture<Result<void>> hold(CommunicationId id, SendBlock why, const QDateTime &sendAfter = {}, int limit = 0);
    QFuture<Result<void>> refuse(CommunicationId id, SendBlock why);
    /// held → pending by a person or by the opening of the window, with a new send_before. A person's click is the
    /// row's click from now on (@p clickedAt): the next Enter within 10 s is the same one, and "not-deputy" as add().
    QFuture<Result<void>> release(CommunicationId id, const QDateTime &sendBefore, const QString &reason,
                                  const QDateTime &clickedAt = {});
    QFuture<Result<void>> cancel(CommunicationId id, const QString &by);
    /// Rows left Sending by a crash become Unconfirmed; at start-up, before a text is sent. What this run has begun (a
    /// call does not wait for this) is left alone. Their ids. In a store
    /// that was restored from a back-up, what would leave by itself may have left after the back-up was made: it is
    /// Held(PossibleDuplicate) for a person.
    QFuture<Result<QList<CommunicationId>>> recover(const QDateTime &now);
    /// Unconfirmed rows whose next check is due, and when the next one is; rows of an attempt in another account than
    /// @p account are left out, because its lists can not show them. Empty: all.
    QFuture<Result<QList<Communication>>> unconfirmedDue(const QDateTime &now, const QString &account = {});
    QFuture<Result<QDateTime>> nextCheckAt(const QString &account = {});
    /// Attempts of colleagues' computers that are in doubt, or were broken off before @p broken, which were looked
    /// for less than @p checks times: the newest of those that came here before the row numbered @p before.
    static constexpr int doubtsAtOnce = 100;
    QFuture<Result<QList<Communication>>> colleaguesInDoubt(const QString &account, const QDateTime &broken, int checks,
                                                            qint64 before);
    /// One more, of @p due that were due by now: a colleague's computer may have looked too.
    QFuture<Result<void>> recordCheck(CommunicationId id, const QDateTime &nextCheckAt,
                                      int due = std::numeric_limits<int>::max());
    /// Sids among @p sids that are bound to a row that somebody is known to have sent.
    QFuture<Result<QStringList>> boundSids(const QStringList &sids);
    /// Every waiting text to @p peer becomes Refused(OptedOut) or Held(JudgeReply). Count.
    QFuture<Result<int>> blockWaiting(const PhoneNumber &peer, SendBlock why);

Q_SIGNALS:
    /// A row became Pending by add() or release(): the sender wakes. Not by backToPending(), after which it waits by
    /// itself.
    void pendingAdded();
    /// A row was stored that a template began; the template's use count has grown.
    void templateUsed(TemplateId id);

private:
    /// Announces the row once @p step has succeeded.
    QFuture<Result<void>> announced(QFuture<Result<void>> step, CommunicationId id, bool wake = false);

    Database &m_database;
    KeyRing &m_keys;
    CommunicationStore &m_communications;
    QSet<CommunicationId> m_begun; ///< by this run: recover() leaves them alone
};
