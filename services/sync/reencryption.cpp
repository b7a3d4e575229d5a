#include "sync/reencryption.h"

#include "sync/practicekeys.h"
#include "sync/practicesecrets.h"
#include "sync/sharedsql.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr int batchRows = 500; // some 20 ms in which a writer of one of these rows waits
constexpr int mostPasses = 3;
constexpr int mostFailures = 5;
const QString noId = u"00000000-0000-0000-0000-000000000000"_s;

/// Rows that are to be encrypted; "?" is the newest epoch.
const QString oldCommunications =
    u"((content_enc IS NOT NULL OR variables_enc IS NOT NULL OR override_enc IS NOT NULL) AND key_epoch < ? "
    "OR note_enc IS NOT NULL AND note_key_epoch < ?)"_s;
const QString clearTexts = u"content IS NOT NULL AND content_enc IS NULL AND client_id IS NOT NULL"_s;
const QString oldOrClear = u"(%1 OR %2)"_s.arg(oldCommunications, clearTexts);

/// A table with one ciphertext a row, which is bound to its table, column and id alone.
struct OneText {
    QString table; ///< of "practiceline"; "reencrypt_" and its name is the function that stores
    QString text;
    QString epoch;
    QString old() const { return u"%1 IS NOT NULL AND %2 < ?"_s.arg(text, epoch); }
};
const OneText clientNotes{u"clients"_s, u"notes_enc"_s, u"notes_key_epoch"_s};
const OneText internalNotes{u"internal_notes"_s, u"text_enc"_s, u"key_epoch"_s};

/// As digest() in 0010_keys.sql.
QString digest(const QList<QByteArray> &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : parts)
        hash.addData(part);
    return QString::fromLatin1(hash.result().toHex().first(32));
}

/// One row on its way: what was read of it, sealed anew, as JSON. Written by hand: for a million rows that counts.
class Row
{
public:
    Row(const PracticeCipher &cipher, QString table, QString id, QString peer)
        : m_cipher(cipher)
        , m_table(std::move(table))
        , m_id(std::move(id))
        , m_peer(std::move(peer))
    {
        insert("id", m_id);
    }
    void insert(const char *key, const QString &text)
    {
        const QByteArray quoted = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
        add(key, quoted.sliced(1, quoted.size() - 2));
    }
    void insert(const char *key, int number) { add(key, QByteArray::number(number)); }
    void seal(const char *column, const QString &plain) { addBytes(column, m_cipher.encrypt(plain, place(column))); }
    /// False when it does not open.
    bool reseal(const char *column, const QByteArray &sealed, int epoch)
    {
        if (sealed.isNull())
            return true;
        if (epoch == m_cipher.epoch()) {
            addBytes(column, sealed);
            return true;
        }
        const auto plain = m_cipher.decrypt(sealed, place(column), epoch);
        if (plain)
            seal(column, *plain);
        return plain.has_value();
    }
    QByteArray json() const { return m_json + '}'; }

private:
    FieldPlace place(const char *column) const { return {m_table, QString::fromLatin1(column), m_id, m_peer}; }
    void addBytes(const char *key, const QByteArray &bytes) { add(key, R"("\\x)" + bytes.toHex() + '"'); }
    void add(const char *key, const QByteArray &value)
    {
        m_json += m_json.isEmpty() ? '{' : ',';
        m_json += '"' + QByteArray(key) + "\":" + value;
    }

    const PracticeCipher &m_cipher;
    QString m_table;
    QString m_id;
    QString m_peer;
    QByteArray m_json;
};

/// A column that is null, and not the empty bytes that QPSQL makes of it.
QByteArray bytesOf(const SharedRows &query, int column)
{
    return query.isNull(column) ? QByteArray() : query.value(column).toByteArray();
}

/// How many of @p rows the practice took.
Result<qint64> store(QSqlDatabase &db, const QString &function, const QByteArrayList &rows, int epoch)
{
    if (rows.isEmpty())
        return 0;
    auto done = execShared(db, u"SELECT practiceline.%1(practiceline.under_epoch(?, ?::jsonb))"_s.arg(function),
                           {epoch, QString::fromUtf8('[' + rows.join(',') + ']')});
    if (!done)
        return PracticeKeys::isNewerKeyNeeded(done.error()) ? PracticeKeys::newerKeyNeeded() : done.error();
    return done->next() ? done->value(0).toLongLong() : 0;
}
} // namespace

Reencryption::Reencryption(SharedDatabase &shared, std::shared_ptr<const PracticeCipher> cipher, What what,
                           QObject *parent)
    : QObject(parent)
    , m_shared(shared)
    , m_cipher(std::move(cipher))
    , m_what(what)
{
}

Result<bool> Reencryption::hasClearTexts(QSqlDatabase &shared)
{
    auto row =
        execShared(shared, u"SELECT EXISTS (SELECT 1 FROM public.communication_logs WHERE %1)"_s.arg(clearTexts));
    if (!row)
        return row.error();
    return row->next() && row->value(0).toBool();
}

Result<bool> Reencryption::hasOldTexts(QSqlDatabase &shared, int epoch)
{
    auto row = execShared(shared,
                          u"SELECT EXISTS (SELECT 1 FROM public.communication_logs WHERE %1) OR "
                          "EXISTS (SELECT 1 FROM practiceline.clients WHERE %2) OR "
                          "EXISTS (SELECT 1 FROM practiceline.internal_notes WHERE %3)"_s.arg(
                              oldCommunications, clientNotes.old(), internalNotes.old()),
                          {epoch, epoch, epoch, epoch});
    if (!row)
        return row.error();
    return row->next() && row->value(0).toBool();
}

QFuture<Result<qint64>> Reencryption::left(SharedDatabase &shared, int epoch, What what)
{
    return shared.run([epoch, what](QSqlDatabase &db) { return count(db, epoch, what); }, std::chrono::minutes(2));
}

QFuture<Result<Reencryption::Progress>> Reencryption::run()
{
    Q_EMIT begun();
    whenDone(m_promise.future(), this, [this](const Result<Progress> &result) { Q_EMIT ended(result); });
    whenDone(left(m_shared, m_cipher->epoch(), m_what), this, [this](const Result<qint64> &total) {
        if (!total)
            return m_promise.finish(total.error());
        m_progress.total = *total;
        Q_EMIT progress(m_progress);
        next(Part::Communications, noId);
    });
    return m_promise.future();
}

Result<qint64> Reencryption::count(QSqlDatabase &db, int epoch, What what)
{
    auto row =
        execShared(db,
                   u"SELECT (SELECT count(*) FROM public.communication_logs WHERE %1) + "
                   "(SELECT count(*) FROM practiceline.clients WHERE %2) + "
                   "(SELECT count(*) FROM practiceline.internal_notes WHERE %3)"_s.arg(
                       what == What::AndClear ? oldOrClear : oldCommunications, clientNotes.old(), internalNotes.old()),
                   {epoch, epoch, epoch, epoch});
    if (!row)
        return row.error();
    return row->next() ? row->value(0).toLongLong() : 0;
}

void Reencryption::next(Part part, const QString &after)
{
    if (m_cancelled)
        return m_promise.finish(Error{ErrorKind::Cancelled, 0, {}, {}});
    const auto job = [part, after, cipher = m_cipher, what = m_what](QSqlDatabase &db) -> Result<Batch> {
        switch (part) {
        case Part::Communications:
            return communications(db, *cipher, what, after);
        case Part::Clients:
        case Part::InternalNotes:
            return texts(db, *cipher, part, after);
        case Part::Secrets: {
            const auto done = PracticeSecrets::reencrypt(db, *cipher);
            return done ? Result<Batch>(Batch()) : done.error();
        }
        }
        Q_UNREACHABLE();
    };
    whenDone(m_shared.run(job), this, [this, part, after](const Result<Batch> &batch) { took(part, after, batch); });
}

void Reencryption::took(Part part, const QString &after, const Result<Batch> &batch)
{
    if (!batch) {
        // A deadlock or a serialization failure is nobody's mistake.
        if (!sqlState(batch.error()).startsWith("40"_L1) || ++m_failures == mostFailures)
            return m_promise.finish(batch.error());
        return next(part, after);
    }
    m_failures = 0;
    m_progress.done += batch->done;
    if (m_passes == 0)
        m_progress.unreadable += batch->unreadable;
    m_missed += batch->missed;
    Q_EMIT progress(m_progress);
    if (batch->more)
        return next(part, batch->end);
    switch (part) {
    case Part::Communications:
        return next(Part::Clients, noId);
    case Part::Clients:
        return next(Part::InternalNotes, noId);
    case Part::InternalNotes:
        return next(Part::Secrets, noId);
    case Part::Secrets:
        return endPass();
    }
}

/// What was edited or held by somebody is looked at again.
void Reencryption::endPass()
{
    ++m_passes;
    m_progress.left = m_missed;
    if (m_missed == 0 || m_passes == mostPasses)
        return m_promise.finish(m_progress);
    m_missed = 0;
    next(Part::Communications, noId);
}

Result<Reencryption::Batch> Reencryption::communications(QSqlDatabase &db, const PracticeCipher &cipher, What what,
                                                         const QString &after)
{
    static constexpr std::array sealed{"content_enc", "variables_enc", "override_enc"};
    const int epoch = cipher.epoch();
    auto query =
        execShared(db,
                   u"SELECT t.id::text, coalesce(peer, ''), content, content_enc, variables_enc, override_enc, "
                   "key_epoch, note_enc, note_key_epoch, client_id IS NOT NULL FROM public.communication_logs "
                   "t WHERE t.id > ?::uuid AND %1 ORDER BY t.id LIMIT ?"_s.arg(
                       what == What::AndClear ? oldOrClear : oldCommunications),
                   {after, epoch, epoch, batchRows});
    if (!query)
        return query.error();
    Batch batch;
    QByteArrayList rows;
    qint64 read = 0;
    while (query->next()) {
        ++read;
        batch.end = query->value(0).toString();
        const QString clear = query->value(2).toString();
        QList<QByteArray> was;
        for (int column = 3; column <= 5; ++column)
            was.append(bytesOf(*query, column));
        const QByteArray note = bytesOf(*query, 7);
        Row row(cipher, u"communication_logs"_s, batch.end, query->value(1).toString());
        row.insert("peer", query->value(1).toString());
        row.insert("was", digest({was.at(0), was.at(1), was.at(2), note, clear.toUtf8()}));
        const int bodyEpoch = query->value(6).toInt();
        bool opens = row.reseal("note_enc", note, query->value(8).toInt());
        for (int at = 0; at < int(sealed.size()); ++at)
            opens = opens && row.reseal(sealed.at(size_t(at)), was.at(at), bodyEpoch);
        if (!opens) {
            ++batch.unreadable;
            continue;
        }
        const bool clears =
            what == What::AndClear && !query->isNull(2) && was.at(0).isNull() && query->value(9).toBool();
        if (clears) {
            row.insert("clears", 1);
            row.seal("content_enc", clear.isNull() ? QString(u""_s) : clear);
        }
        if (clears || !query->isNull(6))
            row.insert("key_epoch", epoch);
        if (!query->isNull(8))
            row.insert("note_key_epoch", epoch);
        rows.append(row.json());
    }
    const auto done = store(db, u"reencrypt_communications"_s, rows, epoch);
    if (!done)
        return done.error();
    batch.done = *done;
    batch.missed = rows.size() - *done;
    batch.more = read == batchRows;
    return batch;
}

Result<Reencryption::Batch> Reencryption::texts(QSqlDatabase &db, const PracticeCipher &cipher, Part part,
                                                const QString &after)
{
    const OneText &one = part == Part::Clients ? clientNotes : internalNotes;
    const QByteArray text = one.text.toLatin1();
    const QByteArray textEpoch = one.epoch.toLatin1();
    const int epoch = cipher.epoch();
    auto query = execShared(db,
                            u"SELECT t.id::text, %1, %2 FROM practiceline.%3 t WHERE t.id > ?::uuid AND %4 "
                            "ORDER BY t.id LIMIT ?"_s.arg(one.text, one.epoch, one.table, one.old()),
                            {after, epoch, batchRows});
    if (!query)
        return query.error();
    Batch batch;
    QByteArrayList rows;
    qint64 read = 0;
    while (query->next()) {
        ++read;
        batch.end = query->value(0).toString();
        const QByteArray sealed = bytesOf(*query, 1);
        Row row(cipher, one.table, batch.end, QString());
        row.insert("was", digest({sealed}));
        row.insert(textEpoch.constData(), epoch);
        if (row.reseal(text.constData(), sealed, query->value(2).toInt()))
            rows.append(row.json());
        else
            ++batch.unreadable;
    }
    const auto done = store(db, u"reencrypt_"_s + one.table, rows, epoch);
    if (!done)
        return done.error();
    batch.done = *done;
    batch.missed = rows.size() - *done;
    batch.more = read == batchRows;
    return batch;
}
