#include "sync/mergejob.h"

#include "storage/sql.h"

using namespace Qt::StringLiterals;

void MergedRows::add(const MergedRows &other)
{
    clients += other.clients;
    clientsGone += other.clientsGone;
    communications += other.communications;
    communicationsGone += other.communicationsGone;
    internalNotes += other.internalNotes;
    arrived += other.arrived;
    shown += other.shown;
    templates |= other.templates;
    settings |= other.settings;
    staff |= other.staff;
    conflicts |= other.conflicts;
}

Result<bool> MergeJob::isQueued(SyncKind kind, const QString &id) const
{
    return hasRow(db, u"SELECT 1 FROM sync_queue WHERE kind = ? AND id = ? AND refusal IS NULL"_s,
                  {syncKindKey(kind), id});
}
