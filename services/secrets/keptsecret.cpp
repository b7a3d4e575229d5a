#include "secrets/keptsecret.h"

#include "secrets/secretstore.h"
#include "secrets/vault.h"

#include <QLoggingCategory>

namespace
{
Q_LOGGING_CATEGORY(lcKept, "practiceline.secrets")
}

KeptSecret::KeptSecret(QString name, SecretStore &keychain, SecretStore &sealed, Vault &vault, QObject *parent)
    : QObject(parent)
    , m_name(std::move(name))
    , m_keychain(keychain)
    , m_sealed(sealed)
    , m_vault(vault)
{
    connect(&vault, &Vault::keepingChanged, this, &KeptSecret::move);
}

QFuture<Result<QByteArray>> KeptSecret::read()
{
    const Promise<QByteArray> promise;
    const auto take = [this, promise, writes = m_writes](const Result<QByteArray> &secret) {
        if (secret && writes == m_writes)
            m_secret = *secret;
        promise.finish(secret);
    };
    if (!m_vault.usesPassphrase()) {
        whenDone(m_keychain.read(m_name), this, take);
        return promise.future();
    }
    whenDone(m_sealed.read(m_name), this, [this, take](const Result<QByteArray> &sealed) {
        if (sealed || sealed.error().kind != ErrorKind::NotFound)
            return take(sealed);
        // From before the passphrase; the keychain may give it now.
        whenDone(m_keychain.read(m_name), this, [this, take](const Result<QByteArray> &older) {
            take(older);
            move();
        });
    });
    return promise.future();
}

QFuture<Result<void>> KeptSecret::write(const QByteArray &secret)
{
    const Promise<void> promise;
    ++m_writes; // and again when it is kept: a read may begin or end while it is on its way
    const bool inKeychain = !m_vault.usesPassphrase();
    SecretStore &target = inKeychain ? m_keychain : m_sealed;
    whenDone(target.write(m_name, secret), this, [this, promise, secret, inKeychain](const Result<void> &written) {
        if (written) {
            ++m_writes;
            m_secret = secret;
            if (inKeychain)
                move(); // if a passphrase was chosen meanwhile
            else
                takeFromKeychain();
        }
        promise.finish(written);
    });
    return promise.future();
}

QFuture<Result<void>> KeptSecret::remove()
{
    ++m_writes;
    m_secret.clear();
    const Promise<void> promise;
    whenDone(m_keychain.remove(m_name), this, [this, promise](const Result<void> &fromKeychain) {
        whenDone(m_sealed.remove(m_name), this, [this, promise, fromKeychain](const Result<void> &fromStore) {
            promise.finish(m_vault.usesPassphrase() ? fromStore : fromKeychain);
        });
    });
    return promise.future();
}

void KeptSecret::move()
{
    if (!m_vault.usesPassphrase() || m_secret.isEmpty())
        return;
    whenDone(m_sealed.write(m_name, m_secret), this, [this](const Result<void> &written) {
        if (written)
            takeFromKeychain();
        else
            qCWarning(lcKept) << m_name << "could not be sealed" << written.error().detail;
    });
}

void KeptSecret::takeFromKeychain()
{
    whenDone(m_keychain.remove(m_name), this, [this](const Result<void> &removed) {
        if (!removed)
            qCInfo(lcKept) << "the keychain still holds" << m_name << removed.error().detail;
    });
}
