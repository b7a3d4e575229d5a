#include "storage/searchwalk.h"

#include "storage/communicationquery.h"
#include "storage/sql.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 jobMilliseconds = 4;
constexpr qsizetype longestStretch = 2'000;

/// Beside the row's key and whether the filter wants it.
constexpr auto columns = ", l.client_id, l.id, l.peer, l.price, l.price_unit, l.content, l.content_enc, l.key_epoch, "
                         "l.note_enc, l.note_key_epoch";
enum Column {
    SortAt,
    Sequence,
    Wanted,
    ClientIdColumn,
    RowId,
    Peer,
    Price,
    PriceUnit,
    Content,
    ContentEnc,
    KeyEpoch,
    NoteEnc,
    NoteKeyEpoch
};

SealedRow read(const QSqlQuery &query, const CommunicationKey &key)
{
    SealedRow row;
    row.key = key;
    row.id = query.value(RowId).toString();
    row.peer = query.value(Peer).toString();
    row.price = query.value(Price).toString();
    row.priceUnit = query.value(PriceUnit).toString();
    row.content = query.value(Content).toString();
    row.body = query.value(ContentEnc).toByteArray();
    row.bodyEpoch = query.value(KeyEpoch).toInt();
    row.note = query.value(NoteEnc).toByteArray();
    row.noteEpoch = query.value(NoteKeyEpoch).toInt();
    return row;
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

Result<void> SearchWalk::addClient(QSqlQuery &query, const QString &id, Stretch &stretch)
{
    query.bindValue(0, id);
    if (!query.exec())
        return storageError(query);
    if (query.next())
        stretch.clients.append({ClientId::fromString(id), query.value(0).toString()});
    query.finish();
    return {};
}

Result<SearchWalk::Stretch> SearchWalk::next(QSqlDatabase &db)
{
    const auto walk = CommunicationQuery::walk(m_filter, m_after, QString::fromLatin1(columns));
    auto query = execSql(db, walk.sql, walk.values);
    if (!query)
        return query.error();
    QSqlQuery clientText(db);
    clientText.setForwardOnly(true);
    if (!clientText.prepare(u"SELECT search_text FROM clients WHERE id = ?"_s))
        return storageError(clientText);
    QElapsedTimer clock;
    clock.start();
    Stretch stretch;
    while (stretch.looked == 0 || (stretch.rows.size() < longestStretch && clock.elapsed() < jobMilliseconds)) {
        if (!query->next()) {
            if (query->lastError().isValid())
                return storageError(*query);
            stretch.last = true;
            break;
        }
        ++stretch.looked;
        m_after = CommunicationKey{query->value(SortAt).toLongLong(), query->value(Sequence).toLongLong()};
        if (!query->value(Wanted).toBool())
            continue;
        stretch.rows.append(read(*query, *m_after));
        const QString client = query->value(ClientIdColumn).toString();
        auto &row = stretch.rows.last();
        row.client = ClientId::fromString(client);
        if (m_clients.contains(row.client))
            continue;
        m_clients.insert(row.client);
        if (const auto added = addClient(clientText, client, stretch); !added)
            return added.error();
    }
    return stretch;
}
