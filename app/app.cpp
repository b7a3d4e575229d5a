#include "app.h"

#include "demo.h"

#include "mainwindow.h"
#include "notifier.h"
#include "setup/restorepanel.h"
#include "setup/setupdialog.h"

#include "secrets/keychainstore.h"
#include "secrets/memorystore.h"
#include "secrets/sealedstore.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
Q_LOGGING_CATEGORY(lcApp, "practiceline.app")

constexpr auto quitTick = 100ms;
constexpr int quitTicks = 320; // 32 s: a running POST ends by its own 30 s
const QString twilioSecret = u"twilio"_s;

QByteArray toBytes(const TwilioCredentials &credentials)
{
    return QJsonDocument({{u"account"_s, credentials.accountSid},
                          {u"user"_s, credentials.user},
                          {u"secret"_s, QString::fromUtf8(credentials.secret)}})
        .toJson(QJsonDocument::Compact);
}

TwilioCredentials credentialsFrom(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    return {json.value("account"_L1).toString(), json.value("user"_L1).toString(),
            json.value("secret"_L1).toString().toUtf8()};
}

/// A back-up that was restored waits beside the database; the one before is kept under another name.
void adoptRestored(const QString &database)
{
    const QString restored = RestorePanel::pendingPath(database);
    if (!QFile::exists(restored))
        return;
    const QString kept =
        database + u".before-restore-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    // The main file last: a database that stands beside another one's write-ahead log would be read with it.
    QStringList moved;
    for (const QString &suffix : {u"-shm"_s, u"-wal"_s, QString()}) {
        if (!QFile::exists(database + suffix))
            continue;
        if (!QFile::rename(database + suffix, kept + suffix)) {
            qCWarning(lcApp) << "the restored database could not take its place";
            for (const QString &back : moved)
                QFile::rename(kept + back, database + back);
            return;
        }
        moved << suffix;
    }
    if (!QFile::rename(restored, database))
        qCWarning(lcApp) << "the restored database could not be renamed";
}

std::unique_ptr<SecretStore> makeKeychain(bool demo, const QString &profileId, const QString &origin)
{
    if (demo)
        return std::make_unique<MemoryStore>();
    return std::make_unique<KeychainStore>(profileId, origin);
}
} // namespace

App::App(const QString &dataDir, const TwilioHosts &hosts, std::unique_ptr<Demo> demo,
         std::optional<QByteArray> provision, QString provisionFile)
    : m_settings(dataDir)
    , m_demo(std::move(demo))
    , m_provision(std::move(provision))
    , m_provisionFile(std::move(provisionFile))
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
    , m_audit(m_database, m_keys)
    , m_twilio(hosts, m_clock)
    , m_messages(m_twilio)
    , m_calls(m_twilio)
    , m_account(m_twilio)
    , m_poller(m_communications, m_practice, m_messages, m_calls, m_twilio, m_clock)
    , m_inbound(m_clients, m_outbox, m_communications, m_practice)
    , m_news(m_poller, m_inbound, m_clock)
    , m_sender(m_outbox, m_communications, m_clients, m_practice, m_keys, m_messages, m_twilio, m_clock, {}, nullptr,
               &m_news)
    , m_reconciler(m_outbox, m_communications, m_practice, m_messages, m_calls, m_twilio, m_clock)
    , m_callPlacer(m_outbox, m_communications, m_practice, m_keys, m_calls, m_twilio, m_clock)
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
                m_clock,
                m_demo != nullptr,
                dataDir,
                QString(),
                [this](const TwilioCredentials &credentials) { return storeCredentials(credentials); }}
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
}

App::~App() = default;

void App::connectServices()
{
    connect(&m_vault, &Vault::stateChanged, this, &App::vaultChanged);

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
    connect(m_notifier.get(), &Notifier::quitRequested, this, &App::quit);
    connect(m_notifier.get(), &Notifier::openRequested, this, [this](ClientId client) {
        raiseWindow();
        if (!client.isNull())
            m_window->showConversation(client);
    });
}

void App::start()
{
    m_window->show();
    adoptRestored(m_database.path());
    whenDone(m_database.open(), this, [this](const Result<Database::Mode> &mode) { databaseOpened(mode); });
}

void App::databaseOpened(const Result<Database::Mode> &mode)
{
    if (!mode) {
        qCCritical(lcApp) << "store not opened:" << mode.error().detail;
        m_window->showStoreFailed(mode.error());
        return;
    }
    m_readOnly = *mode == Database::Mode::ReadOnly;
    if (m_readOnly)
        m_window->showReadOnly();
    else
        whenDone(m_templates.addShipped(), this, [](const Result<void> &added) {
            if (!added)
                qCWarning(lcApp) << "shipped templates not added:" << added.error().detail;
        });
    whenDone(m_practice.load(), this, [this](const Result<PracticeSettings> &settings) {
        if (!settings) {
            m_window->showStoreFailed(settings.error());
            return;
        }
        m_vault.open();
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
        connect(m_demo.get(), &Demo::seeded, this, [this] {
            whenDone(m_practice.save(Demo::settings()), this, [this](const Result<void> &) {
                whenDone(storeCredentials(Demo::credentials()), this, [](const Result<void> &) {});
            });
        });
        m_demo->seed(m_clients, m_outbox, m_communications, m_inbound);
        return;
    }
    if (m_provision)
        applyProvision();
    else
        loadCredentials();
}

void App::applyProvision()
{
    const Provision provision = Provision::parse(*std::exchange(m_provision, std::nullopt), m_practice.current());
    if (!provision.problems.isEmpty()) {
        // main() has checked the file by itself; together with what is stored it can still lack the account.
        qCWarning(lcApp) << "provisioning refused:" << provision.problems.size() << "problems";
        loadCredentials();
        return;
    }
    whenDone(m_practice.save(provision.settings), this, [this, provision](const Result<void> &saved) {
        if (!saved || provision.credentials.isEmpty()) {
            loadCredentials();
            return;
        }
        whenDone(storeCredentials(provision.credentials), this, [this](const Result<void> &stored) {
            if (stored)
                offerToDeleteProvision();
            else
                loadCredentials(); // the services start all the same: what waits is seen, what was open is looked after
        });
    });
}

void App::offerToDeleteProvision()
{
    if (m_provisionFile.isEmpty() || m_provisionFile == "-"_L1)
        return;
    auto *box = new QMessageBox(QMessageBox::Question, tr("Set up"),
                                tr("Practiceline is set up. The file still holds the Twilio secret. Delete it?"),
                                QMessageBox::NoButton, m_window.get());
    box->setInformativeText(m_provisionFile);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *remove = box->addButton(tr("&Delete the file"), QMessageBox::AcceptRole);
    box->addButton(tr("&Keep it"), QMessageBox::RejectRole);
    connect(box, &QMessageBox::buttonClicked, this, [this, remove](QAbstractButton *button) {
        if (button == remove && !QFile::remove(m_provisionFile))
            qCWarning(lcApp) << "set-up file not deleted";
    });
    box->open();
}

SecretStore &App::twilioSecrets()
{
    return m_vault.usesPassphrase() ? static_cast<SecretStore &>(*m_sealed) : *m_twilioKeychain;
}

void App::loadCredentials()
{
    whenDone(twilioSecrets().read(twilioSecret), this, [this](const Result<QByteArray> &secret) {
        if (secret) {
            const TwilioCredentials credentials = credentialsFrom(*secret);
            // Kept under the account that they were saved with: a half-finished change of account starts unconfigured.
            if (credentials.accountSid == m_practice.current().accountSid)
                m_twilio.setCredentials(credentials);
            else
                qCWarning(lcApp) << "the kept Twilio secret belongs to another account";
        }
        startServices();
    });
}

QFuture<Result<void>> App::storeCredentials(const TwilioCredentials &credentials)
{
    const Promise<void> promise;
    whenDone(twilioSecrets().write(twilioSecret, toBytes(credentials)), this,
             [this, credentials, promise](const Result<void> &written) {
                 if (written) {
                     m_twilio.setCredentials(credentials);
                     m_news.forget();
                     if (m_servicesStarted)
                         m_sender.credentialsChanged();
                     startServices();
                     m_poller.credentialsChanged();
                     m_reconciler.wake(); // without a login it looks up only every five minutes
                 }
                 promise.finish(written);
             });
    return promise.future();
}

void App::startServices()
{
    if (std::exchange(m_servicesStarted, true) || m_readOnly)
        return;
    m_sender.start();
    m_reconciler.start();
    m_poller.start();
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
    dialog->open();
}

/// The same program with the same arguments takes this one's place once the data folder is free.
void App::restart()
{
    connect(qApp, &QCoreApplication::aboutToQuit, this, [] {
        QStringList arguments = QCoreApplication::arguments().mid(1);
        QProcess::startDetached(QCoreApplication::applicationFilePath(), arguments);
    });
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
        quit();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void App::quit()
{
    if (m_quitTimer.isActive())
        return;
    if (!m_demo)
        m_settings.setWindowState(m_window->saveState());
    m_window->flush();
    m_sender.stop();
    m_reconciler.stop();
    m_poller.stop();
    m_callPlacer.stop();
    m_twilio.stopAccepting();
    m_window->hide();
    m_quitTimer.start();
}
