#pragma once

#include "secrets/secretstore.h"

#include <QObject>

#include <chrono>

/// Secrets in the operating system's keychain (QtKeychain), service "Practiceline", key = profile id, origin and name:
/// a secret belongs to the server that it was made for, so another --twilio-url starts unconfigured. The data key
/// belongs to no server: Vault gets a store of its own with an empty origin. Never falls back to a file in clear. GUI
/// thread; owned by App. Nothing blocks: a keychain may answer after 90 s or never.
class KeychainStore : public QObject, public SecretStore
{
    Q_OBJECT

public:
    /// @p slowAfter bounds usable() only: reads and writes wait for as long as the keychain needs.
    KeychainStore(const QString &profileId, const QString &origin,
                  std::chrono::milliseconds slowAfter = std::chrono::milliseconds(8000), QObject *parent = nullptr);

    QFuture<Result<QByteArray>> read(const QString &name) override;
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    /// Reads afterwards, because a locked keychain answers a delete with success.
    QFuture<Result<void>> remove(const QString &name) override;

    /// Writes, reads and deletes a canary, because a locked keychain answers a read with "not found" and a delete with
    /// success. True: it keeps secrets. False: there is none, or it is locked. Error{Locked, "slow"} when it has not
    /// answered after slowAfter; it may still do so later.
    QFuture<Result<bool>> usable();

private:
    QString key(const QString &name) const;

    QString m_prefix;
    std::chrono::milliseconds m_slowAfter;
};
