#pragma once

#include "async.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "storage/internalnotestore.h"

#include <memory>

class AuditLog;

/// CSV exports, written page by page to a temporary file beside the target and renamed at the end: a cut-off export
/// never looks whole. Progress and cancel. The last line of a history export names the head of the audit chain. Columns
/// carry the store's names; an export of clients holds all that an import needs to make the same clients again. An
/// export that can not be recorded is not written. Fails with Locked when a text can not be decrypted: an empty cell
/// would be a lie. finished() comes once an export, with Cancelled after cancel().
class CsvExport : public QObject
{
    Q_OBJECT

public:
    CsvExport(ClientStore &clients, CommunicationStore &communications, InternalNoteStore &notes, AuditLog &audit,
              QObject *parent = nullptr);
    ~CsvExport() override;
    /// An export that is still running is dropped.
    void exportClients(const QString &file); ///< all of them, archived and unknown ones too
    void exportHistory(const CommunicationFilter &filter, const QString &file, const QString &auditHead);
    /// What a search has found, in that order.
    void exportRows(const QList<Communication> &rows, const QString &file, const QString &auditHead);
    /// Internal notes, also those that were taken back: the record has their text.
    void exportNotes(const QString &file);
    void cancel();

Q_SIGNALS:
    void progressed(qint64 rows);
    void finished(const Result<qint64> &rows);

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;
    void begin(const RunPtr &run, const QString &action, const QByteArray &header);
    void nextPage(const RunPtr &run);
    void nextClients(const RunPtr &run);
    void fetchClients(const RunPtr &run, const ClientPage &page);
    void nextHistory(const RunPtr &run);
    void nextNotes(const RunPtr &run);
    void nextChosen(const RunPtr &run);
    void writeHistory(const RunPtr &run, const QList<Communication> &rows, bool last);
    void write(const RunPtr &run, const QByteArray &lines, qint64 rows, bool last);
    void end(const RunPtr &run, const Result<qint64> &result);
    bool isOver(const RunPtr &run);

    ClientStore &m_clients;
    CommunicationStore &m_communications;
    InternalNoteStore &m_notes;
    AuditLog &m_audit;
    RunPtr m_run; ///< null: nothing runs
};
