#include "secrets/vault.h"

#include "secrets/keyring.h"
#include "secrets/keywrap.h"
#include "secrets/secretstore.h"
#include "secrets/vaultkey.h"
#include "storage/auditlog.h"
#include "storage/backup.h"
#include "storage/database.h"
#include "storage/storejob.h"
#include "storage/vaultrows.h"
#include "storage/worker.h"

#include <QLoggingCategory>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcVault, "practiceline.vault")

using VaultKey::fits;
using VaultKey::passphraseMode;

constexpr int shortestPassphrase = 10;
constexpr auto slowKeychain = std::chrono::seconds(8); // as KeychainStore

Error wrongState()
{
    return {ErrorKind::Invalid, 0, u"state"_s, {}};
}

/// The row of a store that has a key; NotFound before that.
Result<VaultRows::Row> knownRow(QSqlDatabase &db)
{
    auto row = VaultRows::read(db);
    if (!row)
        return row.error();
    if (!*row)
        return Error{ErrorKind::NotFound, 0, u"vault"_s, {}};
    return **row;
}
} // namespace

Vault::Vault(Database &database, KeyRing &keys, SecretStore *keychain, const QString &profileId, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
    , m_keychain(keychain)
    , m_profileId(profileId)
{
}

QString Vault::keyName() const
{
    return u"data-key-"_s + m_profileId;
}

void Vault::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void Vault::failed(const Error &error)
{
    qCWarning(lcVault) << "vault failed" << int(error.kind) << error.detail;
    setState(State::Failed);
}

void Vault::opened(const SecureKey &key)
{
    m_dataKey = key;
    m_keys.unlock(std::make_shared<const FieldCipher>(key, VaultKey::firstEpoch));
    setState(State::Unlocked);
}

void Vault::open()
{
    if (m_state == State::Opening || m_state == State::Unlocked)
        return;
    setState(State::Opening);
    whenDone(m_database.run([](QSqlDatabase &db) { return VaultRows::read(db); }), this,
             [this](const Result<std::optional<VaultRows::Row>> &row) {
                 if (m_state != State::Opening)
                     return;
                 if (!row) {
                     failed(row.error());
                     return;
                 }
                 if (!*row) {
                     openNew();
                     return;
                 }
                 m_recoveryConfirmed = (*row)->recoveryConfirmed;
                 m_usesPassphrase = (*row)->mode == passphraseMode;
                 if ((*row)->keyCheck.isEmpty())
                     failed({ErrorKind::Storage, 0, u"vault without key check"_s, {}});
                 else if (m_usesPassphrase)
                     setState(State::NeedsPassphrase);
                 else
                     openKnown((*row)->keyCheck);
             });
}

void Vault::openKnown(const QByteArray &keyCheck)
{
    if (!m_keychain) {
        setState(State::KeychainLocked);
        return;
    }
    whenDone(m_keychain->read(keyName()), this, [this, keyCheck](Result<QByteArray> found) {
        if (m_state != State::Opening)
            return; // recovered meanwhile
        if (!found) {
            qCInfo(lcVault) << "the keychain gives no key" << int(found.error().kind);
            setState(State::KeychainLocked);
            return;
        }
        const auto key = SecureKey::fromBytes(*found);
        if (fits(key, keyCheck))
            opened(key);
        else
            setState(State::WrongKey);
    });
}

void Vault::openNew()
{
    if (!m_keychain) {
        setState(State::ChoosePassphrase);
        return;
    }
    whenDone(m_keychain->read(keyName()), this, [this](Result<QByteArray> found) {
        if (m_state != State::Opening)
            return;
        // A key without a key_check: written by a start that ended before its commit. Nothing was sealed with it yet.
        const auto known = found ? SecureKey::fromBytes(*found) : SecureKey();
        if (!known.isNull())
            commitNew(known);
        else if (found || found.error().kind == ErrorKind::NotFound)
            keep(SecureKey::random());
        else if (found.error().kind == ErrorKind::Locked)
            setState(State::KeychainLocked);
        else
            setState(State::ChoosePassphrase);
    });
}

/// Writes the first key and has it proven before anything in the store depends on it.
void Vault::keep(const SecureKey &key)
{
    if (key.isNull()) {
        failed({ErrorKind::Storage, 0, u"no guarded memory for a key"_s, {}});
        return;
    }
    whenDone(m_keychain->write(keyName(), key.toBytes()), this, [this, key](const Result<void> &written) {
        if (m_state != State::Opening)
            return;
        if (written)
            commitNew(key);
        else
            setState(State::ChoosePassphrase);
    });
}

void Vault::commitNew(const SecureKey &key)
{
    VaultRows::Row row;
    row.mode = VaultKey::keychainMode;
    row.keyCheck = VaultKey::keyCheckOf(key);
    whenDone(m_database.run([row](QSqlDatabase &db) { return VaultRows::insert(db, row); }), this,
             [this, key](const Result<void> &done) {
                 if (m_state != State::Opening)
                     return;
                 if (done)
                     opened(key);
                 else
                     failed(done.error());
             });
}

QFuture<Result<void>> Vault::createWithPassphrase(const QString &passphrase)
{
    if (passphrase.size() < shortestPassphrase)
        return readyFuture<void>(Error{ErrorKind::Invalid, 0, u"short"_s, {}});
    const bool isNew = m_state == State::ChoosePassphrase || m_state == State::KeychainLocked;
    if (!isNew && m_state != State::Unlocked)
        return readyFuture<void>(wrongState());
    const auto dataKey = isNew ? SecureKey::random() : m_dataKey;
    if (dataKey.isNull())
        return readyFuture<void>(Error{ErrorKind::Storage, 0, u"memory"_s, {}});

    const Promise<void> promise;
    const auto typed = passphrase.normalized(QString::NormalizationForm_KC).toUtf8();
    const auto sealing = runOnThread([typed, dataKey] { return VaultKey::sealWithPassphrase(typed, dataKey); });
    whenDone(sealing, this, [this, promise, isNew](const Result<VaultKey::Sealed> &sealed) {
        if (!sealed) {
            promise.finish(sealed.error());
            return;
        }
        // insert() refuses a store that has a key: a locked one never gets a second key.
        const auto stored = m_database.run([isNew, row = sealed->row](QSqlDatabase &db) {
            return isNew ? VaultRows::insert(db, row) : VaultRows::setMode(db, row);
        });
        whenDone(stored, this, [this, promise, key = sealed->dataKey](const Result<void> &done) {
            if (done) {
                m_keyIsKept = true;
                m_usesPassphrase = true;
                opened(key);
                Q_EMIT keepingChanged();
            }
            promise.finish(done);
        });
    });
    return promise.future();
}

QFuture<Result<void>> Vault::givePassphrase(const QString &passphrase)
{
    if (m_state != State::NeedsPassphrase)
        return readyFuture<void>(wrongState());
    const Promise<void> promise;
    const auto typed = passphrase.normalized(QString::NormalizationForm_KC).toUtf8();
    whenDone(m_database.run([](QSqlDatabase &db) { return knownRow(db); }), this,
             [this, promise, typed](const Result<VaultRows::Row> &row) {
                 if (!row) {
                     promise.finish(row.error());
                     return;
                 }
                 const auto opening =
                     runOnThread([typed, row = *row] { return VaultKey::openWithPassphrase(typed, row); });
                 whenDone(opening, this, [this, promise](const Result<SecureKey> &key) {
                     if (!key) {
                         promise.finish(key.error());
                         return;
                     }
                     opened(*key);
                     promise.finish({});
                 });
             });
    return promise.future();
}

QFuture<Result<void>> Vault::recover(const QString &recoveryKey)
{
    const auto by = recoveryKeyFromText(recoveryKey);
    if (by.isNull())
        return readyFuture<void>(Error{ErrorKind::Invalid, 0, u"typo"_s, {}});
    const Promise<void> promise;
    whenDone(m_database.run([](QSqlDatabase &db) { return knownRow(db); }), this,
             [this, promise, by](const Result<VaultRows::Row> &row) {
                 if (!row || row->wrappedRecovery.isEmpty()) {
                     promise.finish(row ? Error{ErrorKind::NotFound, 0, u"no recovery key"_s, {}} : row.error());
                     return;
                 }
                 const auto key = KeyWrap::unwrap(row->wrappedRecovery, by, KeyWrap::recoveryPurpose);
                 if (!fits(key, row->keyCheck)) {
                     promise.finish(Error{ErrorKind::Invalid, 0, u"wrong"_s, {}});
                     return;
                 }
                 m_recoveryConfirmed = row->recoveryConfirmed;
                 m_usesPassphrase = row->mode == passphraseMode;
                 recovered(promise, key);
             });
    return promise.future();
}

void Vault::recovered(const Promise<void> &promise, const SecureKey &key)
{
    opened(key); // at once: the keychain may take long or never answer
    if (m_usesPassphrase || !m_keychain) {
        setKept(false); // a passphrase that is forgotten keeps nothing either
        promise.finish({});
        return;
    }
    const auto writing = m_keychain->write(keyName(), key.toBytes());
    QTimer::singleShot(slowKeychain, this, [this, writing] {
        if (!writing.isFinished())
            setKept(false);
    });
    whenDone(writing, this, [this, promise](const Result<void> &written) {
        if (!m_usesPassphrase) // chosen while the keychain took its time
            setKept(written.has_value());
        promise.finish({});
    });
}

void Vault::setKept(bool kept)
{
    m_keyIsKept = kept;
    Q_EMIT keepingChanged();
}

QFuture<Result<QString>> Vault::makeRecoveryKey()
{
    if (m_dataKey.isNull())
        return readyFuture<QString>(Error{ErrorKind::Locked, 0, u"vault"_s, {}});
    const auto text = KeyWrap::newRecoveryText();
    const auto by = recoveryKeyFromText(text);
    if (by.isNull())
        return readyFuture<QString>(Error{ErrorKind::Storage, 0, u"memory"_s, {}});
    m_newRecovery = KeyWrap::wrap(m_dataKey, by, KeyWrap::recoveryPurpose);
    return readyFuture(Result<QString>(text));
}

QFuture<Result<void>> Vault::confirmRecovery()
{
    if (m_newRecovery.isEmpty())
        return readyFuture<void>(wrongState());
    const Promise<void> promise;
    const auto stored = m_database.run([wrapped = m_newRecovery](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
            if (const auto done = VaultRows::setRecovery(inner, wrapped); !done)
                return done;
            return appendClearAudit(inner, {u"recovery-key.changed"_s, {}, {}, {}});
        });
    });
    whenDone(stored, this, [this, promise](const Result<void> &done) {
        if (done) {
            m_newRecovery.clear();
            m_recoveryConfirmed = true;
            Q_EMIT keepingChanged();
        }
        promise.finish(done);
    });
    return promise.future();
}

QFuture<Result<void>> Vault::backUp(const QString &file, const std::function<void(qint64, qint64)> &progress)
{
    if (m_dataKey.isNull())
        return readyFuture<void>(Error{ErrorKind::Locked, 0, u"vault"_s, {}});
    const Promise<void> promise;
    whenDone(m_database.run([](QSqlDatabase &db) { return knownRow(db); }), this,
             [this, promise, file, progress](const Result<VaultRows::Row> &row) {
                 if (!row || row->wrappedRecovery.isEmpty()) {
                     promise.finish(row ? Error{ErrorKind::Invalid, 0, u"no-recovery-key"_s, {}} : row.error());
                     return;
                 }
                 const Backup::Key key{m_dataKey, row->wrappedRecovery};
                 const AuditEntry entry{u"backup.made"_s, {}, {{u"file"_s, file}}, {}};
                 whenDone(m_database.run([cipher = m_keys.cipher(), entry](QSqlDatabase &db) {
                     return inTransaction(db, [&](QSqlDatabase &inner) { return appendAudit(inner, cipher, entry); });
                 }),
                          this, [this, promise, file, key, progress](const Result<void> &recorded) {
                              if (!recorded)
                                  return promise.finish(recorded.error());
                              whenDone(Backup::write(m_database, file, key, progress), this,
                                       [promise](const Result<void> &done) { promise.finish(done); });
                          });
             });
    return promise.future();
}

QFuture<Result<void>> Vault::destroyKey()
{
    m_dataKey = {};
    const Promise<void> promise;
    const auto fromStore = m_database.run([](QSqlDatabase &db) { return VaultRows::removeAll(db); });
    if (!m_keychain)
        return fromStore;
    whenDone(m_keychain->remove(keyName()), this, [this, promise, fromStore](const Result<void> &fromKeychain) {
        whenDone(fromStore, this, [promise, fromKeychain](const Result<void> &) { promise.finish(fromKeychain); });
    });
    return promise.future();
}

SecureKey Vault::recoveryKeyFromText(const QString &text)
{
    return KeyWrap::fromRecoveryText(text);
}
