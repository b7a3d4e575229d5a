#include "storage/staffstore.h"

#include "storage/database.h"
#include "storage/sql.h"

using namespace Qt::StringLiterals;

namespace
{
Result<QList<StaffMember>> readAll(QSqlDatabase &db)
{
    auto rows = execSql(
        db, u"SELECT id, name, role, persona, phone, joined_at, left_at FROM staff ORDER BY name COLLATE NOCASE, id"_s);
    if (!rows)
        return rows.error();
    QList<StaffMember> all;
    while (rows->next())
        all.append({StaffId::fromString(rows->value(0).toString()), rows->value(1).toString(),
                    rows->value(2).toString(), rows->value(3).toString(), rows->value(4).toString(),
                    fromSqlTime(rows->value(5)), fromSqlTime(rows->value(6))});
    return all;
}
} // namespace

StaffStore::StaffStore(Database &database, QObject *parent)
    : QObject(parent)
    , m_database(database)
{
}

QFuture<Result<void>> StaffStore::load()
{
    const Promise<void> promise;
    whenDone(m_database.run(readAll), this, [this, promise](const Result<QList<StaffMember>> &read) {
        if (!read)
            return promise.finish(read.error());
        m_all = *read;
        m_index.clear();
        for (qsizetype at = 0; at < m_all.size(); ++at)
            m_index.insert(m_all.at(at).id, at);
        Q_EMIT changed();
        promise.finish(Result<void>());
    });
    return promise.future();
}
