#include "history/historypage.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "history/historydelegate.h"
#include "history/historydetails.h"
#include "history/historyexport.h"
#include "history/historyfilterbar.h"
#include "history/historyproxy.h"
#include "history/historysearch.h"
#include "historymodel.h"
#include "secrets/keyring.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int pageRows = 100;
constexpr int rowHeight = 33;
constexpr int narrowWidth = 1000;
constexpr int smallWidth = 800;

constexpr int cellPadding = 2 * HistoryDelegate::margin + 2;
constexpr int nameWidth = 128;

/// The longest words that a column shows in this language, but names and texts, which are cut.
QStringList samples(int column, const QDateTime &now)
{
    QStringList words;
    switch (column) {
    case HistoryModel::WhenColumn:
        words << Formatting::when(QDateTime(now.toLocalTime().date().addDays(-1), QTime(12, 59)), now);
        break;
    case HistoryModel::ChannelColumn:
        for (const Channel channel : {Channel::Sms, Channel::Voice, Channel::Conference})
            words << Formatting::channel(channel);
        break;
    case HistoryModel::DirectionColumn:
        words << Formatting::direction(Direction::Inbound) << Formatting::direction(Direction::Outbound);
        break;
    case HistoryModel::StatusColumn:
        for (const SendState state : {SendState::Accepted, SendState::Unconfirmed}) { // rarer long ones are cut
            Communication row;
            row.sendState = state;
            words << ErrorText::shortState(row).text;
        }
        break;
    case HistoryModel::CostColumn:
        words << Formatting::money(Money::fromString(u"0.0083"_s, u"USD"_s).value_or(Money()));
        break;
    case HistoryModel::PersonaColumn:
        for (const Persona persona : allPersonas)
            words << Formatting::persona(persona);
        break;
    default:
        break;
    }
    return words;
}
} // namespace

HistoryPage::HistoryPage(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_filters(new HistoryFilterBar(context.clock, this))
    , m_model(new HistoryModel(this))
    , m_proxy(new HistoryProxy(context.clock, this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(PlainText::label({}, this))
    , m_search(new HistorySearch(context, this))
    , m_details(new HistoryDetails(context, this))
    , m_export(new HistoryExport(context, this))
{
    setObjectName(u"historyPage"_s);
    auto *header = new QWidget(this);
    Theme::makeHeader(header);
    auto *headerRow = new QHBoxLayout(header);
    headerRow->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    auto *title = PlainText::label(tr("History"), header);
    Theme::makeTitle(title);
    auto *exportButton = new QPushButton(tr("&Export …"), header);
    headerRow->addWidget(title, 1);
    headerRow->addWidget(exportButton);

    buildTable();
    Theme::makeMuted(m_empty);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(Theme::grid * 4);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addWidget(m_filters);
    layout->addWidget(m_search);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_details);

    connect(exportButton, &QPushButton::clicked, this, &HistoryPage::exportShown);
    connect(m_filters, &HistoryFilterBar::changed, this, &HistoryPage::reload);
    connect(m_search, &HistorySearch::found, this, [this](const QList<Communication> &rows) {
        m_model->append(rows, false);
        updateEmptyText();
    });
    connect(m_search, &HistorySearch::finished, this, [this] {
        m_loading = false;
        updateEmptyText();
    });
    connect(m_model, &HistoryModel::moreNeeded, this, &HistoryPage::loadPage);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int row) {
        if (row + pageRows / 2 > m_table->verticalScrollBar()->maximum()) // before the end is in sight
            m_model->fetchMore({});
    });
    connect(&context.communications, &CommunicationStore::changed, this, &HistoryPage::storeChanged);
    connect(&context.communications, &CommunicationStore::removed, this, &HistoryPage::reload);
    connect(&context.keys, &KeyRing::changed, this, &HistoryPage::reload); // bodies become readable
    const auto showStaff = [this] { m_filters->setStaff(m_context.staff.all(), m_context.shared().me); };
    connect(&context.staff, &StaffStore::changed, m_filters, showStaff);
    showStaff();
    connect(m_details, &HistoryDetails::openConversation, this, &HistoryPage::openConversation);
    connect(m_details, &HistoryDetails::onlyClient, this, &HistoryPage::showClient);
    reload();
}

HistoryPage::~HistoryPage()
{
    m_table->verticalScrollBar()->disconnect(this); // it moves once more when the widget below hides its children
}

void HistoryPage::buildTable()
{
    m_proxy->setSourceModel(m_model);
    m_table->setModel(m_proxy);
    auto *delegate = new HistoryDelegate(m_table);
    m_table->setItemDelegate(delegate);
    connect(m_model, &QAbstractItemModel::modelReset, delegate, &HistoryDelegate::forget);
    m_table->setAccessibleName(tr("History"));
    m_table->setObjectName(u"historyTable"_s);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false); // Tab leaves the table: the keyboard must reach what is below
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    // Fixed heights: a million rows are laid out without asking each.
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->verticalHeader()->hide();
    auto *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(false);
    header->setMinimumSectionSize(Theme::grid * 5);
    for (int column = 0; column < HistoryModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, columnWidth(column));
    header->setSectionResizeMode(HistoryModel::WhatColumn, QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &HistoryPage::currentChanged);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const Communication *row = m_model->at(index.row()); row && !row->clientId.isNull())
            Q_EMIT openConversation(row->clientId);
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &HistoryPage::currentChanged);
}

int HistoryPage::columnWidth(int column) const
{
    if (column == HistoryModel::ClientColumn)
        return nameWidth;
    QFont bold = m_table->font();
    bold.setWeight(QFont::DemiBold);
    int width =
        QFontMetrics(bold).horizontalAdvance(m_proxy->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    const int icon = column == HistoryModel::StatusColumn ? HistoryDelegate::iconWidth : 0;
    const QStringList words = samples(column, m_context.clock.now());
    for (const QString &text : words)
        width = qMax(width, m_table->fontMetrics().horizontalAdvance(text) + icon);
    return width + cellPadding;
}

void HistoryPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_table->setColumnHidden(HistoryModel::PersonaColumn,
                             event->size().width() < narrowWidth);                          // the details name it too
    m_table->setColumnHidden(HistoryModel::CostColumn, event->size().width() < smallWidth); // as they do this
}

void HistoryPage::reload()
{
    ++m_generation;
    m_next.reset();
    m_failed = false;
    m_details->clear();
    m_search->stop();
    const bool searching = !m_filters->searchText().isEmpty();
    m_loading = true;
    m_model->restart(!searching);
    updateEmptyText();
    if (searching)
        m_search->start(m_filters->filter(), m_filters->searchText());
    else
        m_model->fetchMore({});
}

void HistoryPage::loadPage()
{
    const int generation = m_generation;
    m_loading = true;
    const auto page = m_context.communications.page(m_filters->filter(), m_next, pageRows);
    whenDone(page, this, [this, generation](const Result<CommunicationPage> &result) {
        if (generation != m_generation)
            return;
        m_loading = false;
        m_failed = !result;
        if (result) {
            m_next = result->next;
            m_model->append(result->rows, m_next.has_value());
        } else {
            m_model->fetchFailed();
            m_empty->setText(ErrorText::sentence(result.error()));
        }
        updateEmptyText();
    });
}

void HistoryPage::storeChanged(const QList<Communication> &rows)
{
    const CommunicationFilter filter = m_filters->filter();
    const bool searching = !m_filters->searchText().isEmpty();
    m_model->upsert(rows, [&](const Communication &row) {
        // A new text is not looked through here; the next search finds it.
        return filter.accepts(row) && (!searching || m_model->rowOf(row.id) >= 0);
    });
    updateEmptyText();
}

void HistoryPage::currentChanged()
{
    const QModelIndex current = m_table->currentIndex();
    const Communication *row = current.isValid() ? m_model->at(current.row()) : nullptr;
    if (row)
        m_details->showRow(*row);
    else
        m_details->clear();
}

void HistoryPage::updateEmptyText()
{
    const bool empty = m_model->rowCount() == 0;
    m_stack->setCurrentWidget(empty && !m_loading ? static_cast<QWidget *>(m_empty) : m_table);
    if (!empty || m_failed)
        return;
    m_empty->setText(m_filters->isActive()
                         ? tr("Nothing matches the search and the filters.")
                         : tr("Nothing yet. Texts and calls with your clients appear here as soon as there are some."));
}

void HistoryPage::showClient(ClientId id, const QString &name)
{
    m_filters->setClient(id, name);
}

void HistoryPage::showUnconfirmed()
{
    m_filters->clear();
    m_filters->setStatus(CommunicationFilter::Status::Unconfirmed);
}

void HistoryPage::showRow(CommunicationId id)
{
    if (const int row = m_model->rowOf(id); row >= 0) {
        m_table->setCurrentIndex(m_proxy->index(row, 0));
        m_table->scrollTo(m_proxy->index(row, 0));
    }
}

void HistoryPage::exportShown()
{
    if (m_filters->searchText().isEmpty())
        m_export->ask(m_filters->filter());
    else
        m_export->ask(m_filters->filter(), m_model->rows());
}
