#pragma once

#include "result.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QString>
#include <QVariantList>

#include <memory>

typedef struct pg_result PGresult;

/// Small helpers for jobs inside SharedDatabase::run.

/// The rows that a statement gave, all of which have arrived. Copies share the rows, each with its own place.
class SharedRows
{
public:
    explicit SharedRows(std::shared_ptr<const PGresult> result);
    int size() const;
    int columns() const;
    bool next();
    bool isNull(int column) const;
    /// As QPSQL gives it: bool, int, qlonglong, double, QByteArray (bytea), else QString.
    QVariant value(int column) const;

private:
    std::shared_ptr<const PGresult> m_result;
    int m_row = -1;
};

/// Executes one statement with @p values for its "?" in order; so no other "?" may stand in it (jsonb_exists(), not its
/// operator). The values go beside the statement (PQexecParams, over QPSQL's own connection): QPSQL would write them
/// into the text of an EXECUTE, and a server writes the text of what fails into its log, with names and numbers. No
/// named prepared statement, which would be two more ways to the server, and another server's behind a pooler in
/// transaction mode. All rows have arrived when it returns, so that a line that breaks is never taken for the last row;
/// fetch by LIMIT.
Result<SharedRows> execShared(QSqlDatabase &db, const QString &sql, const QVariantList &values = {});

/// Executes all of @p script; the first error ends it, and undoes what is not in a transaction of its own.
Result<void> execScript(QSqlDatabase &db, const QString &script);

/// "postgres 42501: permission denied for table x": the SQLSTATE, and the server's first line where that names objects
/// only; never a row's contents. Offline when the connection has gone (and whether the last statement was carried out
/// is then unknown: a job is written so that it can be repeated), Unauthorized for a refused login, else Storage.
Error sharedError(const QSqlDatabase &db, const QSqlError &error);
/// The SQLSTATE of an error of this folder, such as "23505", or empty.
QString sqlState(const Error &error);

/// A statement that always gives a row gave none.
Error nothingCameBack();

/// Whether a statement was refused for the rows in it: values that the practice's tables do not take.
bool isOfRows(const Error &error);

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
