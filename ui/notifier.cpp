#include "notifier.h"

#include "storage/settingstore.h"

#include <QIcon>
#include <QMenu>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr auto gatherTime = 800ms; // one poll may bring several texts
constexpr qsizetype previewLength = 120;
} // namespace

Notifier::Notifier(SettingStore &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_menu(std::make_unique<QMenu>())
    , m_gather(new QTimer(this))
{
    m_gather->setSingleShot(true);
    m_gather->setInterval(gatherTime);
    connect(m_gather, &QTimer::timeout, this, &Notifier::show);
    m_menu->addAction(tr("Open Practiceline"), this, [this] { Q_EMIT openRequested(ClientId()); });
    m_menu->addAction(tr("Quit"), this, &Notifier::quitRequested);
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_tray.setIcon(QIcon(u":/icons/practiceline.svg"_s));
    m_tray.setContextMenu(m_menu.get());
    connect(&m_tray, &QSystemTrayIcon::messageClicked, this, [this] { Q_EMIT openRequested(m_lastClient); });
    connect(&m_tray, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            Q_EMIT openRequested(ClientId());
    });
    setUnread(0);
    m_tray.show();
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
    m_tray.setToolTip(count == 0 ? tr("Practiceline") : tr("Practiceline: %n unread", nullptr, count));
}

void Notifier::show()
{
    const QList<Communication> rows = std::exchange(m_waiting, {});
    m_lastClient = rows.last().clientId;
    if (!m_tray.isVisible())
        return;
    QString title = tr("%n new texts", nullptr, int(rows.size()));
    QString body = tr("Open Practiceline to read.");
    if (rows.size() == 1 && m_settings.current().notificationsShowContent) {
        const Communication &row = rows.first();
        title = row.clientName.isEmpty() ? row.peer.display(m_settings.current().region) : row.clientName;
        body = row.body.left(previewLength);
    }
    m_tray.showMessage(title, body, QSystemTrayIcon::Information);
}
