#include "sync/syncpull.h"

#include "communication.h"
#include "storage/communicationrow.h"
#include "sync/practicekeys.h"
#include "sync/sharedmigrator.h"
#include "sync/sharedsql.h"

using namespace Qt::StringLiterals;

namespace
{
const QString noId = u"00000000-0000-0000-0000-000000000000"_s;
const QString noRight = u"42501"_s;
// A back-up's rows may have stamps that this server has not reached: they were read whole, and would come each time.
const QString belowNow = u"t.change_xid < pg_snapshot_xmax(pg_current_snapshot())::text::bigint"_s;

const SyncTable *tableOf(PullKind kind)
{
    switch (kind) {
    case PullKind::Staff:
        return &SyncTable::staff();
    case PullKind::Deputies:
        return &SyncTable::deputies();
    case PullKind::Settings:
        return &SyncTable::settings();
    case PullKind::Templates:
        return &SyncTable::templates();
    case PullKind::Clients:
        return &SyncTable::clients();
    case PullKind::Numbers:
        return &SyncTable::numbers();
    case PullKind::Communications:
        return &SyncTable::communications();
    case PullKind::InternalNotes:
        return &SyncTable::internalNotes();
    case PullKind::Tombstones:
    case PullKind::Visibility:
        break;
    }
    return nullptr;
}

QString sharedName(PullKind kind)
{
    if (const SyncTable *table = tableOf(kind))
        return table->shared();
    return kind == PullKind::Tombstones ? u"practiceline.tombstones"_s : u"practiceline.visibility"_s;
}

/// The key that pages go by, and its type: "t.id" "uuid".
struct Key {
    QString column;
    QString type;
};

Key keyOf(PullKind kind)
{
    switch (kind) {
    case PullKind::Settings:
        return {u"t.key"_s, u"text"_s};
    case PullKind::Numbers:
        return {u"t.e164"_s, u"text"_s};
    case PullKind::Visibility:
        return {u"t.client_id"_s, u"uuid"_s};
    case PullKind::Staff:
    case PullKind::Deputies:
    case PullKind::Templates:
    case PullKind::Clients:
    case PullKind::Communications:
    case PullKind::InternalNotes:
    case PullKind::Tombstones:
        break;
    }
    return {u"t.id"_s, u"uuid"_s};
}

/// "SELECT … FROM … t ", with change_xid and what the merge needs behind the columns.
QString selectOf(PullKind kind)
{
    if (kind == PullKind::Tombstones)
        return u"SELECT t.id::text, t.replaced_by::text, t.change_xid FROM practiceline.tombstones t "_s;
    if (kind == PullKind::Visibility)
        return u"SELECT t.client_id::text, (t.visible_to IS NULL OR t.visible_to = practiceline.me() OR "
               "practiceline.sees_all())::integer, t.change_xid FROM practiceline.visibility t "_s;
    QString sql = tableOf(kind)->sharedSelect();
    if (kind == PullKind::Clients)
        sql.replace(u", t.change_xid FROM"_s, u", t.change_xid, t.merged_into::text, t.updated_by::text FROM"_s);
    return sql;
}

/// Values of @p query's row, in SQLite's terms.
QVariantList valuesOf(const SharedRows &query, int first, qsizetype count)
{
    QVariantList values;
    values.reserve(count);
    for (int at = first; at < first + int(count); ++at)
        values.append(query.isNull(at) ? QVariant() : query.value(at));
    return values;
}

/// As CommunicationRow keeps it of an outgoing text, so that the same text is not sent twice by two people.
QVariant bodyHash(const QVariantList &row, const FieldCipher &own)
{
    const SyncTable &table = SyncTable::communications();
    if (table.value(row, "direction"_L1) != directionKey(Direction::Outbound) ||
        table.value(row, "communication_type"_L1) != channelKey(Channel::Sms))
        return {};
    const QVariant clear = table.value(row, "content"_L1);
    const QString body = clear.isNull() ? table.opened(row, "content_enc"_L1, own) : clear.toString();
    return body.isEmpty() ? QVariant()
                          : QVariant(CommunicationRow::bodyHash(own, table.value(row, "peer"_L1).toString(), body));
}

QVariantList localRow(PullKind kind, const SharedRows &query, const SyncKeys &keys)
{
    const SyncTable *table = tableOf(kind);
    if (!table)
        return valuesOf(query, 0, 2);
    const qsizetype count = table->columns().size();
    QVariantList row = table->toLocal(valuesOf(query, 0, count), keys);
    if (kind == PullKind::Clients)
        row.append(valuesOf(query, int(count) + 1, 2));
    if (kind == PullKind::Communications)
        row.append(bodyHash(row, *keys.own));
    return row;
}

/// The newest key that a row of the practice is under.
int epochOf(PullKind kind, const SharedRows &query)
{
    const SyncTable *table = tableOf(kind);
    int newest = 0;
    for (qsizetype at = 0; table && at < table->columns().size(); ++at) {
        if (table->columns().at(at).type == SyncType::Epoch)
            newest = std::max(newest, query.value(int(at)).toInt());
    }
    return newest;
}

/// An epoch that the practice does not have is only somebody's claim, and its row like any other that does not open.
Result<void> checkEpoch(QSqlDatabase &db, int newest, const SyncKeys &keys)
{
    if (newest <= keys.practice->epoch())
        return {};
    const auto state = PracticeKeys::state(db);
    if (!state)
        return state.error();
    return state->epoch > keys.practice->epoch() ? Result<void>(PracticeKeys::newerKeyNeeded()) : Result<void>();
}

/// Of a login that is in no group of the practice any more.
Error noMember()
{
    return {ErrorKind::Unauthorized, 0, u"postgres 42501: no member of the practice"_s, {}};
}

/// A column for each of allPullKinds: whether something is at or above m.cursor. As page() reads, so that who may not
/// see what changed hears of nothing.
QString changedColumns()
{
    QString columns;
    for (const PullKind kind : allPullKinds)
        columns +=
            u", EXISTS (SELECT 1 FROM %1 t WHERE t.change_xid >= m.cursor AND %2)"_s.arg(sharedName(kind), belowNow);
    return columns;
}

/// And how many rows got their client.
Result<std::pair<PracticeState, int>> askState(QSqlDatabase &shared, qint64 cursor)
{
    auto query = execShared(
        shared,
        u"SELECT practiceline.adopt_rows(), s.version, s.epoch, s.horizon, s.person::text, s.role, "
        "(date_part('epoch', s.server_time) * 1000)::bigint, s.checkpoint, k.epoch, k.is_due, "
        "practiceline.records_mark()%1 FROM practiceline.pull_state() s CROSS JOIN practiceline.key_state() k "
        "CROSS JOIN (SELECT ?::bigint AS cursor) m"_s.arg(cursor > 0 ? changedColumns() : QString()),
        {cursor});
    if (!query)
        return sqlState(query.error()) == noRight ? noMember() : query.error();
    if (!query->next() || query->isNull(4))
        return noMember();
    int column = 0;
    const auto next = [&] { return query->value(column++); };
    const int adopted = next().toInt();
    PracticeState state;
    state.version = next().toInt();
    state.epoch = next().toString();
    state.horizon = next().toLongLong();
    state.person = StaffId::fromString(next().toString());
    state.role = next().toString();
    state.serverTime = QDateTime::fromMSecsSinceEpoch(next().toLongLong(), Qt::UTC);
    state.checkpoint = next().toString();
    state.keyEpoch = next().toInt();
    state.isKeyDue = next().toBool();
    state.records = next().toString();
    for (const PullKind kind : allPullKinds) {
        if (cursor == 0 || next().toBool())
            state.changed.append(kind);
    }
    return std::pair(state, adopted);
}

/// A function, table or column that is not there.
bool isOfOtherSchema(const Error &error)
{
    const QString state = sqlState(error);
    return state == "42883"_L1 || state == "42P01"_L1 || state == "42703"_L1;
}

/// What every schema tells of itself; else @p why it could not be asked for more.
Result<PracticeState> stateOfOtherSchema(QSqlDatabase &shared, const Error &why)
{
    auto query = execShared(shared, u"SELECT version, person::text, role FROM practiceline.pull_state()"_s);
    if (!query || !query->next() || query->isNull(1) || query->value(0).toInt() == SharedMigrator().newestVersion())
        return why;
    PracticeState state;
    state.version = query->value(0).toInt();
    state.person = StaffId::fromString(query->value(1).toString());
    state.role = query->value(2).toString();
    return state;
}

Result<PulledPage> read(QSqlDatabase &db, PullKind kind, const QString &where, QVariantList values, int limit,
                        const SyncKeys &keys)
{
    const Key key = keyOf(kind);
    values.append(limit);
    auto query =
        execShared(db, selectOf(kind) + where + u" ORDER BY t.change_xid, %1 LIMIT ?"_s.arg(key.column), values);
    if (!query)
        return query.error();
    const SyncTable *table = tableOf(kind);
    const int stamp = table ? int(table->columns().size()) : 2;
    PulledPage page;
    int newest = 0;
    while (query->next()) {
        newest = std::max(newest, epochOf(kind, *query));
        page.rows.append(localRow(kind, *query, keys));
        page.end = {query->value(stamp).toLongLong(), query->value(0).toString()};
    }
    page.more = page.rows.size() == limit;
    if (const auto fine = checkEpoch(db, newest, keys); !fine)
        return fine.error();
    return page;
}
} // namespace

bool SyncPull::isNoMember(const Error &error)
{
    return error.detail == noMember().detail;
}

Result<PracticeState> SyncPull::state(QSqlDatabase &shared, qint64 cursor)
{
    auto asked = askState(shared, cursor);
    if (!asked && isOfOtherSchema(asked.error()))
        return stateOfOtherSchema(shared, asked.error());
    // What it adopted is not among what it saw.
    if (asked && asked->second > 0)
        asked = askState(shared, cursor);
    return asked ? Result<PracticeState>(asked->first) : asked.error();
}

PullPosition SyncPull::begin(PullKind kind, qint64 cursor)
{
    // What is pulled has stamps above 0 and keys above these.
    return {std::max<qint64>(cursor, 1), keyOf(kind).type == "uuid"_L1 ? noId : QString(u""_s), cursor == 0};
}

Result<PulledPage> SyncPull::page(QSqlDatabase &shared, PullKind kind, const PullPosition &after, int limit,
                                  const SyncKeys &keys)
{
    const Key key = keyOf(kind);
    QString where = u"WHERE (t.change_xid, %1) > (?::bigint, ?::%2)"_s.arg(key.column, key.type);
    if (!after.isWhole)
        where += u" AND "_s + belowNow;
    auto page = read(shared, kind, where, {after.xid, after.key}, limit, keys);
    if (page)
        page->end.isWhole = after.isWhole;
    return page;
}

Result<qint64> SyncPull::estimate(QSqlDatabase &shared)
{
    auto query = execShared(shared, u"SELECT greatest(reltuples, 0)::bigint FROM pg_class "
                                    "WHERE oid = to_regclass('public.communication_logs')"_s);
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toLongLong() : 0;
}

Result<SyncPull::HistoryPage> SyncPull::history(QSqlDatabase &shared, const QString &after, int limit,
                                                const SyncKeys &keys)
{
    QString sql = SyncTable::communications().sharedSelect();
    // To the microsecond, as Postgres writes it.
    sql.replace(u", t.change_xid FROM"_s, u", t.sort_at::text FROM"_s);
    QVariantList values{limit};
    QString where = u"WHERE t.change_xid > 0 AND t.sort_at IS NOT NULL"_s;
    if (!after.isEmpty()) {
        where += u" AND (t.sort_at, t.id) < (?::timestamptz, ?::uuid)"_s;
        values = {after.section(u'|', 0, 0), after.section(u'|', 1), limit};
    }
    auto query = execShared(shared, sql + where + u" ORDER BY t.sort_at DESC, t.id DESC LIMIT ?"_s, values);
    if (!query)
        return query.error();
    HistoryPage page;
    int newest = 0;
    while (query->next()) {
        newest = std::max(newest, epochOf(PullKind::Communications, *query));
        page.rows.append(localRow(PullKind::Communications, *query, keys));
        page.end = query->value(int(SyncTable::communications().columns().size())).toString() + u'|' +
                   query->value(0).toString();
    }
    if (page.rows.size() < limit)
        page.end.clear();
    if (const auto fine = checkEpoch(shared, newest, keys); !fine)
        return fine.error();
    return page;
}

Result<PulledPage> SyncPull::ofClient(QSqlDatabase &shared, PullKind kind, ClientId client, const PullPosition &after,
                                      int limit, const SyncKeys &keys)
{
    const Key key = keyOf(kind);
    const QString owner = kind == PullKind::Clients ? u"t.id"_s : u"t.client_id"_s;
    return read(shared, kind,
                u"WHERE %1 = ?::uuid AND (t.change_xid, %2) > (?::bigint, ?::%3)"_s.arg(owner, key.column, key.type),
                {client.toString(), after.xid, after.key}, limit, keys);
}

Result<QList<QVariantList>> SyncPull::rows(QSqlDatabase &shared, PullKind kind, const QStringList &ids,
                                           const SyncKeys &keys)
{
    const QString list = u'{' + ids.join(u',') + u'}';
    const auto found = read(shared, kind, u"WHERE t.id = ANY (?::uuid[])"_s, {list}, int(ids.size()), keys);
    return found ? Result<QList<QVariantList>>(found->rows) : found.error();
}
