#pragma once

#include "id.h"

#include <QDBusConnection>
#include <QHash>
#include <QObject>

class QDBusPendingCallWatcher;

/// Notifications by the desktop's own service (org.freedesktop.Notifications), which is there also where no tray is, as
/// on GNOME. Nothing waits for the bus. Text is plain: where the service reads markup, it is escaped. GUI thread; owned
/// by Notifier.
class DesktopNotifications : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotifications(const QDBusConnection &bus, QObject *parent = nullptr);

    /// A click on it is clicked(@p client). refused() when there is no service.
    void show(const QString &title, const QString &text, ClientId client);

Q_SIGNALS:
    void clicked(ClientId client);
    void refused(const QString &title, const QString &text);

private Q_SLOTS:
    void actionInvoked(uint id, const QString &action);
    void notificationClosed(uint id, uint reason);

private:
    void notify(const QString &title, const QString &text, ClientId client, bool readsMarkup);
    QDBusPendingCallWatcher *call(const QString &method, const QVariantList &arguments);

    QDBusConnection m_bus;
    QHash<uint, ClientId> m_shown; ///< by the service's id, until it is closed
};
