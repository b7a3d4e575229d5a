#include "sync/refusals.h"

#include "storage/sql.h"

using namespace Qt::StringLiterals;

Result<QList<RefusedChange>> Refusals::read(QSqlDatabase &db, int limit)
{
    auto rows = execSql(
        db,
        u"SELECT q.kind, q.id, q.refusal, CASE q.kind "
        "WHEN 'client' THEN (SELECT name FROM clients WHERE id = q.id) "
        "WHEN 'template' THEN (SELECT template_name FROM sms_templates WHERE id = q.id) "
        "WHEN 'number' THEN (SELECT c.name FROM client_numbers n JOIN clients c ON c.id = n.client_id "
        "WHERE n.e164 = q.id) "
        "WHEN 'setting' THEN NULL "
        "ELSE (SELECT c.name FROM communication_logs l JOIN clients c ON c.id = l.client_id WHERE l.id = q.id) END "
        "FROM sync_queue q WHERE q.refusal IS NOT NULL AND q.refusal <> 'conflict' ORDER BY q.position LIMIT ?"_s,
        {limit});
    if (!rows)
        return rows.error();
    QList<RefusedChange> all;
    while (rows->next()) {
        const QString key = rows->value(0).toString();
        for (const SyncKind kind : allSyncKinds) {
            if (syncKindKey(kind) == key)
                all.append({kind, rows->value(1).toString(), rows->value(3).toString(), rows->value(2).toString()});
        }
    }
    return all;
}
