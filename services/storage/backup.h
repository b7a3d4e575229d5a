#pragma once

#include "async.h"
#include "secrets/fieldcipher.h"

#include <functional>

class Database;

/// "Back up …" writes one file: VACUUM INTO a temporary copy, sealed with XChaCha20-Poly1305 in a stream under a key that the
/// recovery key opens; "Restore" checks and unpacks it into an empty data folder. Progress in bytes.
namespace Backup
{
QFuture<Result<void>> write(Database &database, const QString &file, const SecureKey &recoveryKey,
                            std::function<void(qint64, qint64)> progress);
/// Error{Invalid, "not-a-backup" | "wrong-key" | "cut-off" | "not-empty"}. Runs on a thread of its own.
QFuture<Result<void>> restore(const QString &file, const SecureKey &recoveryKey, const QString &databasePath);
}
