#include "storage/bodysearch.h"

#include "secrets/keyring.h"
#include "storage/communicationquery.h"
#include "storage/communicationrow.h"
#include "storage/database.h"
#include "storage/textfold.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 jobMilliseconds = 4;
/// A batch is shown at once; reading it must fit into the job too.
constexpr qsizetype batch = 50;

/// What the walk reads of each row beside its key and whether the filter wants it.
constexpr auto columns = ", l.id, l.content, l.content_enc, l.key_epoch, l.peer, "
                         "(SELECT c.search_text FROM clients c WHERE c.id = l.client_id)";
enum Column { SortAt, Sequence, Wanted, RowId, Content, ContentEnc, KeyEpoch, Peer, ClientText };

bool matches(const QSqlQuery &query, const FieldCipher &cipher, const QStringList &words)
{
    QString text = query.value(ClientText).toString() + u'\n' + query.value(Peer).toString() + u'\n';
    if (containsWords(text, words))
        return true;
    QString body = query.value(Content).toString();
    const QByteArray sealed = query.value(ContentEnc).toByteArray();
    if (!sealed.isEmpty()) {
        const auto id = CommunicationId::fromString(query.value(RowId).toString());
        const auto place = CommunicationRow::place(u"content_enc"_s, id, query.value(Peer).toString());
        body = cipher.decrypt(sealed, place, query.value(KeyEpoch).toInt()).value_or(QString());
    }
    return containsWords(text + foldedText(body), words);
}
} // namespace

struct BodySearch::Stretch {
    QList<Communication> rows;
    std::optional<CommunicationKey> last; ///< none: the walk has ended
    qint64 looked = 0;
    qint64 total = 0; ///< set by the first stretch
};

BodySearch::BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, QString text, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
    , m_filter(std::move(filter))
    , m_words(searchWords(text))
{
}

void BodySearch::start()
{
    if (std::exchange(m_started, true))
        return;
    next();
}

void BodySearch::cancel()
{
    m_canceled = true;
}

void BodySearch::finish(bool complete, const Error &error)
{
    m_canceled = true;
    Q_EMIT finished(complete, error);
}

Result<BodySearch::Stretch> BodySearch::look(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                                             const CommunicationFilter &filter, const QStringList &words,
                                             const std::optional<CommunicationKey> &after)
{
    Stretch stretch;
    if (!after) { // the newest sequence is near enough to a count, which would take long
        auto total = execSql(db, u"SELECT coalesce(max(sequence), 0) FROM communication_logs"_s);
        if (!total)
            return total.error();
        stretch.total = total->next() ? total->value(0).toLongLong() : 0;
    }
    const auto walk = CommunicationQuery::walk(filter, after, QString::fromLatin1(columns));
    auto query = execSql(db, walk.sql, walk.values);
    if (!query)
        return query.error();
    QElapsedTimer clock;
    clock.start();
    QList<qint64> found;
    while (found.size() < batch && (!stretch.last || clock.elapsed() < jobMilliseconds)) {
        if (!query->next()) {
            if (query->lastError().isValid())
                return storageError(*query);
            stretch.last.reset();
            break;
        }
        ++stretch.looked;
        stretch.last = CommunicationKey{query->value(SortAt).toLongLong(), query->value(Sequence).toLongLong()};
        if (query->value(Wanted).toBool() && matches(*query, *cipher, words))
            found.append(stretch.last->sequence);
    }
    query->finish();
    auto rows = CommunicationQuery::read(db, cipher.get(), found);
    if (!rows)
        return rows.error();
    stretch.rows = *rows;
    return stretch;
}

void BodySearch::next()
{
    const auto cipher = m_keys.cipher();
    if (!cipher) {
        finish(false, Error{ErrorKind::Locked, 0, u"search"_s, {}});
        return;
    }
    auto stretch = m_database.run([cipher, filter = m_filter, words = m_words, after = m_after](QSqlDatabase &db) {
        return look(db, cipher, filter, words, after);
    });
    whenDone(stretch, this, [this](const Result<Stretch> &done) {
        if (m_canceled || !done) {
            finish(false, m_canceled ? Error{ErrorKind::Cancelled, 0, {}, {}} : done.error());
            return;
        }
        m_looked += done->looked;
        m_total = std::max({m_total, done->total, m_looked});
        m_after = done->last;
        if (!done->rows.isEmpty())
            Q_EMIT found(done->rows);
        Q_EMIT progressed(m_looked, m_after ? m_total : m_looked);
        if (m_canceled)
            finish(false, Error{ErrorKind::Cancelled, 0, {}, {}});
        else if (m_after)
            next();
        else
            finish(true);
    });
}
