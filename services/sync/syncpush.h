#pragma once

#include "id.h"
#include "sync/synctable.h"

#include <QSqlDatabase>

/// A change that waits for the practice: the row as it is now, and the stamp it had then.
struct QueuedChange {
    QString id;
    qint64 stamp = 0;
    QJsonObject base; ///< before the first change that the practice has not got; empty for a new row
    QVariantList row; ///< of syncTable(); empty when the row is gone
};

struct PushBatch {
    SyncKind kind = SyncKind::Client;
    QList<QueuedChange> changes;
};

/// What the practice made of a change.
struct PushOutcome {
    enum class Result {
        Taken,
        Conflict, ///< somebody saved since the version that ours is based on
        Refused,  ///< never as it is; why says so
        NotNow,   ///< News: the lease is not ours any more; it stays queued
    };
    Result result = Result::Taken;
    QString why;         ///< an SQLSTATE, or "owned", "refused", "unreadable"
    QString realId;      ///< Communication: where the practice has it, if not under our id
    qint64 revision = 0; ///< Client, Template
};

/// Changes of this computer on their way to the practice. All are jobs of the local database but send(), which is
/// SharedDatabase's; each may be repeated.
namespace SyncPush
{
/// Of which kinds changes wait, in the order in which they are pushed.
Result<QList<SyncKind>> waiting(QSqlDatabase &local);
/// The oldest @p limit changes of @p kind that wait and were not refused, without those whose client waits itself.
Result<PushBatch> take(QSqlDatabase &local, SyncKind kind, int limit);
/// As take(), for a last time: also texts and calls whose client waits, which nobody brings any more, and those that a
/// role without the right to write kept here.
Result<PushBatch> takeParting(QSqlDatabase &local, int limit);
/// Ends what was taken, unless it changed again meanwhile; notes revisions, refusals, and ids that the practice knows
/// by another one. @p asOf and
/// @p now are times of the practice's clock, before it was sent and since.
Result<void> settle(QSqlDatabase &local, const PushBatch &batch, const QList<PushOutcome> &outcomes,
                    const FieldCipher &own, const QDateTime &asOf = {}, const QDateTime &now = {});

/// What waits of a kind that this person may not write.
Result<void> refuseAll(QSqlDatabase &local, SyncKind kind, const QString &why);
/// Why they wait: of somebody who only reads, or of what only administrators write.
inline constexpr QLatin1StringView readersOnly("supervisor");
inline constexpr QLatin1StringView adminsOnly("admin");
/// The role changed: what waits for that reason goes out.
Result<void> admit(QSqlDatabase &local, const QString &why);

/// An outcome for each change. A batch in which a row can not be stored is halved until that row stands alone. Errors
/// are for the whole batch: not reached, not allowed, Locked (PracticeKeys::newerKeyNeeded()) when there is a newer
/// practice key than @p keys has. @p epoch: of the lease, for News.
Result<QList<PushOutcome>> send(QSqlDatabase &shared, const PushBatch &batch, const SyncKeys &keys, DeviceId device,
                                qint64 epoch = 0);
/// The same for communications, by a computer whose person has left the practice: under the key that it had.
Result<QList<PushOutcome>> sendParting(QSqlDatabase &shared, const PushBatch &batch, const SyncKeys &keys,
                                       DeviceId device);
} // namespace SyncPush
