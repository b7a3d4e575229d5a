#include "storage/searchwalk.h"

#include "storage/communicationquery.h"
#include "storage/sql.h"

#include <QElapsedTimer>
#include <QSqlDriver>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 jobMilliseconds = 4;
constexpr qsizetype longestStretch = 4'000;
constexpr qint64 rowsBetweenLooks = 32; // at the clock
constexpr qsizetype usualRow = 400;     // bytes

/// Beside the row's key and whether the filter wants it.
constexpr auto columns = ", l.client_id, l.id, l.peer, l.price || ' ' || l.price_unit, l.content, l.content_enc, "
                         "l.key_epoch, l.note_enc, l.note_key_epoch";
enum Column {
    SortAt,
    Sequence,
    Wanted,
    ClientIdColumn,
    RowId,
    Peer,
    Price,
    Content,
    ContentEnc,
    KeyEpoch,
    NoteEnc,
    NoteKeyEpoch
};

/// A statement of the connection that Qt has open. What bytes() shows is valid until the next step.
class Statement
{
public:
    Statement(QSqlDatabase &db, const QString &sql)
        : m_connection(*static_cast<sqlite3 *const *>(db.driver()->handle().constData()))
    {
        const QByteArray text = sql.toUtf8();
        m_failed = sqlite3_prepare_v2(m_connection, text.constData(), int(text.size()), &m_statement, nullptr) != 0;
    }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement() { sqlite3_finalize(m_statement); }

    void bind(int place, const QVariant &value)
    {
        if (value.typeId() == QMetaType::QString) {
            const QByteArray text = value.toString().toUtf8();
            bind(place, QByteArrayView(text));
        } else {
            m_failed |= sqlite3_bind_int64(m_statement, place, value.toLongLong()) != 0;
        }
    }
    void bind(int place, QByteArrayView text)
    {
        const auto size = sqlite3_uint64(text.size());
        m_failed |=
            sqlite3_bind_text64(m_statement, place, text.data(), size, SQLITE_TRANSIENT, SQLITE_UTF8) != 0; // NOLINT
    }
    bool next()
    {
        const int state = m_failed ? SQLITE_ERROR : sqlite3_step(m_statement);
        m_failed |= state != SQLITE_ROW && state != SQLITE_DONE;
        return state == SQLITE_ROW;
    }
    void reset() { sqlite3_reset(m_statement); }
    bool hasFailed() const { return m_failed; }
    Error error() const
    {
        const int code = sqlite3_errcode(m_connection);
        return {
            ErrorKind::Storage, 0, u"sqlite %1: "_s.arg(code) + QString::fromUtf8(sqlite3_errmsg(m_connection)), {}};
    }
    qint64 number(int column) const { return sqlite3_column_int64(m_statement, column); }
    QByteArrayView bytes(int column) const
    {
        const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
        return {data, data != nullptr ? sqlite3_column_bytes(m_statement, column) : 0};
    }

private:
    sqlite3 *m_connection;
    sqlite3_stmt *m_statement = nullptr;
    bool m_failed = false;
};

SearchWalk::Piece kept(QByteArrayView bytes, SearchWalk::Stretch &stretch)
{
    const SearchWalk::Piece piece{stretch.bytes.size(), bytes.size()};
    stretch.bytes.append(bytes.data(), bytes.size());
    return piece;
}
} // namespace

SearchWalk::SearchWalk(CommunicationFilter filter)
    : m_filter(std::move(filter))
{
}

Result<qint64> SearchWalk::total(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT coalesce(max(sequence), 0) FROM communication_logs"_s);
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toLongLong() : 0;
}

Result<SearchWalk::Stretch> SearchWalk::next(QSqlDatabase &db)
{
    const auto walk = CommunicationQuery::walk(m_filter, m_after, QString::fromLatin1(columns));
    Statement query(db, walk.sql);
    for (qsizetype i = 0; i < walk.values.size(); ++i)
        query.bind(int(i) + 1, walk.values.at(i));
    Statement clientText(db, u"SELECT search_text FROM clients WHERE id = ?"_s);
    QElapsedTimer clock;
    clock.start();
    Stretch stretch;
    stretch.rows.reserve(longestStretch);
    stretch.bytes.reserve(longestStretch * usualRow);
    const auto hasTime = [&] {
        return stretch.looked % rowsBetweenLooks != 0 || stretch.looked == 0 || clock.elapsed() < jobMilliseconds;
    };
    while (stretch.rows.size() < longestStretch && hasTime()) {
        if (!query.next()) {
            stretch.last = true;
            break;
        }
        ++stretch.looked;
        m_after = CommunicationKey{query.number(SortAt), query.number(Sequence)};
        if (query.number(Wanted) == 0)
            continue;
        const QByteArrayView client = query.bytes(ClientIdColumn);
        auto known = m_clients.find(QByteArray::fromRawData(client.data(), client.size()));
        if (known == m_clients.end()) {
            known = m_clients.insert(client.toByteArray(), m_clients.size());
            clientText.bind(1, client);
            stretch.clients.append(clientText.next() ? clientText.bytes(0).toByteArray() : QByteArray());
            clientText.reset();
        }
        stretch.rows.append({*m_after, *known, kept(query.bytes(RowId), stretch), kept(query.bytes(Peer), stretch),
                             kept(query.bytes(Price), stretch), kept(query.bytes(Content), stretch),
                             kept(query.bytes(ContentEnc), stretch), int(query.number(KeyEpoch)),
                             kept(query.bytes(NoteEnc), stretch), int(query.number(NoteKeyEpoch))});
    }
    if (query.hasFailed() || clientText.hasFailed())
        return query.hasFailed() ? query.error() : clientText.error();
    return stretch;
}
