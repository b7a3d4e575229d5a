#include "mainwindow.h"

#include "clients/clientspage.h"
#include "common/plaintext.h"
#include "common/taborder.h"
#include "helpdialog.h"
#include "history/historypage.h"
#include "pageslist.h"
#include "secrets/keyring.h"
#include "settings/settingspage.h"
#include "setup/unlockpanel.h"
#include "sharing/conflictsdialog.h"
#include "statusline.h"
#include "storage/clientstore.h"
#include "templates/templatespage.h"
#include "uicontext.h"

#include <QAbstractButton>
#include <QCloseEvent>
#include <QDataStream>
#include <QHBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int sidebarWidth = 152;
constexpr quint32 stateMagic = 0x504c5731; // "PLW1"
} // namespace

MainWindow::MainWindow(UiContext &context, QWidget *parent)
    : QMainWindow(parent)
    , m_context(context)
{
    setWindowTitle(context.profileName.isEmpty() ? tr("Practiceline")
                                                 : tr("Practiceline · %1").arg(context.profileName));
    setMinimumSize(900, 560);
    resize(1280, 800);
    build();
    addShortcuts();
    m_recount.setSingleShot(true);
    connect(&m_recount, &QTimer::timeout, this, &MainWindow::countUnread);
    connect(&m_context.clients, &ClientStore::changed, this, [this] { m_recount.start(50); });
    connect(&m_context.clients, &ClientStore::removed, this, [this] { m_recount.start(50); });
    connect(&m_context.clients, &ClientStore::reset, this, [this] { m_recount.start(50); });
    connect(&m_context.keys, &KeyRing::changed, this, [this] { m_recount.start(0); });
    m_recount.start(0);
    showPage(Page::Clients);
}

/// From the outside to the inside: a widget that gets another parent has all its children styled again.
void MainWindow::build()
{
    auto *central = new QWidget(this);
    setCentralWidget(central);
    auto *sidebar = new QWidget(central);
    sidebar->setObjectName(u"sidebar"_s);
    sidebar->setAttribute(Qt::WA_StyledBackground);
    sidebar->setFixedWidth(sidebarWidth);
    auto *name = PlainText::label(tr("Practiceline"), sidebar);
    name->setObjectName(u"productName"_s);
    name->setFixedHeight(28);
    m_pages = new PagesList(sidebar);
    auto *sidebarLayout = new QVBoxLayout(sidebar);
    sidebarLayout->setContentsMargins(0, 10, 1, 8);
    sidebarLayout->setSpacing(6);
    sidebarLayout->addWidget(name);
    sidebarLayout->addWidget(m_pages, 1);
    // The page table: a page is a row here, in the order of Page.
    const struct {
        QString name;
        QString icon;
    } table[] = {{tr("Clients"), u"user"_s},
                 {tr("History"), u"history"_s},
                 {tr("Templates"), u"template"_s},
                 {tr("Settings"), u"settings"_s}};
    for (const auto &row : table)
        m_pages->addPage(row.name, row.icon);

    auto *right = new QWidget(central);
    auto *layout = new QHBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(sidebar);
    layout->addWidget(right, 1);
    m_notices = new WindowNotices(m_context, right);
    m_stack = new QStackedWidget(right);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(m_notices);
    rightLayout->addWidget(new UnlockPanel(m_context, right));
    rightLayout->addWidget(m_stack, 1);
    m_clients = new ClientsPage(m_context, m_stack);
    m_stack->addWidget(m_clients);
    m_status = new StatusLine(m_context, this);
    setStatusBar(m_status);
    tabAsRead(central);

    connect(m_pages, &QListWidget::currentRowChanged, this, &MainWindow::choosePage);
    connect(m_notices, &WindowNotices::twilioSecretRequested, this, &MainWindow::twilioSecretRequested);
    connect(m_notices, &WindowNotices::settingsRequested, this, &MainWindow::showSettings);
    connect(m_clients, &ClientsPage::settingsRequested, this, [this] { showPage(Page::Settings); });
    connect(m_status, &StatusLine::unconfirmedClicked, this, [this] {
        showPage(Page::History);
        history()->showUnconfirmed();
    });
    connect(m_status, &StatusLine::conflictsClicked, this, &MainWindow::showConflicts);
    connect(m_status, &StatusLine::settingsRequested, this, [this] { showPage(Page::Settings); });
}

HistoryPage *MainWindow::history()
{
    if (!m_history) {
        m_history = new HistoryPage(m_context, m_stack);
        added(m_history);
        connect(m_history, &HistoryPage::openConversation, this, &MainWindow::showConversation);
    }
    return m_history;
}

TemplatesPage *MainWindow::templates()
{
    if (!m_templates) {
        m_templates = new TemplatesPage(m_context, m_stack);
        added(m_templates);
    }
    return m_templates;
}

SettingsPage *MainWindow::settings()
{
    if (!m_settings) {
        m_settings = new SettingsPage(m_context, m_stack);
        added(m_settings);
        connect(m_settings, &SettingsPage::setUpRequested, this, &MainWindow::setUpRequested);
    }
    return m_settings;
}

void MainWindow::showSettings(SettingsPage::Section section)
{
    settings()->showSection(section);
    showPage(Page::Settings);
}

/// Tab goes through a page before it comes to the status line, also when the page came later.
void MainWindow::added(QWidget *page)
{
    m_stack->addWidget(page);
    tabAsRead(page);
    QWidget *last = previousInFocusChain();
    while (last->focusPolicy() == Qt::NoFocus && last != this) // setTabOrder() wants one that takes the focus
        last = last->previousInFocusChain();
    const auto buttons = m_status->findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        setTabOrder(last, button);
        last = button;
    }
}

QWidget *MainWindow::widgetOf(Page page)
{
    switch (page) {
    case Page::History:
        return history();
    case Page::Templates:
        return templates();
    case Page::Settings:
        return settings();
    case Page::Clients:
        break;
    }
    return m_clients;
}

void MainWindow::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, const std::function<void()> &action) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, action);
        return shortcut;
    };
    const std::array pages{Page::Clients, Page::History, Page::Templates, Page::Settings};
    for (size_t i = 0; i < pages.size(); ++i)
        add(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + int(i))), [this, page = pages[i]] {
            showPage(page);
            m_pages->setFocus(Qt::ShortcutFocusReason);
        });
    const auto onClients = [this](const std::function<void()> &action) {
        return [this, action] {
            showPage(Page::Clients);
            action();
        };
    };
    add(Qt::CTRL | Qt::Key_K, onClients([this] { m_clients->focusSearch(); }));
    // On Templates the key belongs to the page's own "New": two at once would be ambiguous, and neither would act.
    QShortcut *addClient = add(Qt::CTRL | Qt::Key_N, onClients([this] { m_clients->addClient(); }));
    connect(m_pages, &QListWidget::currentRowChanged, addClient,
            [addClient](int row) { addClient->setEnabled(row != int(Page::Templates)); });
    add(Qt::CTRL | Qt::SHIFT | Qt::Key_C, onClients([this] { m_clients->call(); }));
    add(Qt::CTRL | Qt::Key_T, onClients([this] { m_clients->openTemplates(); }));
    // Ctrl+Enter is the message's own, and its fields': from elsewhere a key must not send what was written earlier.
    add(Qt::Key_F1, [this] { (new HelpDialog(this))->open(); });
}

void MainWindow::showPage(Page page)
{
    m_pages->setCurrentRow(int(page));
}

MainWindow::Page MainWindow::currentPage() const
{
    return static_cast<Page>(qMax(0, m_pages->currentRow()));
}

void MainWindow::showConversation(ClientId id)
{
    showPage(Page::Clients);
    if (!id.isNull())
        m_clients->showConversation(id);
}

void MainWindow::choosePage(int row)
{
    QWidget *wanted = widgetOf(static_cast<Page>(qMax(0, row)));
    const bool leaves = m_settings && m_stack->currentWidget() == m_settings && wanted != m_settings;
    if (!leaves || !m_settings->hasUnsavedChanges()) {
        m_stack->setCurrentWidget(wanted);
        return;
    }
    // Queued: the list is in the middle of the click or key that chose the other page.
    QMetaObject::invokeMethod(
        this,
        [this, row] {
            showPage(Page::Settings);
            whenSaved([this, row] { m_pages->setCurrentRow(row); });
        },
        Qt::QueuedConnection);
}

void MainWindow::whenSaved(const std::function<void()> &then)
{
    if (m_settings)
        m_settings->leave(then);
    else
        then();
}

void MainWindow::showConflicts()
{
    if (auto *open = findChild<ConflictsDialog *>())
        return open->raise();
    (new ConflictsDialog(m_context, this))->open();
}

void MainWindow::showTwilioSecret(WindowNotices::TwilioSecret state)
{
    m_notices->showTwilioSecret(state);
    m_status->setTwilioSecretMissing(state != WindowNotices::TwilioSecret::Fine);
    m_clients->recheck(); // a conversation may be open since before the login came
}

void MainWindow::countUnread()
{
    whenDone(m_context.clients.unreadTotal(), this, [this](const Result<int> &count) {
        if (!count)
            return;
        m_pages->setBadge(int(Page::Clients), *count);
        Q_EMIT unreadChanged(*count);
    });
}

void MainWindow::flush()
{
    m_clients->flushDraft();
    if (m_templates)
        m_templates->keepUnsaved();
}

bool MainWindow::hasUnsavedChanges() const
{
    return m_templates && m_templates->hasUnsavedChanges();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    flush();
    QMainWindow::closeEvent(event);
}

QByteArray MainWindow::saveState() const
{
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << stateMagic << saveGeometry() << qint32(currentPage()) << m_clients->saveState()
        << m_clients->currentClient().toString();
    return state;
}

bool MainWindow::restoreState(const QByteArray &state)
{
    QDataStream in(state);
    in.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    QByteArray geometry;
    QByteArray splitter;
    QString client;
    qint32 page = 0;
    in >> magic >> geometry >> page >> splitter >> client;
    if (in.status() != QDataStream::Ok || magic != stateMagic)
        return false;
    restoreGeometry(geometry);
    m_clients->restoreState(splitter);
    const ClientId id = ClientId::fromString(client);
    if (!id.isNull())
        m_clients->showConversation(id);
    showPage(static_cast<Page>(qBound(0, int(page), m_pages->count() - 1)));
    return true;
}
