#include "sync/syncmerge.h"

#include "client.h"
#include "communication.h"
#include "storage/clientrow.h"
#include "storage/communicationrow.h"
#include "storage/sql.h"
#include "sync/communicationmerge.h"
#include "sync/edits.h"
#include "sync/rekey.h"
#include "sync/sharedsettings.h"
#include "sync/syncrows.h"
#include "sync/templatename.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype lookedUp = 100; // communications that are asked for at once

QString now()
{
    return QString::number(QDateTime::currentMSecsSinceEpoch());
}

Channel channelOf(const QVariantList &communication)
{
    const QVariant type = SyncTable::communications().value(communication, "communication_type"_L1);
    return channelFromKey(type.toString()).value_or(Channel::Sms);
}

QVariant pollOpen(const QVariantList &communication)
{
    const SyncTable &table = SyncTable::communications();
    return CommunicationRow::pollOpen(channelOf(communication), table.value(communication, "status"_L1).toString(),
                                      !table.value(communication, "message_sid"_L1).toString().isEmpty() ||
                                          !table.value(communication, "call_sid"_L1).toString().isEmpty());
}
} // namespace

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

SyncMerge::Quiet::Quiet(QSqlDatabase &db)
    : m_db(db)
{
    auto mode = execSql(m_db, u"SELECT mode FROM sync_mode"_s);
    if (mode && mode->next())
        m_before = mode->value(0).toInt();
    if (mode)
        mode->finish();
    (void)execSql(m_db, u"UPDATE sync_mode SET mode = 2"_s);
}

SyncMerge::Quiet::~Quiet()
{
    (void)execSql(m_db, u"UPDATE sync_mode SET mode = ?"_s, {m_before});
}

SyncMerge::SyncMerge(QSqlDatabase &db, std::shared_ptr<const FieldCipher> own, const SyncIdentity &identity,
                     qint64 newsFrom)
    : m_db(db)
    , m_own(std::move(own))
    , m_identity(identity)
    , m_newsFrom(newsFrom)
{
}

Result<void> SyncMerge::merge(PullKind kind, const QList<QVariantList> &rows)
{
    const auto done = merge(kind, rows, 0, std::chrono::hours(1));
    return done ? Result<void>() : Result<void>(done.error());
}

Result<qsizetype> SyncMerge::merge(PullKind kind, const QList<QVariantList> &rows, qsizetype from,
                                   std::chrono::milliseconds stretch)
{
    const Quiet quiet(m_db);
    QElapsedTimer clock;
    clock.start();
    do {
        const QList<QVariantList> part = rows.sliced(from, std::min(lookedUp, rows.size() - from));
        if (kind == PullKind::Communications) {
            if (const auto done = lookUp(part); !done)
                return done.error();
        }
        for (const QVariantList &row : part) {
            if (const auto done = one(kind, row); !done)
                return done.error();
        }
        from += part.size();
    } while (from < rows.size() && clock.elapsed() < stretch.count());
    return from;
}

Result<void> SyncMerge::one(PullKind kind, const QVariantList &row)
{
    switch (kind) {
    case PullKind::Staff:
        m_merged.staff = true;
        return replace(SyncTable::staff(), row);
    case PullKind::Deputies:
        m_merged.staff = true;
        return replace(SyncTable::deputies(), row);
    case PullKind::Settings:
        return setting(row);
    case PullKind::Templates:
        return templateRow(row);
    case PullKind::Clients:
        return client(row);
    case PullKind::Numbers:
        return number(row);
    case PullKind::Communications:
        return communication(row);
    case PullKind::InternalNotes:
        return internalNote(row);
    case PullKind::Tombstones:
        return tombstone(row);
    case PullKind::Visibility:
        return visibility(row);
    }
    Q_UNREACHABLE();
}

Result<void> SyncMerge::finish()
{
    const Quiet quiet(m_db);
    for (const ClientId client : std::as_const(m_summaries)) {
        if (const auto done = ClientRow::refreshSummary(m_db, client); !done)
            return done;
    }
    for (const ClientId client : std::as_const(m_names)) {
        if (const auto done = ClientRow::refreshSearch(m_db, client); !done && done.error().kind != ErrorKind::NotFound)
            return done;
    }
    m_merged.clients += m_summaries + m_names;
    m_merged.clients -= m_merged.clientsGone;
    return {};
}

Result<bool> SyncMerge::isQueued(const QString &kind, const QString &id)
{
    return hasRow(m_db, u"SELECT 1 FROM sync_queue WHERE kind = ? AND id = ? AND refusal IS NULL"_s, {kind, id});
}

Result<void> SyncMerge::replace(const SyncTable &table, const QVariantList &row)
{
    const auto known = SyncRows::read(m_db, table, row.first().toString());
    if (!known)
        return known.error();
    return known->isEmpty() ? SyncRows::insert(m_db, table, row) : SyncRows::update(m_db, table, row);
}

Result<void> SyncMerge::setting(const QVariantList &row)
{
    if (!SharedSettings::isShared(row.first().toString()))
        return {};
    const auto known = SyncRows::read(m_db, SyncTable::settings(), row.first().toString());
    if (!known)
        return known.error();
    const auto queued = isQueued(u"setting"_s, row.first().toString());
    if (!queued)
        return queued.error();
    const auto at = [](const QVariantList &one) { return one.value(2).toLongLong(); };
    if (*queued && at(*known) > at(row))
        return {};
    if (!known->isEmpty() && SyncTable::settings().isSame(*known, row, *m_own))
        return {};
    m_merged.settings = true;
    return replace(SyncTable::settings(), row);
}

/// A client or template, beside an edit of ours that the practice has not got.
Result<void> SyncMerge::edited(SyncKind kind, QVariantList row, const QString &updatedBy)
{
    const SyncTable &table = syncTable(kind);
    const QString key = syncKindKey(kind);
    const QString id = row.first().toString();
    const auto known = SyncRows::read(m_db, table, id);
    if (!known)
        return known.error();
    if (known->isEmpty()) {
        m_synced[kind].insert(id);
        return SyncRows::insert(m_db, table, row);
    }
    const auto hides = isHidingLost(kind, *known, row);
    if (!hides)
        return hides.error();
    auto queued = execSql(m_db, u"SELECT base FROM sync_queue WHERE kind = ? AND id = ?"_s, {key, id});
    if (!queued)
        return queued.error();
    if (!queued->next()) {
        queued->finish();
        if (table.value(*known, "revision"_L1).toLongLong() > table.value(row, "revision"_L1).toLongLong())
            return bringBack(kind, *known, row, *hides);
        if (*hides) {
            QVariantList hidden = row;
            hidden[table.indexOf("visible_to"_L1)] = table.value(*known, "visible_to"_L1);
            return bringBack(kind, hidden, row, true);
        }
        m_synced[kind].insert(id);
        return table.isSame(*known, row, *m_own) ? Result<void>() : SyncRows::update(m_db, table, row);
    }
    QJsonObject base = QJsonDocument::fromJson(queued->value(0).toByteArray()).object();
    queued->finish();
    // Ours, whose reply was lost on the way: what followed here is based on it.
    if (base.isEmpty() && updatedBy == m_identity.person.toString())
        base = Edits::of(kind, row);
    if (*hides)
        base.insert(u"visible_to"_s, QString());
    const Edits::Joined joined = Edits::join(kind, base, *known, row, *m_own);
    if (const auto done = SyncRows::update(m_db, table, joined.row); !done)
        return done;
    const QString theirs = QString::fromUtf8(QJsonDocument(Edits::of(kind, row)).toJson(QJsonDocument::Compact));
    if (!joined.ours) {
        if (const auto done = runSql(m_db, u"DELETE FROM sync_queue WHERE kind = ? AND id = ?"_s, {key, id}); !done)
            return done;
    } else {
        // Until a person has chosen, both stay based on what they began with: the same version may come again.
        const auto based =
            joined.conflicts.isEmpty()
                ? runSql(m_db, u"UPDATE sync_queue SET base = ?, refusal = NULL WHERE kind = ? AND id = ?"_s,
                         {theirs, key, id})
                : runSql(m_db, u"UPDATE sync_queue SET refusal = 'conflict' WHERE kind = ? AND id = ?"_s, {key, id});
        if (!based)
            return based;
    }
    if (joined.conflicts.isEmpty())
        return runSql(m_db, u"DELETE FROM sync_conflicts WHERE kind = ? AND id = ?"_s, {key, id});
    m_merged.conflicts = true;
    return runSql(m_db,
                  u"INSERT OR REPLACE INTO sync_conflicts (kind, id, theirs, revision, at) VALUES (?, ?, ?, ?, ?)"_s,
                  {key, id, theirs, table.value(row, "revision"_L1), now()});
}

/// Whether the practice's server was restored from a back-up that is older than the word that this client is somebody's
/// alone. Never the other way: that it is may be the newer word. Asked once for each client after such a restore.
Result<bool> SyncMerge::isHidingLost(SyncKind kind, const QVariantList &known, const QVariantList &row)
{
    if (kind != SyncKind::Client)
        return false;
    auto kept = execSql(m_db, u"DELETE FROM sync_kept WHERE client_id = ?"_s, {row.first()});
    if (!kept)
        return kept.error();
    const auto seenBy = [](const QVariantList &one) {
        return SyncTable::clients().value(one, "visible_to"_L1).toString();
    };
    return kept->numRowsAffected() > 0 && !seenBy(known).isEmpty() && seenBy(row).isEmpty();
}

/// The practice had a newer version, which is here: its server was restored from a back-up. What was lost is offered
/// again, as an edit of what it has now.
Result<void> SyncMerge::bringBack(SyncKind kind, QVariantList known, const QVariantList &row, bool hides)
{
    const SyncTable &table = syncTable(kind);
    known[table.indexOf("revision"_L1)] = table.value(row, "revision"_L1);
    if (kind == SyncKind::Client && !hides)
        known[table.indexOf("visible_to"_L1)] = table.value(row, "visible_to"_L1);
    if (const auto done = SyncRows::update(m_db, table, known); !done || table.isSame(known, row, *m_own))
        return done;
    const QString theirs = QString::fromUtf8(QJsonDocument(Edits::of(kind, row)).toJson(QJsonDocument::Compact));
    return runSql(m_db, u"INSERT OR IGNORE INTO sync_queue (kind, id, base) VALUES (?, ?, ?)"_s,
                  {syncKindKey(kind), row.first(), theirs});
}

Result<void> SyncMerge::templateRow(QVariantList row)
{
    const SyncTable &table = SyncTable::templates();
    const QString name = TemplateName::local(table.value(row, "template_name"_L1).toString(),
                                             table.value(row, "language"_L1).toString());
    row[table.indexOf("template_name"_L1)] = name;
    m_merged.templates = true;
    // What came with the program and nobody touched is no edit of ours, and makes way for the practice's.
    const QString shipped = u"updated_by = '' AND revision = 0 AND removed_at IS NULL"_s;
    auto unqueued = runSql(m_db,
                           u"DELETE FROM sync_queue WHERE kind = 'template' AND id = ? AND id IN "
                           "(SELECT id FROM sms_templates WHERE %1)"_s.arg(shipped),
                           {row.first()});
    if (!unqueued)
        return unqueued;
    auto freed = runSql(m_db,
                        u"DELETE FROM sms_templates WHERE persona_type = ? AND template_name = ? AND language = ? AND "
                        "id <> ? AND %1"_s.arg(shipped),
                        {table.value(row, "persona_type"_L1), name, table.value(row, "language"_L1), row.first()});
    if (!freed)
        return freed;
    return edited(SyncKind::Template, row, {});
}

Result<void> SyncMerge::ensureClient(const QString &id, const QString &persona)
{
    return runSql(
        m_db,
        u"INSERT OR IGNORE INTO clients (id, name, unknown, persona, created_at, updated_at) VALUES (?, '', 1, ?, ?, ?)"_s,
        {id, persona, now(), now()});
}

Result<void> SyncMerge::client(const QVariantList &row)
{
    const qsizetype count = SyncTable::clients().columns().size();
    const QString id = row.first().toString();
    if (const QVariant &target = row.at(count); !target.isNull())
        return fold(id, target.toString());
    m_names.insert(ClientId::fromString(id));
    return edited(SyncKind::Client, row.first(count), row.at(count + 1).toString());
}

/// A client without a name whose number is another one's: what it said goes there.
Result<void> SyncMerge::fold(const QString &former, const QString &target)
{
    const auto known = hasRow(m_db, u"SELECT 1 FROM clients WHERE id = ?"_s, {former});
    if (!known)
        return known.error();
    if (!*known)
        return {};
    if (const auto done = ensureClient(target, u"advisor"_s); !done)
        return done;
    const std::initializer_list<std::pair<QString, QVariantList>> steps{
        {u"UPDATE communication_logs SET client_id = ? WHERE client_id = ?"_s, {target, former}},
        // The practice said whose they are, and has their permission.
        {u"DELETE FROM sync_queue WHERE kind = 'number' AND refusal = 'owned' AND id IN (SELECT e164 FROM client_numbers WHERE client_id = ?)"_s,
         {former}},
        {u"UPDATE client_numbers SET client_id = ? WHERE client_id = ?"_s, {target, former}},
        {u"UPDATE internal_notes SET client_id = ? WHERE client_id = ?"_s, {target, former}},
        {u"UPDATE clients SET unread = unread + (SELECT unread FROM clients WHERE id = ?) WHERE id = ?"_s,
         {former, target}},
        {u"UPDATE OR REPLACE drafts SET client_id = ? WHERE client_id = ?"_s, {target, former}},
        {u"DELETE FROM sync_queue WHERE kind = 'client' AND id = ?"_s, {former}},
        {u"DELETE FROM clients WHERE id = ?"_s, {former}}};
    for (const auto &[sql, values] : steps) {
        if (const auto done = runSql(m_db, sql, values); !done)
            return done;
    }
    m_merged.clientsGone.insert(ClientId::fromString(former));
    m_merged.internalNotes.insert(ClientId::fromString(target));
    m_summaries.insert(ClientId::fromString(target));
    m_names.insert(ClientId::fromString(target));
    return {};
}

Result<void> SyncMerge::number(const QVariantList &row)
{
    const SyncTable &table = SyncTable::numbers();
    const QString e164 = row.first().toString();
    const auto known = SyncRows::read(m_db, table, e164);
    if (!known)
        return known.error();
    const auto queued = isQueued(u"number"_s, e164);
    if (!queued)
        return queued.error();
    QVariantList wanted = row;
    const QString former = known->isEmpty() ? QString() : table.value(*known, "client_id"_L1).toString();
    if (!known->isEmpty()) {
        // The newest word about permission, at the same moment the stricter one: number_written() in 0002_clients.sql.
        const auto word = [&table](const QVariantList &one) {
            return std::pair(table.value(one, "permission_since"_L1).toLongLong(),
                             int(permissionFromKey(table.value(one, "permission"_L1).toString())));
        };
        if (word(*known) > word(row)) {
            wanted[table.indexOf("permission"_L1)] = table.value(*known, "permission"_L1);
            wanted[table.indexOf("permission_since"_L1)] = table.value(*known, "permission_since"_L1);
        }
        if (*queued) { // whose it is, is decided where ours arrives
            for (const QLatin1String column : {"client_id"_L1, "position"_L1, "label"_L1})
                wanted[table.indexOf(column)] = table.value(*known, column);
        }
    } else if (*queued) { // taken from its client here, which the practice does not know yet
        wanted[table.indexOf("client_id"_L1)] = {};
    }
    if (!*queued && wanted == row)
        m_synced[SyncKind::Number].insert(e164);
    if (!known->isEmpty() && table.isSame(*known, wanted, *m_own)) {
        // What it did not take is what it has now.
        return runSql(m_db, u"DELETE FROM sync_queue WHERE kind = 'number' AND id = ? AND refusal = 'owned'"_s, {e164});
    }
    const QString owner = table.value(wanted, "client_id"_L1).toString();
    if (!owner.isEmpty()) {
        if (const auto done = ensureClient(owner, u"advisor"_s); !done)
            return done;
    }
    if (const auto done = replace(table, wanted); !done)
        return done;
    for (const QString &client : {former, owner}) {
        if (!client.isEmpty())
            m_names.insert(ClientId::fromString(client));
    }
    if (former.isEmpty() || owner.isEmpty() || former == owner)
        return {};
    if (const auto done = runSql(m_db, u"DELETE FROM sync_queue WHERE kind = 'number' AND id = ?"_s, {e164}); !done)
        return done;
    const auto onlyNumber = hasRow(m_db,
                                   u"SELECT 1 FROM clients c WHERE c.id = ? AND c.unknown = 1 AND NOT EXISTS "
                                   "(SELECT 1 FROM client_numbers n WHERE n.client_id = c.id)"_s,
                                   {former});
    if (!onlyNumber)
        return onlyNumber.error();
    if (*onlyNumber)
        return fold(former, owner);
    // Two people entered the same client, or one of them a number that was another's: a person looks at it.
    m_merged.conflicts = true;
    const QJsonObject theirs{{u"client_id"_s, owner}, {u"ours"_s, former}};
    return runSql(
        m_db, u"INSERT OR REPLACE INTO sync_conflicts (kind, id, theirs, revision, at) VALUES ('number', ?, ?, 0, ?)"_s,
        {e164, QString::fromUtf8(QJsonDocument(theirs).toJson(QJsonDocument::Compact)), now()});
}

/// A client wrote: unread, and not in the archive any more, which is an edit like any other and for the practice to
/// know: a version of the client that comes later would put it back.
Result<void> SyncMerge::arrived(const QString &client)
{
    if (const auto done = runSql(m_db, u"UPDATE clients SET unread = unread + 1 WHERE id = ?"_s, {client}); !done)
        return done;
    if (const auto done = runSql(m_db, u"UPDATE sync_mode SET mode = 1"_s, {}); !done)
        return done;
    if (const auto done = runSql(m_db, u"UPDATE clients SET archived = 0 WHERE id = ? AND archived = 1"_s, {client});
        !done)
        return done;
    return runSql(m_db, u"UPDATE sync_mode SET mode = 2"_s, {});
}

/// Which of them are here, under their ids or their sids, in one question: of a long past nearly none are.
Result<void> SyncMerge::lookUp(const QList<QVariantList> &communications)
{
    const SyncTable &table = SyncTable::communications();
    const qsizetype sid = table.indexOf("message_sid"_L1);
    const qsizetype callSid = table.indexOf("call_sid"_L1);
    QVariantList ids;
    QVariantList sids;
    QVariantList callSids;
    for (const QVariantList &row : communications) {
        ids.append(row.first());
        if (!row.at(sid).isNull())
            sids.append(row.at(sid));
        if (!row.at(callSid).isNull())
            callSids.append(row.at(callSid));
    }
    const QString columns = u"SELECT id, message_sid, call_sid FROM communication_logs WHERE "_s;
    auto rows =
        execSql(m_db, u"%1 id %2 UNION ALL %1 message_sid %2 UNION ALL %1 call_sid %2"_s.arg(columns, QString(inList)),
                {listValue(ids), listValue(sids), listValue(callSids)});
    if (!rows)
        return rows.error();
    m_present.clear();
    while (rows->next()) {
        for (int column = 0; column < 3; ++column)
            m_present.insert(rows->value(column).toString());
    }
    return {};
}

Result<void> SyncMerge::communication(const QVariantList &pulled)
{
    const SyncTable &table = SyncTable::communications();
    QVariantList row = pulled.first(table.columns().size());
    const QVariant &hash = pulled.last();
    const QString id = row.first().toString();
    const auto set = [&](QLatin1String column, const QVariant &value) { row[table.indexOf(column)] = value; };
    const auto text = [&](const QVariantList &one, QLatin1String column) {
        return table.value(one, column).toString();
    };
    const Persona persona = personaFromKey(text(row, "persona"_L1)).value_or(Persona::Advisor);
    if (text(row, "client_id"_L1).isEmpty()) {
        const auto client =
            ClientRow::ensure(m_db, m_own, text(row, "peer"_L1), persona, fromSqlTime(table.value(row, "sort_at"_L1)));
        if (!client)
            return client.error();
        set("client_id"_L1, client->toString());
    } else if (const QString client = text(row, "client_id"_L1); !m_owners.contains(client)) {
        if (const auto done = ensureClient(client, personaKey(persona)); !done)
            return done;
        m_owners.insert(client);
    }
    const QString sid = text(row, "message_sid"_L1);
    const QString callSid = text(row, "call_sid"_L1);
    const bool isNew = !m_present.contains(id) && (sid.isEmpty() || !m_present.contains(sid)) &&
                       (callSid.isEmpty() || !m_present.contains(callSid));
    m_present += {id, sid, callSid};
    if (isNew)
        return addCommunication(row, hash);
    // The same message under an id of ours: the practice's counts.
    auto twin = execSql(
        m_db, u"SELECT id, send_state FROM communication_logs WHERE (message_sid = ? OR call_sid = ?) AND id <> ?"_s,
        {table.value(row, "message_sid"_L1), table.value(row, "call_sid"_L1), id});
    if (!twin)
        return twin.error();
    if (twin->next()) {
        const QString ours = twin->value(0).toString();
        // But not what Twilio's list made of it: that makes way for the row of whoever sent it.
        if (text(row, "send_state"_L1) == "not_ours"_L1 && twin->value(1).toString() != "not_ours"_L1)
            return {};
        twin->finish();
        if (const auto done = rekey(m_db, ours, id, *m_own); !done)
            return done;
        m_merged.communicationsGone.insert(CommunicationId::fromString(ours));
    }
    const auto known = SyncRows::read(m_db, table, id);
    if (!known)
        return known.error();
    if (known->isEmpty())
        return addCommunication(row, hash);
    // A row of this computer that is not in its store any more (a back-up was restored) is nobody's to send.
    if (text(row, "device_id"_L1) == m_identity.device.toString())
        set("device_id"_L1, {});
    if (const auto done = noteNewest(row); !done)
        return done;
    const auto queued = isQueued(u"communication"_s, id);
    if (!queued)
        return queued.error();
    const auto noteQueued = isQueued(u"note"_s, id);
    if (!noteQueued)
        return noteQueued.error();
    const QVariantList merged = CommunicationMerge::merged(*known, row, *queued, *noteQueued);
    if (table.isSame(*known, merged, *m_own))
        return {};
    m_merged.communications.insert(CommunicationId::fromString(id));
    m_summaries.insert(ClientId::fromString(text(*known, "client_id"_L1)));
    m_summaries.insert(ClientId::fromString(text(row, "client_id"_L1)));
    QList<std::pair<QLatin1String, QVariant>> more;
    if (text(merged, "status"_L1) != text(*known, "status"_L1))
        more.append({"poll_open"_L1, pollOpen(merged)});
    if (!hash.isNull())
        more.append({"body_hash"_L1, hash});
    return SyncRows::update(m_db, table, merged, more);
}

Result<void> SyncMerge::addCommunication(const QVariantList &row, const QVariant &hash)
{
    const SyncTable &table = SyncTable::communications();
    const auto text = [&](QLatin1String column) { return table.value(row, column).toString(); };
    const QString client = text("client_id"_L1);
    if (const auto done = noteNewest(row); !done)
        return done;
    const bool isNews = table.value(row, "sort_at"_L1).toLongLong() >= m_newsFrom && channelOf(row) == Channel::Sms &&
                        text("direction"_L1) == "inbound"_L1;
    if (m_insert.isEmpty())
        m_insert = SyncRows::insertSql(table, {"body_hash"_L1, "poll_open"_L1, "unread"_L1});
    if (const auto done = runSql(m_db, m_insert, row + QVariantList{hash, pollOpen(row), int(isNews)}); !done)
        return done;
    const auto id = CommunicationId::fromString(row.first().toString());
    m_merged.communications.insert(id);
    if (!isNews)
        return {};
    m_merged.arrived.append(id);
    return arrived(client);
}

/// History comes from the newest to the oldest: deriving what the client list shows for each row would cost more than
/// the row.
Result<void> SyncMerge::noteNewest(const QVariantList &communication)
{
    const QString client = SyncTable::communications().value(communication, "client_id"_L1).toString();
    auto newest = m_newest.find(client);
    if (newest == m_newest.end()) {
        auto query = execSql(m_db, u"SELECT last_at, last_text_sequence FROM clients WHERE id = ?"_s, {client});
        if (!query)
            return query.error();
        Newest one{std::numeric_limits<qint64>::min(), false};
        if (query->next() && !query->value(0).isNull())
            one = {query->value(0).toLongLong(), !query->value(1).isNull()};
        newest = m_newest.insert(client, one);
    }
    const bool isText = channelOf(communication) == Channel::Sms;
    if (newest->at <= SyncTable::communications().value(communication, "sort_at"_L1).toLongLong() ||
        (isText && !newest->hasText))
        m_summaries.insert(ClientId::fromString(client));
    newest->hasText |= isText;
    return {};
}

Result<void> SyncMerge::tombstone(const QVariantList &row)
{
    const QString id = row.first().toString();
    auto query =
        execSql(m_db, u"SELECT client_id FROM communication_logs WHERE id = ? AND send_state = 'not_ours'"_s, {id});
    if (!query)
        return query.error();
    if (!query->next())
        return {};
    m_summaries.insert(ClientId::fromString(query->value(0).toString()));
    query->finish();
    m_merged.communicationsGone.insert(CommunicationId::fromString(id));
    const QString heir = row.at(1).toString();
    if (heir.isEmpty())
        return runSql(m_db, u"DELETE FROM communication_logs WHERE id = ?"_s, {id});
    // Whether it was read, and its note, go to the row that took its place.
    m_merged.communications.insert(CommunicationId::fromString(heir));
    return rekey(m_db, id, heir, *m_own);
}

Result<void> SyncMerge::internalNote(const QVariantList &row)
{
    const SyncTable &table = SyncTable::internalNotes();
    const auto known = SyncRows::read(m_db, table, row.first().toString());
    if (!known)
        return known.error();
    QVariantList wanted = row;
    if (!known->isEmpty()) {
        // Taken back here, which the practice has not got: taken back stays taken back.
        const QLatin1String withdrawn = "withdrawn_at"_L1;
        if (table.value(row, withdrawn).isNull())
            wanted[table.indexOf(withdrawn)] = table.value(*known, withdrawn);
    }
    if (wanted == row)
        m_synced[SyncKind::InternalNote].insert(row.first().toString());
    if (!known->isEmpty() && table.isSame(*known, wanted, *m_own))
        return {};
    const QString client = table.value(row, "client_id"_L1).toString();
    if (const auto done = ensureClient(client, u"advisor"_s); !done)
        return done;
    m_merged.internalNotes.insert(ClientId::fromString(client));
    return replace(table, wanted);
}

Result<void> SyncMerge::visibility(const QVariantList &row)
{
    const QString client = row.first().toString();
    const bool isHidden = !row.at(1).toBool();
    auto noted = runSql(m_db,
                        isHidden ? u"INSERT OR IGNORE INTO sync_hidden (client_id) VALUES (?)"_s
                                 : u"DELETE FROM sync_hidden WHERE client_id = ?"_s,
                        {client});
    if (!noted)
        return noted;
    if (isHidden)
        return forget(client);
    m_merged.shown.insert(ClientId::fromString(client));
    return {};
}

Result<void> SyncMerge::forgetHidden()
{
    const Quiet quiet(m_db);
    auto rows = execSql(m_db, u"SELECT h.client_id FROM sync_hidden h JOIN clients c ON c.id = h.client_id"_s);
    if (!rows)
        return rows.error();
    QStringList hidden;
    while (rows->next())
        hidden.append(rows->value(0).toString());
    rows->finish();
    for (const QString &client : std::as_const(hidden)) {
        if (const auto done = forget(client); !done)
            return done;
    }
    return {};
}

Result<void> SyncMerge::onlyNumbers(ClientId client, const QStringList &e164s)
{
    const Quiet quiet(m_db);
    m_merged.clients.insert(client);
    return runSql(m_db,
                  u"UPDATE client_numbers AS n SET client_id = NULL WHERE client_id = ? AND e164 NOT IN "
                  "(SELECT value FROM json_each(?)) AND NOT EXISTS "
                  "(SELECT 1 FROM sync_queue q WHERE q.kind = 'number' AND q.id = n.e164)"_s,
                  {client.toString(),
                   QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(e164s)).toJson(QJsonDocument::Compact))});
}

/// What we may not see any more. What the practice has not got yet stays until it has (a text that left is on the
/// record, a STOP counts), and so does what this computer is still to send; and their client with them.
Result<void> SyncMerge::forget(const QString &client)
{
    const ClientId id = ClientId::fromString(client);
    auto rows =
        execSql(m_db,
                u"SELECT id FROM communication_logs l WHERE client_id = ? AND outbox_state IS NULL AND NOT EXISTS "
                "(SELECT 1 FROM sync_queue q WHERE q.kind = 'communication' AND q.id = l.id)"_s,
                {client});
    if (!rows)
        return rows.error();
    QVariantList gone;
    while (rows->next())
        gone.append(rows->value(0));
    rows->finish();
    for (const QVariant &one : std::as_const(gone)) {
        if (const auto done = runSql(m_db, u"DELETE FROM communication_logs WHERE id = ?"_s, {one}); !done)
            return done;
        m_merged.communicationsGone.insert(CommunicationId::fromString(one.toString()));
    }
    auto forgotten = runSql(m_db,
                            u"DELETE FROM internal_notes AS n WHERE client_id = ? AND NOT EXISTS "
                            "(SELECT 1 FROM sync_queue q WHERE q.kind = 'internal_note' AND q.id = n.id)"_s,
                            {client});
    if (!forgotten)
        return forgotten;
    if (const auto done = runSql(m_db, u"DELETE FROM drafts WHERE client_id = ?"_s, {client}); !done)
        return done;
    const auto rest = hasRow(m_db,
                             u"SELECT 1 FROM communication_logs WHERE client_id = ? UNION ALL SELECT 1 FROM "
                             "internal_notes WHERE client_id = ? UNION ALL SELECT 1 FROM "
                             "client_numbers n JOIN sync_queue q ON q.kind = 'number' AND q.id = n.e164 AND "
                             "q.refusal IS NULL WHERE n.client_id = ?"_s,
                             {client, client, client});
    if (!rest)
        return rest.error();
    if (*rest) {
        m_summaries.insert(id);
        return {};
    }
    for (
        const QString &sql :
        {u"DELETE FROM sync_queue WHERE kind = 'number' AND id IN (SELECT e164 FROM client_numbers WHERE client_id = ?)"_s,
         u"DELETE FROM client_numbers WHERE client_id = ?"_s,
         u"DELETE FROM sync_conflicts WHERE kind = 'client' AND id = ?"_s,
         u"DELETE FROM sync_queue WHERE kind = 'client' AND id = ?"_s, u"DELETE FROM clients WHERE id = ?"_s}) {
        if (const auto done = runSql(m_db, sql, {client}); !done)
            return done;
    }
    m_merged.clientsGone.insert(id);
    return {};
}
