#include "storage/searchwalk.h"

#include "storage/sql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int shortest = 500;
constexpr int longest = 4'000; // rows: a looker takes some 10 ms
} // namespace

SearchWalk::SearchWalk(CommunicationFilter filter)
    : m_filter(std::move(filter))
    , m_rows(shortest)
{
}

Result<qint64> SearchWalk::total(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT coalesce(max(sequence), 0) FROM communication_logs"_s);
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toLongLong() : 0;
}

Result<CommunicationQuery::Stretch> SearchWalk::next(QSqlDatabase &db)
{
    const auto edge = CommunicationQuery::edge(m_filter, m_after, m_rows);
    auto query = execSql(db, edge.sql, edge.values);
    if (!query)
        return query.error();
    CommunicationQuery::Stretch stretch{m_after, {}};
    if (query->next()) {
        stretch.oldest = CommunicationKey{query->value(0).toLongLong(), query->value(1).toLongLong()};
        m_after = stretch.oldest;
        m_rows = std::min(2 * m_rows, longest);
    }
    return stretch;
}
