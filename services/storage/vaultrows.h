#pragma once

#include "result.h"

#include <QByteArray>
#include <QSqlDatabase>
#include <QString>

#include <optional>

/// SQL of tables vault (one row) and sealed_secrets, for jobs inside Database::run. Vault and SealedStore decide what
/// the bytes mean.
namespace VaultRows
{
struct Row {
    QString mode; ///< "keychain" or "passphrase"
    QByteArray keyCheck;
    QByteArray salt;
    qint64 ops = 0;
    qint64 memory = 0; ///< bytes
    QByteArray wrappedPassphrase;
    QByteArray wrappedRecovery;
    bool recoveryConfirmed = false;
};

Result<std::optional<Row>> read(QSqlDatabase &db);
/// Only into an empty table: Error{Invalid, "state"} when another key has been there first.
Result<void> insert(QSqlDatabase &db, const Row &row);
/// Changes how an existing store's key is kept; key_check stays.
Result<void> setMode(QSqlDatabase &db, const Row &row);
/// A key that the person has confirmed takes the place of the one before.
Result<void> setRecovery(QSqlDatabase &db, const QByteArray &wrapped);

/// The key and every secret that it sealed: what is encrypted in the store opens no more.
Result<void> removeAll(QSqlDatabase &db);

/// A null array when there is none.
Result<QByteArray> sealedSecret(QSqlDatabase &db, const QString &name);
Result<void> setSealedSecret(QSqlDatabase &db, const QString &name, const QByteArray &sealed);
Result<void> removeSealedSecret(QSqlDatabase &db, const QString &name);
} // namespace VaultRows
