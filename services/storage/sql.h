#pragma once

#include "result.h"

#include <QDateTime>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

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

/// Prepares, binds in order and executes; forward-only. Storage error with the engine's text for the log.
Result<QSqlQuery> execSql(QSqlDatabase &db, const QString &sql, const QVariantList &values = {});
Error storageError(const QSqlQuery &query);
Error storageError(const QSqlDatabase &db);
/// True for the error of a write that found the disk full.
bool isDiskFull(const Error &error);
/// True when the engine refused a row for what it holds (constraint, type, size), not for the state of the disk.
bool isRowRefused(const Error &error);
QString diskFullDetail();
/// "?,?,?" for an IN list of @p count bound values.
QString placeholders(qsizetype count);

/// Times are stored as UTC milliseconds; a null time is NULL.
QVariant toSqlTime(const QDateTime &utc);
QDateTime fromSqlTime(const QVariant &value);
