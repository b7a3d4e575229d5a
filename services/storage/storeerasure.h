#pragma once

#include "result.h"

#include <QJsonObject>
#include <QString>

#include <optional>

/// The end of a store whose person left the practice. A mark beside the file says that everything goes, so that a start
/// after a crash goes on; a second one keeps what the person is to be told, and nothing of a client. Any thread; only
/// while no connection is open.
namespace StoreErasure
{
/// From here on the store at @p database must not be opened again. On the disk when it returns.
Result<void> begin(const QString &database, const QJsonObject &told);
bool isPending(const QString &database);
/// Overwrites and removes the database and everything beside it that bears its name, and the practice's certificate.
Result<void> removeFiles(const QString &database);
/// There is nothing left: the next start is a first one.
Result<void> end(const QString &database);
/// What is to be told at the first start, until forget().
std::optional<QJsonObject> told(const QString &database);
void forget(const QString &database);
} // namespace StoreErasure
