#include "settings/settingsforms.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

AccountForm::AccountForm(QWidget *parent)
    : SettingsForm(parent)
{
    m_accountSid = addLine(tr("&Account SID"), tr("Account SID"),
                           tr("Begins with AC. Twilio's console shows it on the first page."));
    m_keySid = addLine(tr("API key S&ID"), tr("API key SID"),
                       tr("Begins with SK. Made in Twilio's console under API keys; it can be taken back alone."));
    m_keySecret = addLine(tr("API &key secret"), tr("API key secret"));
    m_token =
        addLine(tr("Auth &token"), tr("Auth token"),
                tr("Only instead of a key, for test credentials. Who has the auth token owns the whole account, and "
                   "changing it stops everything else that uses it. Leave it empty when you have a key."));
    for (QLineEdit *secret : {m_keySecret, m_token}) {
        secret->setEchoMode(QLineEdit::Password);
        secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    }
}

void AccountForm::load(const PracticeSettings &settings)
{
    m_savedAccount = settings.accountSid;
    m_savedKey = settings.apiKeySid;
    m_accountSid->setText(settings.accountSid);
    m_keySid->setText(settings.apiKeySid);
    forgetSecrets();
    for (QLineEdit *edit : {m_accountSid, m_keySid, m_keySecret, m_token})
        markWrong(edit, false);
    setSecretSaved(m_secretSaved);
}

/// The account is the practice's; each computer has a key of its own.
void AccountForm::lockShared(bool locked)
{
    m_accountSid->setEnabled(!locked);
}

void AccountForm::setSecretSaved(bool saved)
{
    m_secretSaved = saved;
    const QString words = tr("Saved in the keychain");
    const bool own = saved && !m_keptByPractice;
    m_keySecret->setPlaceholderText(own && !m_savedKey.isEmpty() ? words : QString());
    m_token->setPlaceholderText(own && m_savedKey.isEmpty() ? words : QString());
}

void AccountForm::setKeptByPractice(bool kept)
{
    m_keptByPractice = kept;
    for (QLineEdit *edit : {m_keySid, m_keySecret, m_token})
        edit->setEnabled(!kept);
    if (kept)
        forgetSecrets();
    setSecretSaved(m_secretSaved);
}

bool AccountForm::hasNewSecret() const
{
    return !pasted(m_keySecret).isEmpty() || !pasted(m_token).isEmpty();
}

void AccountForm::forgetSecrets()
{
    m_keySecret->clear();
    m_token->clear();
}

TwilioCredentials AccountForm::credentials() const
{
    TwilioCredentials result;
    if (!hasNewSecret())
        return result;
    result.accountSid = pasted(m_accountSid);
    const bool token = !pasted(m_token).isEmpty();
    result.user = token ? result.accountSid : pasted(m_keySid);
    result.secret = (token ? pasted(m_token) : pasted(m_keySecret)).toUtf8();
    return result;
}

QString AccountForm::apply(PracticeSettings &settings)
{
    const QString account = pasted(m_accountSid);
    const QString key = pasted(m_keySid);
    const bool token = !pasted(m_token).isEmpty();
    if (!account.isEmpty() && !isSid(account, "AC"_L1))
        return refuse(m_accountSid, tr("The account SID is AC and 32 letters and digits."));
    if (!key.isEmpty() && !token && !isSid(key, "SK"_L1))
        return refuse(m_keySid, tr("The API key SID is SK and 32 letters and digits."));
    if (token && !pasted(m_keySecret).isEmpty())
        return refuse(m_token, tr("Fill in the secret of the key or the auth token, not both."));
    if (hasNewSecret() && account.isEmpty())
        return refuse(m_accountSid, tr("The account SID is missing."));
    if (!pasted(m_keySecret).isEmpty() && key.isEmpty())
        return refuse(m_keySid, tr("The API key SID is missing."));
    if (m_keptByPractice)
        return {}; // the account is the administrators' too
    const QString newKey = token ? QString() : key;
    const bool changed = account != m_savedAccount || newKey != m_savedKey;
    if (!account.isEmpty() && !hasNewSecret() && (changed || !m_secretSaved))
        return refuse(newKey.isEmpty() ? m_token : m_keySecret,
                      newKey.isEmpty() ? tr("The auth token, or a key and its secret, is missing.")
                                       : tr("Type the secret that belongs to this key."));
    settings.accountSid = account;
    settings.apiKeySid = newKey;
    return {};
}
