#include "sync/syncmemory.h"

#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/sql.h"
#include "storage/storejob.h"
#include "sync/sharedsettings.h"
#include "sync/syncmerge.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int stretch = 500; // rows queued in one job
// Transactions that a server may have begun and not written down when it crashed: with its slowest setting those of 0.6
// s.
constexpr qint64 lostInCrash = 1000;

const QString epochMark = u"sync.epoch"_s;
const QString cursorMark = u"sync.cursor"_s;
const QString horizonMark = u"sync.first_horizon"_s;
const QString historyMark = u"sync.history_end"_s;
const QString queuedMark = u"sync.queued_down_to"_s; // a sequence; 0: all
const QString fewQueuedMark = u"sync.few_queued"_s;  // 1: clients and what else is little
const QString checkpointMark = u"sync.checkpoint"_s;
const QString deviceMark = u"sync.device"_s;
const QString partingMark = u"sync.parting"_s;
const QString roleMark = u"sync.role"_s;
const QString roundMark = u"sync.round"_s;

Result<QString> mark(QSqlDatabase &db, const QString &name)
{
    auto query = execSql(db, u"SELECT value FROM marks WHERE name = ?"_s, {name});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toString() : QString();
}

Result<void> setMark(QSqlDatabase &db, const QString &name, const QString &value)
{
    return runSql(db, u"INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)"_s,
                  {name, value.isNull() ? u""_s : value});
}

QVariant listOf(const QSet<QString> &ids)
{
    return listValue(QVariantList(ids.begin(), ids.end()));
}

Result<void> queueAll(QSqlDatabase &db, SyncKind kind, const SyncedIds &synced)
{
    const SyncTable &table = syncTable(kind);
    return runSql(db,
                  u"INSERT OR IGNORE INTO sync_queue (kind, id) SELECT ?, %1 FROM %2 WHERE %1 NOT %3"_s.arg(
                      QString(table.columns().first().name), QString(table.local()), QString(inList)),
                  {syncKindKey(kind), listOf(synced.value(kind))});
}

/// What is little: at most some thousands of rows.
Result<void> queueBeforeCommunications(QSqlDatabase &db, bool brings, const SyncedIds &synced)
{
    // Those that the practice has were pulled a moment ago: a colleague's edit since then contradicts none of ours.
    const auto clients =
        runSql(db,
               u"INSERT OR IGNORE INTO sync_queue (kind, id, base) SELECT 'client', id, json_object('name', name, "
               "'unknown', unknown, 'persona', persona, 'language', language, 'us_state', us_state, 'time_zone', "
               "time_zone, 'tags', tags, 'notes_enc', hex(notes_enc), 'notes_key_epoch', notes_key_epoch, 'archived', "
               "archived, 'assigned_to', assigned_to) FROM clients WHERE id NOT "_s +
                   QString(inList),
               {listOf(synced.value(SyncKind::Client))});
    if (!clients)
        return clients;
    if (const auto done = queueAll(db, SyncKind::InternalNote, synced); !done)
        return done;
    if (const auto done = queueAll(db, SyncKind::Number, synced); !done || !brings)
        return done;
    if (const auto done = queueAll(db, SyncKind::Template, synced); !done)
        return done;
    return queueAll(db, SyncKind::Setting, synced);
}

/// After a checkpoint that we do not know, what may have been given ids below our cursor is read again.
Result<void> stepBack(QSqlDatabase &db, const QString &checkpoint)
{
    const auto known = mark(db, checkpointMark);
    if (!known)
        return known.error();
    if (*known == checkpoint)
        return {};
    for (const QString &name : {cursorMark, horizonMark}) {
        const auto at = mark(db, name);
        if (!at)
            return at.error();
        if (at->toLongLong() == 0)
            continue; // the first sync reads everything
        const auto done = setMark(db, name, QString::number(std::max<qint64>(1, at->toLongLong() - lostInCrash)));
        if (!done)
            return done;
    }
    return setMark(db, checkpointMark, checkpoint);
}
} // namespace

Result<SyncMemory::Memory> SyncMemory::recall(QSqlDatabase &db, const PracticeState &state)
{
    return inTransaction(db, [&](QSqlDatabase &inner) -> Result<Memory> {
        const auto epoch = mark(inner, epochMark);
        if (!epoch)
            return epoch.error();
        if (*epoch != state.epoch) {
            // What the practice's rows make here comes behind what is here now, and what a person writes from now on
            // is queued by the triggers.
            auto newest = execSql(inner, u"SELECT coalesce(max(sequence), 0) FROM communication_logs"_s);
            if (!newest)
                return newest.error();
            const qint64 end = newest->next() ? newest->value(0).toLongLong() + 1 : 1;
            newest->finish();
            const std::initializer_list<std::pair<QString, QString>> fresh{
                {epochMark, state.epoch},
                {cursorMark, u"0"_s},
                {horizonMark, QString::number(state.horizon)},
                {historyMark, {}},
                {queuedMark, QString::number(end)},
                {fewQueuedMark, u"0"_s}};
            for (const auto &[name, value] : fresh) {
                if (const auto done = setMark(inner, name, value); !done)
                    return done.error();
            }
            // Pulled whole again; a right that the server lost is none.
            if (const auto done = runSql(inner, u"DELETE FROM deputies"_s); !done)
                return done.error();
            // And who may not see a client is told again.
            if (const auto done = runSql(inner, u"DELETE FROM sync_hidden"_s); !done)
                return done.error();
            if (const auto done = runSql(inner, u"UPDATE sync_mode SET mode = 1"_s); !done)
                return done.error();
            // A server that was restored: what it lost of the settings is offered again, and the newer of two stays.
            // Not what a newcomer had before there was a practice.
            if (const auto done = runSql(inner, u"DELETE FROM sync_kept"_s); !done)
                return done.error();
            const QString kept =
                u"INSERT INTO sync_kept (client_id) SELECT id FROM clients WHERE visible_to IS NOT NULL"_s;
            if (const auto done = epoch->isEmpty() ? Result<void>() : runSql(inner, kept); !done)
                return done.error();
            if (!epoch->isEmpty() && state.role == "admin"_L1) {
                if (const auto done = queueAll(inner, SyncKind::Setting, {}); !done)
                    return done.error();
            }
        }
        if (const auto done = stepBack(inner, state.checkpoint); !done)
            return done.error();
        Memory memory;
        const auto cursor = mark(inner, cursorMark);
        const auto horizon = mark(inner, horizonMark);
        const auto history = mark(inner, historyMark);
        const auto queued = mark(inner, queuedMark);
        const auto role = mark(inner, roleMark);
        const auto lastRound = mark(inner, roundMark);
        for (const auto *one : {&cursor, &horizon, &history, &queued, &role, &lastRound}) {
            if (!*one)
                return one->error();
        }
        memory.cursor = cursor->toLongLong();
        memory.firstHorizon = horizon->toLongLong();
        memory.historyEnd = *history;
        memory.allQueued = queued->toLongLong() == 0;
        memory.role = *role;
        memory.lastRound = lastRound->toLongLong();
        return memory;
    });
}

Result<bool> SyncMemory::queueStretch(QSqlDatabase &db, bool brings, const SyncedIds &synced)
{
    return inTransaction(db, [&](QSqlDatabase &inner) -> Result<bool> {
        const auto from = mark(inner, queuedMark);
        const auto few = mark(inner, fewQueuedMark);
        if (!from || !few)
            return from ? few.error() : from.error();
        const qint64 below = from->toLongLong();
        if (*few != "1"_L1) {
            if (const auto done = queueBeforeCommunications(inner, brings, synced); !done)
                return done.error();
            if (const auto done = setMark(inner, fewQueuedMark, u"1"_s); !done)
                return done.error();
        }
        auto rows = execSql(inner,
                            u"SELECT sequence, id, send_state, device_id FROM communication_logs WHERE sequence < ? "
                            "ORDER BY sequence DESC LIMIT ?"_s,
                            {below, stretch});
        if (!rows)
            return rows.error();
        QVariantList ids;
        qint64 last = 0;
        int seen = 0;
        while (rows->next()) {
            ++seen;
            last = rows->value(0).toLongLong();
            const bool ours = rows->value(3).isNull() && rows->value(2).toString() != "not_ours"_L1;
            if (ours || brings)
                ids.append(rows->value(1));
        }
        rows->finish();
        const auto queued = runSql(
            inner, u"INSERT OR IGNORE INTO sync_queue (kind, id) SELECT 'communication', value FROM json_each(?)"_s,
            {listValue(ids)});
        if (!queued)
            return queued.error();
        const bool isAll = seen < stretch;
        if (const auto done = setMark(inner, queuedMark, QString::number(isAll ? 0 : last)); !done)
            return done.error();
        return isAll;
    });
}

Result<void> SyncMemory::rememberHistory(QSqlDatabase &db, const QString &end)
{
    return setMark(db, historyMark, end);
}

Result<void> SyncMemory::rememberRound(QSqlDatabase &db, qint64 cursor, const PracticeState &practice)
{
    const std::initializer_list<std::pair<QString, QString>> marks{
        {cursorMark, QString::number(cursor)},
        {roleMark, practice.role},
        {roundMark, QString::number(practice.serverTime.toMSecsSinceEpoch())}};
    for (const auto &[name, value] : marks) {
        if (const auto done = setMark(db, name, value); !done)
            return done;
    }
    return {};
}

Result<SyncMemory::Counts> SyncMemory::count(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT (SELECT count(*) FROM sync_queue WHERE refusal IS NULL AND kind <> 'news'), "
                             "(SELECT count(*) FROM sync_queue WHERE refusal IS NOT NULL AND refusal <> 'conflict'), "
                             "(SELECT count(*) FROM sync_conflicts)"_s);
    if (!query)
        return query.error();
    if (!query->next())
        return storageError(*query);
    return Counts{query->value(0).toLongLong(), query->value(1).toLongLong(), query->value(2).toLongLong()};
}

Result<bool> SyncMemory::isQueued(QSqlDatabase &db, bool withNews)
{
    return hasRow(db, u"SELECT 1 FROM sync_queue WHERE refusal IS NULL AND (kind <> 'news' OR ?) LIMIT 1"_s,
                  {withNews});
}

Result<bool> SyncMemory::isAnyHidden(QSqlDatabase &db)
{
    return hasRow(db, u"SELECT 1 FROM sync_hidden LIMIT 1"_s);
}

Result<bool> SyncMemory::isShared(QSqlDatabase &db, ClientId client)
{
    const auto waits = hasRow(db, u"SELECT 1 FROM sync_queue WHERE kind = 'client' AND id = ? AND refusal IS NULL"_s,
                              {client.toString()});
    return waits ? Result<bool>(!*waits) : waits;
}

Result<void> SyncMemory::decide(QSqlDatabase &db, SyncKind kind, const QString &id, bool ours)
{
    return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
        const QString key = syncKindKey(kind);
        auto conflict = execSql(inner, u"SELECT theirs FROM sync_conflicts WHERE kind = ? AND id = ?"_s, {key, id});
        if (!conflict)
            return conflict.error();
        if (!conflict->next())
            return Error{ErrorKind::NotFound, 0, u"conflict"_s, {}};
        const QJsonObject theirs = QJsonDocument::fromJson(conflict->value(0).toByteArray()).object();
        conflict->finish();
        // Which of the two stood, and no word of either: both versions have entries of those who made them.
        const AuditEntry entry{u"conflict.decided"_s, id, {{u"kind"_s, key}, {u"ours"_s, ours}}, {}};
        if (const auto done = appendClearAudit(inner, entry); !done)
            return done;
        if (ours) {
            // The row has their revision since it was merged; what is left of ours goes over theirs.
            const auto goes =
                runSql(inner, u"UPDATE sync_queue SET refusal = NULL, base = ? WHERE kind = ? AND id = ?"_s,
                       {QString::fromUtf8(QJsonDocument(theirs).toJson(QJsonDocument::Compact)), key, id});
            if (!goes)
                return goes;
        } else if (kind == SyncKind::Client || kind == SyncKind::Template) {
            const SyncMerge::Quiet quiet(inner);
            QStringList sets;
            QVariantList values;
            for (auto it = theirs.begin(); it != theirs.end(); ++it) {
                sets.append(it.key() + u" = ?"_s);
                const bool isSealed = it.key().endsWith("_enc"_L1);
                const QByteArray sealed = QByteArray::fromHex(it.value().toString().toLatin1());
                values.append(!isSealed ? it.value().toVariant() : sealed.isEmpty() ? QVariant() : QVariant(sealed));
            }
            values.append(id);
            const QString table = syncTable(kind).local();
            if (const auto done =
                    runSql(inner, u"UPDATE %1 SET %2 WHERE id = ?"_s.arg(table, sets.join(u", "_s)), values);
                !done)
                return done;
            if (kind == SyncKind::Client) {
                if (const auto done = ClientRow::refreshSearch(inner, ClientId::fromString(id)); !done)
                    return done;
            }
            if (const auto done = runSql(inner, u"DELETE FROM sync_queue WHERE kind = ? AND id = ?"_s, {key, id});
                !done)
                return done;
        }
        return runSql(inner, u"DELETE FROM sync_conflicts WHERE kind = ? AND id = ?"_s, {key, id});
    });
}

Result<DeviceId> SyncMemory::device(QSqlDatabase &db)
{
    const auto known = mark(db, deviceMark);
    if (!known)
        return known.error();
    if (const auto id = DeviceId::fromString(*known); !id.isNull())
        return id;
    const auto made = DeviceId::create();
    if (const auto done = setMark(db, deviceMark, made.toString()); !done)
        return done.error();
    return made;
}

Result<SyncMemory::Leftovers> SyncMemory::leftovers(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT (SELECT count(*) FROM sync_queue WHERE kind <> 'news'), (SELECT count(*) FROM "
                             "communication_logs WHERE outbox_state IN ('pending', 'held'))"_s);
    if (!query)
        return query.error();
    if (!query->next())
        return storageError(*query);
    return Leftovers{query->value(0).toLongLong(), query->value(1).toLongLong()};
}

Result<void> SyncMemory::notePartingOnce(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                                         const QString &practiceId)
{
    const auto noted = mark(db, partingMark);
    if (!noted || !noted->isEmpty())
        return noted ? Result<void>() : Result<void>(noted.error());
    const auto left = leftovers(db);
    if (!left)
        return left.error();
    const AuditEntry entry{u"practice.parted"_s, practiceId, {{u"texts_not_sent"_s, left->notSent}}, {}};
    if (const auto done = appendAudit(db, cipher, entry); !done)
        return done;
    return setMark(db, partingMark, u"noted"_s);
}

Result<void> SyncMemory::leave(QSqlDatabase &db)
{
    return inTransaction(db, [](QSqlDatabase &inner) -> Result<void> {
        for (const QString &sql :
             {u"UPDATE sync_mode SET mode = 0"_s, u"DELETE FROM sync_queue"_s, u"DELETE FROM sync_conflicts"_s,
              u"DELETE FROM sync_hidden"_s, u"DELETE FROM sync_kept"_s,
              u"UPDATE clients SET visible_to = NULL, assigned_to = NULL"_s, u"DELETE FROM staff"_s,
              u"DELETE FROM deputies"_s, u"DELETE FROM audit_heads"_s,
              u"DELETE FROM marks WHERE name LIKE 'sync.%'"_s}) {
            if (const auto done = runSql(inner, sql); !done)
                return done;
        }
        return {};
    });
}
