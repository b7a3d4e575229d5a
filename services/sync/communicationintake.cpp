#include "sync/communicationintake.h"

#include "communication.h"
#include "storage/clientrow.h"
#include "storage/communicationrow.h"
#include "storage/sql.h"
#include "sync/clientmerge.h"
#include "sync/communicationmerge.h"
#include "sync/rekey.h"
#include "sync/syncrows.h"

#include <algorithm>
#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace
{
const SyncTable &table()
{
    return SyncTable::communications();
}

QString text(const QVariantList &row, QLatin1String column)
{
    return table().value(row, column).toString();
}

Channel channelOf(const QVariantList &row)
{
    return channelFromKey(text(row, "communication_type"_L1)).value_or(Channel::Sms);
}

QVariant pollOpen(const QVariantList &row)
{
    return CommunicationRow::pollOpen(channelOf(row), text(row, "status"_L1),
                                      !text(row, "message_sid"_L1).isEmpty() || !text(row, "call_sid"_L1).isEmpty());
}
} // namespace

Result<void> CommunicationIntake::lookUp(const QList<QVariantList> &communications)
{
    const qsizetype sid = table().indexOf("message_sid"_L1);
    const qsizetype callSid = table().indexOf("call_sid"_L1);
    const qsizetype client = table().indexOf("client_id"_L1);
    QVariantList ids;
    QVariantList sids;
    QVariantList callSids;
    QVariantList clients;
    for (const QVariantList &row : communications) {
        ids.append(row.first());
        if (!row.at(sid).isNull())
            sids.append(row.at(sid));
        if (!row.at(callSid).isNull())
            callSids.append(row.at(callSid));
        if (!row.at(client).isNull() && !m_clients.contains(row.at(client).toString()))
            clients.append(row.at(client));
    }
    const QString columns = u"SELECT id, message_sid, call_sid FROM communication_logs WHERE "_s;
    auto rows = execSql(
        m_job.db, u"%1 id %2 UNION ALL %1 message_sid %2 UNION ALL %1 call_sid %2"_s.arg(columns, QString(inList)),
        {listValue(ids), listValue(sids), listValue(callSids)});
    if (!rows)
        return rows.error();
    m_present.clear();
    while (rows->next()) {
        for (int column = 0; column < 3; ++column)
            m_present.insert(rows->value(column).toString());
    }
    rows->finish();
    return lookUpClients(clients);
}

Result<void> CommunicationIntake::lookUpClients(const QVariantList &ids)
{
    auto rows = execSql(
        m_job.db, u"SELECT id, last_at, last_text_sequence IS NOT NULL FROM clients WHERE id "_s + QString(inList),
        {listValue(ids)});
    if (!rows)
        return rows.error();
    constexpr qint64 never = std::numeric_limits<qint64>::min();
    while (rows->next()) {
        const bool hasAny = !rows->value(1).isNull();
        m_clients.insert(rows->value(0).toString(),
                         {hasAny ? rows->value(1).toLongLong() : never, hasAny && rows->value(2).toBool()});
    }
    return {};
}

/// Whose it is; that client is in the store then.
Result<QString> CommunicationIntake::clientOf(const QVariantList &row)
{
    const Persona persona = personaFromKey(text(row, "persona"_L1)).value_or(Persona::Advisor);
    QString client = text(row, "client_id"_L1);
    if (m_clients.contains(client))
        return client;
    if (client.isEmpty()) {
        const auto made = ClientRow::ensure(m_job.db, m_job.own, text(row, "peer"_L1), persona,
                                            fromSqlTime(table().value(row, "sort_at"_L1)));
        if (!made)
            return made.error();
        client = made->toString();
    } else if (const auto done = ClientMerge::ensure(m_job.db, client, personaKey(persona)); !done) {
        return done.error();
    }
    const auto done = lookUpClients({client});
    return done ? Result<QString>(client) : done.error();
}

Result<void> CommunicationIntake::communication(const QVariantList &pulled)
{
    QVariantList row = pulled.first(table().columns().size());
    const QVariant &hash = pulled.last();
    const auto client = clientOf(row);
    if (!client)
        return client.error();
    row[table().indexOf("client_id"_L1)] = *client;
    const QString id = row.first().toString();
    const QString sid = text(row, "message_sid"_L1);
    const QString callSid = text(row, "call_sid"_L1);
    const bool isNew = !m_present.contains(id) && (sid.isEmpty() || !m_present.contains(sid)) &&
                       (callSid.isEmpty() || !m_present.contains(callSid));
    m_present += {id, sid, callSid};
    if (isNew)
        return add(row, hash);
    const auto goesOn = replaceTwin(row);
    if (!goesOn || !*goesOn)
        return goesOn ? Result<void>() : Result<void>(goesOn.error());
    const auto known = SyncRows::read(m_job.db, table(), id);
    if (!known)
        return known.error();
    return known->isEmpty() ? add(row, hash) : update(row, *known, hash);
}

/// The same message under an id of ours: the practice's counts. But not what Twilio's list made of it, that makes way
/// for the row of whoever sent it: false.
Result<bool> CommunicationIntake::replaceTwin(const QVariantList &row)
{
    const QString id = row.first().toString();
    auto twin =
        execSql(m_job.db,
                u"SELECT id, send_state FROM communication_logs WHERE (message_sid = ? OR call_sid = ?) AND id <> ?"_s,
                {table().value(row, "message_sid"_L1), table().value(row, "call_sid"_L1), id});
    if (!twin)
        return twin.error();
    if (!twin->next())
        return true;
    const QString ours = twin->value(0).toString();
    if (text(row, "send_state"_L1) == "not_ours"_L1 && twin->value(1).toString() != "not_ours"_L1)
        return false;
    twin->finish();
    const auto rekeyed = rekey(m_job.db, ours, id, *m_job.own);
    if (!rekeyed)
        return rekeyed.error();
    (*rekeyed == Rekeyed::GaveWay ? m_job.merged.communicationsGone : m_job.merged.communications)
        .insert(CommunicationId::fromString(ours));
    return true;
}

Result<void> CommunicationIntake::update(QVariantList row, const QVariantList &known, const QVariant &hash)
{
    const QString id = row.first().toString();
    // A row of this computer that its store has lost and got back (a back-up was restored) is nobody's to send,
    // whatever becomes of it later.
    if (text(row, "device_id"_L1) == m_job.identity.device.toString())
        row[table().indexOf("device_id"_L1)] = table().value(known, "device_id"_L1);
    noteNewest(row);
    const auto queued = m_job.isQueued(SyncKind::Communication, id);
    const auto noteQueued = m_job.isQueued(SyncKind::Note, id);
    if (!queued || !noteQueued)
        return queued ? noteQueued.error() : queued.error();
    const QVariantList merged = CommunicationMerge::merged(known, row, *queued, *noteQueued);
    if (const auto done = endNews(row, merged); !done)
        return done;
    if (table().isSame(known, merged, *m_job.own))
        return {};
    m_job.merged.communications.insert(CommunicationId::fromString(id));
    m_job.summaries.insert(ClientId::fromString(text(known, "client_id"_L1)));
    m_job.summaries.insert(ClientId::fromString(text(row, "client_id"_L1)));
    SyncRows::More more;
    if (text(merged, "status"_L1) != text(known, "status"_L1))
        more.append({"poll_open"_L1, pollOpen(merged)});
    if (!hash.isNull())
        more.append({"body_hash"_L1, hash});
    return SyncRows::update(m_job.db, table(), merged, more);
}

/// What was read in Twilio's lists here waits until the practice has it, whoever told it: who holds the lease now may
/// not know it, or may have gone before it was told.
Result<void> CommunicationIntake::endNews(const QVariantList &theirs, const QVariantList &merged)
{
    static constexpr std::array told{
        // as communications_news_step in 0003_sync.sql
        "from_number"_L1, "status"_L1,     "parent_status"_L1, "child_status"_L1, "child_call_sid"_L1,
        "price"_L1,       "price_unit"_L1, "parent_price"_L1,  "child_price"_L1,  "duration_seconds"_L1,
        "segments"_L1,    "error_code"_L1, "error_text"_L1,    "answered_by"_L1,  "completed_at"_L1};
    const auto hasBody = [](const QVariantList &row) { return !table().value(row, "content_enc"_L1).isNull(); };
    const bool isTold =
        hasBody(theirs) == hasBody(merged) && std::all_of(told.begin(), told.end(), [&](QLatin1String column) {
            return table().comparable(theirs, column, *m_job.own) == table().comparable(merged, column, *m_job.own);
        });
    return isTold ? runSql(m_job.db, u"DELETE FROM sync_queue WHERE kind = ? AND id = ?"_s,
                           {syncKindKey(SyncKind::News), theirs.first()})
                  : Result<void>();
}

Result<void> CommunicationIntake::add(const QVariantList &row, const QVariant &hash)
{
    noteNewest(row);
    const bool isNews = table().value(row, "sort_at"_L1).toLongLong() >= m_job.newsFrom &&
                        channelOf(row) == Channel::Sms && text(row, "direction"_L1) == "inbound"_L1;
    const QVariantList all = row + QVariantList{hash, pollOpen(row), int(isNews)};
    Q_ASSERT(all.size() <= 64);
    quint64 columns = 0;
    QVariantList values;
    for (qsizetype at = 0; at < all.size(); ++at) {
        if (all.at(at).isNull())
            continue;
        columns |= quint64(1) << at;
        values.append(all.at(at));
    }
    if (const auto done = runSql(m_job.db, insertSql(columns), values); !done)
        return done;
    const auto id = CommunicationId::fromString(row.first().toString());
    m_job.merged.communications.insert(id);
    if (!isNews)
        return {};
    m_job.merged.arrived.append(id);
    return arrived(text(row, "client_id"_L1));
}

/// Most have a value in less than half of the columns, and binding one costs as much as storing it.
QString CommunicationIntake::insertSql(quint64 columns)
{
    QString &sql = m_inserts[columns];
    if (!sql.isEmpty())
        return sql;
    QList<QLatin1String> all;
    for (const SyncColumn &column : table().columns())
        all.append(column.name);
    all.append({"body_hash"_L1, "poll_open"_L1, "unread"_L1});
    QStringList names;
    for (qsizetype at = 0; at < all.size(); ++at) {
        if (columns & quint64(1) << at)
            names.append(QString(all.at(at)));
    }
    sql = u"INSERT INTO communication_logs (%1) VALUES (%2)"_s.arg(names.join(u", "_s), placeholders(names.size()));
    return sql;
}

/// A client wrote: unread, and not in the archive any more, which is an edit like any other and for the practice to
/// know: a version of the client that comes later would put it back.
Result<void> CommunicationIntake::arrived(const QString &client)
{
    if (const auto done = runSql(m_job.db, u"UPDATE clients SET unread = unread + 1 WHERE id = ?"_s, {client}); !done)
        return done;
    if (const auto done = runSql(m_job.db, u"UPDATE sync_mode SET mode = 1"_s, {}); !done)
        return done;
    if (const auto done =
            runSql(m_job.db, u"UPDATE clients SET archived = 0 WHERE id = ? AND archived = 1"_s, {client});
        !done)
        return done;
    return runSql(m_job.db, u"UPDATE sync_mode SET mode = 2"_s, {});
}

/// History comes from the newest to the oldest: deriving what the client list shows for each row would cost more than
/// the row.
void CommunicationIntake::noteNewest(const QVariantList &communication)
{
    const QString id = text(communication, "client_id"_L1);
    Client &client = m_clients[id];
    const bool isText = channelOf(communication) == Channel::Sms;
    if (client.newestAt <= table().value(communication, "sort_at"_L1).toLongLong() || (isText && !client.hasText))
        m_job.summaries.insert(ClientId::fromString(id));
    client.hasText |= isText;
}

Result<void> CommunicationIntake::tombstone(const QVariantList &row)
{
    const QString id = row.first().toString();
    auto query =
        execSql(m_job.db, u"SELECT client_id FROM communication_logs WHERE id = ? AND send_state = 'not_ours'"_s, {id});
    if (!query)
        return query.error();
    if (!query->next())
        return {};
    m_job.summaries.insert(ClientId::fromString(query->value(0).toString()));
    query->finish();
    m_job.merged.communicationsGone.insert(CommunicationId::fromString(id));
    const QString heir = row.at(1).toString();
    if (heir.isEmpty())
        return runSql(m_job.db, u"DELETE FROM communication_logs WHERE id = ?"_s, {id});
    // Whether it was read, and its note, go to the row that took its place.
    m_job.merged.communications.insert(CommunicationId::fromString(heir));
    const auto done = rekey(m_job.db, id, heir, *m_job.own);
    return done ? Result<void>() : Result<void>(done.error());
}
