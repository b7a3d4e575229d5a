#include "sync/editmerge.h"

#include "storage/sql.h"
#include "sync/edits.h"
#include "sync/syncrows.h"

#include <QDateTime>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
constexpr QLatin1StringView visibleTo("visible_to");

/// What both began with where no edit of ours waits: nothing is ours. Unless the practice had a newer version, which is
/// here: its server was restored from a back-up, and what it lost is an edit of what it has now.
QJsonObject baseOf(SyncKind kind, const QVariantList &known, const QVariantList &row)
{
    const auto revision = [kind](const QVariantList &one) {
        return syncTable(kind).value(one, "revision"_L1).toLongLong();
    };
    QJsonObject base = Edits::of(kind, revision(known) > revision(row) ? row : known);
    base.remove(visibleTo); // who sees a client is the practice's word alone
    return base;
}

/// Whether the practice's server was restored from a back-up that may be older than the word that this client is
/// somebody's alone: then that is ours to say again. Never the other way: that it is may be the newer word. Asked once
/// for each client after such a restore.
Result<bool> wasKept(QSqlDatabase &db, const QString &client)
{
    const auto kept = execSql(db, u"DELETE FROM sync_kept WHERE client_id = ?"_s, {client});
    return kept ? Result<bool>(kept->numRowsAffected() > 0) : kept.error();
}

/// What is left of ours, with what it is based on from now on.
Result<void> queueJoined(MergeJob &job, SyncKind kind, const QVariantList &row, const Edits::Joined &joined,
                         const QString &changedBy, bool isQueued)
{
    const QString key = syncKindKey(kind);
    const QVariant &id = row.first();
    const QString theirs = QString::fromUtf8(QJsonDocument(Edits::of(kind, row)).toJson(QJsonDocument::Compact));
    if (!isQueued) {
        if (joined.ours)
            return runSql(job.db, u"INSERT INTO sync_queue (kind, id, base) VALUES (?, ?, ?)"_s, {key, id, theirs});
        job.synced[kind].insert(id.toString());
        return {};
    }
    // Until a person has chosen, both stay based on what they began with: the same version may come again.
    const auto kept =
        !joined.ours ? runSql(job.db, u"DELETE FROM sync_queue WHERE kind = ? AND id = ?"_s, {key, id})
        : joined.conflicts.isEmpty()
            ? runSql(job.db, u"UPDATE sync_queue SET base = ?, refusal = NULL WHERE kind = ? AND id = ?"_s,
                     {theirs, key, id})
            : runSql(job.db, u"UPDATE sync_queue SET refusal = 'conflict' WHERE kind = ? AND id = ?"_s, {key, id});
    if (!kept)
        return kept;
    if (joined.conflicts.isEmpty())
        return runSql(job.db, u"DELETE FROM sync_conflicts WHERE kind = ? AND id = ?"_s, {key, id});
    job.merged.conflicts = true;
    return runSql(
        job.db,
        u"INSERT OR REPLACE INTO sync_conflicts (kind, id, theirs, revision, at, changed_by) "
        "VALUES (?, ?, ?, ?, ?, ?)"_s,
        {key, id, theirs, syncTable(kind).value(row, "revision"_L1), QDateTime::currentMSecsSinceEpoch(), changedBy});
}
} // namespace

Result<void> EditMerge::merge(MergeJob &job, SyncKind kind, const QVariantList &row, const QString &changedBy)
{
    const SyncTable &table = syncTable(kind);
    const QString id = row.first().toString();
    const auto known = SyncRows::read(job.db, table, id);
    if (!known)
        return known.error();
    if (known->isEmpty()) {
        job.synced[kind].insert(id);
        return SyncRows::insert(job.db, table, row);
    }
    auto queued = execSql(job.db, u"SELECT base FROM sync_queue WHERE kind = ? AND id = ?"_s, {syncKindKey(kind), id});
    if (!queued)
        return queued.error();
    const bool isQueued = queued->next();
    QJsonObject base =
        isQueued ? QJsonDocument::fromJson(queued->value(0).toByteArray()).object() : baseOf(kind, *known, row);
    queued->finish();
    // Ours, whose reply was lost on the way: what followed here is based on it.
    if (base.isEmpty() && changedBy == job.identity.person.toString())
        base = Edits::of(kind, row);
    if (kind == SyncKind::Client) {
        const auto kept = wasKept(job.db, id);
        if (!kept)
            return kept.error();
        if (*kept)
            base.insert(visibleTo, QString());
    }
    const Edits::Joined joined = Edits::join(kind, base, *known, row, *job.own);
    if (!table.isSame(*known, joined.row, *job.own)) {
        if (const auto done = SyncRows::update(job.db, table, joined.row); !done)
            return done;
    }
    return queueJoined(job, kind, row, joined, changedBy, isQueued);
}
