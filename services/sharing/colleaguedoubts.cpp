#include "sharing/colleaguedoubts.h"

#include "messaging/reconciler.h"
#include "storage/outboxstore.h"
#include "sync/polllease.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"
#include "sync/syncengine.h"
#include "twilio/twilioclient.h"

#include <QLoggingCategory>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcDoubts, "practiceline.doubts")

/// A POST ends within 35 s: whatever is *sending* for longer is so no more (0009_lease.sql says so too).
constexpr int brokenOff = 60;
/// A row that Twilio will not look for is asked about again after this.
constexpr int refusedFor = 300;
} // namespace

ColleagueDoubts::ColleagueDoubts(const Parts &parts, std::chrono::milliseconds interval, double timeScale,
                                 QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_interval(interval)
    , m_timeScale(timeScale)
    , m_waits(interval, std::chrono::minutes(5))
{
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &ColleagueDoubts::look);
}

void ColleagueDoubts::start()
{
    m_timer.start();
}

void ColleagueDoubts::stop()
{
    m_timer.stop();
    m_rows.clear();
}

void ColleagueDoubts::look()
{
    const bool waits = m_failed.isValid() && !m_failed.hasExpired(m_wait.count());
    if (m_isBusy || waits || !m_parts.lease.isOurs() || !m_parts.lease.isHolder())
        return;
    m_isBusy = true;
    const QDateTime broken = m_parts.twilio.serverTime().addSecs(-brokenOff);
    const auto rows =
        m_parts.outbox.colleaguesInDoubt(m_parts.twilio.accountSid(), broken, Reconciler::checksInAll(), m_before);
    whenDone(rows, this, [this](const Result<QList<Communication>> &found) {
        m_rows.clear();
        // Those that are not due yet, or can not be looked for, keep no older one from its turn.
        const bool goesOn = found && found->size() == OutboxStore::doubtsAtOnce;
        m_before = goesOn ? found->constLast().sequence : std::numeric_limits<qint64>::max();
        if (found)
            std::copy_if(found->cbegin(), found->cend(), std::back_inserter(m_rows),
                         [this](const Communication &row) { return isDue(row); });
        next();
    });
}

/// A call may ring on while nobody follows it, so there is no waiting for its own computer.
int ColleagueDoubts::looksDue(const Communication &row) const
{
    const auto grace = row.channel == Channel::Sms ? 2 * m_interval : std::chrono::milliseconds(0);
    return Reconciler::dueBy(row.attemptAt, m_parts.twilio.serverTime().addMSecs(-grace.count()), m_timeScale);
}

bool ColleagueDoubts::isDue(const Communication &row) const
{
    const bool isRefused = m_parts.twilio.serverTime() < m_notBefore.value(row.id);
    return !row.bodyLocked && !isRefused && looksDue(row) > std::max(row.checks, m_looks.value(row.attempt));
}

void ColleagueDoubts::next()
{
    if (m_timer.isActive() && m_parts.lease.isOurs() && !m_rows.isEmpty())
        return search(m_rows.takeFirst());
    m_rows.clear();
    m_isBusy = false;
}

void ColleagueDoubts::search(const Communication &row)
{
    const int looks = looksDue(row);
    const auto adopt = [this, row, looks](const DoubtSearch::Match &match, int copies) {
        return settle(row, match, copies, looks);
    };
    auto *search = new DoubtSearch(m_parts.outbox, m_parts.messages, m_parts.calls, row, row.toNumber, row.fromNumber,
                                   adopt, this);
    whenDone(search->run(), this, [this, row, looks](const Result<bool> &found) {
        if (!found)
            return failed(row, found.error());
        if (*found)
            return settled(row, looks);
        whenDone(settle(row, {}, 0, looks), this, [this, row, looks](const Result<void> &told) {
            if (told)
                settled(row, looks);
            else
                failed(row, told.error());
        });
    });
}

void ColleagueDoubts::settled(const Communication &row, int looks)
{
    m_waits.reset();
    m_looks.insert(row.attempt, looks);
    m_parts.engine.wake();
    next();
}

/// Nothing was learned: the look does not count, and as a rule the others wait too.
void ColleagueDoubts::failed(const Communication &row, const Error &error)
{
    qCInfo(lcDoubts) << "could not look:" << error.detail;
    if (error.kind == ErrorKind::Rejected || error.kind == ErrorKind::Invalid) {
        m_notBefore.insert(row.id, m_parts.twilio.serverTime().addSecs(refusedFor)); // that row's trouble alone
        return next();
    }
    m_wait = m_waits.next();
    m_failed.start();
    m_rows.clear();
    next();
}

/// @p match without a sid: looked, and found none.
QFuture<Result<void>> ColleagueDoubts::settle(const Communication &row, const DoubtSearch::Match &match, int copies,
                                              int looks)
{
    const auto orNull = [](const QString &text) { return text.isEmpty() ? QVariant() : QVariant(text); };
    const QVariantList values{m_parts.lease.device().toString(),
                              m_parts.lease.epoch(),
                              row.id.toString(),
                              row.attempt.toString(),
                              orNull(match.sid),
                              orNull(match.status),
                              orNull(match.from),
                              orNull(match.created.toUTC().toString(Qt::ISODateWithMs)),
                              copies,
                              looks};
    return m_parts.shared.run([values](QSqlDatabase &db) -> Result<void> {
        auto answer = execShared(db,
                                 u"SELECT practiceline.settle_doubt(?::uuid, ?::bigint, ?::uuid, ?::uuid, ?, ?, ?, "
                                 "?::timestamptz, ?::integer, ?::integer)"_s,
                                 values);
        if (!answer)
            return answer.error();
        if (answer->next() && answer->value(0).toString() == "taken"_L1)
            return Error{ErrorKind::Invalid, 0, u"sid-taken"_s, {}};
        return {};
    });
}
