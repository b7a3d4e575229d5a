#include "desktopnotifications.h"

#include "common/plaintext.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

using namespace Qt::StringLiterals;

namespace
{
// https://specifications.freedesktop.org/notification-spec/1.2/
const auto service = u"org.freedesktop.Notifications"_s;
const auto path = u"/org/freedesktop/Notifications"_s;
constexpr int patience = 5000;           ///< ms; a service that hangs must not swallow the news
constexpr int untilSeen = -1;            ///< the desktop's own time
const auto defaultAction = u"default"_s; ///< a click on the notification itself
} // namespace

DesktopNotifications::DesktopNotifications(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    if (!m_bus.isConnected())
        return;
    // Blanks would have the signatures normalized at run time.
    // clang-format off
    m_bus.connect(service, path, service, u"ActionInvoked"_s, this, SLOT(actionInvoked(uint,QString)));
    m_bus.connect(service, path, service, u"NotificationClosed"_s, this, SLOT(notificationClosed(uint,uint)));
    // clang-format on
}

QDBusPendingCallWatcher *DesktopNotifications::call(const QString &method, const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(service, path, service, method);
    message.setArguments(arguments);
    return new QDBusPendingCallWatcher(m_bus.asyncCall(message, patience), this);
}

void DesktopNotifications::show(const QString &title, const QString &text, ClientId client)
{
    if (!m_bus.isConnected()) {
        Q_EMIT refused(title, text);
        return;
    }
    // Asked each time: another service may have taken over since.
    auto *asked = call(u"GetCapabilities"_s, {});
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, asked, title, text, client] {
        asked->deleteLater();
        const QDBusPendingReply<QStringList> capabilities = *asked;
        if (capabilities.isError())
            Q_EMIT refused(title, text);
        else
            notify(title, text, client, capabilities.value().contains(u"body-markup"_s));
    });
}

void DesktopNotifications::notify(const QString &title, const QString &text, ClientId client, bool readsMarkup)
{
    const QString plain = PlainText::cleaned(text);
    const QVariantMap hints{{u"desktop-entry"_s, u"practiceline"_s}, {u"category"_s, u"im.received"_s}};
    auto *asked = call(u"Notify"_s, {u"Practiceline"_s, 0U, u"practiceline"_s, PlainText::oneLine(title),
                                     readsMarkup ? plain.toHtmlEscaped() : plain,
                                     QStringList{defaultAction, tr("Open")}, hints, untilSeen});
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, asked, title, text, client] {
        asked->deleteLater();
        const QDBusPendingReply<uint> id = *asked;
        if (id.isError())
            Q_EMIT refused(title, text);
        else
            m_shown.insert(id.value(), client);
    });
}

void DesktopNotifications::actionInvoked(uint id, const QString &action)
{
    // The signal goes to every program; most ids are not ours.
    if (const auto client = m_shown.constFind(id); client != m_shown.constEnd() && action == defaultAction)
        Q_EMIT clicked(*client);
}

void DesktopNotifications::notificationClosed(uint id, uint)
{
    m_shown.remove(id);
}
