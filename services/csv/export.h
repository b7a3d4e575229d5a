#pragma once

#include "async.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"

/// CSV exports, written page by page to a temporary file beside the target and renamed at the end: a cut-off export never
/// looks whole. Progress and cancel. The last line of a history export names the head of the audit chain.
class CsvExport : public QObject
{
    Q_OBJECT

public:
    CsvExport(ClientStore &clients, CommunicationStore &communications, QObject *parent = nullptr);
    void exportClients(const ClientFilter &filter, const QString &file);
    void exportHistory(const CommunicationFilter &filter, const QString &file, const QString &auditHead);
    void cancel();

Q_SIGNALS:
    void progressed(qint64 rows);
    void finished(const Result<qint64> &rows);

private:
    ClientStore &m_clients;
    CommunicationStore &m_communications;
};
