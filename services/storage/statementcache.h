#pragma once

#include <QCache>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>

#include <memory>

/// Prepared statements of one connection, by their text: preparing one costs SQLite more than most of ours take to run.
/// Lives on the connection's thread, at most one a thread; execSql() finds it there. Gone before the connection is.
class StatementCache
{
public:
    explicit StatementCache(const QSqlDatabase &db);
    StatementCache(const StatementCache &) = delete;
    StatementCache &operator=(const StatementCache &) = delete;
    ~StatementCache();

    /// That of @p db, or nothing.
    static StatementCache *of(const QSqlDatabase &db);

    /// A statement prepared with @p sql, taken out of the cache, so that nobody else runs it meanwhile; or none.
    std::unique_ptr<QSqlQuery> take(const QString &sql);
    /// Keeps @p query, which is finished, for the next one.
    void giveBack(const QString &sql, std::unique_ptr<QSqlQuery> query);

private:
    QString m_connection;
    QCache<QString, QSqlQuery> m_statements;
};
