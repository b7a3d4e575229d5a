#include "twiliologin.h"

#include "secrets/vault.h"
#include "storage/settingstore.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcLogin, "practiceline.login")
}

TwilioLogin::TwilioLogin(SecretStore &keychain, SecretStore &sealed, Vault &vault, SettingStore &practice,
                         TwilioClient &twilio, Timing timing, QObject *parent)
    : QObject(parent)
    , m_kept(u"twilio"_s, keychain, sealed, vault)
    , m_vault(vault)
    , m_practice(practice)
    , m_twilio(twilio)
    , m_timing(timing)
{
    m_slow.setSingleShot(true);
    m_slow.setInterval(timing.slowAfter);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        if (m_state == State::Asking)
            setState(State::Withheld);
    });
    connect(&vault, &Vault::keepingChanged, this, &TwilioLogin::keepingChanged);
}

void TwilioLogin::setState(State state)
{
    if (m_state == state && state != State::Ready)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void TwilioLogin::load()
{
    if (m_practice.current().accountSid.isEmpty()) {
        setState(State::NotSetUp);
        return;
    }
    // Withheld's words stand until there is an answer, and what it has it keeps when a keychain locks.
    if (m_state != State::Withheld && m_state != State::Ready)
        setState(State::Asking);
    m_slow.start();
    ++m_open;
    whenDone(m_kept.read(), this, [this, generation = m_generation](const Result<QByteArray> &secret) {
        --m_open;
        m_answered.start();
        if (generation == m_generation && (secret || m_state != State::Ready)) // or another read gave it
            answered(secret);
    });
}

void TwilioLogin::askAgain()
{
    const bool soon = m_answered.isValid() && m_answered.elapsed() < m_timing.askAgainAfter.count();
    if (m_state == State::Withheld && m_open == 0 && !m_refused && !soon)
        load();
}

void TwilioLogin::answered(const Result<QByteArray> &secret)
{
    m_refused = !secret && secret.error().kind == ErrorKind::Locked;
    if (!secret) {
        qCInfo(lcLogin) << "no Twilio secret" << int(secret.error().kind) << secret.error().detail;
        setState(State::Withheld);
        return;
    }
    const TwilioCredentials credentials = TwilioCredentials::fromBytes(*secret);
    if (credentials.isEmpty() || credentials.accountSid != m_practice.current().accountSid) {
        qCWarning(lcLogin) << "the kept Twilio secret belongs to another account";
        setState(State::Foreign);
        return;
    }
    m_secret = *secret;
    m_twilio.setCredentials(credentials);
    setState(State::Ready);
}

QFuture<Result<void>> TwilioLogin::store(const TwilioCredentials &credentials)
{
    const Promise<void> promise;
    const QByteArray secret = credentials.toBytes();
    ++m_generation; // and again when it is kept: a read may begin or end while it is on its way
    whenDone(m_kept.write(secret), this, [this, credentials, secret, promise](const Result<void> &written) {
        if (written) {
            ++m_generation;
            m_secret = secret;
            m_twilio.setCredentials(credentials);
            setState(State::Ready);
        }
        promise.finish(written);
    });
    return promise.future();
}

/// What was read moves along by itself; what was not is read, for it may be in the other place.
void TwilioLogin::keepingChanged()
{
    if (m_vault.usesPassphrase() && m_state != State::Unknown && m_secret.isEmpty())
        load();
}

QFuture<Result<void>> TwilioLogin::destroy()
{
    ++m_generation;
    m_secret.clear();
    return m_kept.remove();
}
