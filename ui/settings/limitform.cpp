#include "common/theme.h"
#include "settings/settingsforms.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace
{
constexpr int most = 99'999; // far above what one person can want
}

LimitForm::LimitForm(QWidget *parent)
    : SettingsForm(parent)
    , m_perHour(addLine(tr("Texts in an &hour"), tr("Texts a person may send in an hour"),
                        tr("How many texts a person of a practice that shares may send in an hour. Empty: no limit. "
                           "What is over it waits and leaves later.")))
{
    m_perHour->setMaximumWidth(Theme::grid * 10);
    m_perHour->setMaxLength(8);
    m_perHour->setPlaceholderText(tr("no limit"));
    m_perHour->setInputMethodHints(Qt::ImhDigitsOnly);
}

void LimitForm::load(const PracticeSettings &settings)
{
    m_perHour->setText(settings.sendsPerHour > 0 ? QString::number(settings.sendsPerHour) : QString());
    markWrong(m_perHour, false);
}

QString LimitForm::apply(PracticeSettings &settings)
{
    const QString typed = pasted(m_perHour);
    bool isNumber = true;
    const int limit = typed.isEmpty() ? 0 : typed.toInt(&isNumber);
    if (!isNumber || limit < 0 || limit > most)
        return refuse(m_perHour, tr("The limit is a whole number of texts up to %1; leave it empty for no limit.")
                                     .arg(locale().toString(most)));
    settings.sendsPerHour = limit;
    return {};
}
