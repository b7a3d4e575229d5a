#include "storage/bodysearch.h"

#include "secrets/keyring.h"
#include "storage/database.h"
#include "storage/worker.h"

#include <QThread>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
/// A batch is shown at once; reading it must fit into a job.
constexpr qsizetype batch = 50;
constexpr int mostThreads = 4; ///< others use the computer too
constexpr qint64 aheadPerThread = 2;

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
    , m_task(new SearchLooker::Task{database.path(), filter, SearchWords(text), std::move(shown), keys.cipher(), false})
    , m_walk(std::make_shared<SearchWalk>(std::move(filter)))
{
    m_threads.setMaxThreadCount(std::clamp(QThread::idealThreadCount(), 1, mostThreads));
    for (int i = 0; i < m_threads.maxThreadCount(); ++i)
        m_idle.push_back(std::make_shared<SearchLooker>(m_task));
}

BodySearch::~BodySearch()
{
    m_task->stopped = true;
    m_threads.waitForDone();
}

void BodySearch::start()
{
    if (std::exchange(m_started, true))
        return;
    if (!m_task->cipher)
        return finish(false, Error{ErrorKind::Locked, 0, u"search"_s, {}});
    whenDone(m_database.run([](QSqlDatabase &db) { return SearchWalk::total(db); }), this,
             [this](const Result<qint64> &total) {
                 if (!total)
                     return finish(false, total.error());
                 m_total = *total;
                 walkOn();
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
    m_task->stopped = true;
    if (!std::exchange(m_over, true))
        Q_EMIT finished(complete, error);
}

bool BodySearch::isAhead() const
{
    return m_walked - m_shown >= aheadPerThread * m_threads.maxThreadCount();
}

void BodySearch::walkOn()
{
    if (m_over || m_walking || m_allWalked || isAhead())
        return;
    m_walking = true;
    const auto walked = m_database.run([walk = m_walk](QSqlDatabase &db) { return walk->next(db); });
    whenDone(walked, this, [this](const Result<CommunicationQuery::Stretch> &rows) {
        m_walking = false;
        if (!rows)
            return finish(false, rows.error());
        m_stretches.enqueue({m_walked++, *rows});
        m_allWalked = m_stretches.last().isLast();
        look();
        walkOn();
    });
}

void BodySearch::look()
{
    while (!m_over && !m_idle.empty() && !m_stretches.isEmpty()) {
        const Looker looker = m_idle.back();
        m_idle.pop_back();
        const Stretch stretch = m_stretches.dequeue();
        const auto work = [looker, rows = stretch.rows, clients = m_clients] { return looker->look(rows, clients); };
        whenDone(runOnThread(work, m_threads), this,
                 [this, looker, stretch](const Result<SearchLooker::Looked> &looked) {
                     m_idle.push_back(looker);
                     lookedThrough(stretch, looked);
                 });
    }
}

void BodySearch::lookedThrough(const Stretch &stretch, const Result<SearchLooker::Looked> &looked)
{
    if (m_over)
        return;
    if (!looked)
        return finish(false, looked.error());
    if (!m_keys.isUnlocked())
        return finish(false, Error{ErrorKind::Locked, 0, u"search"_s, {}});
    m_results.insert(stretch.number, {*looked, stretch.isLast()});
    if (stretch.number == 0 && !stretch.isLast())
        readClients();
    look();
    showNext();
}

/// Only now: a search that is soon over, or soon stopped, needs few of them.
void BodySearch::readClients()
{
    const Looker looker = m_idle.back();
    m_idle.pop_back();
    whenDone(runOnThread([looker] { return looker->clients(); }, m_threads), this,
             [this, looker](const Result<SearchLooker::Clients> &clients) {
                 m_idle.push_back(looker);
                 if (!clients)
                     return finish(false, clients.error());
                 m_clients = std::make_shared<const SearchLooker::Clients>(*clients);
                 look();
             });
}

void BodySearch::showNext()
{
    if (m_over || m_showing || !m_results.contains(m_shown))
        return;
    m_showing = true;
    show(m_results.value(m_shown).looked.hits);
}

/// Batch by batch, before the next stretch is shown: newest first.
void BodySearch::show(const QList<qint64> &hits)
{
    if (!m_keys.isUnlocked())
        return finish(false, Error{ErrorKind::Locked, 0, u"search"_s, {}});
    if (!hits.isEmpty()) {
        const auto rows = m_database.run([cipher = m_task->cipher, some = hits.mid(0, batch)](QSqlDatabase &db) {
            return CommunicationQuery::read(db, cipher.get(), some);
        });
        whenDone(rows, this, [this, rest = hits.mid(batch)](const Result<QList<Communication>> &read) {
            if (m_over)
                return;
            if (!read)
                return finish(false, read.error());
            if (m_keys.isUnlocked())
                Q_EMIT found(*read);
            show(rest);
        });
        return;
    }
    m_showing = false;
    const Hits shown = m_results.take(m_shown++);
    m_looked += shown.looked.rows;
    m_total = std::max(m_total, m_looked);
    Q_EMIT progressed(m_looked, shown.last ? m_looked : m_total);
    if (shown.last)
        return finish(true);
    walkOn();
    showNext();
}
