#pragma once

#include "async.h"
#include "secrets/fieldcipher.h"

#include <QObject>

class Database;
class KeyRing;
class SecretStore;

/// Opens the store's data key, or makes the first one. State is explicit, because a missing key is not a new start:
/// while table vault holds a key_check, a key that the keychain does not give means Locked, and no new key is ever made.
/// GUI thread; owned by App.
class Vault : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Closed,          ///< open() not called yet
        Opening,         ///< the keychain was asked and may take long
        Unlocked,
        KeychainLocked,  ///< key_check exists, the keychain answers nothing: retry() or recover()
        NeedsPassphrase, ///< no keychain; this store has a passphrase: givePassphrase()
        ChoosePassphrase,///< no keychain and a new store: createWithPassphrase()
        WrongKey,        ///< the keychain gave a key that does not fit key_check
        Failed,
    };

    /// @p keychain may be null: passphrase only.
    Vault(Database &database, KeyRing &keys, SecretStore *keychain, const QString &profileId, QObject *parent = nullptr);

    State state() const { return m_state; }
    void open();
    void retry() { open(); }
    /// Argon2id, moderate limits; seals the data key in table vault. Error{Invalid, "short"} under 10 characters.
    QFuture<Result<void>> createWithPassphrase(const QString &passphrase);
    QFuture<Result<void>> givePassphrase(const QString &passphrase); ///< Error{Invalid, "wrong"}
    /// Opens with the recovery key and writes the data key to the keychain again.
    QFuture<Result<void>> recover(const QString &recoveryKey);

    /// Makes the recovery key, wraps the data key with it and returns it for showing once: 8 groups of 5 letters and digits
    /// (base32 with a check sum). The person confirms by typing one group; confirmRecovery() then marks it as known.
    QFuture<Result<QString>> makeRecoveryKey();
    QFuture<Result<void>> confirmRecovery();
    bool recoveryConfirmed() const { return m_recoveryConfirmed; }
    /// Null key when @p text has a typing mistake.
    static SecureKey recoveryKeyFromText(const QString &text);

Q_SIGNALS:
    void stateChanged(Vault::State state);

private:
    void setState(State state);

    Database &m_database;
    KeyRing &m_keys;
    SecretStore *m_keychain;
    QString m_profileId;
    State m_state = State::Closed;
    bool m_recoveryConfirmed = false;
};
