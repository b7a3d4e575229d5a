#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>
#include <QVariant>

#include <memory>

struct sqlite3;
struct sqlite3_stmt;

/// A second connection that only reads, for long looks through the whole store beside the database thread: in WAL mode
/// neither waits for the other. Through SQLite's own interface, for Qt SQL makes a value of every cell, which takes
/// longer than all the rest of a search. Any thread, but one at a time.
class ReadConnection
{
public:
    class Statement;

    /// @p path of a store that is open already.
    static Result<std::shared_ptr<ReadConnection>> open(const QString &path);
    ReadConnection(const ReadConnection &) = delete;
    ReadConnection &operator=(const ReadConnection &) = delete;
    ~ReadConnection();

private:
    explicit ReadConnection(sqlite3 *handle);
    bool canRead() const;
    static std::shared_ptr<ReadConnection> openUri(const QByteArray &uri);

    sqlite3 *m_handle;
};

/// What bytes() shows is valid until the next step. Dies before its connection.
class ReadConnection::Statement
{
public:
    Statement(const ReadConnection &connection, const QString &sql, const QVariantList &values = {});
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement();

    /// Starts again with one text in place of all values.
    void restart(QByteArrayView value);
    bool next(); ///< false at the end, and on an error
    bool hasFailed() const { return m_failed; }
    Error error() const;
    qint64 number(int column) const;
    QByteArrayView bytes(int column) const;

private:
    void bind(int place, QByteArrayView text);

    sqlite3 *m_connection;
    sqlite3_stmt *m_statement = nullptr;
    bool m_failed = false;
};
