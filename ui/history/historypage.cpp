#include "history/historypage.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/progressdialog.h"
#include "common/theme.h"
#include "csv/export.h"
#include "history/historydetails.h"
#include "history/historyfilterbar.h"
#include "history/historyproxy.h"
#include "historymodel.h"
#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/bodysearch.h"
#include "uicontext.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int pageRows = 100;
constexpr int rowHeight = 33;
constexpr int narrowWidth = 1000;

// Widths that hold "Yesterday 12:59 PM", "Conference", "Accepted by Twilio" in English and Spanish; What takes the
// rest.
constexpr std::array<int, HistoryModel::ColumnCount> columnWidths{164, 76, 80, 128, 200, 160, 96, 92};
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
    , m_searchState(PlainText::label({}, this))
    , m_stopSearch(new QPushButton(tr("&Stop"), this))
    , m_searchBar(new QWidget(this))
    , m_details(new HistoryDetails(context, this))
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

    auto *searchRow = new QHBoxLayout(m_searchBar);
    searchRow->setContentsMargins(Theme::grid * 5 / 2, 0, Theme::grid * 3 / 2, Theme::grid / 2);
    Theme::makeMuted(m_searchState);
    searchRow->addWidget(m_searchState);
    searchRow->addWidget(m_stopSearch);
    searchRow->addStretch(1);
    m_searchBar->hide();

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
    layout->addWidget(m_searchBar);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_details);

    connect(exportButton, &QPushButton::clicked, this, &HistoryPage::exportCsv);
    connect(m_filters, &HistoryFilterBar::changed, this, &HistoryPage::reload);
    connect(m_stopSearch, &QPushButton::clicked, this, [this] {
        if (m_search)
            m_search->cancel();
    });
    connect(m_model, &HistoryModel::moreNeeded, this, &HistoryPage::loadPage);
    connect(&context.communications, &CommunicationStore::changed, this, &HistoryPage::storeChanged);
    connect(&context.communications, &CommunicationStore::removed, this, &HistoryPage::reload);
    connect(&context.keys, &KeyRing::changed, this, &HistoryPage::reload); // bodies become readable
    connect(m_details, &HistoryDetails::openConversation, this, &HistoryPage::openConversation);
    connect(m_details, &HistoryDetails::onlyClient, this, &HistoryPage::showClient);
    reload();
}

void HistoryPage::buildTable()
{
    m_proxy->setSourceModel(m_model);
    m_table->setModel(m_proxy);
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
        m_table->setColumnWidth(column, columnWidths.at(size_t(column)));
    header->setSectionResizeMode(HistoryModel::WhatColumn, QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &HistoryPage::currentChanged);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const Communication *row = m_model->at(index.row()); row && !row->clientId.isNull())
            Q_EMIT openConversation(row->clientId);
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &HistoryPage::currentChanged);
}

void HistoryPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_table->setColumnHidden(HistoryModel::PersonaColumn,
                             event->size().width() < narrowWidth); // the details name it too
}

void HistoryPage::reload()
{
    ++m_generation;
    m_next.reset();
    m_failed = false;
    m_details->clear();
    delete m_search;
    const bool searching = !m_filters->searchText().isEmpty();
    m_searchBar->setVisible(searching);
    m_loading = true;
    m_model->restart(!searching);
    updateEmptyText();
    if (searching)
        startSearch();
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

void HistoryPage::startSearch()
{
    m_found = 0;
    m_searchState->setText(tr("Searching …"));
    m_stopSearch->show();
    m_search = new BodySearch(m_context.database, m_context.keys, m_filters->filter(), m_filters->searchText(), this);
    connect(m_search, &BodySearch::found, this, [this](const QList<Communication> &rows) {
        m_found += rows.size();
        m_model->append(rows, false);
        updateEmptyText();
    });
    connect(m_search, &BodySearch::progressed, this, [this](qint64 looked, qint64 total) {
        m_searchState->setText(
            tr("Looked at %1 of %2 · %3 found")
                .arg(Formatting::number(looked), Formatting::number(total), Formatting::number(m_found)));
    });
    connect(m_search, &BodySearch::finished, this, [this](bool complete, const Error &error) {
        m_loading = false;
        m_stopSearch->hide();
        const QString failed = complete ? QString() : ErrorText::sentence(error);
        if (complete)
            m_searchState->setText(tr("%1 found").arg(Formatting::number(m_found)));
        else
            m_searchState->setText(failed.isEmpty() ? tr("Stopped · %1 found").arg(Formatting::number(m_found))
                                                    : failed);
        m_search->deleteLater();
        m_search = nullptr;
        updateEmptyText();
    });
    m_search->start();
}

void HistoryPage::storeChanged(const QList<Communication> &rows)
{
    const CommunicationFilter filter = m_filters->filter();
    const bool searching = !m_filters->searchText().isEmpty();
    m_model->upsert(rows, [&](const Communication &row) {
        // A new text is not looked through here; the next search finds it.
        return HistoryFilterBar::accepts(filter, row) && (!searching || m_model->rowOf(row.id) >= 0);
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

void HistoryPage::exportCsv()
{
    auto *dialog = new QFileDialog(this, tr("Export the history"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV files (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(tr("history %1.csv").arg(m_context.clock.now().toLocalTime().date().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &HistoryPage::writeCsv);
    dialog->open();
}

void HistoryPage::writeCsv(const QString &file)
{
    auto *progress = new ProgressDialog(tr("Export the history"), tr("Checking the records …"), this);
    auto *writer = new CsvExport(m_context.clients, m_context.communications, progress);
    connect(progress, &ProgressDialog::canceled, writer, &CsvExport::cancel);
    connect(writer, &CsvExport::progressed, progress, [progress](qint64 rows) {
        progress->setProgress(0, 0, tr("%1 rows written").arg(Formatting::number(rows)));
    });
    connect(writer, &CsvExport::finished, progress, [progress](const Result<qint64> &rows) {
        if (rows)
            progress->finish(tr("%1 rows exported.").arg(Formatting::number(*rows)));
        else if (rows.error().kind == ErrorKind::Cancelled)
            progress->accept();
        else
            progress->finish(ErrorText::sentence(rows.error()));
    });
    progress->open();
    // The last line of the file names the head of the audit chain, so that a cut-off log shows.
    const CommunicationFilter filter = m_filters->filter();
    whenDone(m_context.audit.verify(), progress, [progress, writer, filter, file](const Result<AuditCheck> &check) {
        if (!check)
            progress->finish(ErrorText::sentence(check.error()));
        else if (progress->isCanceled())
            progress->accept();
        else
            writer->exportHistory(filter, file, check->head);
    });
}
