#pragma once

#include "result.h"
#include "sync/syncpush.h"

#include <QList>
#include <QSqlDatabase>

/// A change of this computer that the practice does not take as it is; the next change of the same row is tried again.
struct RefusedChange {
    SyncKind kind = SyncKind::Client;
    QString id;   ///< a setting's key, a number
    QString name; ///< of the client or template; whose text, call or note it is; empty: not known
    QString why;  ///< PushOutcome::why
};

/// Jobs of the local database.
namespace Refusals
{
/// The oldest @p limit, without conflicts, which a person decides.
Result<QList<RefusedChange>> read(QSqlDatabase &db, int limit);
} // namespace Refusals
