#include "history/historyexport.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/progressdialog.h"
#include "csv/export.h"
#include "storage/auditlog.h"
#include "uicontext.h"

#include <QFileDialog>

using namespace Qt::StringLiterals;

HistoryExport::HistoryExport(UiContext &context, QWidget *window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
}

void HistoryExport::ask(const CommunicationFilter &filter, const std::optional<QList<Communication>> &found)
{
    m_filter = filter;
    m_found = found;
    const QString title = found ? tr("Export what was found") : tr("Export the history");
    auto *dialog = new QFileDialog(m_window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV files (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(tr("history %1.csv").arg(m_context.clock.now().toLocalTime().date().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &HistoryExport::write);
    dialog->open();
}

void HistoryExport::write(const QString &file)
{
    auto *progress = new ProgressDialog(tr("Export the history"), tr("Checking the records …"), m_window);
    auto *writer =
        new CsvExport(m_context.clients, m_context.communications, m_context.notes, m_context.audit, progress);
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
    whenDone(m_context.audit.verify(), progress,
             [progress, writer, filter = m_filter, found = m_found, file](const Result<AuditCheck> &check) {
                 if (!check)
                     progress->finish(ErrorText::sentence(check.error()));
                 else if (progress->isCanceled())
                     progress->accept();
                 else if (found)
                     writer->exportRows(*found, file, check->head);
                 else
                     writer->exportHistory(filter, file, check->head);
             });
}
