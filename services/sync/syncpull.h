#pragma once

#include "id.h"
#include "sync/synctable.h"

#include <QDateTime>
#include <QSqlDatabase>

/// What is pulled, in the order in which it is merged: numbers, communications and internal notes
/// need their client.
enum class PullKind {
    Staff,
    Deputies,
    Settings,
    Templates,
    Clients,
    Numbers,
    Communications,
    InternalNotes,
    Tombstones,
    Visibility
};
inline constexpr std::array allPullKinds{
    PullKind::Staff,   PullKind::Deputies,       PullKind::Settings,      PullKind::Templates,  PullKind::Clients,
    PullKind::Numbers, PullKind::Communications, PullKind::InternalNotes, PullKind::Tombstones, PullKind::Visibility};

/// What the practice says before anything is read.
struct PracticeState {
    int version = 0;    ///< of its schema
    QString epoch;      ///< another one: transaction ids that we remember are void
    qint64 horizon = 0; ///< no transaction below it is under way
    StaffId person;
    QString role;
    QDateTime serverTime;
    QString checkpoint;      ///< another one: the server may have crashed, and gives some transaction ids again
    int keyEpoch = 1;        ///< the newest practice key
    bool isKeyDue = false;   ///< somebody left with it (PracticeKeys::State)
    QString records;         ///< another one: a chain of records has grown
    QList<PullKind> changed; ///< of these something is at or above the cursor that was asked with
};

/// Where a page ended: by the transaction that changed a row last, then by its key.
struct PullPosition {
    qint64 xid = 0;
    QString key;
    bool isWhole = false; ///< reads everything that there is, not what has changed
};

/// Rows as SQLite has them, in the order of the table's columns; what the merge needs beside them stands behind.
/// Clients: merged_into, updated_by. Communications: the hash of an outgoing text. Tombstones: id, replaced_by.
/// Visibility: client, whether we may see it.
struct PulledPage {
    QList<QVariantList> rows;
    PullPosition end;
    bool more = false;
};

/// Reading the practice. Jobs of SharedDatabase. Locked (PracticeKeys::newerKeyNeeded()) when a row is under a newer
/// key than @p keys has: it is read again once that is here.
namespace SyncPull
{
/// What a round asks first, in one statement, so that what is below the horizon and not among what changed need not be
/// asked for. @p cursor: the horizon of what is here; 0: everything may have changed. Rows that another program wrote
/// get their client before. An error of isNoMember() when this login is no member of the practice.
Result<PracticeState> state(QSqlDatabase &shared, qint64 cursor);
bool isNoMember(const Error &error);
/// The position before everything that may have changed since @p cursor, which was a horizon; 0: before everything.
PullPosition begin(PullKind kind, qint64 cursor);
Result<PulledPage> page(QSqlDatabase &shared, PullKind kind, const PullPosition &after, int limit,
                        const SyncKeys &keys);

/// How many communications there are, as the planner has it; 0 while it does not know.
Result<qint64> estimate(QSqlDatabase &shared);
/// Communications from the newest to the oldest, for a desktop that has none: usable at once. @p after is what the page
/// before ended with, empty at the begin.
struct HistoryPage {
    QList<QVariantList> rows;
    QString end; ///< empty: there are no older ones
};
Result<HistoryPage> history(QSqlDatabase &shared, const QString &after, int limit, const SyncKeys &keys);
/// Clients or templates that our edits contradict, as they are now.
Result<QList<QVariantList>> rows(QSqlDatabase &shared, PullKind kind, const QStringList &ids, const SyncKeys &keys);
/// All of one client that became visible.
Result<PulledPage> ofClient(QSqlDatabase &shared, PullKind kind, ClientId client, const PullPosition &after, int limit,
                            const SyncKeys &keys);
} // namespace SyncPull
