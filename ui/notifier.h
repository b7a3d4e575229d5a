#pragma once

#include "communication.h"

#include <QDBusConnection>
#include <QObject>

#include <memory>

class DesktopNotifications;
class QMenu;
class QSystemTrayIcon;
class QTimer;
class SettingStore;

/// The tray icon and desktop notifications for incoming texts. Who and what stay hidden unless the practice has
/// switched content on: a notification is read by whoever stands at the desk. Several texts within a moment become one
/// notification, by the desktop's service, or by the tray where there is none. GUI thread; owned by App.
class Notifier : public QObject
{
    Q_OBJECT

public:
    explicit Notifier(SettingStore &settings, const QDBusConnection &bus = QDBusConnection::sessionBus(),
                      QObject *parent = nullptr);
    ~Notifier() override;

public Q_SLOTS:
    void announce(const QList<Communication> &rows);
    void setUnread(int count);

Q_SIGNALS:
    void openRequested(ClientId client); ///< null: just the window
    void quitRequested();

private:
    void show();

    SettingStore &m_settings;
    std::unique_ptr<QMenu> m_menu; ///< outlives the tray icon, which shows it
    std::unique_ptr<QSystemTrayIcon> m_tray;
    DesktopNotifications *m_desktop;
    QTimer *m_gather;
    QList<Communication> m_waiting;
    ClientId m_lastClient; ///< of the tray's notification, which does not say which one was clicked
};
