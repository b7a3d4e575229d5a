#pragma once

#include "sync/mergejob.h"

#include <QHash>

/// Communications of the practice on their way into this store: beside what is here of them, under an id of ours or
/// from Twilio's list, or new. One object a job; database thread, inside the job's transaction.
class CommunicationIntake
{
public:
    explicit CommunicationIntake(MergeJob &job)
        : m_job(job)
    {
    }
    /// Before a stretch of them is merged: what is here of them, in two questions; of a long past nearly nothing is.
    Result<void> lookUp(const QList<QVariantList> &communications);
    Result<void> communication(const QVariantList &pulled);
    Result<void> tombstone(const QVariantList &row);

private:
    struct Client {
        qint64 newestAt = 0; ///< as the client list shows it
        bool hasText = false;
    };
    Result<void> lookUpClients(const QVariantList &ids);
    Result<QString> clientOf(const QVariantList &row);
    Result<bool> replaceTwin(const QVariantList &row);
    Result<void> update(QVariantList row, const QVariantList &known, const QVariant &hash);
    Result<void> endNews(const QVariantList &theirs, const QVariantList &merged);
    Result<void> add(const QVariantList &row, const QVariant &hash);
    QString insertSql(quint64 columns);
    Result<void> arrived(const QString &client);
    void noteNewest(const QVariantList &communication);

    MergeJob &m_job;
    QSet<QString> m_present;           ///< ids and sids of the present rows that are in the store
    QHash<QString, Client> m_clients;  ///< of communications, which are in the store
    QHash<quint64, QString> m_inserts; ///< by the columns that have a value
};
