#pragma once

#include "id.h"
#include "sync/synctable.h"

#include <QSet>
#include <QSqlDatabase>

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

/// What the parts of SyncMerge share while they merge inside one transaction of the local store. Database thread.
struct MergeJob {
    QSqlDatabase &db;
    std::shared_ptr<const FieldCipher> own;
    SyncIdentity identity;
    qint64 newsFrom; ///< texts that clients wrote then (UTC milliseconds) or later are news

    MergedRows merged = {};
    SyncedIds synced = {};         ///< that are here now as they came
    QSet<ClientId> summaries = {}; ///< whose newest communication may be another one
    QSet<ClientId> names = {};     ///< whose name, tags or numbers changed

    /// Whether a change of ours waits that the practice has not refused.
    Result<bool> isQueued(SyncKind kind, const QString &id) const;
};
