#include "sync/syncmerge.h"

#include "storage/clientrow.h"
#include "storage/sql.h"
#include "sync/editmerge.h"
#include "sync/sharedsettings.h"
#include "sync/syncrows.h"
#include "sync/templatename.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype lookedUp = 100; // communications that are asked for at once
} // namespace

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
    : m_job{db, std::move(own), identity, newsFrom}
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
    const Quiet quiet(m_job.db);
    QElapsedTimer clock;
    clock.start();
    do {
        const QList<QVariantList> part = rows.sliced(from, std::min(lookedUp, rows.size() - from));
        if (kind == PullKind::Communications) {
            if (const auto done = m_communications.lookUp(part); !done)
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
        return staff(SyncTable::staff(), row);
    case PullKind::Deputies:
        return staff(SyncTable::deputies(), row);
    case PullKind::Settings:
        return setting(row);
    case PullKind::Templates:
        return templateRow(row);
    case PullKind::Clients:
        return m_clients.client(row);
    case PullKind::Numbers:
        return m_clients.number(row);
    case PullKind::Communications:
        return m_communications.communication(row);
    case PullKind::InternalNotes:
        return internalNote(row);
    case PullKind::Tombstones:
        return m_communications.tombstone(row);
    case PullKind::Visibility:
        return m_hidden.visibility(row);
    }
    Q_UNREACHABLE();
}

Result<void> SyncMerge::staff(const SyncTable &table, const QVariantList &row)
{
    m_job.merged.staff = true;
    return SyncRows::put(m_job.db, table, row);
}

Result<void> SyncMerge::setting(const QVariantList &row)
{
    if (!SharedSettings::isShared(row.first().toString()))
        return {};
    const auto known = SyncRows::read(m_job.db, SyncTable::settings(), row.first().toString());
    if (!known)
        return known.error();
    const auto queued = m_job.isQueued(SyncKind::Setting, row.first().toString());
    if (!queued)
        return queued.error();
    const auto at = [](const QVariantList &one) { return one.value(2).toLongLong(); };
    if (*queued && at(*known) > at(row))
        return {};
    if (!known->isEmpty() && SyncTable::settings().isSame(*known, row, *m_job.own))
        return {};
    m_job.merged.settings = true;
    return SyncRows::put(m_job.db, SyncTable::settings(), row);
}

Result<void> SyncMerge::templateRow(QVariantList row)
{
    const SyncTable &table = SyncTable::templates();
    const QString name = TemplateName::local(table.value(row, "template_name"_L1).toString(),
                                             table.value(row, "language"_L1).toString());
    row[table.indexOf("template_name"_L1)] = name;
    m_job.merged.templates = true;
    // What came with the program and nobody touched is no edit of ours, and makes way for the practice's.
    const QString shipped = u"updated_by = '' AND revision = 0 AND removed_at IS NULL"_s;
    auto unqueued = runSql(m_job.db,
                           u"DELETE FROM sync_queue WHERE kind = 'template' AND id = ? AND id IN "
                           "(SELECT id FROM sms_templates WHERE %1)"_s.arg(shipped),
                           {row.first()});
    if (!unqueued)
        return unqueued;
    auto freed = runSql(m_job.db,
                        u"DELETE FROM sms_templates WHERE persona_type = ? AND template_name = ? AND language = ? AND "
                        "id <> ? AND %1"_s.arg(shipped),
                        {table.value(row, "persona_type"_L1), name, table.value(row, "language"_L1), row.first()});
    if (!freed)
        return freed;
    return EditMerge::merge(m_job, SyncKind::Template, row, table.value(row, "updated_by"_L1).toString());
}

Result<void> SyncMerge::internalNote(const QVariantList &row)
{
    const SyncTable &table = SyncTable::internalNotes();
    const auto known = SyncRows::read(m_job.db, table, row.first().toString());
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
        m_job.synced[SyncKind::InternalNote].insert(row.first().toString());
    if (!known->isEmpty() && table.isSame(*known, wanted, *m_job.own))
        return {};
    const QString client = table.value(row, "client_id"_L1).toString();
    if (const auto done = ClientMerge::ensure(m_job.db, client, u"advisor"_s); !done)
        return done;
    m_job.merged.internalNotes.insert(ClientId::fromString(client));
    return SyncRows::put(m_job.db, table, wanted);
}

Result<void> SyncMerge::onlyNumbers(ClientId client, const QStringList &e164s)
{
    const Quiet quiet(m_job.db);
    return m_clients.onlyNumbers(client, e164s);
}

Result<void> SyncMerge::forgetHidden()
{
    const Quiet quiet(m_job.db);
    return m_hidden.forgetHidden();
}

Result<void> SyncMerge::finish()
{
    const Quiet quiet(m_job.db);
    for (const ClientId client : std::as_const(m_job.summaries)) {
        if (const auto done = ClientRow::refreshSummary(m_job.db, client); !done)
            return done;
    }
    for (const ClientId client : std::as_const(m_job.names)) {
        if (const auto done = ClientRow::refreshSearch(m_job.db, client);
            !done && done.error().kind != ErrorKind::NotFound)
            return done;
    }
    m_job.merged.clients += m_job.summaries + m_job.names;
    m_job.merged.clients -= m_job.merged.clientsGone;
    return {};
}
