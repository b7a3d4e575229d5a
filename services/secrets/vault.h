#pragma once

#include "async.h"
#include "secrets/fieldcipher.h"

#include <QObject>

#include <functional>

class Database;
class KeyRing;
class SecretStore;

/// Opens the store's data key, or makes the first one. State is explicit, because a missing key is not a new start:
/// while table vault holds a key_check, a key that the keychain does not give means Locked, and no new key is ever
/// made. GUI thread; owned by App.
class Vault : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Closed,  ///< open() not called yet
        Opening, ///< the keychain was asked and may take long
        Unlocked,
        KeychainLocked,   ///< key_check exists, the keychain answers nothing: retry() or recover()
        NeedsPassphrase,  ///< no keychain; this store has a passphrase: givePassphrase()
        ChoosePassphrase, ///< no keychain and a new store: createWithPassphrase()
        WrongKey,         ///< the keychain gave a key that does not fit key_check
        Failed,
    };

    /// @p keychain may be null: passphrase only. The data key belongs to no server: a KeychainStore with an empty
    /// origin.
    Vault(Database &database, KeyRing &keys, SecretStore *keychain, const QString &profileId,
          QObject *parent = nullptr);

    State state() const { return m_state; }
    /// Asks the keychain; does nothing while that is under way or once unlocked.
    void open();
    void retry() { open(); }
    /// Argon2id, moderate limits; seals the data key in table vault. Error{Invalid, "short"} under 10 characters. In an
    /// unlocked store it changes how its key is kept, from the keychain to this passphrase; in a locked one it is
    /// Error{Invalid, "state"}.
    QFuture<Result<void>> createWithPassphrase(const QString &passphrase);
    /// Error{Invalid, "wrong"}; Error{Storage, "memory"} when Argon2id did not get its 256 MB.
    QFuture<Result<void>> givePassphrase(const QString &passphrase);
    /// Opens with the recovery key and writes the data key to the keychain again. Error{Invalid, "typo"} when the check
    /// sum does not fit, Error{Invalid, "wrong"} when it is another store's key, Error{NotFound} when this store has
    /// none. Succeeds also when the keychain refuses the key: then keyIsKept() is false, and a passphrase should be
    /// offered.
    QFuture<Result<void>> recover(const QString &recoveryKey);
    /// False after recover() when neither keychain nor passphrase will open this store at the next start, as far as is
    /// known: a keychain that is slow may still take the key.
    bool keyIsKept() const { return m_keyIsKept; }
    /// True once the store is known to open with a passphrase: its other secrets then live in SealedStore.
    bool usesPassphrase() const { return m_usesPassphrase; }

    /// Makes a recovery key and returns it for showing once: 8 groups of 5 letters and digits (base32 with a check
    /// sum). It counts only from confirmRecovery() on, when the person has typed one group from paper; until then the
    /// one before stays valid. Error{Invalid, "state"} when there is nothing to confirm.
    QFuture<Result<QString>> makeRecoveryKey();
    QFuture<Result<void>> confirmRecovery();
    bool recoveryConfirmed() const { return m_recoveryConfirmed; }
    /// Backup::write with this store's key, which its recovery key opens, so that nobody has to type it for each
    /// backup. Error{Invalid, "no-recovery-key"} before confirmRecovery(). @p progress is called on another thread.
    QFuture<Result<void>> backUp(const QString &file, const std::function<void(qint64, qint64)> &progress);
    /// The end of this store (StoreErasure): the data key goes from the keychain, and from the store if it is open.
    QFuture<Result<void>> destroyKey();
    /// Null key when @p text has a typing mistake.
    static SecureKey recoveryKeyFromText(const QString &text);

Q_SIGNALS:
    void stateChanged(Vault::State state);
    void keepingChanged(); ///< keyIsKept(), usesPassphrase() or recoveryConfirmed()

private:
    void setState(State state);
    void opened(const SecureKey &key);
    void openNew();
    void openKnown(const QByteArray &keyCheck);
    void keep(const SecureKey &key);
    void commitNew(const SecureKey &key);
    void failed(const Error &error);
    void recovered(const Promise<void> &promise, const SecureKey &key);
    void setKept(bool kept);
    QString keyName() const;

    Database &m_database;
    KeyRing &m_keys;
    SecretStore *m_keychain;
    QString m_profileId;
    State m_state = State::Closed;
    bool m_recoveryConfirmed = false;
    bool m_keyIsKept = true;
    bool m_usesPassphrase = false;
    SecureKey m_dataKey;      ///< null unless Unlocked
    QByteArray m_newRecovery; ///< the data key wrapped by a recovery key that is not confirmed yet
};
