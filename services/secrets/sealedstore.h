#pragma once

#include "secrets/secretstore.h"

class Database;
class KeyRing;

/// Secrets where there is no keychain: sealed by the data key in table sealed_secrets of the local store. Answers
/// Locked until the passphrase has opened that key. GUI thread facade over Database; owned by App.
class SealedStore : public SecretStore
{
public:
    /// @p origin as in KeychainStore: secrets belong to the server that they were made for.
    SealedStore(Database &database, KeyRing &keys, QString origin);

    QFuture<Result<QByteArray>> read(const QString &name) override;
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    QFuture<Result<void>> remove(const QString &name) override;

private:
    Database &m_database;
    KeyRing &m_keys;
    QString m_origin;
};
