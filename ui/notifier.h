#pragma once

#include "communication.h"

#include <QObject>
#include <QSystemTrayIcon>

#include <memory>

class QMenu;
class QTimer;
class SettingStore;

/// The tray icon and desktop notifications for incoming texts. Who and what stay hidden unless the practice has
/// switched content on: a notification is read by whoever stands at the desk. Several texts within a moment become one
/// notification. GUI thread; owned by App. Does nothing where the desktop has no tray.
class Notifier : public QObject
{
    Q_OBJECT

public:
    explicit Notifier(SettingStore &settings, QObject *parent = nullptr);
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
    QSystemTrayIcon m_tray;
    QTimer *m_gather;
    QList<Communication> m_waiting;
    ClientId m_lastClient;
};
