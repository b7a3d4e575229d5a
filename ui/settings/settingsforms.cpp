#include "settings/settingsforms.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QStyle>
#include <QTimeEdit>

using namespace Qt::StringLiterals;

namespace
{
constexpr int fieldWidth = 400;
constexpr int fieldHeight = Theme::grid * 15 / 4;
constexpr int labelWidth = Theme::grid * 16;

bool isSid(const QString &text, QLatin1String prefix)
{
    static const QRegularExpression pattern(u"^[A-Z]{2}[0-9a-fA-F]{32}$"_s);
    return text.startsWith(prefix) && pattern.match(text).hasMatch();
}

/// What is pasted from a web page carries blanks.
QString pasted(const QLineEdit *edit)
{
    return edit->text().simplified().remove(u' ');
}
} // namespace

SettingsForm::SettingsForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QGridLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(Theme::grid * 2);
    m_form->setVerticalSpacing(Theme::grid * 3 / 2);
    m_form->setColumnStretch(1, 1);
    m_form->setColumnMinimumWidth(0, labelWidth);
}

void SettingsForm::addField(const QString &label, QWidget *field, const QString &hint)
{
    const int row = m_form->rowCount();
    auto *caption = PlainText::label(label, this);
    caption->setBuddy(field);
    caption->setMinimumHeight(fieldHeight);
    m_form->addWidget(caption, row, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    column->setSpacing(Theme::grid / 2);
    column->addWidget(field);
    if (!hint.isEmpty()) {
        auto *text = PlainText::label(hint, this);
        Theme::makeSmall(text);
        text->setWordWrap(true);
        text->setFixedWidth(fieldWidth);
        text->setMinimumHeight(text->heightForWidth(fieldWidth)); // nested layouts lose height for width
        column->addWidget(text);
        field->setAccessibleDescription(hint);
    }
    m_form->addLayout(column, row, 1);
}

void SettingsForm::addWide(QWidget *widget)
{
    m_form->addWidget(widget, m_form->rowCount(), 0, 1, 2);
}

QLineEdit *SettingsForm::addLine(const QString &label, const QString &accessibleName, const QString &hint)
{
    auto *edit = new QLineEdit(this);
    edit->setAccessibleName(accessibleName);
    edit->setMaximumWidth(fieldWidth);
    edit->setMaxLength(200);
    addField(label, edit, hint);
    connect(edit, &QLineEdit::textEdited, this, [this, edit] {
        markWrong(edit, false);
        Q_EMIT edited();
    });
    return edit;
}

void SettingsForm::markWrong(QLineEdit *edit, bool wrong)
{
    if (edit->property("wrong").toBool() == wrong)
        return;
    edit->setProperty("wrong", wrong);
    edit->style()->unpolish(edit);
    edit->style()->polish(edit);
}

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

void AccountForm::setSecretSaved(bool saved)
{
    m_secretSaved = saved;
    const QString words = tr("Saved in the keychain");
    m_keySecret->setPlaceholderText(saved && !m_savedKey.isEmpty() ? words : QString());
    m_token->setPlaceholderText(saved && m_savedKey.isEmpty() ? words : QString());
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
    const auto wrong = [this](QLineEdit *edit, const QString &text) {
        markWrong(edit, true);
        edit->setFocus();
        return text;
    };
    if (!account.isEmpty() && !isSid(account, "AC"_L1))
        return wrong(m_accountSid, tr("The account SID is AC and 32 letters and digits."));
    if (!key.isEmpty() && !token && !isSid(key, "SK"_L1))
        return wrong(m_keySid, tr("The API key SID is SK and 32 letters and digits."));
    if (token && !pasted(m_keySecret).isEmpty())
        return wrong(m_token, tr("Fill in the secret of the key or the auth token, not both."));
    if (hasNewSecret() && account.isEmpty())
        return wrong(m_accountSid, tr("The account SID is missing."));
    if (!pasted(m_keySecret).isEmpty() && key.isEmpty())
        return wrong(m_keySid, tr("The API key SID is missing."));
    const QString newKey = token ? QString() : key;
    const bool changed = account != m_savedAccount || newKey != m_savedKey;
    if (!account.isEmpty() && !hasNewSecret() && (changed || !m_secretSaved))
        return wrong(newKey.isEmpty() ? m_token : m_keySecret,
                     newKey.isEmpty() ? tr("The auth token, or a key and its secret, is missing.")
                                      : tr("Type the secret that belongs to this key."));
    settings.accountSid = account;
    settings.apiKeySid = newKey;
    return {};
}

NumbersForm::NumbersForm(QWidget *parent)
    : SettingsForm(parent)
{
    m_sender = addLine(tr("&Sender"), tr("Sender"),
                       tr("The number that texts come from, or a messaging service (begins with MG)."));
    m_caller = addLine(tr("&Caller number"), tr("Caller number"),
                       tr("What clients see when you call. A messaging service can not call."));
    m_phone = addLine(tr("Your &phone"), tr("Your phone"), tr("Rings first when you call a client."));
}

void NumbersForm::load(const PracticeSettings &settings)
{
    const auto shown = [&](const PhoneNumber &number) {
        return number.isNull() ? QString() : number.display(settings.region);
    };
    const PhoneNumber sender = PhoneNumber::fromE164(settings.sender);
    m_sender->setText(sender.isNull() ? settings.sender : shown(sender));
    m_caller->setText(shown(settings.callerId));
    m_phone->setText(shown(settings.staffPhone));
    for (QLineEdit *edit : {m_sender, m_caller, m_phone})
        markWrong(edit, false);
}

QString NumbersForm::applyNumber(QLineEdit *edit, const QString &name, const QString &region, PhoneNumber &number)
{
    number = {};
    if (edit->text().trimmed().isEmpty())
        return {};
    const auto parsed = PhoneNumber::parse(edit->text(), region);
    if (parsed.problem == PhoneNumber::Problem::None) {
        number = parsed.number;
        return {};
    }
    markWrong(edit, true);
    edit->setFocus();
    switch (parsed.problem) {
    case PhoneNumber::Problem::TooShort:
    case PhoneNumber::Problem::LocalOnly:
        return tr("%1: the number is too short; write it with its area code.").arg(name);
    case PhoneNumber::Problem::TooLong:
        return tr("%1: the number is too long.").arg(name);
    case PhoneNumber::Problem::InvalidCountry:
        return tr("%1: no country has this code.").arg(name);
    default:
        return tr("%1: this is not a telephone number.").arg(name);
    }
}

QString NumbersForm::apply(PracticeSettings &settings)
{
    const QString service = pasted(m_sender);
    if (isSid(service, "MG"_L1)) {
        settings.sender = service;
    } else {
        PhoneNumber number;
        if (const QString problem = applyNumber(m_sender, tr("Sender"), settings.region, number); !problem.isEmpty())
            return problem;
        settings.sender = number.e164();
    }
    if (const QString problem = applyNumber(m_caller, tr("Caller number"), settings.region, settings.callerId);
        !problem.isEmpty())
        return problem;
    return applyNumber(m_phone, tr("Your phone"), settings.region, settings.staffPhone);
}

HoursForm::HoursForm(QWidget *parent)
    : SettingsForm(parent)
    , m_from(new QTimeEdit(this))
    , m_to(new QTimeEdit(this))
    , m_always(new QCheckBox(tr("Texts may leave at &any hour"), this))
{
    m_from->setAccessibleName(tr("Texts from"));
    m_to->setAccessibleName(tr("Texts until"));
    for (QTimeEdit *edit : {m_from, m_to}) {
        edit->setMaximumWidth(Theme::grid * 16);
        edit->setButtonSymbols(QAbstractSpinBox::NoButtons); // arrow keys and typing change it
        connect(edit, &QTimeEdit::timeChanged, this, &SettingsForm::edited);
    }
    addField(tr("Texts &from"), m_from);
    addField(
        tr("Texts &until"), m_to,
        tr("In the client's own time. Where the time zone is not certain, 10 AM to 6 PM in every zone of the number."));
    addWide(m_always);
    connect(m_always, &QCheckBox::toggled, this, [this](bool always) {
        m_from->setEnabled(!always);
        m_to->setEnabled(!always);
        Q_EMIT edited();
    });
}

void HoursForm::load(const PracticeSettings &settings)
{
    m_from->setTime(settings.hours.from);
    m_to->setTime(settings.hours.always ? QTime(20, 0) : settings.hours.to);
    m_always->setChecked(settings.hours.always);
}

QString HoursForm::apply(PracticeSettings &settings)
{
    if (m_always->isChecked()) {
        settings.hours = SendHours{QTime(0, 0), QTime(23, 59, 59, 999), true};
        return {};
    }
    if (m_from->time() >= m_to->time()) {
        m_from->setFocus();
        return tr("The hours for texts must begin before they end.");
    }
    settings.hours = SendHours{m_from->time(), m_to->time(), false};
    return {};
}

PricesForm::PricesForm(QWidget *parent)
    : SettingsForm(parent)
{
    m_sms = addLine(tr("Price of a &segment"), tr("Price of a segment"),
                    tr("For the estimate before sending. What Twilio really charged is in the history."));
    m_call = addLine(tr("Price of a &minute"), tr("Price of a minute"));
    m_currency = addLine(tr("&Currency"), tr("Currency"));
    for (QLineEdit *edit : {m_sms, m_call, m_currency})
        edit->setMaximumWidth(Theme::grid * 16);
}

void PricesForm::load(const PracticeSettings &settings)
{
    m_sms->setText(settings.smsPrice);
    m_call->setText(settings.callPrice);
    m_currency->setText(settings.currency);
    for (QLineEdit *edit : {m_sms, m_call, m_currency})
        markWrong(edit, false);
}

QString PricesForm::apply(PracticeSettings &settings)
{
    static const QRegularExpression currencyPattern(u"^[A-Za-z]{3}$"_s);
    const QString currency = pasted(m_currency).toUpper();
    if (!currencyPattern.match(currency).hasMatch()) {
        markWrong(m_currency, true);
        return tr("A currency has three letters, like USD.");
    }
    for (auto [edit, target] : {std::pair(m_sms, &settings.smsPrice), std::pair(m_call, &settings.callPrice)}) {
        const auto price = Money::fromString(pasted(edit).replace(u',', u'.'), currency);
        if (!price || price->toDouble() < 0) {
            markWrong(edit, true);
            edit->setFocus();
            return tr("A price is a number like 0.0083.");
        }
        *target = price->toString();
    }
    settings.currency = currency;
    return {};
}

StaffForm::StaffForm(QWidget *parent)
    : SettingsForm(parent)
{
    m_name = addLine(tr("Your &name"), tr("Your name"),
                     tr("Fills in your name in templates and stands in the records of what you send."));
}

void StaffForm::load(const PracticeSettings &settings)
{
    m_name->setText(settings.staffName);
}

QString StaffForm::apply(PracticeSettings &settings)
{
    settings.staffName = m_name->text().simplified();
    return {};
}

PrivacyForm::PrivacyForm(QWidget *parent)
    : SettingsForm(parent)
    , m_content(new QCheckBox(tr("Notifications show the &text and who wrote"), this))
{
    addWide(m_content);
    auto *hint = PlainText::label(
        tr("Off: a notification only says that there is a new text. Others may see your screen."), this);
    Theme::makeSmall(hint);
    hint->setWordWrap(true);
    addWide(hint);
    connect(m_content, &QCheckBox::toggled, this, &SettingsForm::edited);
}

void PrivacyForm::load(const PracticeSettings &settings)
{
    m_content->setChecked(settings.notificationsShowContent);
}

QString PrivacyForm::apply(PracticeSettings &settings)
{
    settings.notificationsShowContent = m_content->isChecked();
    return {};
}
