#include "settings/settingsforms.h"

#include "common/theme.h"
#include "money.h"

#include <QLineEdit>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace
{
QString withoutTrailingZeros(QString decimal)
{
    static const QRegularExpression zeros(u"(\\.\\d*?)0+$"_s);
    decimal.replace(zeros, u"\\1"_s);
    return decimal.endsWith(u'.') ? decimal.chopped(1) : decimal;
}
} // namespace

PricesForm::PricesForm(QWidget *parent)
    : SettingsForm(parent)
{
    m_sms = addLine(tr("&Price of a segment"), tr("Price of a segment"),
                    tr("For the estimate before sending. What Twilio really charged is in the history."));
    m_call = addLine(tr("Price of a &minute"), tr("Price of a minute"));
    m_currency = addLine(tr("&Currency"), tr("Currency"));
    for (QLineEdit *edit : {m_sms, m_call, m_currency})
        edit->setMaximumWidth(Theme::grid * 16);
}

void PricesForm::load(const PracticeSettings &settings)
{
    m_sms->setText(withoutTrailingZeros(settings.smsPrice));
    m_call->setText(withoutTrailingZeros(settings.callPrice));
    m_currency->setText(settings.currency);
    for (QLineEdit *edit : {m_sms, m_call, m_currency})
        markWrong(edit, false);
}

QString PricesForm::apply(PracticeSettings &settings)
{
    static const QRegularExpression currencyPattern(u"^[A-Za-z]{3}$"_s);
    const QString currency = pasted(m_currency).toUpper();
    if (!currencyPattern.match(currency).hasMatch())
        return refuse(m_currency, tr("A currency has three letters, like USD."));
    for (auto [edit, target] : {std::pair(m_sms, &settings.smsPrice), std::pair(m_call, &settings.callPrice)}) {
        const auto price = Money::fromString(pasted(edit).replace(u',', u'.'), currency);
        if (!price || price->toDouble() < 0)
            return refuse(edit, tr("A price is a number like 0.0083."));
        *target = withoutTrailingZeros(price->toString());
    }
    settings.currency = currency;
    return {};
}
