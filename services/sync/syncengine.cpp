#include "sync/syncengine.h"

#include "secrets/keyring.h"
#include "storage/database.h"
#include "storage/storejob.h"
#include "sync/practicekeys.h"
#include "sync/shareddatabase.h"
#include "sync/sharedmigrator.h"
#include "sync/sharedsql.h"
#include "sync/syncmemory.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int mostHistoryRows = 2000; // a page of the past: from 500 on, as many as the line carries
constexpr int leastHistoryRows = 100;
constexpr qint64 quickPage = 1000; // milliseconds
// Texts may be told so late that somebody's computer was away, and are news all the same.
constexpr std::chrono::milliseconds lateNews = std::chrono::days(2);
constexpr int batchRows = 500; // pushed at once
// How long merging keeps the local database's thread from the window's jobs. Each stretch ends with a commit, whose
// cost is nearly the same for many rows.
constexpr auto stretch = std::chrono::milliseconds(5);
constexpr auto firstStretch = std::chrono::milliseconds(25); // of the first sync

const QString readers = u"supervisor"_s; // the role that writes nothing

const QString olderSchema = u"the practice's schema is older than this program"_s;

SyncStatus::State stateOf(const Error &error)
{
    if (error.detail == olderSchema)
        return SyncStatus::State::MigrationNeeded;
    switch (error.kind) {
    case ErrorKind::Unauthorized:
    case ErrorKind::NotFound:
    case ErrorKind::Invalid:
        return SyncStatus::State::LoginRefused;
    case ErrorKind::Locked:
        return SyncStatus::State::Waiting;
    default:
        return SyncStatus::State::Offline;
    }
}
} // namespace

/// One round: what it found at its begin, and how far it is.
struct SyncEngine::Round {
    PracticeState practice;
    SyncMemory::Memory memory;
    SyncKeys keys;
    QList<PullKind> pulls;
    QList<SyncKind> pushes;
    QList<ClientId> shown;    ///< to be pulled whole
    QStringList shownNumbers; ///< of the one that is being pulled
    SyncedIds synced;         ///< of a first sync: need not be pushed
    qint64 newsFrom = SyncMerge::noNews;
    bool isPulled = false;
    bool hasPushed = false; ///< since it asked
};

SyncEngine::SyncEngine(Database &local, KeyRing &keys, SharedDatabase &shared, const SyncTiming &timing,
                       QObject *parent)
    : QObject(parent)
    , m_local(local)
    , m_keys(keys)
    , m_shared(shared)
    , m_timing(timing)
    , m_records(local, shared)
    , m_backoff(timing.firstRetry, timing.longestRetry)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SyncEngine::begin);
    // Others use the connection too and open none: what they find gone is open again before the next round is due.
    connect(&m_shared, &SharedDatabase::lost, this, [this] {
        if (m_started && m_backoff.isReset())
            wakeIn(m_timing.firstRetry); // not at once: it may be lost each time
    });
    connect(&m_keys, &KeyRing::changed, this, [this] {
        if (m_keys.isUnlocked())
            wake();
    });
}

void SyncEngine::start(const PracticeAddress &address, const QString &password,
                       std::shared_ptr<const PracticeCipher> practice, DeviceId device)
{
    m_address = address;
    m_password = password;
    m_practice = std::move(practice);
    m_identity = {device, {}};
    m_started = true;
    m_horizon = 0;
    m_backoff.reset();
    setState(SyncStatus::State::Connecting);
    wakeIn(std::chrono::milliseconds(0));
}

void SyncEngine::stop()
{
    m_started = false;
    m_timer.stop();
    m_shared.close();
    setState(SyncStatus::State::Off);
}

void SyncEngine::setCipher(std::shared_ptr<const PracticeCipher> practice)
{
    m_practice = std::move(practice);
    m_backoff.reset();
    if (m_running)
        m_wokenMeanwhile = true;
    else if (m_started)
        wakeIn(std::chrono::milliseconds(0));
}

void SyncEngine::wake()
{
    if (m_running)
        m_wokenMeanwhile = true;
    else if (m_started && m_backoff.isReset())
        wakeIn(m_timing.afterChange);
}

void SyncEngine::wakeFor(const QString &word)
{
    const qint64 transaction = word.section(u' ', 1).toLongLong();
    if (transaction == 0)
        wake();
    else if (m_running)
        m_heardOf = std::max(m_heardOf, transaction);
    else if (transaction >= m_horizon)
        wake();
}

void SyncEngine::wakeIfQueued()
{
    if (!m_started || std::exchange(m_counting, true))
        return;
    const bool isNewsOurs = m_newsEpoch && m_newsEpoch() > 0; // else it waits, and no round brings it on
    whenDone(m_local.run([isNewsOurs](QSqlDatabase &db) { return SyncMemory::isQueued(db, isNewsOurs); }), this,
             [this](const Result<bool> &queued) {
                 m_counting = false;
                 if (queued.value_or(true))
                     wake();
             });
}

void SyncEngine::wakeIn(std::chrono::milliseconds delay)
{
    if (!m_timer.isActive() || m_timer.remainingTimeAsDuration() > delay)
        m_timer.start(delay);
}

void SyncEngine::setState(SyncStatus::State state)
{
    m_status.state = state;
    Q_EMIT statusChanged(m_status);
}

QFuture<Result<void>> SyncEngine::decide(SyncKind kind, const QString &id, bool ours)
{
    const Promise<void> promise;
    whenDone(m_local.run([kind, id, ours](QSqlDatabase &db) { return SyncMemory::decide(db, kind, id, ours); }), this,
             [this, promise, kind, id](const Result<void> &done) {
                 MergedRows rows;
                 rows.conflicts = true;
                 rows.templates = kind == SyncKind::Template;
                 if (kind == SyncKind::Client)
                     rows.clients.insert(ClientId::fromString(id));
                 if (done)
                     Q_EMIT merged(rows);
                 wake();
                 promise.finish(done);
             });
    return promise.future();
}

void SyncEngine::begin()
{
    if (!m_started || m_running)
        return;
    if (!m_keys.isUnlocked()) {
        setState(SyncStatus::State::Waiting);
        return;
    }
    m_running = true;
    m_wokenMeanwhile = false;
    m_heardOf = 0;
    m_began.start();
    const auto round = std::make_shared<Round>();
    round->keys = {m_keys.cipher(), m_practice};
    if (m_shared.isOpen()) {
        ask(round);
        return;
    }
    if (m_backoff.isReset())
        setState(SyncStatus::State::Connecting);
    whenDone(m_shared.open(m_address, m_password), this, [this, round](const Result<void> &opened) {
        if (opened)
            ask(round);
        else
            ended(opened);
    });
}

template <class Job, class Then>
void SyncEngine::here(const RoundPtr &round, Job job, Then then)
{
    whenDone(m_local.run(std::move(job)), this, [this, round, then = std::move(then)](const auto &done) mutable {
        if (done)
            then(done);
        else
            ended(done.error());
    });
}

template <class Job, class Then>
void SyncEngine::there(const RoundPtr &round, Job job, Then then)
{
    whenDone(m_shared.run(std::move(job)), this, [this, round, then = std::move(then)](const auto &done) mutable {
        if (done)
            then(done);
        else
            ended(done.error());
    });
}

void SyncEngine::ask(const RoundPtr &round)
{
    there(
        round, [cursor = m_horizon](QSqlDatabase &db) { return SyncPull::state(db, cursor); },
        [this, round](const Result<PracticeState> &state) {
            round->practice = *state;
            if (state->version > SharedMigrator().newestVersion()) {
                m_running = false;
                setState(SyncStatus::State::UpdateNeeded);
                return;
            }
            if (state->version < SharedMigrator().newestVersion()) {
                m_status.role = state->role; // whose administrators are told where to do it
                return ended(Error{ErrorKind::Invalid, 0, olderSchema, {}});
            }
            if (state->keyEpoch > round->keys.practice->epoch())
                return ended(PracticeKeys::newerKeyNeeded());
            // Also when a server that was restored does not know a key that others write under.
            const bool isKeyDue = state->isKeyDue || state->keyEpoch < round->keys.practice->epoch();
            if (isKeyDue && state->role == "admin"_L1)
                Q_EMIT keysDue();
            m_identity.person = state->person;
            m_status.role = state->role;
            asked(round);
        });
}

/// What this computer remembers of the practice, and what waits for it.
void SyncEngine::asked(const RoundPtr &round)
{
    using Known = std::pair<SyncMemory::Memory, QList<SyncKind>>;
    here(
        round,
        [practice = round->practice](QSqlDatabase &db) -> Result<Known> {
            const auto memory = SyncMemory::recall(db, practice);
            if (!memory)
                return memory.error();
            for (const QLatin1StringView why : {SyncPush::readersOnly, SyncPush::adminsOnly}) {
                if (memory->role == practice.role || practice.role == readers ||
                    (why == SyncPush::adminsOnly && practice.role != "admin"_L1))
                    continue;
                if (const auto done = SyncPush::admit(db, why); !done)
                    return done.error();
            }
            const auto waiting = SyncPush::waiting(db);
            return waiting ? Result<Known>(Known(*memory, *waiting)) : waiting.error();
        },
        [this, round, since = m_horizon](const Result<Known> &known) {
            round->memory = known->first;
            const bool isFirst = round->memory.cursor == 0;
            const bool isAsked = round->memory.cursor == since && round->memory.role == round->practice.role;
            round->pulls =
                isAsked ? round->practice.changed : QList<PullKind>(allPullKinds.begin(), allPullKinds.end());
            if (round->hasPushed) { // what it made of ours is pulled, too
                pullNext(round);
                return;
            }
            if (round->memory.lastRound > 0)
                round->newsFrom = round->memory.lastRound - lateNews.count();
            setState(isFirst ? SyncStatus::State::FirstSync : SyncStatus::State::Syncing);
            if (isFirst || !round->memory.allQueued) {
                round->pushes = QList<SyncKind>(allSyncKinds.begin(), allSyncKinds.end());
                pullNext(round); // what the practice has is known before ours is offered
            } else {
                round->pushes = known->second;
                pushNext(round);
            }
        });
}

// ---- pull

void SyncEngine::pullNext(const RoundPtr &round)
{
    if (round->pulls.isEmpty()) {
        round->isPulled = true;
        pullShown(round);
        return;
    }
    const PullKind kind = round->pulls.takeFirst();
    if (kind == PullKind::Communications && round->memory.cursor == 0)
        return pullHistory(round);
    // Another role sees other clients, and nothing of them has changed.
    const bool isWhole = kind == PullKind::Visibility && round->memory.role != round->practice.role;
    pullPage(round, kind, SyncPull::begin(kind, isWhole ? 0 : round->memory.cursor));
}

void SyncEngine::pullPage(const RoundPtr &round, PullKind kind, const PullPosition &after)
{
    there(
        round,
        [kind, after, keys = round->keys](QSqlDatabase &db) { return SyncPull::page(db, kind, after, pageRows, keys); },
        [this, round, kind](const Result<PulledPage> &page) {
            merge(round, kind, page->rows, [this, round, kind, end = page->end, more = page->more] {
                if (more)
                    pullPage(round, kind, end);
                else
                    pullNext(round);
            });
        });
}

/// From the newest to the oldest, and from where the last run ended. What changes meanwhile has a stamp at or above the
/// first horizon, and comes with the next round.
void SyncEngine::pullHistory(const RoundPtr &round)
{
    there(
        round, [](QSqlDatabase &db) { return SyncPull::estimate(db); },
        [this, round](const Result<qint64> &total) {
            m_status.total = *total;
            historyPage(round, fetchHistory(round, round->memory.historyEnd));
        });
}

/// As many rows as come quickly: a job that takes long is cut off, and may_send() waits for the line.
QFuture<Result<SyncPull::HistoryPage>> SyncEngine::fetchHistory(const RoundPtr &round, const QString &after)
{
    const int limit = after.isEmpty() ? pageRows : m_historyRows; // the newest at once
    const auto page = m_shared.run(
        [after, limit, keys = round->keys](QSqlDatabase &db) { return SyncPull::history(db, after, limit, keys); });
    QElapsedTimer clock;
    clock.start();
    whenDone(page, this, [this, clock](const Result<SyncPull::HistoryPage> &done) {
        if (done && clock.elapsed() < quickPage)
            m_historyRows = std::min(m_historyRows * 2, mostHistoryRows);
        else
            m_historyRows = std::max(m_historyRows / 2, leastHistoryRows);
    });
    return page;
}

void SyncEngine::historyPage(const RoundPtr &round, const QFuture<Result<SyncPull::HistoryPage>> &fetched)
{
    whenDone(fetched, this, [this, round](const Result<SyncPull::HistoryPage> &page) {
        if (!page)
            return ended(page.error());
        m_status.fetched += page->rows.size();
        setState(SyncStatus::State::FirstSync);
        const QString end = page->end;
        // The next page is on its way while this one is merged.
        const auto next = end.isEmpty() ? QFuture<Result<SyncPull::HistoryPage>>() : fetchHistory(round, end);
        merge(round, PullKind::Communications, page->rows, [this, round, end, next] {
            if (end.isEmpty())
                return pullNext(round);
            here(
                round, [end](QSqlDatabase &db) { return SyncMemory::rememberHistory(db, end); },
                [this, round, next](const Result<void> &) { historyPage(round, next); });
        });
    });
}

void SyncEngine::merge(const RoundPtr &round, PullKind kind, const QList<QVariantList> &rows,
                       std::function<void()> then, qsizetype from)
{
    if (from == rows.size()) {
        then();
        return;
    }
    const bool isFirst = round->memory.cursor == 0;
    struct Merged {
        qsizetype end = 0;
        MergedRows rows;
        SyncedIds synced;
    };
    here(
        round,
        [kind, rows, from, own = round->keys.own, identity = m_identity, isFirst,
         newsFrom = round->newsFrom](QSqlDatabase &db) {
            return inTransaction(db, [&](QSqlDatabase &inner) -> Result<Merged> {
                SyncMerge merging(inner, own, identity, newsFrom);
                const auto end = merging.merge(kind, rows, from, isFirst ? firstStretch : stretch);
                if (!end)
                    return end.error();
                if (const auto done = merging.finish(); !done)
                    return done.error();
                return Merged{*end, merging.merged(), isFirst ? merging.synced() : SyncedIds()};
            });
        },
        [this, round, kind, rows, then = std::move(then)](const Result<Merged> &done) mutable {
            for (const ClientId client : done->rows.shown)
                round->shown.append(client);
            for (auto it = done->synced.cbegin(); it != done->synced.cend(); ++it)
                round->synced[it.key()] += it.value();
            Q_EMIT merged(done->rows);
            merge(round, kind, rows, std::move(then), done->end);
        });
}

/// Clients that we may see from now on: their rows may be old.
void SyncEngine::pullShown(const RoundPtr &round)
{
    round->shownNumbers.clear();
    round->newsFrom = SyncMerge::noNews;
    if (round->shown.isEmpty())
        queueRest(round);
    else
        pullOfClient(round, round->shown.takeFirst(), PullKind::Clients, SyncPull::begin(PullKind::Clients, 0));
}

void SyncEngine::pullOfClient(const RoundPtr &round, ClientId client, PullKind kind, const PullPosition &after)
{
    there(
        round,
        [kind, client, after, keys = round->keys](QSqlDatabase &db) {
            return SyncPull::ofClient(db, kind, client, after, pageRows, keys);
        },
        [this, round, client, kind](const Result<PulledPage> &page) {
            for (const QVariantList &row : page->rows) {
                if (kind == PullKind::Numbers)
                    round->shownNumbers.append(row.first().toString());
            }
            merge(round, kind, page->rows, [this, round, client, kind, end = page->end, more = page->more] {
                if (more)
                    pullOfClient(round, client, kind, end);
                else if (kind == PullKind::Clients)
                    pullOfClient(round, client, PullKind::Numbers, SyncPull::begin(PullKind::Numbers, 0));
                else if (kind == PullKind::Numbers)
                    keepOnly(round, client, round->shownNumbers, [this, round, client] {
                        pullOfClient(round, client, PullKind::Communications,
                                     SyncPull::begin(PullKind::Communications, 0));
                    });
                else if (kind == PullKind::Communications)
                    pullOfClient(round, client, PullKind::InternalNotes, SyncPull::begin(PullKind::InternalNotes, 0));
                else
                    pullShown(round);
            });
        });
}

void SyncEngine::keepOnly(const RoundPtr &round, ClientId client, const QStringList &e164s, std::function<void()> then)
{
    here(
        round,
        [client, e164s, own = round->keys.own, identity = m_identity](QSqlDatabase &db) {
            return inTransaction(db, [&](QSqlDatabase &inner) -> Result<MergedRows> {
                SyncMerge merging(inner, own, identity, SyncMerge::noNews);
                if (const auto done = merging.onlyNumbers(client, e164s); !done)
                    return done.error();
                if (const auto done = merging.finish(); !done)
                    return done.error();
                return merging.merged();
            });
        },
        [this, then = std::move(then)](const Result<MergedRows> &done) {
            Q_EMIT merged(*done);
            then();
        });
}

// ---- push

/// What was here before sharing began, once the practice's own is known.
void SyncEngine::queueRest(const RoundPtr &round)
{
    if (round->memory.allQueued) {
        endRound(round);
        return;
    }
    const bool brings = round->practice.role == "admin"_L1 || round->practice.role == "agent"_L1;
    here(
        round,
        [brings, synced = round->synced](QSqlDatabase &db) { return SyncMemory::queueStretch(db, brings, synced); },
        [this, round](const Result<bool> &all) {
            round->memory.allQueued = *all;
            if (*all)
                pushNext(round);
            else
                queueRest(round);
        });
}

void SyncEngine::pushNext(const RoundPtr &round)
{
    if (round->pushes.isEmpty()) {
        if (round->isPulled)
            endRound(round);
        else if (round->hasPushed)
            ask(round);
        else
            pullNext(round);
        return;
    }
    const SyncKind kind = round->pushes.takeFirst();
    if (kind == SyncKind::News) {
        pushNews(round);
        return;
    }
    const bool onlyAdmins = kind == SyncKind::Template || kind == SyncKind::Setting;
    const bool isReader = round->practice.role == readers;
    if (!isReader && (!onlyAdmins || round->practice.role == "admin"_L1)) {
        pushBatch(round, kind);
        return;
    }
    here(
        round,
        [kind, why = QString(isReader ? SyncPush::readersOnly : SyncPush::adminsOnly)](QSqlDatabase &db) {
            return SyncPush::refuseAll(db, kind, why);
        },
        [this, round](const Result<void> &) { pushNext(round); });
}

void SyncEngine::pushNews(const RoundPtr &round)
{
    const qint64 epoch = m_newsEpoch ? m_newsEpoch() : 0;
    if (epoch > 0)
        pushBatch(round, SyncKind::News, epoch);
    else
        pushNext(round);
}

void SyncEngine::pushBatch(const RoundPtr &round, SyncKind kind, qint64 epoch)
{
    here(
        round, [kind](QSqlDatabase &db) { return SyncPush::take(db, kind, batchRows); },
        [this, round, kind, epoch](const Result<PushBatch> &batch) {
            if (batch->changes.isEmpty()) {
                pushNext(round);
                return;
            }
            round->hasPushed = true;
            there(
                round,
                [batch = *batch, keys = round->keys, device = m_identity.device, epoch](QSqlDatabase &db) {
                    return SyncPush::send(db, batch, keys, device, epoch);
                },
                [this, round, kind, batch = *batch](const Result<QList<PushOutcome>> &outcomes) {
                    here(
                        round,
                        [batch, outcomes = *outcomes, own = round->keys.own, asOf = round->practice.serverTime,
                         passed = m_began.elapsed()](QSqlDatabase &db) {
                            return SyncPush::settle(db, batch, outcomes, *own, asOf, asOf.addMSecs(passed));
                        },
                        [this, round, kind, batch, outcomes = *outcomes](const Result<void> &) {
                            pushed(round, kind, batch, outcomes);
                        });
                });
        });
}

void SyncEngine::pushed(const RoundPtr &round, SyncKind kind, const PushBatch &batch,
                        const QList<PushOutcome> &outcomes)
{
    QStringList contradicted;
    for (qsizetype at = 0; at < outcomes.size(); ++at) {
        if (outcomes.at(at).result == PushOutcome::Result::Conflict)
            contradicted.append(batch.changes.at(at).id);
    }
    if (contradicted.isEmpty()) {
        const bool isLeaseLost = std::any_of(outcomes.begin(), outcomes.end(), [](const PushOutcome &one) {
            return one.result == PushOutcome::Result::NotNow;
        });
        if (isLeaseLost || batch.changes.size() < batchRows)
            pushNext(round);
        else if (kind == SyncKind::News)
            pushNews(round);
        else
            pushBatch(round, kind);
        return;
    }
    const PullKind pull = kind == SyncKind::Client ? PullKind::Clients : PullKind::Templates;
    there(
        round,
        [pull, contradicted, keys = round->keys](QSqlDatabase &db) {
            return SyncPull::rows(db, pull, contradicted, keys);
        },
        [this, round, pull](const Result<QList<QVariantList>> &rows) {
            // Joined, they go with the next round; taking them now could go on for ever against somebody who types.
            merge(round, pull, *rows, [this, round] { pushNext(round); });
        });
}

// ---- the end

void SyncEngine::endRound(const RoundPtr &round)
{
    const qint64 cursor = round->memory.cursor == 0 ? round->memory.firstHorizon : round->practice.horizon;
    here(
        round,
        [cursor, practice = round->practice, own = round->keys.own, identity = m_identity](QSqlDatabase &db) {
            return inTransaction(db, [&](QSqlDatabase &inner) -> Result<std::pair<SyncMemory::Counts, MergedRows>> {
                if (const auto done = SyncMemory::rememberRound(inner, cursor, practice); !done)
                    return done.error();
                SyncMerge merging(inner, own, identity, SyncMerge::noNews);
                if (const auto done = merging.forgetHidden(); !done)
                    return done.error();
                const auto counts = SyncMemory::count(inner);
                if (!counts)
                    return counts.error();
                return std::pair(*counts, merging.merged());
            });
        },
        [this, round, cursor](const Result<std::pair<SyncMemory::Counts, MergedRows>> &end) {
            const auto &[counts, forgotten] = *end;
            if (!forgotten.communicationsGone.isEmpty() || !forgotten.clientsGone.isEmpty())
                Q_EMIT merged(forgotten);
            m_status.backlog = counts.waiting;
            m_status.refused = counts.refused;
            m_status.conflicts = counts.conflicts;
            // Edits of two people that were joined go at once.
            if (counts.waiting > 0)
                m_wokenMeanwhile = true;
            // Beside what follows, which does not wait for it.
            m_records.run(round->keys, m_identity.device, round->practice.epoch + u' ' + round->practice.records);
            m_horizon = cursor;
            ended({});
        });
}

void SyncEngine::ended(const Result<void> &result)
{
    m_running = false;
    if (!m_started)
        return;
    if (result) {
        m_backoff.reset();
        m_status.error = {};
        m_status.lastSuccess = QDateTime::currentDateTimeUtc();
        setState(SyncStatus::State::UpToDate);
        const bool isWoken = m_wokenMeanwhile || m_heardOf >= m_horizon;
        wakeIn(isWoken ? m_timing.afterChange : m_told ? m_timing.told : m_timing.idle);
        Q_EMIT caughtUp(m_began);
        return;
    }
    m_horizon = 0; // nothing is taken for granted
    m_status.error = result.error();
    setState(stateOf(result.error()));
    const bool isUnreached = result.error().kind == ErrorKind::Offline;
    m_timer.start(m_backoff.next(isUnreached ? m_timing.longestOffline : m_timing.longestRetry));
    if (PracticeKeys::isNewerKeyNeeded(result.error()))
        Q_EMIT keysNeeded();
    if (SyncPull::isNoMember(result.error()))
        Q_EMIT shutOut();
}
