#pragma once

#include "async.h"
#include "secrets/fieldcipher.h"

#include <functional>

class Database;

/// "Back up …" writes one file: VACUUM INTO a temporary copy, sealed with XChaCha20-Poly1305 in a stream under a key
/// that the recovery key opens; "Restore" checks and unpacks it into an empty data folder. Progress in bytes, called on
/// the worker's thread. Both run on a thread of their own; the copy is read through a connection of its own, so that a
/// large store does not hold up the outbox (WAL: a reader never waits for the writer).
///
/// File: magic, version, size of the copy, wrapped key, salt, stream header, then chunks of 64 KiB; the header is bound
/// to the first chunk, the last chunk carries the final tag.
namespace Backup
{
/// A key and the same key wrapped by the recovery key (KeyWrap, purpose "recovery").
struct Key {
    SecureKey key;
    QByteArray wrapped;
};

/// The store's own key: nobody types the recovery key for each backup. See Vault::backUp.
QFuture<Result<void>> write(Database &database, const QString &file, const Key &key,
                            const std::function<void(qint64, qint64)> &progress);
/// With a recovery key at hand; the file gets a key of its own.
QFuture<Result<void>> write(Database &database, const QString &file, const SecureKey &recoveryKey,
                            const std::function<void(qint64, qint64)> &progress);
/// Left in the marks of a restored store, with the time in milliseconds; OutboxStore::recover() takes it away.
inline constexpr QLatin1String restoredMark("restored");
/// Error{Invalid, "not-a-backup" | "newer" | "wrong-key" | "cut-off" | "damaged" | "not-empty"}. Nothing is left at
/// @p databasePath unless all of it was there and SQLite's integrity_check passed.
QFuture<Result<void>> restore(const QString &file, const SecureKey &recoveryKey, const QString &databasePath,
                              const std::function<void(qint64, qint64)> &progress = {});
} // namespace Backup
