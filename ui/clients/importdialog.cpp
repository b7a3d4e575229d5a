#include "clients/importdialog.h"

#include "clients/importmappingpage.h"
#include "clients/importresultpage.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/taborder.h"
#include "common/theme.h"
#include "storage/settingstore.h"
#include "storage/worker.h"
#include "uicontext.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
enum Page { LoadingPage, MappingPage, ProgressPage, ResultPage };
constexpr int barSteps = 1000;
} // namespace

ImportDialog::ImportDialog(UiContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_stack(new QStackedWidget(this))
    , m_mapping(new ImportMappingPage(context.settings.current(), this))
    , m_result(new ImportResultPage(this))
    , m_action(new QPushButton(this))
    , m_close(new QPushButton(tr("&Cancel"), this))
{
    setWindowTitle(tr("Import clients"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(Theme::grid * 92, Theme::grid * 66);
    auto *loading = PlainText::label(tr("Reading the file …"), this);
    loading->setAlignment(Qt::AlignCenter);
    loading->setWordWrap(true);
    Theme::makeMuted(loading);
    m_stack->addWidget(loading);
    m_stack->addWidget(m_mapping);
    m_stack->addWidget(buildProgress());
    m_stack->addWidget(m_result);
    m_hint = PlainText::label({}, this);
    m_hint->setWordWrap(true);
    Theme::makeMuted(m_hint);
    Theme::makePrimary(m_action);
    m_action->setAutoDefault(false);
    m_action->hide();
    auto *footer = new QWidget(this);
    Theme::makeFooter(footer);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    row->setSpacing(Theme::grid);
    row->addWidget(m_hint, 1);
    row->addWidget(m_close);
    row->addWidget(m_action);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addWidget(footer);
    tabAsRead(this);
    connect(m_close, &QPushButton::clicked, this, &ImportDialog::reject);
    connect(m_action, &QPushButton::clicked, this, &ImportDialog::begin);
    connect(m_mapping, &ImportMappingPage::changed, this, &ImportDialog::updateHint);
    connect(m_result, &ImportResultPage::saved, m_hint, &QLabel::setText);
}

ImportDialog::~ImportDialog() = default;

void ImportDialog::start(UiContext &context, QWidget *parent)
{
    auto *files = new QFileDialog(parent, tr("Import clients"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    files->setNameFilter(tr("CSV files (*.csv *.txt *.tsv);;All files (*)"));
    QObject::connect(files, &QFileDialog::fileSelected, parent, [&context, parent](const QString &file) {
        auto *dialog = new ImportDialog(context, parent);
        dialog->open();
        dialog->setFile(file);
    });
    files->open();
}

QWidget *ImportDialog::buildProgress()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(Theme::grid * 8, 0, Theme::grid * 8, 0);
    layout->setSpacing(Theme::grid * 2);
    m_progressText = PlainText::label({}, page);
    m_progressText->setAlignment(Qt::AlignCenter);
    m_progress = new QProgressBar(page);
    m_progress->setRange(0, barSteps);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Import"));
    layout->addStretch(1);
    layout->addWidget(m_progressText);
    layout->addWidget(m_progress);
    layout->addStretch(1);
    return page;
}

void ImportDialog::setFile(const QString &file)
{
    m_file = file;
    m_stack->setCurrentIndex(LoadingPage);
    // A file on a share may take its time: never on the GUI thread.
    whenDone(runOnThread([file] { return Csv::preview(file); }), this, [this](const Result<Csv::Preview> &preview) {
        if (preview) {
            showPreview(*preview);
            return;
        }
        fail(preview.error());
    });
}

void ImportDialog::fail(const Error &error)
{
    m_result->showFailure(error);
    m_hint->clear();
    m_action->hide();
    m_close->setText(tr("&Close"));
    m_stack->setCurrentIndex(ResultPage);
}

void ImportDialog::showPreview(const Csv::Preview &preview)
{
    m_action->setText(tr("&Import"));
    m_action->show();
    m_action->setDefault(true);
    m_stack->setCurrentIndex(MappingPage);
    m_mapping->show(QFileInfo(m_file).fileName(), preview);
    updateHint();
}

ImportMapping ImportDialog::mapping() const
{
    return m_mapping->mapping();
}

void ImportDialog::saveProblems(const QString &file)
{
    m_result->saveProblems(file);
}

void ImportDialog::updateHint()
{
    const QString problem = m_mapping->problem();
    m_hint->setText(problem);
    m_action->setEnabled(problem.isEmpty()); // the reason stands beside it
}

void ImportDialog::begin()
{
    m_hint->clear();
    m_action->hide();
    m_progress->setRange(0, 0);
    m_progressText->setText(tr("Importing …"));
    m_stack->setCurrentIndex(ProgressPage);
    m_close->setFocus();
    m_import = new ClientImport(m_context.database, m_context.keys, m_context.clients, m_file, mapping(), this);
    connect(m_import, &ClientImport::progressed, this, [this](qint64 bytes, qint64 total, qint64 rows) {
        m_progress->setRange(0, total > 0 ? barSteps : 0);
        if (total > 0)
            m_progress->setValue(int(qMin(bytes * barSteps / total, qint64(barSteps))));
        m_progressText->setText(tr("%1 rows read").arg(Formatting::number(rows)));
    });
    connect(m_import, &ClientImport::finished, this, &ImportDialog::showResult);
    m_import->start();
}

void ImportDialog::reject()
{
    if (m_import) {
        m_progressText->setText(tr("Canceling …"));
        m_close->setEnabled(false);
        m_import->cancel(); // showResult() says how far it came
        return;
    }
    QDialog::reject();
}

void ImportDialog::showResult(const Result<ImportReport> &result)
{
    m_import->deleteLater();
    m_import = nullptr;
    m_close->setEnabled(true);
    m_close->setText(tr("&Close"));
    m_close->setFocus();
    if (!result) {
        return fail(result.error());
    }
    m_result->showReport(m_file, *result);
    m_stack->setCurrentIndex(ResultPage);
}
