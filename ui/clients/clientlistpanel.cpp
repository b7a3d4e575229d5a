#include "clients/clientlistpanel.h"

#include "clientlistmodel.h"
#include "clients/clientlistview.h"
#include "clients/clientpages.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "secrets/keyring.h"
#include "sharing/sharing.h"
#include "storage/clientstore.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int searchDelay = 150; // ms after the last key
constexpr int minute = 60'000;
constexpr int recount = 100; // ms
} // namespace

ClientListPanel::ClientListPanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new ClientListModel(ClientPages::from(
                                      context.clients, this, [this] { return m_model->showsArchived(); },
                                      ClientPages::Kinds::All, [this] { return m_model->assignedTo(); }),
                                  60, this))
    , m_search(new QLineEdit(this))
    , m_add(new QPushButton(this))
    , m_import(new QPushButton(this))
    , m_mine(new QPushButton(tr("Mine"), this))
    , m_list(new ClientListView(context, *m_model, this))
    , m_stack(new QStackedWidget(this))
    , m_archive(new QPushButton(this))
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("role", u"list-panel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildTop();
    buildMine();
    buildList();
    buildArchive();

    connect(&m_context.clients, &ClientStore::changed, m_model, &ClientListModel::upsert);
    connect(&m_context.clients, &ClientStore::changed, this, [this] {
        if (!m_model->search().isEmpty())
            m_debounce.start(searchDelay);
    });
    connect(&m_context.clients, &ClientStore::removed, this, &ClientListPanel::removeClients);
    connect(&m_context.clients, &ClientStore::reset, m_model, &ClientListModel::reload);
    // The window stands before the store is open: what failed then is read when the key is there.
    connect(&m_context.keys, &KeyRing::changed, this, [this] {
        m_model->reload();
        if (!m_current.isNull())
            select(m_current);
    });
    connect(&m_context.sharing, &Sharing::stateChanged, this, &ClientListPanel::updateRights);
    connect(&m_context.sharing, &Sharing::statusChanged, this, &ClientListPanel::updateRights);
    updateRights();
    connect(m_model, &ClientListModel::loaded, this, &ClientListPanel::restoreCurrent);
    connect(m_model, &ClientListModel::loaded, this, &ClientListPanel::updateEmpty);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ClientListPanel::updateEmpty);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ClientListPanel::updateEmpty);
    connect(&m_minute, &QTimer::timeout, this, [this] { m_list->viewport()->update(); });
    m_minute.start(minute);
    m_model->reload();
}

void ClientListPanel::buildTop()
{
    m_search->setPlaceholderText(tr("Search clients"));
    m_search->setAccessibleName(tr("Search clients"));
    m_search->setClearButtonEnabled(true);
    m_search->setToolTip(tr("Name, number or tag (Ctrl+K)"));
    m_search->installEventFilter(this);
    m_add->setIcon(Icons::icon(u"plus"_s));
    m_add->setAccessibleName(tr("Add client"));
    m_add->setToolTip(tr("Add client (Ctrl+N)"));
    m_import->setIcon(Icons::icon(u"import"_s));
    m_import->setAccessibleName(tr("Import clients"));
    m_import->setToolTip(tr("Import clients from a file"));
    for (QPushButton *button : {m_add, m_import}) {
        button->setProperty("icononly", true);
        button->setAutoDefault(false);
    }
    auto *top = new QHBoxLayout;
    top->setContentsMargins(12, 12, 12, 12);
    top->setSpacing(Theme::grid);
    top->addWidget(m_search);
    top->addWidget(m_add);
    top->addWidget(m_import);
    static_cast<QVBoxLayout *>(layout())->addLayout(top);

    m_debounce.setSingleShot(true);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_debounce.start(searchDelay); });
    connect(&m_debounce, &QTimer::timeout, this, [this] {
        const QString text = m_search->text().trimmed();
        if (text == m_model->search())
            m_model->reload();
        else
            m_model->setSearch(text);
    });
    connect(m_add, &QPushButton::clicked, this, &ClientListPanel::addRequested);
    connect(m_import, &QPushButton::clicked, this, &ClientListPanel::importRequested);
}

/// Whose turn it is matters where there are several.
void ClientListPanel::buildMine()
{
    m_mine->setCheckable(true);
    m_mine->setAutoDefault(false);
    m_mine->setAccessibleName(tr("Only clients that are assigned to me"));
    m_mine->setToolTip(tr("Only clients that are assigned to me"));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 8);
    row->addWidget(m_mine);
    row->addStretch();
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_mine, &QPushButton::toggled, this, &ClientListPanel::updateMine);
    connect(&m_context.sharing, &Sharing::stateChanged, this, &ClientListPanel::updateMine);
    updateMine();
}

void ClientListPanel::updateMine()
{
    const bool isShared = m_context.sharing.state() == Sharing::State::Member;
    m_mine->setVisible(isShared);
    m_model->setAssignedTo(isShared && m_mine->isChecked() ? m_context.sharing.me() : StaffId());
}

void ClientListPanel::buildList()
{
    m_list->setAccessibleName(tr("Clients"));
    m_list->setMinimumHeight(120);

    auto *emptyPage = new QWidget(this);
    m_empty = PlainText::label(QString(), emptyPage);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignHCenter);
    Theme::makeMuted(m_empty);
    m_emptyAdd = new QPushButton(tr("Add the first client"), emptyPage);
    auto *emptyLayout = new QVBoxLayout(emptyPage);
    emptyLayout->setContentsMargins(24, 64, 24, 24);
    emptyLayout->setSpacing(16);
    emptyLayout->addWidget(m_empty);
    emptyLayout->addWidget(m_emptyAdd, 0, Qt::AlignHCenter);
    emptyLayout->addStretch();
    m_stack->addWidget(m_list);
    m_stack->addWidget(emptyPage);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_stack, 1);

    connect(m_emptyAdd, &QPushButton::clicked, this, &ClientListPanel::addRequested);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ClientListPanel::currentChanged);
    connect(m_list, &QListView::activated, this, &ClientListPanel::activated);
}

/// Archived clients are out of the way, not out of reach: below the list, where there are any; a search finds them too.
void ClientListPanel::buildArchive()
{
    m_archive->setProperty("link", true);
    m_archive->setAutoDefault(false);
    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(12, 4, 12, 8);
    bottom->addWidget(m_archive);
    m_archiveRow = new QWidget(this);
    m_archiveRow->setLayout(bottom);
    layout()->addWidget(m_archiveRow);
    connect(m_archive, &QPushButton::clicked, this, [this] {
        m_model->setShowsArchived(!m_model->showsArchived());
        updateArchive();
    });
    m_recount.setSingleShot(true);
    connect(&m_recount, &QTimer::timeout, this, [this] {
        ClientFilter filter;
        filter.archived = true;
        whenDone(m_context.clients.page(filter, {}, 1), this, [this](const Result<ClientPage> &page) {
            m_hasArchived = page && !page->clients.isEmpty();
            updateArchive();
        });
    });
    const auto soon = [this] { m_recount.start(recount); };
    connect(&m_context.clients, &ClientStore::changed, this, soon);
    connect(&m_context.clients, &ClientStore::removed, this, soon);
    connect(&m_context.clients, &ClientStore::reset, this, soon);
    connect(&m_context.keys, &KeyRing::changed, this, soon);
    soon();
    updateArchive();
}

void ClientListPanel::updateArchive()
{
    const bool shown = m_model->showsArchived();
    m_archive->setText(shown ? tr("&Back to all clients") : tr("A&rchived clients"));
    m_archiveRow->setVisible(shown || m_hasArchived);
    m_list->setAccessibleDescription(shown ? tr("Archived clients") : QString());
}

/// Who only reads adds nobody.
void ClientListPanel::updateRights()
{
    const bool writes = !m_context.shared().isReader();
    if (writes == m_writes)
        return;
    m_writes = writes;
    m_add->setVisible(writes);
    m_import->setVisible(writes);
    updateEmpty();
}

void ClientListPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ClientListPanel::select(ClientId id)
{
    m_current = id;
    restoreCurrent();
    // Also when it is not among the loaded rows: the conversation opens anyway.
    whenDone(m_context.clients.fetch(id), this, [this, id](const Result<Client> &client) {
        if (client && m_current == id)
            Q_EMIT chosen(*client);
    });
}

void ClientListPanel::currentChanged()
{
    const QModelIndex index = m_list->currentIndex();
    if (m_restoring || !index.isValid())
        return;
    const auto client = index.data(ClientListModel::ClientRole).value<Client>();
    if (client.id == m_current)
        return;
    m_current = client.id;
    Q_EMIT chosen(client);
}

/// No other conversation may open by itself under somebody who is writing; a client that comes back is a new choice.
void ClientListPanel::removeClients(const QList<ClientId> &ids)
{
    m_restoring = true;
    m_model->remove(ids);
    m_restoring = false;
    if (!ids.contains(m_current))
        return;
    m_current = {};
    restoreCurrent();
}

/// A reload or a search must not change whose conversation is open.
void ClientListPanel::restoreCurrent()
{
    const int row = m_model->rowOf(m_current);
    m_restoring = true;
    if (row >= 0)
        m_list->setCurrentIndex(m_list->model()->index(row, 0));
    else
        m_list->selectionModel()->clear();
    m_restoring = false;
}

void ClientListPanel::updateEmpty()
{
    const bool empty = m_model->rowCount() == 0 && !m_model->isLoading();
    const bool searching = !m_model->search().isEmpty();
    const bool opening = !m_context.keys.isUnlocked() && !searching;
    if (opening)
        m_empty->setText(tr("Your clients appear here as soon as your data is open."));
    else if (m_model->hasFailed())
        m_empty->setText(tr("The clients could not be read. Scroll or search to try again."));
    else if (searching)
        m_empty->setText(tr("No client fits “%1”.").arg(PlainText::isolated(m_model->search())));
    else if (!m_model->assignedTo().isNull())
        m_empty->setText(tr("No client is assigned to you."));
    else if (m_model->showsArchived())
        m_empty->setText(tr("No archived clients."));
    else if (!m_writes)
        m_empty->setText(tr("No clients yet."));
    else
        m_empty->setText(tr("No clients yet. Add one, or import a list from Excel or Google Contacts."));
    m_emptyAdd->setVisible(m_writes && !searching && !opening && !m_model->showsArchived() &&
                           m_model->assignedTo().isNull());
    m_stack->setCurrentIndex(empty ? 1 : 0);
}

bool ClientListPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool down = key->key() == Qt::Key_Down;
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if ((down || enter) && m_model->rowCount() > 0) {
            const int row = qMax(0, m_list->currentIndex().row());
            m_list->setFocus(Qt::TabFocusReason);
            m_list->setCurrentIndex(m_list->model()->index(row, 0));
            if (enter)
                Q_EMIT activated();
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}
