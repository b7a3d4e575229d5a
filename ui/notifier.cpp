#include "notifier.h"

#include "common/plaintext.h"
#include "desktopnotifications.h"
#include "storage/settingstore.h"

#include <QIcon>
#include <QMenu>
#include <QSystemTrayIcon>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr auto gatherTime = 800ms; // one poll may bring several texts
constexpr qsizetype previewLength = 120;
} // namespace

Notifier::Notifier(SettingStore &settings, const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_menu(std::make_unique<QMenu>())
    , m_tray(std::make_unique<QSystemTrayIcon>(this))
    , m_desktop(new DesktopNotifications(bus, this))
    , m_gather(new QTimer(this))
{
    m_gather->setSingleShot(true);
    m_gather->setInterval(gatherTime);
    connect(m_gather, &QTimer::timeout, this, &Notifier::show);
    m_menu->addAction(tr("Open Practiceline"), this, [this] { Q_EMIT openRequested(ClientId()); });
    m_menu->addAction(tr("Quit"), this, &Notifier::quitRequested);
    connect(m_desktop, &DesktopNotifications::clicked, this, &Notifier::openRequested);
    connect(m_desktop, &DesktopNotifications::refused, this, [this](const QString &title, const QString &text) {
        if (m_tray->isVisible())
            m_tray->showMessage(title, text, QSystemTrayIcon::Information);
    });
    m_tray->setIcon(QIcon(u":/icons/practiceline.svg"_s));
    m_tray->setContextMenu(m_menu.get());
    connect(m_tray.get(), &QSystemTrayIcon::messageClicked, this, [this] { Q_EMIT openRequested(m_lastClient); });
    connect(m_tray.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            Q_EMIT openRequested(ClientId());
    });
    setUnread(0);
    if (QSystemTrayIcon::isSystemTrayAvailable())
        m_tray->show();
}

Notifier::~Notifier() = default;

void Notifier::announce(const QList<Communication> &rows)
{
    for (const Communication &row : rows) {
        if (row.direction == Direction::Inbound && row.unread)
            m_waiting << row;
    }
    if (!m_waiting.isEmpty())
        m_gather->start();
}

void Notifier::setUnread(int count)
{
    m_tray->setToolTip(count == 0 ? tr("Practiceline") : tr("Practiceline: %n unread", nullptr, count));
}

void Notifier::show()
{
    const QList<Communication> rows = std::exchange(m_waiting, {});
    m_lastClient = rows.last().clientId;
    QString title = tr("%n new texts", nullptr, int(rows.size()));
    QString body = tr("Open Practiceline to read.");
    if (rows.size() == 1 && m_settings.current().notificationsShowContent) {
        const Communication &row = rows.first();
        title = row.clientName.isEmpty() ? row.peer.display(m_settings.current().region)
                                         : PlainText::oneLine(row.clientName);
        body = PlainText::cleaned(PlainText::beginOf(row.body, previewLength));
    }
    m_desktop->show(title, body, m_lastClient);
}
