#include "csv/export.h"

#include "csv/csvfile.h"
#include "csv/exportlines.h"
#include "storage/auditlog.h"
#include "storage/worker.h"

#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace
{
constexpr int pageSize = 200;

Error notWritten()
{
    return {ErrorKind::Storage, 0, u"export not written"_s, {}};
}

using FilePtr = std::shared_ptr<QSaveFile>;

/// Opens at the first piece and commits after the last; on a thread of its own, one piece after another.
Result<void> writePiece(const FilePtr &file, const QByteArray &piece, bool last)
{
    if (!file->isOpen()) {
        if (!file->open(QIODevice::WriteOnly))
            return notWritten();
        file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    if (file->write(piece) != piece.size() || (last && !file->commit()))
        return notWritten();
    return {};
}
} // namespace

struct CsvExport::Run {
    enum class What { Clients, History, Chosen, Notes };
    What what = What::Clients;
    ClientFilter clients;
    CommunicationFilter communications;
    QList<Communication> chosen;
    std::optional<ClientKey> afterClient;
    std::optional<CommunicationKey> olderThan;
    std::optional<InternalNote> afterNote;
    QString auditHead;
    FilePtr file;
    qint64 rows = 0;
    bool canceled = false;
};

CsvExport::CsvExport(ClientStore &clients, CommunicationStore &communications, InternalNoteStore &notes,
                     AuditLog &audit, QObject *parent)
    : QObject(parent)
    , m_clients(clients)
    , m_communications(communications)
    , m_notes(notes)
    , m_audit(audit)
{
}

CsvExport::~CsvExport() = default;

void CsvExport::exportClients(const QString &file)
{
    auto run = std::make_shared<Run>();
    run->file = std::make_shared<QSaveFile>(file);
    begin(run, u"clients.exported"_s, ExportLines::clientHeader());
}

void CsvExport::exportHistory(const CommunicationFilter &filter, const QString &file, const QString &auditHead)
{
    auto run = std::make_shared<Run>();
    run->what = Run::What::History;
    run->communications = filter;
    run->auditHead = auditHead;
    run->file = std::make_shared<QSaveFile>(file);
    begin(run, u"history.exported"_s, ExportLines::historyHeader());
}

void CsvExport::exportRows(const QList<Communication> &rows, const QString &file, const QString &auditHead)
{
    auto run = std::make_shared<Run>();
    run->what = Run::What::Chosen;
    run->chosen = rows;
    run->auditHead = auditHead;
    run->file = std::make_shared<QSaveFile>(file);
    begin(run, u"history.exported"_s, ExportLines::historyHeader());
}

void CsvExport::exportNotes(const QString &file)
{
    auto run = std::make_shared<Run>();
    run->what = Run::What::Notes;
    run->file = std::make_shared<QSaveFile>(file);
    begin(run, u"notes.exported"_s, ExportLines::noteHeader());
}

void CsvExport::cancel()
{
    if (m_run)
        m_run->canceled = true;
}

void CsvExport::begin(const RunPtr &run, const QString &action, const QByteArray &header)
{
    m_run = run;
    QJsonObject details{{u"file"_s, run->file->fileName()}};
    if (run->what == Run::What::Chosen)
        details.insert(u"rows"_s, qint64(run->chosen.size()));
    whenDone(m_audit.record({action, {}, details, {}}), this, [this, run, header](const Result<void> &recorded) {
        if (isOver(run))
            return;
        if (recorded)
            write(run, header, 0, false);
        else
            end(run, recorded.error());
    });
}

bool CsvExport::isOver(const RunPtr &run)
{
    if (run != m_run)
        return true; // another export took its place
    if (run->canceled)
        end(run, Error{ErrorKind::Cancelled, 0, QString(), {}});
    return run->canceled;
}

void CsvExport::end(const RunPtr &run, const Result<qint64> &result)
{
    if (run != m_run)
        return;
    m_run.reset();
    Q_EMIT finished(result);
}

void CsvExport::nextPage(const RunPtr &run)
{
    if (isOver(run))
        return;
    switch (run->what) {
    case Run::What::Clients:
        return nextClients(run);
    case Run::What::History:
        return nextHistory(run);
    case Run::What::Chosen:
        return nextChosen(run);
    case Run::What::Notes:
        return nextNotes(run);
    }
}

void CsvExport::nextClients(const RunPtr &run)
{
    whenDone(m_clients.page(run->clients, run->afterClient, pageSize), this,
             [this, run](const Result<ClientPage> &page) {
                 if (isOver(run))
                     return;
                 if (page)
                     fetchClients(run, *page);
                 else
                     end(run, page.error());
             });
}

/// Pages come without notes: each client is read whole, all of a page at once.
void CsvExport::fetchClients(const RunPtr &run, const ClientPage &page)
{
    run->afterClient = page.next;
    const bool last = !page.next && run->clients.archived;
    if (!page.next)
        run->clients.archived = true; // after the others
    if (page.clients.isEmpty()) {
        write(run, {}, 0, last);
        return;
    }
    struct Gathered {
        QByteArrayList lines;
        qsizetype missing = 0;
        std::optional<Error> error;
    };
    auto gathered = std::make_shared<Gathered>();
    gathered->missing = page.clients.size();
    gathered->lines.resize(page.clients.size());
    for (qsizetype i = 0; i < page.clients.size(); ++i) {
        whenDone(m_clients.fetch(page.clients.at(i).id), this,
                 [this, run, gathered, i, last](const Result<Client> &client) {
                     if (client)
                         gathered->lines[i] = ExportLines::of(*client);
                     else if (client.error().kind != ErrorKind::NotFound) // gone since the page was read
                         gathered->error = client.error();
                     if (--gathered->missing > 0 || isOver(run))
                         return;
                     if (gathered->error)
                         end(run, *gathered->error);
                     else
                         write(run, gathered->lines.join(), gathered->lines.size(), last);
                 });
    }
}

void CsvExport::nextHistory(const RunPtr &run)
{
    const auto reading = m_communications.page(run->communications, run->olderThan, pageSize);
    whenDone(reading, this, [this, run](const Result<CommunicationPage> &page) {
        if (isOver(run))
            return;
        if (!page) {
            end(run, page.error());
            return;
        }
        run->olderThan = page->next;
        writeHistory(run, page->rows, !page->next);
    });
}

void CsvExport::nextChosen(const RunPtr &run)
{
    const auto rows = run->chosen.mid(run->rows, pageSize);
    writeHistory(run, rows, run->rows + rows.size() >= run->chosen.size());
}

void CsvExport::nextNotes(const RunPtr &run)
{
    const auto reading = m_notes.recordPage(run->afterNote, pageSize);
    whenDone(reading, this, [this, run](const Result<QList<InternalNote>> &notes) {
        if (isOver(run))
            return;
        if (!notes) {
            end(run, notes.error());
            return;
        }
        QByteArray lines;
        for (const InternalNote &note : *notes) {
            if (note.textLocked) {
                end(run, Error{ErrorKind::Locked, 0, u"export"_s, {}});
                return;
            }
            lines += ExportLines::of(note);
            run->afterNote = note;
        }
        write(run, lines, notes->size(), notes->size() < pageSize);
    });
}

void CsvExport::writeHistory(const RunPtr &run, const QList<Communication> &rows, bool last)
{
    QByteArray lines;
    for (const auto &row : rows) {
        if (row.bodyLocked) {
            end(run, Error{ErrorKind::Locked, 0, u"export"_s, {}});
            return;
        }
        lines += ExportLines::of(row);
    }
    if (last && !run->auditHead.isEmpty())
        lines += Csv::line({u"audit_head"_s, run->auditHead});
    write(run, lines, rows.size(), last);
}

void CsvExport::write(const RunPtr &run, const QByteArray &lines, qint64 rows, bool last)
{
    const auto writing = runOnThread([file = run->file, lines, last] { return writePiece(file, lines, last); });
    whenDone(writing, this, [this, run, rows, last](const Result<void> &written) {
        if (!written) {
            end(run, written.error());
            return;
        }
        run->rows += rows;
        if (run == m_run && rows > 0)
            Q_EMIT progressed(run->rows);
        if (last)
            end(run, run->rows);
        else
            nextPage(run);
    });
}
