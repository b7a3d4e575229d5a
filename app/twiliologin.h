#pragma once

#include "async.h"
#include "secrets/keptsecret.h"
#include "twilio/twilioclient.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>

class SecretStore;
class SettingStore;
class Vault;

/// Fetches Twilio's secret from where it is kept (the keychain; the sealed store where a passphrase opens the data) and
/// hands it to TwilioClient. A keychain that gives nothing is not a practice without Twilio: a locked one answers "not
/// found", a slow one nothing at all. While the practice has an account that is Withheld, what waits goes on waiting,
/// and the secret is asked for again. GUI thread; owned by App.
class TwilioLogin : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Unknown,  ///< load() not called yet
        Asking,   ///< asked, and not slow yet
        NotSetUp, ///< the practice has no account: there is nothing to ask for
        Ready,    ///< TwilioClient has it
        Withheld, ///< it was not given, or not in time: a late answer is taken all the same
        Foreign,  ///< what is kept belongs to another account: a change of account ended half-way
    };
    struct Timing {
        std::chrono::milliseconds slowAfter{8000};
        std::chrono::milliseconds askAgainAfter{30'000}; ///< since the last answer, for askAgain()
    };

    TwilioLogin(SecretStore &keychain, SecretStore &sealed, Vault &vault, SettingStore &practice, TwilioClient &twilio,
                Timing timing, QObject *parent = nullptr);

    State state() const { return m_state; }
    const QByteArray &kept() const { return m_secret; } ///< of what TwilioClient has; empty before Ready
    /// Once the store is unlocked, and whenever a person asks.
    void load();
    /// The window became active: asks a keychain that may have been unlocked meanwhile. Not one where the person has
    /// said no, and not every few seconds.
    void askAgain();
    /// Keeps @p credentials and hands them to TwilioClient.
    QFuture<Result<void>> store(const TwilioCredentials &credentials);

    /// The end of this store: the secret goes from where it is kept.
    QFuture<Result<void>> destroy();

Q_SIGNALS:
    void stateChanged(TwilioLogin::State state); ///< for Ready also when it is another login than before

private:
    void setState(State state);
    void answered(const Result<QByteArray> &secret);
    void keepingChanged();

    KeptSecret m_kept;
    Vault &m_vault;
    SettingStore &m_practice;
    TwilioClient &m_twilio;
    Timing m_timing;
    State m_state = State::Unknown;
    QByteArray m_secret; ///< as it is kept; empty unless Ready
    QTimer m_slow;
    QElapsedTimer m_answered;
    int m_open = 0;       ///< reads without an answer
    int m_generation = 0; ///< of the secret, by store(): what a read of an earlier one gives is older
    bool m_refused = false;
};
