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
constexpr auto columns = ", l.id, l.content, l.content_enc, l.key_epoch, l.note_enc, l.note_key_epoch, l.peer, "
                         "l.price, l.price_unit, (SELECT c.search_text FROM clients c WHERE c.id = l.client_id)";
enum Column {
    SortAt,
    Sequence,
    Wanted,
    RowId,
    Content,
    ContentEnc,
    KeyEpoch,
    NoteEnc,
    NoteKeyEpoch,
    Peer,
    Price,
    PriceUnit,
    ClientText
};

/// What can be searched without a key.
QString clearText(const QSqlQuery &query, const BodySearch::Shown &shown)
{
    QString text = query.value(ClientText).toString() + u'\n' + query.value(Peer).toString() + u'\n';
    if (shown) {
        const auto price = Money::fromString(query.value(Price).toString(), query.value(PriceUnit).toString());
        text += foldedText(shown(fromSqlTime(query.value(SortAt)), price)) + u'\n';
    }
    return text;
}

/// Body and note.
QString sealedText(const QSqlQuery &query, const FieldCipher &cipher)
{
    const auto id = CommunicationId::fromString(query.value(RowId).toString());
    const auto opened = [&](Column column, Column epoch, const QString &name) {
        const QByteArray sealed = query.value(column).toByteArray();
        if (sealed.isEmpty())
            return QString();
        const auto place = CommunicationRow::place(name, id, query.value(Peer).toString());
        return cipher.decrypt(sealed, place, query.value(epoch).toInt()).value_or(QString());
    };
    return foldedText(query.value(Content).toString() + opened(ContentEnc, KeyEpoch, u"content_enc"_s) + u'\n' +
                      opened(NoteEnc, NoteKeyEpoch, u"note_enc"_s));
}
/// The 3 of "Nov 3" is not the one in a telephone number or in "Nov 30".
bool has(const QString &folded, const QString &word)
{
    const auto isDigit = [](QChar c) { return c.isDigit(); };
    if (word.size() > 2 || !std::all_of(word.cbegin(), word.cend(), isDigit))
        return folded.contains(word);
    for (qsizetype at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        const qsizetype end = at + word.size();
        if ((at == 0 || !folded.at(at - 1).isDigit()) && (end == folded.size() || !folded.at(end).isDigit()))
            return true;
    }
    return false;
}
} // namespace

bool BodySearch::Wording::fits(const QString &folded) const
{
    const auto hasAll = [&](const QStringList &all) {
        return std::all_of(all.cbegin(), all.cend(), [&](const QString &word) { return has(folded, word); });
    };
    return hasAll(words) || hasAll(asTyped);
}

struct BodySearch::Stretch {
    QList<Communication> rows;
    std::optional<CommunicationKey> last; ///< none: the walk has ended
    qint64 looked = 0;
    qint64 total = 0; ///< set by the first stretch
};

BodySearch::BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, const QString &text, Shown shown,
                       QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
    , m_filter(std::move(filter))
    , m_wording{searchWords(text), foldedText(text).split(u' ', Qt::SkipEmptyParts), std::move(shown)}
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
                                             const CommunicationFilter &filter, const Wording &wording,
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
        if (!query->value(Wanted).toBool())
            continue;
        const QString text = clearText(*query, wording.shown);
        if (wording.fits(text) || wording.fits(text + sealedText(*query, *cipher)))
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
    auto stretch = m_database.run([cipher, filter = m_filter, wording = m_wording, after = m_after](QSqlDatabase &db) {
        return look(db, cipher, filter, wording, after);
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
