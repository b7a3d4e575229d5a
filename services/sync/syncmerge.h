#pragma once

#include "sync/clientmerge.h"
#include "sync/communicationintake.h"
#include "sync/hiddenclients.h"
#include "sync/syncpull.h"

#include <chrono>
#include <limits>

/// Merges what was pulled into the local store, inside the caller's transaction. The same rows in any order and any
/// number of times end in the same store. Database thread; one object a job.
class SyncMerge
{
public:
    /// While this lives, what is written is not queued for the practice.
    class Quiet
    {
    public:
        explicit Quiet(QSqlDatabase &db);
        Quiet(const Quiet &) = delete;
        Quiet &operator=(const Quiet &) = delete;
        /// Queues again; the transaction's end would do for an error.
        ~Quiet();

    private:
        QSqlDatabase &m_db;
        int m_before = 0;
    };

    /// Texts that clients wrote at @p newsFrom (UTC milliseconds) or later are news: unread, announced, and judged for
    /// what they ask. What is older is history, whenever it comes.
    SyncMerge(QSqlDatabase &db, std::shared_ptr<const FieldCipher> own, const SyncIdentity &identity, qint64 newsFrom);
    SyncMerge(const SyncMerge &) = delete; // its parts share m_job
    SyncMerge &operator=(const SyncMerge &) = delete;
    static constexpr qint64 noNews = std::numeric_limits<qint64>::max();

    Result<void> merge(PullKind kind, const QList<QVariantList> &rows);
    /// The rows from @p from on, until all are merged or @p stretch has passed; how far it came.
    Result<qsizetype> merge(PullKind kind, const QList<QVariantList> &rows, qsizetype from,
                            std::chrono::milliseconds stretch);
    /// What is left of clients that we may not see, once it may go; at the end of a round.
    Result<void> forgetHidden();
    /// ClientMerge::onlyNumbers().
    Result<void> onlyNumbers(ClientId client, const QStringList &e164s);
    /// Derives what the client list shows; after the rows.
    Result<void> finish();
    const MergedRows &merged() const { return m_job.merged; }
    /// Clients, numbers, templates and notes to colleagues that are here now as they came.
    const SyncedIds &synced() const { return m_job.synced; }

private:
    Result<void> one(PullKind kind, const QVariantList &row);
    Result<void> staff(const SyncTable &table, const QVariantList &row);
    Result<void> setting(const QVariantList &row);
    Result<void> templateRow(QVariantList row);
    Result<void> internalNote(const QVariantList &row);

    MergeJob m_job;
    ClientMerge m_clients{m_job};
    CommunicationIntake m_communications{m_job};
    HiddenClients m_hidden{m_job};
};
