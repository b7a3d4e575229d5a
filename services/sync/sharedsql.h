#pragma once

#include "result.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

/// Small helpers for jobs inside SharedDatabase::run.

/// Executes one statement (of several QPSQL would hide the later ones' errors), with @p values for its "?" in order; so
/// no other "?" may stand in it (jsonb_exists(), not its operator). QPSQL binds by writing literals into an EXECUTE;
/// here they stand in the statement itself, by the same function of the driver, because a prepared statement would be
/// two more ways to the server, and another server's behind a pooler in transaction mode. All rows have arrived when it
/// returns, so that a line that breaks is never taken for the last row; fetch by LIMIT.
Result<QSqlQuery> execShared(QSqlDatabase &db, const QString &sql, const QVariantList &values = {});

/// Executes all of @p script; the first error ends it, and undoes what is not in a transaction of its own.
Result<void> execScript(QSqlDatabase &db, const QString &script);

/// "postgres 42501: permission denied for table x": the SQLSTATE, and the server's first line where that names objects
/// only; never a row's contents. Offline when the connection has gone (and whether the last statement was carried out
/// is then unknown: a job is written so that it can be repeated), Unauthorized for a refused login, else Storage.
Error sharedError(const QSqlDatabase &db, const QSqlError &error);
/// The SQLSTATE of an error of this folder, such as "23505", or empty.
QString sqlState(const Error &error);

/// A transaction that rolls back unless commit() succeeded.
class SharedTransaction
{
public:
    explicit SharedTransaction(QSqlDatabase &db);
    SharedTransaction(const SharedTransaction &) = delete;
    SharedTransaction &operator=(const SharedTransaction &) = delete;
    ~SharedTransaction();
    bool isActive() const { return m_active; }
    /// Why it did not begin; only while isActive() is false.
    const Error &error() const { return m_error; }
    Result<void> commit();

private:
    QSqlDatabase &m_db;
    bool m_active = false;
    Error m_error;
};
