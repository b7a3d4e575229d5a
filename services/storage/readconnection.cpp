#include "storage/readconnection.h"

#include <QFileInfo>
#include <QUrl>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr int busyTimeout = 5'000; // ms

Error errorOf(sqlite3 *handle)
{
    return {ErrorKind::Storage,
            0,
            u"sqlite %1: "_s.arg(sqlite3_errcode(handle)) + QString::fromUtf8(sqlite3_errmsg(handle)),
            {}};
}
} // namespace

ReadConnection::ReadConnection(sqlite3 *handle)
    : m_handle(handle)
{
}

ReadConnection::~ReadConnection()
{
    sqlite3_close(m_handle);
}

bool ReadConnection::canRead() const
{
    return sqlite3_exec(m_handle, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::shared_ptr<ReadConnection> ReadConnection::openUri(const QByteArray &uri)
{
    sqlite3 *handle = nullptr;
    sqlite3_open_v2(uri.constData(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
    sqlite3_busy_timeout(handle, busyTimeout);
    return std::shared_ptr<ReadConnection>(new ReadConnection(handle)); // a handle without a file says why
}

Result<std::shared_ptr<ReadConnection>> ReadConnection::open(const QString &path)
{
    QUrl url = QUrl::fromLocalFile(path);
    auto connection = openUri(url.toEncoded());
    if (connection->canRead())
        return connection;
    const Error error = errorOf(connection->m_handle);
    // As Database does where no -shm can be made; such a connection sees neither locks nor the log.
    const int code = sqlite3_errcode(connection->m_handle);
    const bool isReadOnly = !QFileInfo(QFileInfo(path).absolutePath()).isWritable();
    if (!isReadOnly || (code != SQLITE_CANTOPEN && code != SQLITE_READONLY))
        return error;
    url.setQuery(u"immutable=1"_s);
    connection = openUri(url.toEncoded());
    return connection->canRead() ? Result(connection) : error;
}

ReadConnection::Statement::Statement(const ReadConnection &connection, const QString &sql, const QVariantList &values)
    : m_connection(connection.m_handle)
{
    const QByteArray text = sql.toUtf8();
    m_failed = sqlite3_prepare_v2(m_connection, text.constData(), int(text.size()), &m_statement, nullptr) != SQLITE_OK;
    for (int i = 0; i < int(values.size()); ++i) {
        const QVariant &value = values.at(i);
        if (value.typeId() == QMetaType::QString)
            bind(i + 1, value.toString().toUtf8());
        else
            m_failed |= sqlite3_bind_int64(m_statement, i + 1, value.toLongLong()) != SQLITE_OK;
    }
}

ReadConnection::Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

void ReadConnection::Statement::bind(int place, QByteArrayView text)
{
    m_failed |= sqlite3_bind_text64(m_statement, place, text.data(), sqlite3_uint64(text.size()),
                                    SQLITE_TRANSIENT, // NOLINT(performance-no-int-to-ptr): SQLite's own
                                    SQLITE_UTF8) != SQLITE_OK;
}

void ReadConnection::Statement::restart(QByteArrayView value)
{
    sqlite3_reset(m_statement);
    bind(1, value);
}

bool ReadConnection::Statement::next()
{
    const int state = m_failed ? SQLITE_ERROR : sqlite3_step(m_statement);
    m_failed |= state != SQLITE_ROW && state != SQLITE_DONE;
    return state == SQLITE_ROW;
}

Error ReadConnection::Statement::error() const
{
    return errorOf(m_connection);
}

qint64 ReadConnection::Statement::number(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArrayView ReadConnection::Statement::bytes(int column) const
{
    const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return {data, data != nullptr ? sqlite3_column_bytes(m_statement, column) : 0};
}
