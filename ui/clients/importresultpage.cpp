#include "clients/importresultpage.h"

#include "clients/importtable.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int shownProblems = 200; ///< the file holds all that were kept
constexpr int shownCells = 120;

QString reasonWords(const QString &reason)
{
    if (reason == "no-name"_L1)
        return ImportResultPage::tr("no name");
    if (reason == "bad-number"_L1)
        return ImportResultPage::tr("no valid number; one from abroad begins with +");
    if (reason == "no-number"_L1)
        return ImportResultPage::tr("no telephone number");
    if (reason == "duplicate"_L1)
        return ImportResultPage::tr("the number belongs to another client");
    if (reason == "too-long"_L1)
        return ImportResultPage::tr("too long");
    if (reason == "nul"_L1)
        return ImportResultPage::tr("holds characters that are no text");
    if (reason == "not-text"_L1)
        return ImportResultPage::tr("is not text");
    if (reason == "open-quote"_L1)
        return ImportResultPage::tr("a quotation mark is never closed");
    return ImportResultPage::tr("can not be read");
}

/// Why nothing of a file can be read, and what to do.
QString failureWords(const Error &error)
{
    if (error.kind == ErrorKind::NotFound)
        return ImportResultPage::tr("The file can not be read.");
    if (error.kind != ErrorKind::Invalid)
        return ErrorText::sentence(error);
    if (error.detail == "empty"_L1)
        return ImportResultPage::tr("The file is empty.");
    if (error.detail == "spreadsheet"_L1)
        return ImportResultPage::tr("This is an Excel workbook or another packed file. Open it in Excel, choose "
                                    "“Save as” and “CSV UTF-8”, and import that file.");
    if (error.detail == "nul"_L1 || error.detail == "not-text"_L1 || error.detail == "too-long"_L1)
        return ImportResultPage::tr("This is not a text file. Save the list as “CSV UTF-8” in the program that made "
                                    "it, and import that file.");
    if (error.detail == "open-quote"_L1)
        return ImportResultPage::tr("The file ends inside a quotation mark: a part of it is missing. Save or download "
                                    "it again.");
    return ErrorText::sentence(error);
}
} // namespace

ImportResultPage::ImportResultPage(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 2);
    layout->setSpacing(Theme::grid * 3 / 2);
    m_title = PlainText::label({}, this);
    Theme::makeTitle(m_title);
    m_text = PlainText::label({}, this);
    m_text->setWordWrap(true);
    m_problems = new QTableWidget(this);
    m_problems->setAccessibleName(tr("Rows that were not imported"));
    setUpImportTable(m_problems, {tr("Line"), tr("Why"), tr("Row")});
    m_problems->setColumnWidth(0, Theme::grid * 9);
    m_problems->setColumnWidth(1, Theme::grid * 30);
    m_saveProblems = new QPushButton(tr("&Save these rows …"), this);
    auto *row = new QHBoxLayout;
    row->addWidget(m_saveProblems);
    row->addStretch(1);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addWidget(m_problems, 1);
    layout->addLayout(row);
    layout->addStretch(0);
    connect(m_saveProblems, &QPushButton::clicked, this, &ImportResultPage::askSaveProblems);
}

void ImportResultPage::showFailure(const Error &error)
{
    m_title->setText(tr("Nothing was imported"));
    m_text->setText(failureWords(error));
    m_problems->hide();
    m_saveProblems->hide();
}

void ImportResultPage::showReport(const QString &file, const ImportReport &report)
{
    m_file = file;
    m_report = report;
    m_title->setText(m_report.canceled  ? tr("Import canceled")
                     : m_report.stopped ? tr("Import stopped")
                                        : tr("Import finished"));
    QStringList parts{tr("%1 added").arg(Formatting::number(m_report.added))};
    if (m_report.merged > 0)
        parts += tr("%1 filled in").arg(Formatting::number(m_report.merged));
    if (m_report.skipped > 0)
        parts += tr("%1 left out because their number is known").arg(Formatting::number(m_report.skipped));
    if (m_report.problemCount > 0)
        parts += tr("%1 not imported").arg(Formatting::number(m_report.problemCount));
    QString text = parts.join(u" · "_s);
    if (m_report.canceled)
        text += u'\n' + tr("What was added before you canceled stays.");
    if (m_report.stopped)
        text += u'\n' + failureWords(*m_report.stopped) + u' ' + tr("What was added before stays.");
    if (m_report.problemCount > shownProblems)
        text += u'\n' + tr("The first %1 are listed; the saved file holds %2.")
                            .arg(Formatting::number(shownProblems), Formatting::number(m_report.problems.size()));
    m_text->setText(text);
    showProblems();
}

void ImportResultPage::showProblems()
{
    const int count = int(qMin(m_report.problems.size(), qsizetype(shownProblems)));
    m_problems->setRowCount(count);
    for (int row = 0; row < count; ++row) {
        const ImportProblem &problem = m_report.problems.at(row);
        m_problems->setItem(row, 0, new QTableWidgetItem(Formatting::number(problem.line)));
        m_problems->setItem(row, 1, new QTableWidgetItem(reasonWords(problem.reason)));
        m_problems->setItem(
            row, 2,
            new QTableWidgetItem(PlainText::oneLine(PlainText::beginOf(problem.cells.join(u", "_s), shownCells))));
    }
    m_problems->setVisible(count > 0);
    m_saveProblems->setVisible(count > 0);
}

void ImportResultPage::askSaveProblems()
{
    auto *files = new QFileDialog(this, tr("Save the rows that were not imported"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setNameFilter(tr("CSV files (*.csv)"));
    files->setDefaultSuffix(u"csv"_s);
    files->selectFile(tr("%1 - not imported.csv").arg(QFileInfo(m_file).completeBaseName()));
    connect(files, &QFileDialog::fileSelected, this, &ImportResultPage::saveProblems);
    files->open();
}

void ImportResultPage::saveProblems(const QString &file)
{
    m_saveProblems->setEnabled(false);
    whenDone(ClientImport::saveProblems(m_report, file), this, [this, file](const Result<void> &done) {
        m_saveProblems->setEnabled(true);
        Q_EMIT saved(done ? tr("Saved as %1").arg(QFileInfo(file).fileName()) : ErrorText::sentence(done.error()));
    });
}
