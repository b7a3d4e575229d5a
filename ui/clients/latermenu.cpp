#include "clients/latermenu.h"

#include "clock.h"
#include "common/formatting.h"
#include "storage/settingstore.h"

#include <QTimeZone>

namespace
{
constexpr qint64 anHour = 3600;
constexpr int openingOfUncertainZones = 10; // as SendWindow: 10 to 18 where the zone is not known
constexpr int openingWithoutHours = 8;
} // namespace

LaterMenu::LaterMenu(const Clock &clock, const SettingStore &settings, QWidget *parent)
    : QMenu(parent)
    , m_clock(clock)
    , m_settings(settings)
{
    connect(this, &QMenu::aboutToShow, this, &LaterMenu::fill);
}

QDateTime LaterMenu::nowThere() const
{
    const QDateTime &local = m_window.local;
    const QTimeZone zone = local.isValid() ? local.timeZone() : SendGate::practiceZone(m_settings.current());
    return m_clock.now().toTimeZone(zone);
}

QDateTime LaterMenu::tomorrowsOpening() const
{
    const QDateTime there = nowThere();
    const SendHours &hours = m_settings.current().hours;
    QTime opening = hours.from;
    if (hours.always)
        opening = QTime(openingWithoutHours, 0);
    else if (!m_window.zoneKnown)
        opening = QTime(openingOfUncertainZones, 0);
    return {there.date().addDays(1), opening, there.timeZone()};
}

void LaterMenu::fill()
{
    clear();
    connect(addAction(tr("In &1 hour")), &QAction::triggered, this,
            [this] { Q_EMIT chosen(m_clock.now().addSecs(anHour)); });
    const QDateTime opening = tomorrowsOpening();
    connect(addAction(tr("Tomorrow at &opening (%1)").arg(Formatting::timeIn(opening))), &QAction::triggered, this,
            [this, opening] { Q_EMIT chosen(opening.toUTC()); });
    connect(addAction(tr("Choose &date and time …")), &QAction::triggered, this, &LaterMenu::otherTimeRequested);
}
