#include "storage/staffstore.h"

#include "storage/database.h"
#include "storage/sql.h"

using namespace Qt::StringLiterals;

namespace
{
struct People {
    QList<StaffMember> all;
    QMultiHash<StaffId, StaffId> deputies;
};

Result<People> readAll(QSqlDatabase &db)
{
    auto rows = execSql(
        db, u"SELECT id, name, role, persona, phone, joined_at, left_at FROM staff ORDER BY name COLLATE NOCASE, id"_s);
    if (!rows)
        return rows.error();
    People people;
    while (rows->next())
        people.all.append({StaffId::fromString(rows->value(0).toString()), rows->value(1).toString(),
                           rows->value(2).toString(), rows->value(3).toString(), rows->value(4).toString(),
                           fromSqlTime(rows->value(5)), fromSqlTime(rows->value(6))});
    auto rights = execSql(db, u"SELECT person, deputy FROM deputies WHERE withdrawn_at IS NULL"_s);
    if (!rights)
        return rights.error();
    while (rights->next())
        people.deputies.insert(StaffId::fromString(rights->value(0).toString()),
                               StaffId::fromString(rights->value(1).toString()));
    return people;
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
    whenDone(m_database.run(readAll), this, [this, promise](const Result<People> &people) {
        if (!people)
            return promise.finish(people.error());
        m_all = people->all;
        m_deputies = people->deputies;
        m_index.clear();
        for (qsizetype at = 0; at < m_all.size(); ++at)
            m_index.insert(m_all.at(at).id, at);
        Q_EMIT changed();
        promise.finish(Result<void>());
    });
    return promise.future();
}

QList<StaffMember> StaffStore::deputiesOf(StaffId person) const
{
    QList<StaffMember> found;
    for (const StaffMember &one : m_all) {
        if (one.isPresent() && m_deputies.contains(person, one.id))
            found.append(one);
    }
    return found;
}

QList<StaffMember> StaffStore::representedBy(StaffId deputy) const
{
    QList<StaffMember> found;
    for (const StaffMember &one : m_all) {
        if (one.isPresent() && m_deputies.contains(one.id, deputy))
            found.append(one);
    }
    return found;
}
