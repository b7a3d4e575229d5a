#include "sync/hiddenclients.h"

#include "storage/sql.h"

using namespace Qt::StringLiterals;

Result<void> HiddenClients::visibility(const QVariantList &row)
{
    const QString client = row.first().toString();
    const bool isHidden = !row.at(1).toBool();
    auto noted = runSql(m_job.db,
                        isHidden ? u"INSERT OR IGNORE INTO sync_hidden (client_id) VALUES (?)"_s
                                 : u"DELETE FROM sync_hidden WHERE client_id = ?"_s,
                        {client});
    if (!noted)
        return noted;
    if (isHidden)
        return forget(client);
    m_job.merged.shown.insert(ClientId::fromString(client));
    return {};
}

Result<void> HiddenClients::forgetHidden()
{
    auto rows = execSql(m_job.db, u"SELECT h.client_id FROM sync_hidden h JOIN clients c ON c.id = h.client_id"_s);
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

/// What we may not see any more. What the practice has not got yet stays until it has (a text that left is on the
/// record, a STOP counts), and so does what this computer is still to send; and their client with them.
Result<void> HiddenClients::forget(const QString &client)
{
    const ClientId id = ClientId::fromString(client);
    auto rows =
        execSql(m_job.db,
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
        if (const auto done = runSql(m_job.db, u"DELETE FROM communication_logs WHERE id = ?"_s, {one}); !done)
            return done;
        m_job.merged.communicationsGone.insert(CommunicationId::fromString(one.toString()));
    }
    auto forgotten = runSql(m_job.db,
                            u"DELETE FROM internal_notes AS n WHERE client_id = ? AND NOT EXISTS "
                            "(SELECT 1 FROM sync_queue q WHERE q.kind = 'internal_note' AND q.id = n.id)"_s,
                            {client});
    if (!forgotten)
        return forgotten;
    if (const auto done = runSql(m_job.db, u"DELETE FROM drafts WHERE client_id = ?"_s, {client}); !done)
        return done;
    const auto rest = hasRow(m_job.db,
                             u"SELECT 1 FROM communication_logs WHERE client_id = ? UNION ALL SELECT 1 FROM "
                             "internal_notes WHERE client_id = ? UNION ALL SELECT 1 FROM "
                             "client_numbers n JOIN sync_queue q ON q.kind = 'number' AND q.id = n.e164 AND "
                             "q.refusal IS NULL WHERE n.client_id = ?"_s,
                             {client, client, client});
    if (!rest)
        return rest.error();
    if (*rest) {
        m_job.summaries.insert(id);
        return {};
    }
    for (
        const QString &sql :
        {u"DELETE FROM sync_queue WHERE kind = 'number' AND id IN (SELECT e164 FROM client_numbers WHERE client_id = ?)"_s,
         u"DELETE FROM client_numbers WHERE client_id = ?"_s,
         u"DELETE FROM sync_conflicts WHERE kind = 'client' AND id = ?"_s,
         u"DELETE FROM sync_queue WHERE kind = 'client' AND id = ?"_s, u"DELETE FROM clients WHERE id = ?"_s}) {
        if (const auto done = runSql(m_job.db, sql, {client}); !done)
            return done;
    }
    m_job.merged.clientsGone.insert(id);
    return {};
}
