#pragma once

#include "sync/mergejob.h"

/// Clients and their numbers: whose a number is, and clients without a name that turn out to be another one. Database
/// thread, inside the job's transaction.
class ClientMerge
{
public:
    explicit ClientMerge(MergeJob &job)
        : m_job(job)
    {
    }
    Result<void> client(const QVariantList &row);
    Result<void> number(const QVariantList &row);
    /// Of a client that was pulled whole: its numbers are @p e164s, and no others that we know of. One that is
    /// another's now, whom we do not see, belongs to nobody here; what it said about permission stays.
    Result<void> onlyNumbers(ClientId client, const QStringList &e164s);
    /// One without a name until it comes itself, if there is none.
    static Result<void> ensure(QSqlDatabase &db, const QString &id, const QString &persona);

private:
    QVariantList wanted(const QVariantList &row, const QVariantList &known, bool isQueued) const;
    Result<void> fold(const QString &former, const QString &target);
    Result<void> moved(const QString &e164, const QString &former, const QString &owner);

    MergeJob &m_job;
};
