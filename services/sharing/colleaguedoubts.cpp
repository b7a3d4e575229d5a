#include "sharing/colleaguedoubts.h"

#include "messaging/reconciler.h"
#include "storage/outboxstore.h"
#include "sync/polllease.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"
#include "sync/syncengine.h"
#include "twilio/twilioclient.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcDoubts, "practiceline.doubts")
} // namespace

ColleagueDoubts::ColleagueDoubts(const Parts &parts, std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_interval(interval)
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
    if (m_isBusy || waits || !m_parts.lease.isOurs() || !m_parts.twilio.hasCredentials() || m_parts.twilio.sendsOnly())
        return;
    m_isBusy = true;
    whenDone(m_parts.outbox.colleaguesInDoubt(m_parts.twilio.accountSid()), this,
             [this](const Result<QList<Communication>> &rows) {
                 m_rows.clear();
                 if (rows)
                     std::copy_if(rows->cbegin(), rows->cend(), std::back_inserter(m_rows),
                                  [this](const Communication &row) { return isDue(row); });
                 next();
             });
}

bool ColleagueDoubts::isDue(const Communication &row) const
{
    const QDateTime due = Reconciler::dueAt(row.attemptAt, std::max(row.checks, m_looks.value(row.id)));
    return !row.bodyLocked && due.isValid() && due.addMSecs(2 * m_interval.count()) <= m_parts.twilio.serverTime();
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
    const auto adopt = [this, row](const DoubtSearch::Match &match, int copies) { return settle(row, match, copies); };
    auto *search = new DoubtSearch(m_parts.outbox, m_parts.messages, m_parts.calls, row, row.toNumber, row.fromNumber,
                                   adopt, this);
    whenDone(search->run(), this, [this, row](const Result<bool> &found) { searched(row, found); });
}

void ColleagueDoubts::searched(const Communication &row, const Result<bool> &found)
{
    if (!found) {
        // Nothing was learned: the look does not count, and as a rule the others wait too.
        qCInfo(lcDoubts) << "could not look:" << found.error().detail;
        m_wait = m_waits.next();
        m_failed.start();
        m_rows.clear();
        return next();
    }
    m_waits.reset();
    const auto counted = [this, row] {
        m_looks.insert(row.id, row.checks + 1);
        m_parts.engine.wake();
        next();
    };
    if (*found)
        return counted();
    whenDone(settle(row, {}, 0), this, [this, counted](const Result<void> &told) {
        if (told)
            return counted();
        m_rows.clear();
        next();
    });
}

/// @p match without a sid: looked, and found none.
QFuture<Result<void>> ColleagueDoubts::settle(const Communication &row, const DoubtSearch::Match &match, int copies)
{
    const auto orNull = [](const QString &text) { return text.isEmpty() ? QVariant() : QVariant(text); };
    const QVariantList values{m_parts.lease.device().toString(),
                              m_parts.lease.turn().epoch,
                              row.id.toString(),
                              row.attempt.toString(),
                              orNull(match.sid),
                              orNull(match.status),
                              orNull(match.from),
                              orNull(match.created.toUTC().toString(Qt::ISODateWithMs)),
                              copies};
    return m_parts.shared.run([values](QSqlDatabase &db) -> Result<void> {
        auto answer = execShared(db,
                                 u"SELECT practiceline.settle_doubt(?::uuid, ?::bigint, ?::uuid, ?::uuid, ?, ?, ?, "
                                 "?::timestamptz, ?::integer)"_s,
                                 values);
        if (!answer)
            return answer.error();
        if (answer->next() && answer->value(0).toString() == "taken"_L1)
            return Error{ErrorKind::Invalid, 0, u"sid-taken"_s, {}};
        return {};
    });
}
