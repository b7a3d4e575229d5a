#include "sync/conflicts.h"

#include "storage/sql.h"
#include "sync/edits.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
Result<QString> nameOf(QSqlDatabase &db, const QString &sql, const QString &id)
{
    auto query = execSql(db, sql, {id});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toString() : QString();
}

/// The row as the table here has it; empty when it is gone.
Result<QVariantList> rowOf(QSqlDatabase &db, const SyncTable &table, const QString &id)
{
    auto query = execSql(db, u"SELECT %1 FROM %2 t WHERE t.id = ?"_s.arg(table.localColumns(), table.local()), {id});
    if (!query)
        return query.error();
    QVariantList row;
    if (query->next()) {
        for (int column = 0; column < table.columns().size(); ++column)
            row.append(query->value(column));
    }
    return row;
}

Result<void> addFields(QSqlDatabase &db, const QJsonObject &theirs, const FieldCipher &own, EditConflict &conflict)
{
    const SyncTable &table = syncTable(conflict.kind);
    const auto ours = rowOf(db, table, conflict.id);
    if (!ours || ours->isEmpty())
        return ours ? Result<void>() : Result<void>(ours.error());
    QVariantList other = Edits::rowOf(table, theirs, *ours);
    for (const QLatin1String field : Edits::fields(conflict.kind)) {
        if (table.comparable(*ours, field, own) == table.comparable(other, field, own))
            continue;
        const bool isSealed = table.columns().at(table.indexOf(field)).type == SyncType::Sealed;
        const auto text = [&](const QVariantList &row) {
            const QString value = isSealed ? table.opened(row, field, own) : table.value(row, field).toString();
            return field == "assigned_to"_L1
                       ? nameOf(db, u"SELECT name FROM staff WHERE id = ?"_s, value).value_or(QString())
                       : value;
        };
        conflict.fields.append({field, text(*ours), text(other)});
    }
    return {};
}

Result<EditConflict> described(QSqlDatabase &db, SyncKind kind, const QString &id, const QJsonObject &theirs,
                               const FieldCipher &own)
{
    EditConflict conflict{kind, id, {}, {}, {}, {}, {}};
    const QString client = u"SELECT name FROM clients WHERE id = ?"_s;
    const auto name =
        nameOf(db, kind == SyncKind::Template ? u"SELECT template_name FROM sms_templates WHERE id = ?"_s : client,
               kind == SyncKind::Number ? theirs.value("ours"_L1).toString() : id);
    if (!name)
        return name.error();
    conflict.name = *name;
    if (kind == SyncKind::Number) {
        const auto owner = nameOf(db, client, theirs.value("client_id"_L1).toString());
        if (!owner)
            return owner.error();
        conflict.theirs = *owner;
    } else if (const auto added = addFields(db, theirs, own, conflict); !added) {
        return added.error();
    }
    return conflict;
}
} // namespace

Result<QList<EditConflict>> EditConflicts::read(QSqlDatabase &db, const FieldCipher &own)
{
    auto rows = execSql(db, u"SELECT c.kind, c.id, c.theirs, c.at, coalesce(s.name, CASE c.kind WHEN 'template' THEN "
                            "c.changed_by ELSE '' END) FROM sync_conflicts c LEFT JOIN staff s ON s.id = c.changed_by "
                            "ORDER BY c.at, c.kind, c.id"_s);
    if (!rows)
        return rows.error();
    QList<EditConflict> all;
    while (rows->next()) {
        const QString key = rows->value(0).toString();
        for (const SyncKind kind : {SyncKind::Client, SyncKind::Template, SyncKind::Number}) {
            if (syncKindKey(kind) != key)
                continue;
            const QJsonObject theirs = QJsonDocument::fromJson(rows->value(2).toByteArray()).object();
            auto conflict = described(db, kind, rows->value(1).toString(), theirs, own);
            if (!conflict)
                return conflict.error();
            conflict->at = fromSqlTime(rows->value(3));
            conflict->colleague = rows->value(4).toString();
            all.append(*conflict);
        }
    }
    return all;
}
