#pragma once

#include "id.h"
#include "sync/syncpull.h"

#include <QHash>
#include <QSet>
#include <QSqlDatabase>

#include <chrono>
#include <limits>

/// Whose desktop this is; see PracticeState.
struct SyncIdentity {
    DeviceId device;
    StaffId person;
};

/// What a merge changed in the local store, for the stores to announce.
struct MergedRows {
    QSet<ClientId> clients;
    QSet<ClientId> clientsGone;
    QSet<CommunicationId> communications;
    QSet<CommunicationId> communicationsGone;
    QSet<ClientId> internalNotes;   ///< clients about whom colleagues wrote or took back a note
    QList<CommunicationId> arrived; ///< texts from clients that were not here before
    QSet<ClientId> shown;           ///< clients that we may see from now on: all of theirs is to be pulled
    bool templates = false;
    bool settings = false;
    bool staff = false; ///< or their deputies
    bool conflicts = false;
    void add(const MergedRows &other);
};

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
    static constexpr qint64 noNews = std::numeric_limits<qint64>::max();

    Result<void> merge(PullKind kind, const QList<QVariantList> &rows);
    /// The rows from @p from on, until all are merged or @p stretch has passed; how far it came.
    Result<qsizetype> merge(PullKind kind, const QList<QVariantList> &rows, qsizetype from,
                            std::chrono::milliseconds stretch);
    /// What is left of clients that we may not see, once it may go; at the end of a round.
    Result<void> forgetHidden();
    /// Of a client that was pulled whole: its numbers are @p e164s, and no others that we know of. One that is
    /// another's now, whom we do not see, belongs to nobody here; what it said about permission stays.
    Result<void> onlyNumbers(ClientId client, const QStringList &e164s);
    /// Derives what the client list shows; after the rows.
    Result<void> finish();
    const MergedRows &merged() const { return m_merged; }
    /// Clients, numbers, templates and notes to colleagues that are here now as they came.
    const SyncedIds &synced() const { return m_synced; }

private:
    Result<void> replace(const SyncTable &table, const QVariantList &row);
    Result<void> setting(const QVariantList &row);
    Result<void> templateRow(QVariantList row);
    Result<void> client(const QVariantList &row);
    Result<void> number(const QVariantList &row);
    Result<void> one(PullKind kind, const QVariantList &row);
    Result<void> lookUp(const QList<QVariantList> &communications);
    Result<void> communication(const QVariantList &row);
    Result<void> addCommunication(const QVariantList &row, const QVariant &hash);
    Result<void> internalNote(const QVariantList &row);
    Result<void> arrived(const QString &client);
    Result<void> tombstone(const QVariantList &row);
    Result<void> visibility(const QVariantList &row);

    Result<void> edited(SyncKind kind, QVariantList row, const QString &updatedBy);
    Result<bool> isHidingLost(SyncKind kind, const QVariantList &known, const QVariantList &row);
    Result<void> bringBack(SyncKind kind, QVariantList known, const QVariantList &row, bool hides);
    Result<void> fold(const QString &former, const QString &target);
    Result<void> forget(const QString &client);
    Result<void> ensureClient(const QString &id, const QString &persona);
    Result<bool> isQueued(const QString &kind, const QString &id);
    Result<void> noteNewest(const QVariantList &communication);

    QSqlDatabase &m_db;
    std::shared_ptr<const FieldCipher> m_own;
    SyncIdentity m_identity;
    qint64 m_newsFrom;
    MergedRows m_merged;
    SyncedIds m_synced;
    QString m_insert;        ///< of a communication
    QSet<QString> m_present; ///< ids and sids of the present rows that are in the store
    QSet<QString> m_owners;  ///< clients of communications, which are in the store
    struct Newest {
        qint64 at = 0;
        bool hasText = false;
    };
    QHash<QString, Newest> m_newest; ///< of these, as the client list shows it
    QSet<ClientId> m_summaries;      ///< whose newest communication may be another one
    QSet<ClientId> m_names;          ///< whose name, tags or numbers changed
};
