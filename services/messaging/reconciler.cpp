#include "messaging/reconciler.h"

#include "clock.h"
#include "messaging/doubtsearch.h"
#include "storage/communicationstore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"

#include <QLoggingCategory>

#include <algorithm>
#include <array>

namespace
{
Q_LOGGING_CATEGORY(logReconcile, "practiceline.reconcile")

/// Seconds after the attempt (reliability.md, outbox contract 4); the last one is the validity period with two minutes
/// on top.
constexpr std::array<int, 8> schedule{2, 5, 15, 60, 300, 900, 3600, 14'400 + 120};
/// A timer does not run while the computer sleeps.
constexpr std::chrono::minutes longestWait{5};
} // namespace

Reconciler::Reconciler(OutboxStore &outbox, CommunicationStore &communications, SettingStore &settings,
                       MessagesApi &messages, CallsApi &calls, TwilioClient &twilio, const Clock &clock,
                       double timeScale, QObject *parent)
    : QObject(parent)
    , m_outbox(outbox)
    , m_communications(communications)
    , m_settings(settings)
    , m_messages(messages)
    , m_calls(calls)
    , m_twilio(twilio)
    , m_clock(clock)
    , m_timeScale(timeScale)
    , m_waits(std::chrono::milliseconds(static_cast<qint64>(2000 * timeScale)), std::chrono::minutes(1))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Reconciler::look);
}

QDateTime Reconciler::dueAt(const QDateTime &attemptAt, int checks, double timeScale)
{
    if (checks < 0 || static_cast<size_t>(checks) >= schedule.size())
        return {};
    return attemptAt.addMSecs(static_cast<qint64>(schedule.at(static_cast<size_t>(checks)) * 1000.0 * timeScale));
}

int Reconciler::dueBy(const QDateTime &attemptAt, const QDateTime &now, double timeScale)
{
    int due = 0;
    while (due < checksInAll() && dueAt(attemptAt, due, timeScale) <= now)
        ++due;
    return due;
}

int Reconciler::checksInAll()
{
    return int(schedule.size());
}

bool Reconciler::canLook() const
{
    return !m_twilio.sendsOnly();
}

std::chrono::milliseconds Reconciler::firstLook()
{
    return std::chrono::seconds(schedule.front());
}

void Reconciler::start()
{
    m_running = true;
    wake();
}

void Reconciler::stop()
{
    m_running = false;
    m_timer.stop();
}

void Reconciler::wake()
{
    if (m_running)
        arm();
}

void Reconciler::arm()
{
    if (m_busy)
        return; // next() arms when it is through
    whenDone(m_outbox.nextCheckAt(m_twilio.accountSid()), this, [this](const Result<QDateTime> &at) {
        if (!at && at.error().kind != ErrorKind::Cancelled && m_running)
            return m_timer.start(longestWait);
        if (!m_running || m_busy || !at || !at->isValid())
            return;
        qint64 left = m_twilio.serverTime().msecsTo(*at);
        left = std::max<qint64>(left, (m_notBefore - m_clock.sinceBoot()).count());
        m_timer.start(std::clamp(std::chrono::milliseconds(left), std::chrono::milliseconds(1),
                                 std::chrono::milliseconds(longestWait)));
    });
}

void Reconciler::look()
{
    if (!m_running || m_busy)
        return;
    if (!m_twilio.hasCredentials() || !canLook()) {
        m_timer.start(longestWait);
        return;
    }
    m_busy = true;
    whenDone(m_outbox.unconfirmedDue(m_twilio.serverTime(), m_twilio.accountSid()), this,
             [this](const Result<QList<Communication>> &due) {
                 m_rows = due ? *due : QList<Communication>();
                 next();
             });
}

void Reconciler::next()
{
    if (m_running && !m_rows.isEmpty())
        return check(m_rows.takeFirst());
    m_rows.clear();
    m_busy = false;
    if (m_running)
        arm();
}

void Reconciler::check(const Communication &row)
{
    whenDone(search(row), this, [this, row](const Result<bool> &found) { settle(row, found); });
}

void Reconciler::settle(const Communication &row, const Result<bool> &found)
{
    if (!found) {
        // Nothing was learned: the check does not count, and as a rule the others wait too.
        qCInfo(logReconcile) << "could not look:" << found.error().detail;
        m_notBefore = m_clock.sinceBoot() + m_waits.next();
        // A row that can not be read, or that Twilio will not look for, is not the others' trouble.
        if (!row.bodyLocked && found.error().kind != ErrorKind::Rejected && found.error().kind != ErrorKind::Invalid)
            m_rows.clear();
        return next();
    }
    m_waits.reset();
    m_notBefore = {};
    if (*found) {
        Q_EMIT adopted(row.id);
        return next();
    }
    // A colleague's computer may have looked too (ColleagueDoubts): never more than there were times for.
    const int isDue = dueBy(row.attemptAt, m_twilio.serverTime(), m_timeScale);
    QDateTime due = dueAt(row.attemptAt, std::max(row.checks, std::min(row.checks + 1, isDue)), m_timeScale);
    if (due.isValid()) // after a long absence all are due: not in one burst
        due = std::max(due, m_twilio.serverTime().addMSecs(static_cast<qint64>(2000 * m_timeScale)));
    whenDone(m_outbox.recordCheck(row.id, due, isDue), this, [this](const Result<void> &recorded) {
        if (!recorded) {
            m_notBefore = m_clock.sinceBoot() + m_waits.next();
            m_rows.clear();
        }
        next();
    });
}

bool Reconciler::isOfAnotherAccount(const Communication &row) const
{
    const QString present = m_twilio.accountSid();
    return !row.accountSid.isEmpty() && !present.isEmpty() && row.accountSid != present;
}

QFuture<Result<bool>> Reconciler::search(const Communication &row)
{
    // Another account's lists can not show it, and what they show there is somebody else's.
    if (isOfAnotherAccount(row))
        return readyFuture<bool>(Error{ErrorKind::Invalid, 0, QStringLiteral("other-account"), {}});
    if (!canLook())
        return readyFuture<bool>(Error{ErrorKind::Invalid, 0, QStringLiteral("sends-only"), {}});
    const PracticeSettings &settings = m_settings.current();
    const QString caller = row.fromNumber.isEmpty() ? settings.callerId.e164() : row.fromNumber;
    const QString staffPhone = row.toNumber.isEmpty() ? settings.staffPhone.e164() : row.toNumber;
    const auto adopt = [this, id = row.id, attempt = row.attempt](const DoubtSearch::Match &match, int copies) {
        return m_outbox.markAccepted(id, attempt, match.sid, match.status, match.from, match.created, copies);
    };
    auto *look = new DoubtSearch(m_outbox, m_messages, m_calls, row, staffPhone, caller, adopt, this);
    return look->run();
}

QFuture<Result<bool>> Reconciler::checkNow(CommunicationId id)
{
    Promise<bool> promise;
    whenDone(m_communications.fetch(id), this, [this, promise](const Result<Communication> &row) {
        if (!row)
            return promise.finish(row.error());
        if (row->sendState != SendState::Unconfirmed)
            return promise.finish(row->sendState == SendState::Accepted);
        whenDone(search(*row), this, [this, id = row->id, promise](const Result<bool> &found) {
            if (found && *found)
                Q_EMIT adopted(id);
            promise.finish(found);
        });
    });
    return promise.future();
}
