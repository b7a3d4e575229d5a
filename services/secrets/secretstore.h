#pragma once

#include "async.h"

#include <QByteArray>
#include <QString>

/// Where secrets live (seam, R12). Asynchronous because a keychain may take 90 s or ask the person. Implementations:
/// KeychainStore (QtKeychain), SealedStore (no keychain: sealed by the data key in the local store), MemoryStore
/// (demo).
class SecretStore
{
public:
    SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;
    virtual ~SecretStore() = default;

    /// NotFound when there is none *or* when the keychain is locked: a locked one answers the same (security.md, "A
    /// missing key is not a new start"). Locked when that is certain.
    virtual QFuture<Result<QByteArray>> read(const QString &name) = 0;
    /// Succeeds only when reading back gave the same bytes.
    virtual QFuture<Result<void>> write(const QString &name, const QByteArray &secret) = 0;
    virtual QFuture<Result<void>> remove(const QString &name) = 0;
};
