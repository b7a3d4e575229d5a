#pragma once

#include "messaging/sendgate.h"

#include <QMenu>

class Clock;
class SettingStore;

/// When a text may leave instead of now, on the client's own clock. GUI thread; owned by Composer's button.
class LaterMenu : public QMenu
{
    Q_OBJECT

public:
    LaterMenu(const Clock &clock, const SettingStore &settings, QWidget *parent);

    /// The client's wall clock and hours.
    void setWindow(const SendWindow &window) { m_window = window; }
    QDateTime nowThere() const;
    QDateTime tomorrowsOpening() const;

Q_SIGNALS:
    void chosen(const QDateTime &utc);
    void otherTimeRequested();

private:
    void fill();

    const Clock &m_clock;
    const SettingStore &m_settings;
    SendWindow m_window;
};
