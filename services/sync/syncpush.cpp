#include "sync/syncpush.h"

#include "storage/sql.h"
#include "storage/storejob.h"
#include "sync/edits.h"
#include "sync/practicekeys.h"
#include "sync/rekey.h"
#include "sync/sharedsettings.h"
#include "sync/sharedsql.h"
#include "sync/syncmerge.h"
#include "sync/templatename.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
const QString leaseLost = u"PL001"_s; // hold_lease() in 0009_lease.sql

QString keyColumn(SyncKind kind)
{
    return QString(syncTable(kind).columns().first().name);
}

QByteArray jsonOf(const QJsonArray &rows)
{
    return QJsonDocument(rows).toJson(QJsonDocument::Compact);
}

PushOutcome refused(const QString &why)
{
    return {PushOutcome::Result::Refused, why, {}, 0};
}

/// What Twilio says of a row, without what it can not know: a colleague's body is in the practice, and one that does
/// not open must not keep a status back.
QVariantList newsOf(QVariantList row, const FieldCipher &own)
{
    const SyncTable &table = SyncTable::communications();
    const auto leaveOut = [&](QLatin1String column) { row[table.indexOf(column)] = QVariant(); };
    for (const QLatin1String column : {"variables_enc"_L1, "override_enc"_L1, "note_enc"_L1, "content"_L1})
        leaveOut(column);
    if (!table.value(row, "device_id"_L1).isNull() || table.opened(row, "content_enc"_L1, own).isEmpty())
        leaveOut("content_enc"_L1);
    return row;
}

/// @p change as its push function reads it.
Result<QJsonObject> shared(SyncKind kind, const QueuedChange &change, const SyncKeys &keys, DeviceId device)
{
    if (change.row.isEmpty()) // a number that nobody owns and that says nothing about permission was deleted
        return QJsonObject{{u"e164"_s, change.id}, {u"from_client"_s, change.base.value("client_id"_L1)}};
    const bool isNews = kind == SyncKind::News;
    auto row = syncTable(kind).toShared(isNews ? newsOf(change.row, *keys.own) : change.row, keys);
    if (!row)
        return row;
    if (kind == SyncKind::Number)
        row->insert(u"from_client"_s, change.base.value("client_id"_L1));
    if (kind == SyncKind::Template)
        row->insert(u"template_name"_s, TemplateName::shared(*row));
    if (kind == SyncKind::Communication || isNews) {
        if (row->value("send_state"_L1) != u"not_ours"_s && !row->contains("device_id"_L1))
            row->insert(u"device_id"_s, device.toString());
        if (row->value("send_state"_L1) == u"not_ours"_s) {
            // Read in Twilio's list; see listed_sid in 0003_communications.sql.
            const QLatin1String sid = row->contains("message_sid"_L1) ? "message_sid"_L1 : "call_sid"_L1;
            row->insert(u"listed_sid"_s, row->take(sid));
        }
    }
    return row;
}

PushOutcome outcomeOf(const SharedRows &answer, SyncKind kind)
{
    if (kind == SyncKind::Communication)
        return {PushOutcome::Result::Taken, {}, answer.value(1).toString(), 0};
    const QString word = answer.value(1).toString();
    if (word == "conflict"_L1)
        return {PushOutcome::Result::Conflict, {}, {}, answer.value(2).toLongLong()};
    if (word != "taken"_L1)
        return refused(word);
    return {PushOutcome::Result::Taken, {}, {}, kind == SyncKind::Number ? 0 : answer.value(2).toLongLong()};
}

/// @p call of a function of the practice with "%1" for the rows, which it refuses when they are not under the newest
/// key.
Result<SharedRows> ask(QSqlDatabase &db, const QString &call, QVariantList before, const QJsonArray &rows, int keyEpoch)
{
    before.append({keyEpoch, QString::fromUtf8(jsonOf(rows))});
    auto answer = execShared(db, call.arg(u"practiceline.under_epoch(?, ?::jsonb)"_s), before);
    if (!answer && PracticeKeys::isNewerKeyNeeded(answer.error()))
        return PracticeKeys::newerKeyNeeded();
    return answer;
}

/// Where and under what a batch is pushed.
struct Target {
    DeviceId device;
    qint64 leaseEpoch = 0;
    int keyEpoch = 1;
    bool isParting = false; ///< the person has left the practice: only communications
};

/// Answers nothing: it may be about clients that this person does not see.
Result<QHash<QString, PushOutcome>> applyNews(QSqlDatabase &db, const QJsonArray &rows, const Target &target)
{
    const auto applied = ask(db, u"SELECT practiceline.apply_news(?::uuid, ?::bigint, %1)::text"_s,
                             {target.device.toString(), target.leaseEpoch}, rows, target.keyEpoch);
    const bool isLost = !applied && sqlState(applied.error()) == leaseLost;
    if (!applied && !isLost)
        return applied.error();
    QHash<QString, PushOutcome> outcomes;
    for (const auto &row : rows) {
        outcomes.insert(row.toObject().value("id"_L1).toString(),
                        {isLost ? PushOutcome::Result::NotNow : PushOutcome::Result::Taken, {}, {}, 0});
    }
    return outcomes;
}

Result<QHash<QString, PushOutcome>> call(QSqlDatabase &db, SyncKind kind, const QJsonArray &rows, const Target &target)
{
    if (kind == SyncKind::News)
        return applyNews(db, rows, target);
    const auto told = [&](const QString &sql, const QVariantList &before = {}) {
        return ask(db, sql, before, rows, target.keyEpoch);
    };
    auto answer = [&] {
        switch (kind) {
        case SyncKind::Client:
            return told(u"SELECT id::text, outcome, revision FROM practiceline.push_clients(%1)"_s);
        case SyncKind::Number:
            return told(u"SELECT e164, outcome FROM practiceline.push_numbers(%1)"_s);
        case SyncKind::Template:
            return told(u"SELECT id::text, outcome, revision FROM practiceline.push_templates(%1)"_s);
        case SyncKind::Communication:
            if (target.isParting)
                return execShared(
                    db,
                    u"SELECT id::text, real_id::text FROM practiceline.part_with_communications(?::uuid, ?::jsonb)"_s,
                    {target.device.toString(), QString::fromUtf8(jsonOf(rows))});
            return told(u"SELECT id::text, real_id::text FROM practiceline.push_communications(?::uuid, %1)"_s,
                        {target.device.toString()});
        case SyncKind::Setting:
            return told(u"SELECT key, 'taken', 0 FROM practiceline.push_settings(%1)"_s);
        case SyncKind::News:
            break;
        case SyncKind::Note:
            return told(u"SELECT id::text, outcome, 0 FROM practiceline.push_notes(%1)"_s);
        case SyncKind::InternalNote:
            return told(u"SELECT id::text, outcome, 0 FROM practiceline.push_internal_notes(%1)"_s);
        }
        Q_UNREACHABLE();
    }();
    if (!answer)
        return answer.error();
    QHash<QString, PushOutcome> outcomes;
    while (answer->next())
        outcomes.insert(answer->value(0).toString(), outcomeOf(*answer, kind));
    return outcomes;
}

/// Pushes @p rows, halved as often as it takes.
Result<QHash<QString, PushOutcome>> pushHalving(QSqlDatabase &db, SyncKind kind, const QJsonArray &rows,
                                                const Target &target)
{
    auto outcomes = call(db, kind, rows, target);
    // An earlier try whose reply was lost may have been committed at this moment: a new statement sees its rows.
    if (!outcomes && sqlState(outcomes.error()) == "23505"_L1)
        outcomes = call(db, kind, rows, target);
    if (outcomes || !isOfRows(outcomes.error()))
        return outcomes;
    if (rows.size() == 1) {
        const QString why = sqlState(outcomes.error());
        return QHash<QString, PushOutcome>{{rows.first().toObject().value(keyColumn(kind)).toString(),
                                            refused(why.isEmpty() ? u"unreadable"_s : why)}};
    }
    QJsonArray first;
    QJsonArray second;
    for (qsizetype at = 0; at < rows.size(); ++at)
        (at < rows.size() / 2 ? first : second).append(rows.at(at));
    auto left = pushHalving(db, kind, first, target);
    if (!left)
        return left;
    auto right = pushHalving(db, kind, second, target);
    if (!right)
        return right;
    left->insert(*right);
    return left;
}

/// A word about permission that a computer whose clock is ahead wrote: the practice counts it from when it came
/// (number_written() in 0002_clients.sql), which was later than @p asOf. Kept in the future here, it would outlast a
/// STOP that comes tomorrow.
Result<void> dateWord(QSqlDatabase &db, const QString &e164, const QDateTime &asOf, const QDateTime &now)
{
    return runSql(
        db,
        u"UPDATE client_numbers SET permission_since = ? WHERE e164 = ? AND permission_since > ? AND NOT EXISTS "
        "(SELECT 1 FROM sync_queue q WHERE q.kind = 'number' AND q.id = e164 AND q.refusal IS NULL)"_s,
        {toSqlTime(asOf), e164, toSqlTime(now)});
}

Result<void> settleOne(QSqlDatabase &db, SyncKind kind, const QueuedChange &change, const PushOutcome &outcome,
                       const FieldCipher &own)
{
    const QString key = syncKindKey(kind);
    const QString table = syncTable(kind).local();
    if (outcome.result == PushOutcome::Result::Conflict || outcome.result == PushOutcome::Result::NotNow)
        return {}; // the pull that follows brings the other version, or whose the lease is
    if (outcome.result == PushOutcome::Result::Refused) {
        const auto noted = execSql(db, u"UPDATE sync_queue SET refusal = ? WHERE kind = ? AND id = ? AND stamp = ?"_s,
                                   {outcome.why, key, change.id, change.stamp});
        return noted ? Result<void>() : Result<void>(noted.error());
    }
    const auto ended = execSql(db, u"DELETE FROM sync_queue WHERE kind = ? AND id = ? AND stamp = ?"_s,
                               {key, change.id, change.stamp});
    if (!ended)
        return ended.error();
    if (kind == SyncKind::Client || kind == SyncKind::Template) {
        const auto based =
            execSql(db, u"UPDATE %1 SET revision = ? WHERE id = ?"_s.arg(table), {outcome.revision, change.id});
        if (!based)
            return based.error();
        // Changed again meanwhile: what the practice has now is what that change is based on.
        const auto rebased =
            execSql(db, u"UPDATE sync_queue SET base = ? WHERE kind = ? AND id = ?"_s,
                    {QString::fromUtf8(QJsonDocument(Edits::of(kind, change.row)).toJson(QJsonDocument::Compact)), key,
                     change.id});
        if (!rebased)
            return rebased.error();
    }
    if (kind != SyncKind::Communication || outcome.realId.isEmpty() || outcome.realId == change.id)
        return {};
    const auto done = rekey(db, change.id, outcome.realId, own);
    return done ? Result<void>() : Result<void>(done.error());
}

/// What belongs to this person or computer goes nowhere: nobody refuses it.
Result<void> dropOwnSettings(QSqlDatabase &local)
{
    auto queued = execSql(local, u"SELECT id FROM sync_queue WHERE kind = 'setting'"_s);
    if (!queued)
        return queued.error();
    QStringList own;
    while (queued->next()) {
        if (const QString key = queued->value(0).toString(); !SharedSettings::isShared(key))
            own.append(key);
    }
    queued->finish();
    for (const QString &key : std::as_const(own)) {
        if (const auto done = runSql(local, u"DELETE FROM sync_queue WHERE kind = 'setting' AND id = ?"_s, {key});
            !done)
            return done;
    }
    return {};
}

/// An outcome for each change of @p batch.
Result<QList<PushOutcome>> sendAll(QSqlDatabase &db, const PushBatch &batch, const SyncKeys &keys, const Target &target)
{
    QHash<QString, PushOutcome> known;
    QJsonArray rows;
    for (const QueuedChange &change : batch.changes) {
        // What is gone here was joined with another row, which goes its own way; only a number is told.
        if (change.row.isEmpty() && batch.kind != SyncKind::Number)
            continue;
        if (batch.kind == SyncKind::Setting && !SharedSettings::isShared(change.id))
            continue;
        const auto row = shared(batch.kind, change, keys, target.device);
        if (row)
            rows.append(*row);
        else
            known.insert(change.id, refused(u"unreadable"_s));
    }
    if (!rows.isEmpty()) {
        const auto answered = pushHalving(db, batch.kind, rows, target);
        if (!answered)
            return answered.error();
        known.insert(*answered);
    }
    QList<PushOutcome> outcomes;
    for (const QueuedChange &change : batch.changes)
        outcomes.append(known.value(change.id));
    return outcomes;
}

/// A new client is based on what is sent of it first: when the reply is lost, a colleague may edit it before it is sent
/// again, and what we have not changed since contradicts nobody.
Result<void> noteFirstBase(QSqlDatabase &local, const PushBatch &batch)
{
    if (std::none_of(batch.changes.begin(), batch.changes.end(),
                     [](const QueuedChange &change) { return change.base.isEmpty() && !change.row.isEmpty(); }))
        return {};
    return inTransaction(local, [&](QSqlDatabase &db) -> Result<void> {
        for (const QueuedChange &change : batch.changes) {
            if (!change.base.isEmpty() || change.row.isEmpty())
                continue;
            const QJsonObject base = Edits::of(batch.kind, change.row);
            const auto noted =
                execSql(db, u"UPDATE sync_queue SET base = ? WHERE kind = ? AND id = ? AND base IS NULL"_s,
                        {QString::fromUtf8(QJsonDocument(base).toJson(QJsonDocument::Compact)), syncKindKey(batch.kind),
                         change.id});
            if (!noted)
                return noted.error();
        }
        return {};
    });
}

/// The oldest changes of @p kind for which @p condition holds, of q in sync_queue and t in the table.
Result<PushBatch> taken(QSqlDatabase &local, SyncKind kind, const QString &condition, int limit)
{
    const SyncTable &table = syncTable(kind);
    auto query =
        execSql(local,
                u"SELECT q.id, q.stamp, q.base, t.%1 IS NOT NULL, %2 FROM sync_queue q LEFT JOIN %3 t ON t.%1 = q.id "
                "WHERE q.kind = ? AND %4 ORDER BY q.position LIMIT ?"_s.arg(keyColumn(kind), table.localColumns(),
                                                                            QString(table.local()), condition),
                {syncKindKey(kind), limit});
    if (!query)
        return query.error();
    PushBatch batch{kind, {}};
    while (query->next()) {
        QueuedChange change{query->value(0).toString(),
                            query->value(1).toLongLong(),
                            QJsonDocument::fromJson(query->value(2).toByteArray()).object(),
                            {}};
        if (query->value(3).toBool()) {
            for (qsizetype at = 0; at < table.columns().size(); ++at)
                change.row.append(query->value(int(at) + 4));
        }
        batch.changes.append(change);
    }
    return batch;
}
} // namespace

Result<QList<SyncKind>> SyncPush::waiting(QSqlDatabase &local)
{
    QList<SyncKind> kinds;
    for (const SyncKind kind : allSyncKinds) {
        const auto waits = hasRow(local, u"SELECT 1 FROM sync_queue WHERE kind = ? AND refusal IS NULL LIMIT 1"_s,
                                  {syncKindKey(kind)});
        if (!waits)
            return waits.error();
        if (*waits)
            kinds.append(kind);
    }
    return kinds;
}

Result<PushBatch> SyncPush::take(QSqlDatabase &local, SyncKind kind, int limit)
{
    // A client that was added after this round had pushed clients goes first, with the next one: its number would be
    // refused, and its text be an unknown client's.
    const QString ready =
        syncTable(kind).indexOf("client_id"_L1) < 0
            ? QString()
            : u" AND (t.client_id IS NULL OR t.client_id NOT IN (SELECT id FROM sync_queue WHERE kind = 'client' AND refusal IS NULL))"_s;
    auto batch = taken(local, kind, u"q.refusal IS NULL"_s + ready, limit);
    if (!batch || kind != SyncKind::Client)
        return batch;
    const auto based = noteFirstBase(local, *batch);
    return based ? batch : based.error();
}

Result<PushBatch> SyncPush::takeParting(QSqlDatabase &local, int limit)
{
    return taken(local, SyncKind::Communication,
                 u"(q.refusal IS NULL OR q.refusal = '%1')"_s.arg(QString(SyncPush::readersOnly)), limit);
}

Result<QList<PushOutcome>> SyncPush::send(QSqlDatabase &db, const PushBatch &batch, const SyncKeys &keys,
                                          DeviceId device, qint64 epoch)
{
    return sendAll(db, batch, keys, {device, epoch, keys.practice->epoch(), false});
}

Result<QList<PushOutcome>> SyncPush::sendParting(QSqlDatabase &db, const PushBatch &batch, const SyncKeys &keys,
                                                 DeviceId device)
{
    return sendAll(db, batch, keys, {device, 0, keys.practice->epoch(), true});
}

Result<void> SyncPush::refuseAll(QSqlDatabase &local, SyncKind kind, const QString &why)
{
    // Templates that came with the program are nobody's edit.
    const auto shipped = execSql(local,
                                 u"DELETE FROM sync_queue WHERE kind = ? AND kind = 'template' AND id IN "
                                 "(SELECT id FROM sms_templates WHERE updated_by = '' AND revision = 0)"_s,
                                 {syncKindKey(kind)});
    if (!shipped)
        return shipped.error();
    if (kind == SyncKind::Setting) {
        if (const auto done = dropOwnSettings(local); !done)
            return done;
    }
    const auto done = execSql(local, u"UPDATE sync_queue SET refusal = ? WHERE kind = ? AND refusal IS NULL"_s,
                              {why, syncKindKey(kind)});
    return done ? Result<void>() : Result<void>(done.error());
}

Result<void> SyncPush::admit(QSqlDatabase &local, const QString &why)
{
    return runSql(local, u"UPDATE sync_queue SET refusal = NULL WHERE refusal = ?"_s, {why});
}

Result<void> SyncPush::settle(QSqlDatabase &local, const PushBatch &batch, const QList<PushOutcome> &outcomes,
                              const FieldCipher &own, const QDateTime &asOf, const QDateTime &now)
{
    return inTransaction(local, [&](QSqlDatabase &db) -> Result<void> {
        const SyncMerge::Quiet quiet(db);
        for (qsizetype at = 0; at < batch.changes.size(); ++at) {
            const QueuedChange &change = batch.changes.at(at);
            if (const auto done = settleOne(db, batch.kind, change, outcomes.at(at), own); !done)
                return done;
            const PushOutcome &outcome = outcomes.at(at);
            const bool isStored = outcome.result == PushOutcome::Result::Taken || outcome.why == "owned"_L1 ||
                                  outcome.why == "refused"_L1; // the permission counts whoever has the number
            if (batch.kind != SyncKind::Number || !asOf.isValid() || !isStored)
                continue;
            if (const auto done = dateWord(db, change.id, asOf, now); !done)
                return done;
        }
        return {};
    });
}
