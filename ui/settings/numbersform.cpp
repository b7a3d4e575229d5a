#include "settings/settingsforms.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

NumbersForm::NumbersForm(QWidget *parent)
    : SettingsForm(parent)
{
    m_sender = addLine(tr("S&ender"), tr("Sender"),
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

void NumbersForm::lockShared(bool locked)
{
    m_sender->setEnabled(!locked);
    m_caller->setEnabled(!locked);
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
