#pragma once

#include "sync/syncpull.h"
#include "sync/syncpush.h"

#include <QSqlDatabase>

/// What a desktop remembers of sharing, in its own store. Jobs of the local database.
namespace SyncMemory
{
struct Memory {
    qint64 cursor = 0;       ///< what changed before it was pulled; 0 until the first sync is done
    qint64 firstHorizon = 0; ///< the cursor that the first sync ends with
    QString historyEnd;      ///< how far back its history was fetched; empty: not begun
    bool allQueued = false;  ///< what was here before sharing began
    QString role;            ///< of the person, when the last round ended; empty: none has
    qint64 lastRound = 0;    ///< when that was, by the server's clock in UTC milliseconds; 0: never
};

/// Of the practice in @p state. With another epoch than the one that is remembered (the first time, or the server was
/// restored from a back-up) everything is pulled again, and queued again.
Result<Memory> recall(QSqlDatabase &db, const PracticeState &state);
/// Queues a stretch of what was here before the practice's own came, the newest communications first; not @p synced,
/// which the practice has. @p brings: also templates, settings and what Twilio's list showed, which only an
/// administrator's computer and the agent may bring. True when that was all.
Result<bool> queueStretch(QSqlDatabase &db, bool brings, const SyncedIds &synced);
Result<void> rememberHistory(QSqlDatabase &db, const QString &end);
/// At the end of a round that went as @p practice was.
Result<void> rememberRound(QSqlDatabase &db, qint64 cursor, const PracticeState &practice);

struct Counts {
    qint64 waiting = 0; ///< without the refused ones, and without news: every computer can read it at Twilio
    qint64 refused = 0;
    qint64 conflicts = 0;
};
Result<Counts> count(QSqlDatabase &db);
/// Whether anything waits for the practice that it has not refused.
Result<bool> isQueued(QSqlDatabase &db, bool withNews);
/// Whether some clients are not for this computer's person, as far as it knows.
Result<bool> isAnyHidden(QSqlDatabase &db);
/// Whether the practice has got @p client as it is here.
Result<bool> isShared(QSqlDatabase &db, ClientId client);
/// Ends a conflict: ours over theirs, or theirs over ours. NotFound when there is none (any more).
Result<void> decide(QSqlDatabase &db, SyncKind kind, const QString &id, bool ours);
/// This store's name among the practice's computers; made at the first call, and anew after a restore.
Result<DeviceId> device(QSqlDatabase &db);
/// What goes with the store when its person has left the practice.
struct Leftovers {
    qint64 notShared = 0; ///< changes that the practice did not get
    qint64 notSent = 0;   ///< texts that waited; nobody sends them
};
Result<Leftovers> leftovers(QSqlDatabase &db);
/// The last entry of this computer's records: with how many texts that wait; once. Inside the caller's transaction.
Result<void> notePartingOnce(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                             const QString &practiceId);
/// Queues nothing any more and forgets what was queued: this computer left the practice.
Result<void> leave(QSqlDatabase &db);
} // namespace SyncMemory
