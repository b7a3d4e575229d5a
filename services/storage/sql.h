#pragma once

#include "result.h"

#include <QDateTime>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include <memory>

/// Small helpers for jobs inside Database::run. All values are bound (rule R4).

/// A transaction that rolls back unless commit() succeeded. BEGIN IMMEDIATE, so that a busy file is told at the start.
class SqlTransaction
{
public:
    explicit SqlTransaction(QSqlDatabase &db);
    SqlTransaction(const SqlTransaction &) = delete;
    SqlTransaction &operator=(const SqlTransaction &) = delete;
    ~SqlTransaction();
    bool isActive() const { return m_active; }
    /// Why it did not begin; only while isActive() is false.
    const Error &error() const { return m_error; }
    Result<void> commit();

private:
    QSqlDatabase &m_db;
    bool m_active = false;
    Error m_error;
};

/// A statement that was executed, and its rows, forward only. Ends with its owner, and so does SQLite's snapshot; must
/// end before its connection is closed.
class SqlStatement
{
public:
    /// @p query has run; @p sql is its text.
    SqlStatement(const QSqlDatabase &db, const QString &sql, std::unique_ptr<QSqlQuery> query);
    SqlStatement(SqlStatement &&) = default;
    SqlStatement &operator=(SqlStatement &&) = delete;
    SqlStatement(const SqlStatement &) = delete;
    SqlStatement &operator=(const SqlStatement &) = delete;
    ~SqlStatement();

    bool next() { return m_query->next(); }
    QVariant value(int column) const { return m_query->value(column); }
    int numRowsAffected() const { return m_query->numRowsAffected(); }
    /// Ends SQLite's snapshot before its owner does.
    void finish() { m_query->finish(); }
    QSqlError lastError() const { return m_query->lastError(); }
    QVariant lastInsertId() const { return m_query->lastInsertId(); }
    operator const QSqlQuery &() const { return *m_query; } // NOLINT(google-explicit-constructor): to read its row

private:
    QSqlDatabase m_db;
    QString m_sql;
    std::unique_ptr<QSqlQuery> m_query; ///< null after a move
};

/// Prepares (once a connection: StatementCache), binds in order and executes. Storage error with the engine's text for
/// the log.
Result<SqlStatement> execSql(QSqlDatabase &db, const QString &sql, const QVariantList &values = {});
/// execSql() for what gives no rows.
Result<void> runSql(QSqlDatabase &db, const QString &sql, const QVariantList &values = {});
/// Whether @p sql finds a row.
Result<bool> hasRow(QSqlDatabase &db, const QString &sql, const QVariantList &values = {});
Error storageError(const QSqlQuery &query);
Error storageError(const QSqlDatabase &db);
/// True for the error of a write that found the disk full.
bool isDiskFull(const Error &error);
/// True for the error of a write into a store that can only be read.
bool isReadOnlyStore(const Error &error);
/// True when the engine refused a row for what it holds (constraint, type, size), not for the state of the disk.
bool isRowRefused(const Error &error);
QString diskFullDetail();
/// "column IN …" over one bound value, which listValue() makes. Not over as many as the list is long: a statement for
/// each length would be prepared and kept.
inline constexpr QLatin1String inList("IN (SELECT value FROM json_each(?))");
/// Of texts or whole numbers.
QVariant listValue(const QVariantList &values);
/// "?,?,?" for @p count bound values, where the text says how many.
QString placeholders(qsizetype count);

/// Times are stored as UTC milliseconds; a null time is NULL.
QVariant toSqlTime(const QDateTime &utc);
QDateTime fromSqlTime(const QVariant &value);
