#include "sync/syncrows.h"

#include "storage/sql.h"

using namespace Qt::StringLiterals;

Result<QVariantList> SyncRows::read(QSqlDatabase &db, const SyncTable &table, const QString &key)
{
    auto query = execSql(db,
                         u"SELECT %1 FROM %2 t WHERE t.%3 = ?"_s.arg(table.localColumns(), QString(table.local()),
                                                                     QString(table.columns().first().name)),
                         {key});
    if (!query)
        return query.error();
    QVariantList row;
    if (query->next()) {
        for (int at = 0; at < int(table.columns().size()); ++at)
            row.append(query->value(at));
    }
    return row;
}

Result<void> SyncRows::insert(QSqlDatabase &db, const SyncTable &table, const QVariantList &row)
{
    QStringList names;
    for (const SyncColumn &column : table.columns())
        names.append(QString(column.name));
    return runSql(db,
                  u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(QString(table.local()), names.join(u", "_s),
                                                           placeholders(names.size())),
                  row.first(names.size()));
}

Result<void> SyncRows::update(QSqlDatabase &db, const SyncTable &table, const QVariantList &row, const More &more)
{
    QStringList sets;
    QVariantList values = row.first(table.columns().size());
    for (const SyncColumn &column : table.columns())
        sets.append(column.name + u" = ?"_s);
    for (const auto &[name, value] : more) {
        sets.append(name + u" = ?"_s);
        values.append(value);
    }
    values.append(row.first());
    return runSql(db,
                  u"UPDATE %1 SET %2 WHERE %3 = ?"_s.arg(QString(table.local()), sets.join(u", "_s),
                                                         QString(table.columns().first().name)),
                  values);
}

Result<void> SyncRows::put(QSqlDatabase &db, const SyncTable &table, const QVariantList &row)
{
    const auto known = read(db, table, row.first().toString());
    if (!known)
        return known.error();
    return known->isEmpty() ? insert(db, table, row) : update(db, table, row);
}
