#include "sync/clientmerge.h"

#include "client.h"
#include "storage/clientrow.h"
#include "storage/sql.h"
#include "sync/editmerge.h"
#include "sync/syncrows.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

Result<void> ClientMerge::client(const QVariantList &row)
{
    const qsizetype count = SyncTable::clients().columns().size();
    const QString id = row.first().toString();
    if (const QVariant &target = row.at(count); !target.isNull())
        return fold(id, target.toString());
    m_job.names.insert(ClientId::fromString(id));
    return EditMerge::merge(m_job, SyncKind::Client, row.first(count), row.at(count + 1).toString());
}

/// A client without a name whose number is another one's: what it said goes there.
Result<void> ClientMerge::fold(const QString &former, const QString &target)
{
    const auto known = hasRow(m_job.db, u"SELECT 1 FROM clients WHERE id = ?"_s, {former});
    if (!known)
        return known.error();
    if (!*known)
        return {};
    if (const auto done = ensure(m_job.db, target, u"advisor"_s); !done)
        return done;
    // The practice said whose they are, and has their permission.
    const auto settled = runSql(
        m_job.db,
        u"DELETE FROM sync_queue WHERE kind = 'client' AND id = ? OR kind = 'number' AND refusal = 'owned' AND id IN "
        "(SELECT e164 FROM client_numbers WHERE client_id = ?)"_s,
        {former, former});
    if (!settled)
        return settled;
    const auto folded =
        ClientRow::fold(m_job.db, *m_job.own, ClientId::fromString(former), ClientId::fromString(target));
    if (!folded)
        return folded;
    m_job.merged.clientsGone.insert(ClientId::fromString(former));
    m_job.merged.internalNotes.insert(ClientId::fromString(target));
    m_job.summaries.insert(ClientId::fromString(target));
    m_job.names.insert(ClientId::fromString(target));
    return {};
}

/// What the number shall be here, beside @p known and a change of ours that the practice has not got.
QVariantList ClientMerge::wanted(const QVariantList &row, const QVariantList &known, bool isQueued) const
{
    const SyncTable &table = SyncTable::numbers();
    QVariantList wanted = row;
    if (known.isEmpty()) {
        if (isQueued) // taken from its client here, which the practice does not know yet
            wanted[table.indexOf("client_id"_L1)] = {};
        return wanted;
    }
    // The newest word about permission, at the same moment the stricter one: number_written() in 0002_clients.sql.
    const auto word = [&table](const QVariantList &one) {
        return std::pair(table.value(one, "permission_since"_L1).toLongLong(),
                         int(permissionFromKey(table.value(one, "permission"_L1).toString())));
    };
    const auto keep = [&](std::initializer_list<QLatin1String> columns) {
        for (const QLatin1String column : columns)
            wanted[table.indexOf(column)] = table.value(known, column);
    };
    // The same word with an earlier date is ours, as the practice dated it: a clock was ahead.
    const bool isDatedThere = !isQueued && word(known).second == word(row).second;
    if (word(known) > word(row) && !isDatedThere)
        keep({"permission"_L1, "permission_since"_L1});
    if (isQueued) // whose it is, is decided where ours arrives
        keep({"client_id"_L1, "position"_L1, "label"_L1});
    return wanted;
}

Result<void> ClientMerge::number(const QVariantList &row)
{
    const SyncTable &table = SyncTable::numbers();
    const QString e164 = row.first().toString();
    const auto known = SyncRows::read(m_job.db, table, e164);
    if (!known)
        return known.error();
    const auto queued = m_job.isQueued(SyncKind::Number, e164);
    if (!queued)
        return queued.error();
    const QVariantList now = wanted(row, *known, *queued);
    if (!*queued && now == row)
        m_job.synced[SyncKind::Number].insert(e164);
    if (!known->isEmpty() && table.isSame(*known, now, *m_job.own)) {
        // What it did not take is what it has now.
        return runSql(m_job.db, u"DELETE FROM sync_queue WHERE kind = 'number' AND id = ? AND refusal = 'owned'"_s,
                      {e164});
    }
    const QString former = known->isEmpty() ? QString() : table.value(*known, "client_id"_L1).toString();
    const QString owner = table.value(now, "client_id"_L1).toString();
    if (!owner.isEmpty()) {
        if (const auto done = ensure(m_job.db, owner, u"advisor"_s); !done)
            return done;
    }
    const auto stored =
        known->isEmpty() ? SyncRows::insert(m_job.db, table, now) : SyncRows::update(m_job.db, table, now);
    if (!stored)
        return stored;
    for (const QString &client : {former, owner}) {
        if (!client.isEmpty())
            m_job.names.insert(ClientId::fromString(client));
    }
    return former.isEmpty() || owner.isEmpty() || former == owner ? Result<void>() : moved(e164, former, owner);
}

/// From one client to another.
Result<void> ClientMerge::moved(const QString &e164, const QString &former, const QString &owner)
{
    if (const auto done = runSql(m_job.db, u"DELETE FROM sync_queue WHERE kind = 'number' AND id = ?"_s, {e164}); !done)
        return done;
    const auto onlyNumber = hasRow(m_job.db,
                                   u"SELECT 1 FROM clients c WHERE c.id = ? AND c.unknown = 1 AND NOT EXISTS "
                                   "(SELECT 1 FROM client_numbers n WHERE n.client_id = c.id)"_s,
                                   {former});
    if (!onlyNumber)
        return onlyNumber.error();
    if (*onlyNumber)
        return fold(former, owner);
    // Two people entered the same client, or one of them a number that was another's: a person looks at it.
    m_job.merged.conflicts = true;
    const QJsonObject theirs{{u"client_id"_s, owner}, {u"ours"_s, former}};
    return runSql(
        m_job.db,
        u"INSERT OR REPLACE INTO sync_conflicts (kind, id, theirs, revision, at) VALUES ('number', ?, ?, 0, ?)"_s,
        {e164, QString::fromUtf8(QJsonDocument(theirs).toJson(QJsonDocument::Compact)),
         QDateTime::currentMSecsSinceEpoch()});
}

Result<void> ClientMerge::onlyNumbers(ClientId client, const QStringList &e164s)
{
    m_job.names.insert(client);
    return runSql(m_job.db,
                  u"UPDATE client_numbers AS n SET client_id = NULL WHERE client_id = ? AND e164 NOT IN "
                  "(SELECT value FROM json_each(?)) AND NOT EXISTS "
                  "(SELECT 1 FROM sync_queue q WHERE q.kind = 'number' AND q.id = n.e164)"_s,
                  {client.toString(),
                   QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(e164s)).toJson(QJsonDocument::Compact))});
}

Result<void> ClientMerge::ensure(QSqlDatabase &db, const QString &id, const QString &persona)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    return runSql(
        db,
        u"INSERT OR IGNORE INTO clients (id, name, unknown, persona, created_at, updated_at) VALUES (?, '', 1, ?, ?, ?)"_s,
        {id, persona, now, now});
}
