#include "app.h"

#include "demo.h"

#include "mainwindow.h"
#include "notifier.h"
#include "provisionrun.h"
#include "restoredstore.h"
#include "setup/setupdialog.h"
#include "windownotices.h"

#include "secrets/keychainstore.h"
#include "secrets/memorystore.h"
#include "secrets/sealedstore.h"

#include <QCoreApplication>
#include <QDialog>
#include <QEvent>
#include <QLoggingCategory>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
Q_LOGGING_CATEGORY(lcApp, "practiceline.app")

constexpr auto quitTick = 100ms;
constexpr auto roomCheck = 3s;
constexpr int quitTicks = 320; // 32 s: a running POST ends by its own 30 s

std::unique_ptr<SecretStore> makeKeychain(bool demo, const QString &profileId, const QString &origin)
{
    if (demo)
        return std::make_unique<MemoryStore>();
    return std::make_unique<KeychainStore>(profileId, origin);
}
} // namespace

App::App(const QString &dataDir, const TwilioHosts &hosts, Demo *demo, const std::optional<QByteArray> &provision,
         const QString &provisionFile)
    : m_settings(dataDir)
    , m_demo(demo)
    , m_keychain(makeKeychain(m_demo != nullptr, m_settings.profileId(), QString()))
    , m_twilioKeychain(makeKeychain(m_demo != nullptr, m_settings.profileId(), hosts.origin()))
    , m_database(dataDir + u"/practiceline.db"_s)
    , m_sealed(std::make_unique<SealedStore>(m_database, m_keys, hosts.origin()))
    , m_vault(m_database, m_keys, m_keychain.get(), m_settings.profileId())
    , m_clients(m_database, m_keys)
    , m_communications(m_database, m_keys, m_clients)
    , m_outbox(m_database, m_keys, m_communications)
    , m_templates(m_database)
    , m_practice(m_database)
    , m_drafts(m_database, m_keys)
    , m_staff(m_database)
    , m_audit(m_database, m_keys)
    , m_twilio(hosts, m_clock)
    , m_twilioTime(m_twilio)
    , m_messages(m_twilio)
    , m_calls(m_twilio)
    , m_account(m_twilio)
    , m_login(*m_twilioKeychain, *m_sealed, m_vault, m_practice, m_twilio, {})
    , m_provision(provision ? std::make_unique<ProvisionRun>(*provision, provisionFile, m_practice, m_login) : nullptr)
    , m_poller(m_communications, m_practice, m_messages, m_calls, m_twilio)
    , m_inbound(m_clients, m_outbox, m_communications, m_practice)
    , m_news(m_poller, m_inbound, m_clock)
    , m_sender(m_outbox, m_communications, m_clients, m_practice, m_keys, m_messages, m_twilio, m_clock, {}, nullptr,
               &m_news)
    , m_reconciler(m_outbox, m_communications, m_practice, m_messages, m_calls, m_twilio, m_clock)
    , m_callPlacer(m_outbox, m_communications, m_practice, m_keys, m_calls, m_twilio, m_clock)
    , m_sealedShare(std::make_unique<SealedStore>(m_database, m_keys, QString()))
    , m_sharing({m_database, m_keys, m_vault, m_practice, m_staff, *m_keychain, *m_sealedShare, dataDir})
    , m_merged(m_sharing.engine(), {m_clients, m_communications, m_templates, m_practice})
    , m_newsRelay({m_poller, m_news, m_sharing.engine(), m_sharing.lease(), m_twilio})
    , m_context{m_clients,
                m_communications,
                m_outbox,
                m_templates,
                m_practice,
                m_drafts,
                m_audit,
                m_database,
                m_keys,
                m_vault,
                m_sender,
                m_reconciler,
                m_poller,
                m_inbound,
                m_callPlacer,
                m_twilio,
                m_account,
                m_twilioTime,
                m_sharing,
                m_staff,
                m_demo != nullptr,
                dataDir,
                QString(),
                [this](const TwilioCredentials &credentials) { return m_login.store(credentials); },
                m_settings.language(),
                [this](const QString &language) { m_settings.setLanguage(language); }}
    , m_window(std::make_unique<MainWindow>(m_context))
    , m_notifier(std::make_unique<Notifier>(m_practice))
{
    m_window->installEventFilter(this);
    if (const QByteArray state = m_settings.windowState(); !state.isEmpty() && !m_demo)
        m_window->restoreState(state);
    m_quitTimer.setInterval(quitTick);
    connect(&m_quitTimer, &QTimer::timeout, this, [this] {
        if ((m_twilio.openWrites() == 0 && m_sender.isIdle()) || ++m_quitTicks >= quitTicks)
            QCoreApplication::quit();
    });
    connectServices();
    connectSharing();
}

App::~App() = default;

void App::connectServices()
{
    connect(&m_vault, &Vault::stateChanged, this, &App::vaultChanged);
    connect(&m_login, &TwilioLogin::stateChanged, this, &App::loginChanged);
    connect(m_window.get(), &MainWindow::twilioSecretRequested, &m_login, &TwilioLogin::load);
    if (m_provision) {
        connect(m_provision.get(), &ProvisionRun::applied, this, [this](bool withSecret) {
            if (withSecret)
                m_provision->offerToDelete(m_window.get());
            else
                m_login.load();
        });
        connect(m_provision.get(), &ProvisionRun::failed, this, [this](const QString &problem) {
            m_window->notices().showSetUpFile(problem);
            if (m_login.state() == TwilioLogin::State::Unknown)
                m_login.load();
        });
    }

    connect(&m_outbox, &OutboxStore::templateUsed, &m_templates, &TemplateStore::announce);
    connect(&m_sender, &SmsSender::sent, &m_poller, &StatusPoller::wake);
    connect(&m_sender, &SmsSender::unconfirmed, &m_reconciler, &Reconciler::wake);
    connect(&m_callPlacer, &CallPlacer::placed, &m_poller, &StatusPoller::wake);
    connect(&m_reconciler, &Reconciler::adopted, &m_poller, &StatusPoller::wake);
    connect(&m_callPlacer, &CallPlacer::unconfirmed, &m_reconciler, &Reconciler::wake);
    connect(&m_poller, &StatusPoller::received, &m_inbound, &InboundReader::read);
    connect(&m_inbound, &InboundReader::arrived, &m_poller, &StatusPoller::handled);
    connect(&m_inbound, &InboundReader::arrived, m_notifier.get(), &Notifier::announce);

    connect(m_window.get(), &MainWindow::unreadChanged, m_notifier.get(), &Notifier::setUnread);
    connect(m_window.get(), &MainWindow::setUpRequested, this, &App::showSetUp);
    connect(m_notifier.get(), &Notifier::quitRequested, this, &App::close);
    connect(m_notifier.get(), &Notifier::openRequested, this, [this](ClientId client) {
        raiseWindow();
        if (!client.isNull())
            m_window->showConversation(client);
    });
}

/// What is written here goes to the practice at once; what came from there is told, and a stop word in it is acted on
/// like any other.
void App::connectSharing()
{
    const auto wake = [this] { m_sharing.engine().wakeIfQueued(); };
    connect(&m_clients, &ClientStore::changed, this, wake);
    connect(&m_clients, &ClientStore::reset, this, wake);
    connect(&m_communications, &CommunicationStore::changed, this, wake);
    connect(&m_templates, &TemplateStore::changed, this, wake);
    connect(&m_templates, &TemplateStore::removed, this, wake);
    connect(&m_practice, &SettingStore::changed, this, wake);
    connect(&m_merged, &MergeAnnouncer::arrived, this, [this](const QList<Communication> &rows) {
        m_news.expect(rows);
        m_inbound.read(rows);
    });
}

void App::start()
{
    m_window->show();
    RestoredStore::adopt(m_database.path());
    whenDone(m_database.open(), this, [this](const Result<Database::Mode> &mode) { databaseOpened(mode); });
}

void App::databaseOpened(const Result<Database::Mode> &mode)
{
    if (!mode) {
        qCCritical(lcApp) << "store not opened:" << mode.error().detail;
        m_window->notices().showStoreFailed(mode.error());
        return;
    }
    m_readOnly = !Database::canWrite(*mode);
    m_window->notices().showStoreMode(*mode);
    if (*mode == Database::Mode::OnReserve)
        awaitRoom();
    if (!m_readOnly)
        whenDone(m_templates.addShipped(), this, [](const Result<void> &added) {
            if (!added)
                qCWarning(lcApp) << "shipped templates not added:" << added.error().detail;
        });
    whenDone(m_practice.load(), this, [this](const Result<PracticeSettings> &settings) {
        if (!settings) {
            m_window->notices().showStoreFailed(settings.error());
            return;
        }
        m_vault.open();
    });
}

/// Until the ballast is in place again; then the store is as after any other start.
void App::awaitRoom()
{
    QTimer::singleShot(roomCheck, this, [this] {
        whenDone(m_database.restoreReserve(), this, [this](const Result<void> &restored) {
            if (restored)
                m_window->notices().showStoreMode(Database::Mode::ReadWrite);
            else
                awaitRoom();
        });
    });
}

void App::vaultChanged(Vault::State state)
{
    if (state == Vault::State::Unlocked)
        unlocked();
}

void App::unlocked()
{
    if (m_demo && !m_servicesStarted) {
        connect(m_demo, &Demo::seeded, this, [this] {
            whenDone(m_practice.save(Demo::settings()), this,
                     [this](const Result<void> &) { Q_UNUSED(m_login.store(Demo::credentials())) });
        });
        m_demo->seed(m_clients, m_outbox, m_communications, m_inbound);
        return;
    }
    m_sharing.load();
    if (m_provision && !m_servicesStarted)
        m_provision->apply();
    else
        m_login.load();
}

void App::loginChanged(TwilioLogin::State state)
{
    using State = TwilioLogin::State;
    m_window->showTwilioSecret(state == State::Withheld  ? WindowNotices::TwilioSecret::Withheld
                               : state == State::Foreign ? WindowNotices::TwilioSecret::Foreign
                                                         : WindowNotices::TwilioSecret::Fine);
    if (state == State::Asking)
        return;
    const bool running = m_servicesStarted;
    if (state == State::Ready)
        m_news.forget(); // before the first round begins, which would not count
    startServices();     // also without a login: what waits is seen, what was open is looked after
    if (state != State::Ready || m_readOnly || !running)
        return;
    m_sender.credentialsChanged();
    m_poller.credentialsChanged();
    m_callPlacer.credentialsChanged();
    m_reconciler.wake(); // without a login it looks up only every five minutes
}

void App::startServices()
{
    if (std::exchange(m_servicesStarted, true) || m_readOnly)
        return;
    m_sender.start();
    m_reconciler.start();
    m_newsRelay.start();
    m_callPlacer.setPrompt(tr("Please stay on the line. Your call is being connected."),
                           tr("en-US", "language of the spoken prompt"));
    m_callPlacer.start();
    if (!m_practice.current().setUpDone)
        showSetUp();
}

void App::showSetUp()
{
    auto *dialog = new SetupDialog(m_context, m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SetupDialog::restartRequested, this, &App::restart);
    connect(dialog, &SetupDialog::joined, m_window.get(),
            [this] { m_window->showSettings(SettingsPage::Section::Sharing); });
    dialog->open();
}

void App::restart()
{
    m_wantsRestart = true;
    quit();
}

void App::raiseWindow()
{
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

bool App::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window.get() && event->type() == QEvent::Close && !m_quitTimer.isActive()) {
        event->ignore();
        close();
        return true;
    }
    if (watched == m_window.get() && event->type() == QEvent::WindowActivate)
        m_login.askAgain();
    return QObject::eventFilter(watched, event);
}

void App::close()
{
    m_window->whenSaved([this] { quit(); });
}

void App::quit()
{
    if (m_quitTimer.isActive())
        return;
    Q_EMIT quitting();
    if (!m_demo)
        m_settings.setWindowState(m_window->saveState());
    m_window->flush();
    m_sender.stop();
    m_reconciler.stop();
    m_newsRelay.stop();
    m_sharing.stop();
    m_callPlacer.stop();
    m_twilio.stopAccepting();
    const QList<QDialog *> dialogs = m_window->findChildren<QDialog *>();
    for (QDialog *dialog : dialogs)
        dialog->hide(); // a window of its own: it would stay, and be used, until the POST has ended
    m_window->hide();
    m_quitTimer.start();
}
