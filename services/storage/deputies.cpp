#include "storage/deputies.h"

#include "storage/sql.h"

using namespace Qt::StringLiterals;

namespace
{
const QString personMark = u"sync.person"_s; // goes with the other marks of sharing when this computer leaves
} // namespace

Result<StaffId> Deputies::me(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT value FROM marks WHERE name = ?"_s, {personMark});
    if (!query)
        return query.error();
    return query->next() ? StaffId::fromString(query->value(0).toString()) : StaffId();
}

Result<void> Deputies::setMe(QSqlDatabase &db, StaffId person)
{
    return runSql(db, u"INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)"_s, {personMark, person.toString()});
}

Result<void> Deputies::sign(QSqlDatabase &db, Communication &row)
{
    if (row.onBehalfOf.isNull())
        return {};
    const auto person = me(db);
    if (!person)
        return person.error();
    auto name = execSql(db,
                        u"SELECT s.name FROM staff s WHERE s.id = ? AND s.left_at IS NULL AND EXISTS (SELECT 1 FROM "
                        "deputies d WHERE d.person = s.id AND d.deputy = ? AND d.withdrawn_at IS NULL)"_s,
                        {row.onBehalfOf.toString(), person->toString()});
    if (!name)
        return name.error();
    if (!name->next())
        return Error{ErrorKind::Invalid, 0, u"not-deputy"_s, {}};
    row.staffId = *person;
    row.onBehalfName = name->value(0).toString();
    return {};
}
