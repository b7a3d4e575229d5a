#include "storage/statementcache.h"

namespace
{
constexpr int mostStatements = 128; ///< more than the stores have

thread_local StatementCache *ofThisThread = nullptr;
} // namespace

StatementCache::StatementCache(const QSqlDatabase &db)
    : m_connection(db.connectionName())
    , m_statements(mostStatements)
{
    ofThisThread = this;
}

StatementCache::~StatementCache()
{
    ofThisThread = nullptr;
}

StatementCache *StatementCache::of(const QSqlDatabase &db)
{
    return ofThisThread && ofThisThread->m_connection == db.connectionName() ? ofThisThread : nullptr;
}

std::unique_ptr<QSqlQuery> StatementCache::take(const QString &sql)
{
    return std::unique_ptr<QSqlQuery>(m_statements.take(sql));
}

void StatementCache::giveBack(const QString &sql, std::unique_ptr<QSqlQuery> query)
{
    m_statements.insert(sql, query.release());
}
