#include "storage/searchlooker.h"

#include "secrets/fieldcipher.h"

#include <QDateTime>
#include <QVarLengthArray>

#include <algorithm>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 dayLength = 86'400'000; // ms
constexpr qint64 rowsBetweenLooks = 64;  // at the wish to stop

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
    KeyEpoch, ///< behind the sealed column it belongs to, as the note's
    NoteEnc,
    NoteKeyEpoch
};

Error stoppedError()
{
    return {ErrorKind::Cancelled, 0, {}, {}};
}

qint64 offsetAt(qint64 utc)
{
    return 1'000LL * QDateTime::fromMSecsSinceEpoch(utc).offsetFromUtc();
}
} // namespace

SearchLooker::SearchLooker(std::shared_ptr<const Task> task)
    : m_task(std::move(task))
{
}

SearchLooker::~SearchLooker()
{
    if (m_text.capacity() > 0)
        sodium_memzero(m_text.data(), size_t(m_text.capacity()));
}

Result<void> SearchLooker::open()
{
    if (m_connection)
        return {};
    auto opened = ReadConnection::open(m_task->path);
    if (!opened)
        return opened.error();
    m_connection = *opened;
    return {};
}

Result<SearchLooker::Clients> SearchLooker::clients()
{
    if (const auto opened = open(); !opened)
        return opened.error();
    Clients clients;
    Statement row(*m_connection, u"SELECT id, search_text FROM clients"_s);
    for (qint64 looked = 1; row.next(); ++looked) {
        if (const Found found = m_task->words.in(row.bytes(1)); found != 0)
            clients.insert(row.bytes(0).toByteArray(), found);
        if (looked % rowsBetweenLooks == 0 && m_task->stopped)
            return stoppedError();
    }
    if (row.hasFailed())
        return row.error();
    return clients;
}

Result<SearchLooker::Looked> SearchLooker::look(const CommunicationQuery::Stretch &stretch,
                                                const std::shared_ptr<const Clients> &clients)
{
    if (const auto opened = open(); !opened)
        return opened.error();
    const auto walk = CommunicationQuery::walkUp(m_task->filter, stretch, QString::fromLatin1(columns));
    Statement row(*m_connection, walk.sql, walk.values);
    Statement oneClient(*m_connection, u"SELECT search_text FROM clients WHERE id = ?"_s);
    Looked looked;
    while (row.next()) {
        if (++looked.rows % rowsBetweenLooks == 0 && m_task->stopped)
            return stoppedError();
        if (row.number(Wanted) == 0)
            continue;
        const QByteArrayView id = row.bytes(ClientIdColumn);
        const Found client = clients ? clients->value(QByteArray::fromRawData(id.data(), id.size())) //
                                     : clientOf(id, oneClient);
        if (fits(row, client))
            looked.hits.append(row.number(Sequence));
    }
    if (row.hasFailed() || oneClient.hasFailed())
        return row.hasFailed() ? row.error() : oneClient.error();
    std::reverse(looked.hits.begin(), looked.hits.end());
    return looked;
}

SearchLooker::Found SearchLooker::clientOf(QByteArrayView id, Statement &one)
{
    const auto known = m_known.constFind(QByteArray::fromRawData(id.data(), id.size()));
    if (known != m_known.constEnd())
        return *known;
    one.restart(id);
    return *m_known.insert(id.toByteArray(), one.next() ? m_task->words.in(one.bytes(0)) : 0);
}

bool SearchLooker::fits(const Statement &row, Found client)
{
    const SearchWords &words = m_task->words;
    Found found = words.in(row.bytes(Peer), client | shown(row));
    if (words.isAll(found))
        return true;
    if (const QByteArrayView clear = row.bytes(Content); !clear.isEmpty()) { // of another program
        m_text.resize(0);
        m_text.append(clear);
        found = words.inText(m_text, found);
    }
    found = inSealed(row, ContentEnc, found);
    found = inSealed(row, NoteEnc, found);
    return words.isAll(found);
}

SearchLooker::Found SearchLooker::inSealed(const Statement &row, int column, Found known)
{
    const QByteArrayView sealed = row.bytes(column);
    if (sealed.isEmpty())
        return known;
    const char *name = column == NoteEnc ? "note_enc" : "content_enc";
    const FieldPlaceUtf8 place{"communication_logs", name, row.bytes(RowId), row.bytes(Peer)};
    const bool opens = m_task->cipher->open(sealed, place, int(row.number(column + 1)), m_text);
    return opens ? m_task->words.inText(m_text, known) : known;
}

SearchLooker::Found SearchLooker::shown(const Statement &row)
{
    if (!m_task->shown.day)
        return 0;
    const qint64 utc = row.number(SortAt);
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(utc + localOffset(utc), Qt::UTC);
    if (const QDate day = local.date(); day != m_day) {
        m_day = day;
        m_inDay = m_task->words.inPlain(m_task->shown.day(day));
    }
    const int minute = local.time().msecsSinceStartOfDay() / 60'000;
    auto inMinute = m_minutes.find(minute);
    if (inMinute == m_minutes.end())
        inMinute = m_minutes.insert(minute, m_task->words.inPlain(m_task->shown.time(local.time())));
    return m_inDay | *inMinute | price(row);
}

SearchLooker::Found SearchLooker::price(const Statement &row)
{
    const QByteArrayView amount = row.bytes(Price);
    if (amount.isEmpty())
        return 0;
    const QByteArrayView unit = row.bytes(PriceUnit);
    QVarLengthArray<char, 64> key;
    for (const QByteArrayView part : {amount, QByteArrayView(" "), unit})
        key.append(part.data(), part.size());
    const auto known = m_prices.constFind(QByteArray::fromRawData(key.data(), key.size()));
    if (known != m_prices.constEnd())
        return *known;
    const auto money = Money::fromString(QString::fromUtf8(amount), QString::fromUtf8(unit));
    return *m_prices.insert(QByteArray(key.data(), key.size()),
                            money ? m_task->words.inPlain(m_task->shown.price(*money)) : 0);
}

/// A zone changes its offset at most once a day, so that the two ends of most days tell what holds between them; asking
/// for each row costs more than its decryption.
qint64 SearchLooker::localOffset(qint64 utc)
{
    const qint64 day = utc / dayLength;
    if (day != m_offset.day) {
        m_offset.day = day;
        m_offset.offset = offsetAt(day * dayLength);
        m_offset.whole = offsetAt((day + 1) * dayLength) == m_offset.offset;
    }
    return m_offset.whole ? m_offset.offset : offsetAt(utc);
}
