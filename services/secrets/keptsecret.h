#pragma once

#include "async.h"

#include <QByteArray>
#include <QObject>

class SecretStore;
class Vault;

/// One secret, kept where the data key is: in the keychain, or sealed in the store where a passphrase opens it. When a
/// person changes from one to the other it moves along. GUI thread; owned by whoever the secret belongs to.
class KeptSecret : public QObject
{
    Q_OBJECT

public:
    KeptSecret(QString name, SecretStore &keychain, SecretStore &sealed, Vault &vault, QObject *parent = nullptr);

    /// NotFound also when the keychain is locked; see SecretStore.
    QFuture<Result<QByteArray>> read();
    QFuture<Result<void>> write(const QByteArray &secret);
    /// From both places.
    QFuture<Result<void>> remove();

private:
    void move();
    void takeFromKeychain();

    const QString m_name;
    SecretStore &m_keychain;
    SecretStore &m_sealed;
    Vault &m_vault;
    QByteArray m_secret; ///< as far as it is known
    int m_writes = 0;    ///< what a read of before one of them gives is older
};
