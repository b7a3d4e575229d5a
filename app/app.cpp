#include "app.h"

#include "demo.h"

#include "mainwindow.h"
#include "notifier.h"
#include "provisionrun.h"
#include "restoredstore.h"
#include "setup/setupdialog.h"
#include "sharing/partingdialog.h"
#include "sharing/partingwords.h"
#include "storage/storeerasure.h"
#include "windowcontext.h"
#include "windownotices.h"

#include "common/askbox.h"
#include "secrets/keychainstore.h"
#include "secrets/memorystore.h"

#include <QCoreApplication>
#include <QDialog>
#include <QEvent>
#include <QLabel>
#include <QMessageBox>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
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
    , m_backend({dataDir, m_settings.profileId(), hosts,
                 makeKeychain(m_demo != nullptr, m_settings.profileId(), QString()),
                 makeKeychain(m_demo != nullptr, m_settings.profileId(), hosts.origin())})
    , m_provision(provision
                      ? std::make_unique<ProvisionRun>(*provision, provisionFile, m_backend.settings, m_backend.login)
                      : nullptr)
    , m_context(contextFor(dataDir))
    , m_window(std::make_unique<MainWindow>(m_context))
    , m_notifier(std::make_unique<Notifier>(m_backend.settings))
{
    m_window->installEventFilter(this);
    if (const QByteArray state = m_settings.windowState(); !state.isEmpty() && !m_demo)
        m_window->restoreState(state);
    m_quitTimer.setInterval(quitTick);
    connect(&m_quitTimer, &QTimer::timeout, this, [this] {
        if (m_backend.isIdle() || ++m_quitTicks >= quitTicks)
            QCoreApplication::quit();
    });
    m_backend.calls.setPrompt(tr("Please stay on the line. Your call is being connected."),
                              tr("en-US", "language of the spoken prompt"));
    connectServices();
}

UiContext App::contextFor(const QString &dataDir)
{
    UiContext context = windowContext(m_backend, dataDir);
    context.demo = m_demo != nullptr;
    context.windowLanguage = m_settings.language();
    context.setWindowLanguage = [this](const QString &language) { m_settings.setLanguage(language); };
    return context;
}

App::~App() = default;

void App::connectServices()
{
    connect(&m_backend.vault, &Vault::stateChanged, this, &App::vaultChanged);
    connect(&m_backend, &Backend::settingsFailed, this,
            [this](const Error &error) { m_window->notices().showStoreFailed(error); });
    connect(&m_backend.login, &TwilioLogin::stateChanged, this, &App::loginChanged);
    connect(m_window.get(), &MainWindow::twilioSecretRequested, &m_backend.login, &TwilioLogin::load);
    if (m_provision) {
        connect(m_provision.get(), &ProvisionRun::applied, this, [this](bool withSecret) {
            if (withSecret)
                m_provision->offerToDelete(m_window.get());
            else
                m_backend.login.load();
        });
        connect(m_provision.get(), &ProvisionRun::failed, this, [this](const QString &problem) {
            m_window->notices().showSetUpFile(problem);
            if (m_backend.login.state() == TwilioLogin::State::Unknown)
                m_backend.login.load();
        });
    }

    connect(&m_backend.sharing, &Sharing::stateChanged, this, &App::showParting);
    connect(&m_backend, &Backend::erased, this, &App::restart);
    connect(&m_backend.inbound, &InboundReader::arrived, m_notifier.get(), &Notifier::announce);

    connect(m_window.get(), &MainWindow::unreadChanged, m_notifier.get(), &Notifier::setUnread);
    connect(m_window.get(), &MainWindow::setUpRequested, this, &App::showSetUp);
    connect(m_notifier.get(), &Notifier::quitRequested, this, &App::close);
    connect(m_notifier.get(), &Notifier::openRequested, this, [this](ClientId client) {
        raiseWindow();
        if (!client.isNull())
            m_window->showConversation(client);
    });
}

void App::start()
{
    m_window->show();
    RestoredStore::adopt(m_backend.database.path());
    whenDone(m_backend.open(), this, [this](const Result<Database::Mode> &mode) { databaseOpened(mode); });
}

void App::databaseOpened(const Result<Database::Mode> &mode)
{
    if (!mode) {
        m_window->notices().showStoreFailed(mode.error());
        return;
    }
    tellErased();
    m_window->notices().showStoreMode(*mode);
    if (*mode == Database::Mode::OnReserve)
        awaitRoom();
}

/// Until the ballast is in place again; then the store is as after any other start.
void App::awaitRoom()
{
    QTimer::singleShot(roomCheck, this, [this] {
        whenDone(m_backend.database.restoreReserve(), this, [this](const Result<void> &restored) {
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
    if (m_demo && !m_backend.isStarted()) {
        connect(m_demo, &Demo::seeded, this, [this] {
            whenDone(m_backend.settings.save(Demo::settings()), this,
                     [this](const Result<void> &) { Q_UNUSED(m_backend.login.store(Demo::credentials())) });
        });
        m_demo->seed(m_backend.clients, m_backend.outbox, m_backend.communications, m_backend.inbound);
        return;
    }
    if (m_provision && !m_backend.isStarted())
        m_provision->apply();
    else
        m_backend.login.load();
}

void App::loginChanged(TwilioLogin::State state)
{
    using State = TwilioLogin::State;
    m_window->showTwilioSecret(state == State::Withheld  ? WindowNotices::TwilioSecret::Withheld
                               : state == State::Foreign ? WindowNotices::TwilioSecret::Foreign
                                                         : WindowNotices::TwilioSecret::Fine);
    m_loginIsKnown = state != State::Asking;
    offerSetUp();
}

/// Not over the farewell: it is to be read, and who was in mid-sentence must not press something by the next key.
void App::offerSetUp()
{
    if (m_loginIsKnown && !m_farewell && !m_backend.isReadOnly() && !std::exchange(m_shownSetUp, true) &&
        !m_backend.settings.current().setUpDone)
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

/// Nothing may be written any more that would be lost.
void App::showParting()
{
    if (m_backend.sharing.state() != Sharing::State::Parting || m_window->findChild<PartingDialog *>())
        return;
    const QList<QDialog *> dialogs = m_window->findChildren<QDialog *>();
    for (QDialog *dialog : dialogs)
        dialog->hide();
    raiseWindow();
    auto *dialog =
        new PartingDialog(m_backend.sharing.practiceName(), m_backend.sharing.end().byOneself, m_window.get());
    connect(&m_backend.sharing, &Sharing::handingOverWaits, dialog, &PartingDialog::showWaiting);
    connect(dialog, &PartingDialog::quitRequested, this, &App::quit);
    dialog->open();
}

/// Until it was read.
void App::tellErased()
{
    const QString path = m_backend.database.path();
    const auto told = StoreErasure::told(path);
    if (!told)
        return;
    QMessageBox *box = AskBox::notice(PartingWords::title(), PartingWords::text(*told), m_window.get());
    box->setInformativeText(PartingWords::details(*told));
    m_farewell = box;
    connect(box, &QDialog::finished, this, [this, path] {
        StoreErasure::forget(path);
        m_farewell = nullptr;
        offerSetUp();
    });
    // The keys of a sentence that was being written press no button; Escape and Tab are there.
    const auto labels = box->findChildren<QLabel *>();
    for (QLabel *label : labels) {
        if (label->text() == box->text()) {
            label->setFocusPolicy(Qt::StrongFocus);
            label->setFocus();
        }
    }
    box->open();
    box->raise();
    box->activateWindow();
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
        m_backend.login.askAgain();
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
    m_backend.stop();
    const QList<QDialog *> dialogs = m_window->findChildren<QDialog *>();
    for (QDialog *dialog : dialogs)
        dialog->hide(); // a window of its own: it would stay, and be used, until the POST has ended
    m_window->hide();
    m_quitTimer.start();
}
