#include "settings/datasection.h"

#include "clients/importdialog.h"
#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/progressdialog.h"
#include "common/theme.h"
#include "csv/export.h"
#include "secrets/vault.h"
#include "settings/recordswords.h"
#include "settings/recoverykeypanel.h"
#include "sharing/resultline.h"
#include "sync/recordscheck.h"
#include "uicontext.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSaveFile>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <atomic>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ErrorText::Tone;

namespace
{
constexpr auto progressInterval = 100ms;

/// Written by the worker's thread, read by the dialog's timer.
struct Progress {
    std::atomic<qint64> done{0};
    std::atomic<qint64> total{0};
};

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = PlainText::label(text, parent);
    QFont font = Theme::baseFont();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QFileDialog *saveDialog(QWidget *parent, const QString &title, const QString &filter, const QString &suffix,
                        const QString &name)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(name);
    return dialog;
}
} // namespace

struct DataSection::Export {
    QString title;
    QString fileName;
    QString (*written)(qint64 rows); ///< while it goes on
    QString (*done)(qint64 rows);
    void (CsvExport::*start)(const QString &file);
};

DataSection::DataSection(UiContext &context, QWidget *parent)
    : SettingsSection(context, tr("Data"), {}, parent)
{
    addWidget(heading(tr("Data folder"), this));
    addWidget(buildFolder());
    addWidget(heading(tr("Recovery key"), this));
    addWidget(new RecoveryKeyPanel(context, this));
    addWidget(buildActions());
}

QWidget *DataSection::buildFolder()
{
    auto *widget = new QWidget(this);
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid);
    auto *folder = PlainText::label(QDir::toNativeSeparators(context().dataFolder), widget);
    folder->setWordWrap(true);
    folder->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    Theme::makeMuted(folder);
    auto *open = new QPushButton(tr("Open &folder"), widget);
    row->addWidget(folder, 1);
    row->addWidget(open);
    connect(open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(context().dataFolder)); });
    return widget;
}

QWidget *DataSection::buildActions()
{
    auto *widget = new QWidget(this);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    const auto addRow = [&](const QString &title, const QString &text,
                            const QList<std::pair<QString, std::function<void()>>> &actions) {
        layout->addWidget(heading(title, widget));
        auto *label = PlainText::label(text, widget);
        label->setWordWrap(true);
        Theme::makeMuted(label);
        layout->addWidget(label);
        auto *row = new QHBoxLayout;
        row->setSpacing(Theme::grid);
        QList<QPushButton *> buttons;
        for (const auto &[name, action] : actions) {
            buttons.append(new QPushButton(name, widget));
            connect(buttons.last(), &QPushButton::clicked, this, action);
            row->addWidget(buttons.last());
        }
        row->addStretch(1);
        layout->addLayout(row);
        layout->addSpacing(Theme::grid);
        return std::pair(label, buttons);
    };
    addRow(tr("Back-up"), tr("One encrypted file with everything. Your recovery key opens it."),
           {{tr("&Back up …"), [this] { askBackup(); }}});
    const auto clients =
        addRow(tr("Clients"), tr("As CSV, for Excel and address books. The file is not encrypted."),
               {{tr("&Import clients …"), [this] { ImportDialog::start(context(), this); }},
                {tr("&Export clients …"), [this] {
                     askExport({tr("Export clients"), tr("clients.csv"),
                                [](qint64 rows) { return tr("%1 clients written").arg(Formatting::number(rows)); },
                                [](qint64 rows) { return tr("%1 clients exported.").arg(Formatting::number(rows)); },
                                &CsvExport::exportClients});
                 }}});
    m_clients = clients.first;
    m_import = clients.second.first();
    addRow(tr("Internal notes"), tr("As CSV, also those that were taken back. The file is not encrypted."),
           {{tr("Export &notes …"), [this] {
                 askExport({tr("Export internal notes"), tr("internal notes.csv"),
                            [](qint64 rows) { return tr("%1 notes written").arg(Formatting::number(rows)); },
                            [](qint64 rows) { return tr("%1 notes exported.").arg(Formatting::number(rows)); },
                            &CsvExport::exportNotes});
             }}});
    const auto records = addRow(
        tr("Records"),
        tr("Every change is kept in a chained record. Verifying shows whether an entry was altered or taken out."),
        {{tr("&Verify records"), [this] { verify(); }}, {tr("Save re&port …"), [this] { askReport(); }}});
    m_records = new ResultLine(widget);
    layout->addWidget(m_records);
    m_verify = records.second.first();
    m_saveReport = records.second.last();
    m_saveReport->setEnabled(false);
    if (RecordsCheck *check = context().records) {
        connect(check, &RecordsCheck::finished, this, &DataSection::verified);
        connect(check, &RecordsCheck::progressed, this, [this](qint64 entries, qint64 total) {
            if (m_isVerifying)
                m_records->say(
                    tr("Verifying … %1 of %2 entries").arg(Formatting::number(entries), Formatting::number(total)),
                    Tone::Quiet);
        });
    } else {
        m_verify->setEnabled(false);
    }
    connect(&context().sharing, &Sharing::stateChanged, this, &DataSection::updateRights);
    connect(&context().sharing, &Sharing::statusChanged, this, &DataSection::updateRights);
    updateRights();
    return widget;
}

void DataSection::updateRights()
{
    const SharingFacts facts = context().shared();
    const QString text = tr("As CSV, for Excel and address books. The file is not encrypted.");
    m_import->setEnabled(!facts.isReader());
    m_clients->setText(facts.isReader() ? text + u' ' + tr("Supervisors export, but import nothing.") : text);
}

void DataSection::askBackup()
{
    auto *dialog = saveDialog(
        this, tr("Back up"), tr("Practiceline back-ups (*.plbackup)"), u"plbackup"_s,
        tr("practiceline %1.plbackup").arg(context().clock.now().toLocalTime().date().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &DataSection::writeBackup);
    dialog->open();
}

void DataSection::writeBackup(const QString &file)
{
    auto *dialog = new ProgressDialog(tr("Back up"), tr("Writing the back-up …"), this);
    auto progress = std::make_shared<Progress>();
    auto *timer = new QTimer(dialog);
    connect(timer, &QTimer::timeout, dialog, [dialog, progress] {
        const QLocale locale;
        const qint64 done = progress->done.load();
        dialog->setProgress(done, progress->total.load(),
                            tr("Writing the back-up … %1").arg(locale.formattedDataSize(done)));
    });
    timer->start(progressInterval);
    dialog->setCancelable(false);
    dialog->open();
    const auto backup = context().vault.backUp(file, [progress](qint64 done, qint64 total) {
        progress->done = done;
        progress->total = total;
    });
    whenDone(backup, dialog, [dialog, timer, file](const Result<void> &done) {
        timer->stop();
        if (done)
            dialog->finish(tr("The back-up is in %1. Your recovery key opens it.").arg(QDir::toNativeSeparators(file)));
        else if (done.error().detail == "no-recovery-key"_L1)
            dialog->finish(
                tr("No back-up was written: make your recovery key first, because it is what opens a back-up."));
        else
            dialog->finish(ErrorText::sentence(done.error()));
    });
}

void DataSection::askExport(const Export &what)
{
    auto *dialog = saveDialog(this, what.title, tr("CSV files (*.csv)"), u"csv"_s, what.fileName);
    connect(dialog, &QFileDialog::fileSelected, this, [this, what](const QString &file) { writeExport(what, file); });
    dialog->open();
}

void DataSection::writeExport(const Export &what, const QString &file)
{
    auto *dialog = new ProgressDialog(what.title, tr("Writing …"), this);
    auto *writer = new CsvExport(context().clients, context().communications, context().notes, context().audit, dialog);
    connect(dialog, &ProgressDialog::canceled, writer, &CsvExport::cancel);
    connect(writer, &CsvExport::progressed, dialog,
            [dialog, what](qint64 rows) { dialog->setProgress(0, 0, what.written(rows)); });
    connect(writer, &CsvExport::finished, dialog, [dialog, what](const Result<qint64> &rows) {
        if (rows)
            dialog->finish(what.done(*rows));
        else if (rows.error().kind == ErrorKind::Cancelled)
            dialog->accept();
        else
            dialog->finish(ErrorText::sentence(rows.error()));
    });
    dialog->open();
    (writer->*what.start)(file);
}

void DataSection::setVerifying(bool isVerifying)
{
    m_isVerifying = isVerifying;
    m_verify->setText(isVerifying ? tr("Stop &verifying") : tr("&Verify records"));
    m_saveReport->setEnabled(!isVerifying && m_report.has_value());
}

void DataSection::verify()
{
    if (m_isVerifying) {
        context().records->cancel();
        return;
    }
    m_report.reset();
    setVerifying(true);
    m_records->say(tr("Verifying …"), Tone::Quiet);
    context().records->start();
}

void DataSection::verified(const Result<RecordsReport> &report)
{
    if (!m_isVerifying)
        return;
    if (report)
        m_report = *report;
    setVerifying(false);
    if (report)
        m_records->say(RecordsWords::result(*report, context().clock.now()),
                       report->isWhole() ? Tone::Good : Tone::Bad);
    else if (report.error().kind == ErrorKind::Cancelled)
        m_records->say(tr("Stopped. Nothing is known about what was not read."), Tone::Warning);
    else
        m_records->say(ErrorText::sentence(report.error()), Tone::Bad);
}

void DataSection::askReport()
{
    auto *dialog =
        saveDialog(this, tr("Save the report"), tr("Text files (*.txt)"), u"txt"_s,
                   tr("records %1.txt").arg(context().clock.now().toLocalTime().date().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &DataSection::writeReport);
    dialog->open();
}

void DataSection::writeReport(const QString &file)
{
    if (!m_report)
        return;
    whenDone(context().records->signedFile(*m_report, file), this, [this, file](const Result<QByteArray> &text) {
        if (!text) {
            m_records->say(ErrorText::sentence(text.error()), Tone::Bad);
            return;
        }
        QSaveFile to(file);
        if (to.open(QIODevice::WriteOnly) && to.write(*text) == text->size() && to.commit())
            m_records->say(tr("The signed report is in %1.").arg(QDir::toNativeSeparators(file)), Tone::Quiet);
        else
            m_records->say(tr("The report could not be written. Choose another folder."), Tone::Bad);
    });
}
