#include "storage/bodysearch.h"

#include "secrets/keyring.h"
#include "storage/communicationquery.h"
#include "storage/database.h"
#include "storage/worker.h"

using namespace Qt::StringLiterals;

namespace
{
/// A batch is shown at once; reading it must fit into a job.
constexpr qsizetype batch = 50;
constexpr qsizetype readAhead = 2; ///< stretches: more would only cost memory

Error canceled()
{
    return Error{ErrorKind::Cancelled, 0, {}, {}};
}
} // namespace

BodySearch::BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, const QString &text, Shown shown,
                       QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
    , m_walk(std::make_shared<SearchWalk>(std::move(filter)))
    , m_words(std::make_shared<SearchWords>(text, std::move(shown)))
{
    m_thread.setMaxThreadCount(1);
}

BodySearch::~BodySearch() = default;

void BodySearch::start()
{
    if (std::exchange(m_started, true))
        return;
    if (!m_keys.isUnlocked())
        return finish(false, Error{ErrorKind::Locked, 0, u"search"_s, {}});
    whenDone(m_database.run([](QSqlDatabase &db) { return SearchWalk::total(db); }), this,
             [this](const Result<qint64> &total) {
                 if (!total)
                     return finish(false, total.error());
                 m_total = *total;
                 readNext();
             });
}

void BodySearch::cancel()
{
    // Not from inside the caller's own slot, and without waiting for what is under way.
    QMetaObject::invokeMethod(
        this, [this] { finish(false, canceled()); }, Qt::QueuedConnection);
}

void BodySearch::finish(bool complete, const Error &error)
{
    if (!std::exchange(m_over, true))
        Q_EMIT finished(complete, error);
}

void BodySearch::readNext()
{
    if (m_over || m_reading || m_allRead || m_read.size() >= readAhead)
        return;
    m_reading = true;
    const auto reading = m_database.run([walk = m_walk](QSqlDatabase &db) { return walk->next(db); });
    whenDone(reading, this, [this](const Result<Stretch> &stretch) {
        m_reading = false;
        if (!stretch)
            return finish(false, stretch.error());
        m_allRead = stretch->last;
        m_read.enqueue(*stretch);
        readNext();
        compareNext();
    });
}

void BodySearch::compareNext()
{
    if (m_over || m_comparing || m_read.isEmpty())
        return;
    const auto cipher = m_keys.cipher();
    if (!cipher)
        return finish(false, Error{ErrorKind::Locked, 0, u"search"_s, {}});
    m_comparing = true;
    const Stretch stretch = m_read.dequeue();
    const auto work = [words = m_words, cipher, stretch]() -> Result<QList<qint64>> {
        return words->hits(stretch, *cipher);
    };
    whenDone(runOnThread(work, m_thread), this,
             [this, stretch](const Result<QList<qint64>> &hits) { show(stretch, *hits); });
    readNext();
}

/// Batch by batch, before the next stretch is compared: newest first.
void BodySearch::show(const Stretch &stretch, const QList<qint64> &hits)
{
    if (m_over)
        return;
    if (hits.isEmpty())
        return stretchDone(stretch);
    const auto rows = m_database.run([cipher = m_keys.cipher(), some = hits.mid(0, batch)](QSqlDatabase &db) {
        return CommunicationQuery::read(db, cipher.get(), some);
    });
    whenDone(rows, this, [this, stretch, rest = hits.mid(batch)](const Result<QList<Communication>> &read) {
        if (m_over)
            return;
        if (!read)
            return finish(false, read.error());
        Q_EMIT found(*read);
        show(stretch, rest);
    });
}

void BodySearch::stretchDone(const Stretch &stretch)
{
    m_comparing = false;
    m_looked += stretch.looked;
    m_total = std::max(m_total, m_looked);
    Q_EMIT progressed(m_looked, stretch.last ? m_looked : m_total);
    if (stretch.last)
        finish(true);
    else
        compareNext();
}
