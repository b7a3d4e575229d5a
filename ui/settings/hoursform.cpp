#include "settings/settingsforms.h"

#include "common/theme.h"
#include "hourtext.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

HoursForm::HoursForm(QWidget *parent)
    : SettingsForm(parent)
    , m_from(addLine(tr("Texts &from"), tr("Texts from")))
    , m_to(addLine(tr("Texts &until"), tr("Texts until"),
                   tr("From 00:00 to 24:00, at any hour. In the client's own time; where the time zone is not certain, "
                      "10:00 to 18:00 in every zone of the number.")))
{
    for (QLineEdit *edit : {m_from, m_to}) {
        edit->setMaximumWidth(Theme::grid * 10);
        edit->setMaxLength(5);
        edit->setPlaceholderText(u"00:00"_s);
    }
}

void HoursForm::load(const PracticeSettings &settings)
{
    const SendHours hours = settings.hours.always ? HourText::always() : settings.hours;
    m_from->setText(HourText::toText(hours.from));
    m_to->setText(HourText::toText(hours.to));
    for (QLineEdit *edit : {m_from, m_to})
        markWrong(edit, false);
}

QString HoursForm::apply(PracticeSettings &settings)
{
    for (QLineEdit *edit : {m_from, m_to}) {
        if (!HourText::fromText(edit->text()).isValid())
            return refuse(edit, tr("An hour is written like 08:00 or 17:30, up to 24:00."));
    }
    const QTime from = HourText::fromText(m_from->text());
    const QTime to = HourText::fromText(m_to->text());
    if (from >= to)
        return refuse(m_from, tr("The hours for texts must begin before they end."));
    settings.hours = HourText::hours(from, to);
    return {};
}
