#pragma once

#include "sync/synctable.h"

#include <QSqlDatabase>

/// Rows of a shared table in the local store. Inside the caller's transaction; database thread.
namespace SyncRows
{
/// Columns of the local store alone, beside the row's own.
using More = QList<std::pair<QLatin1String, QVariant>>;

/// The row whose key is @p key; empty when there is none.
Result<QVariantList> read(QSqlDatabase &db, const SyncTable &table, const QString &key);
Result<void> insert(QSqlDatabase &db, const SyncTable &table, const QVariantList &row);
Result<void> update(QSqlDatabase &db, const SyncTable &table, const QVariantList &row, const More &more = {});
/// insert() or update().
Result<void> put(QSqlDatabase &db, const SyncTable &table, const QVariantList &row);
} // namespace SyncRows
