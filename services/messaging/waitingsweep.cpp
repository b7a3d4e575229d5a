#include "messaging/waitingsweep.h"

#include "messaging/sendfacts.h"
#include "messaging/timecheck.h"
#include "secrets/keyring.h"
#include "storage/communicationstore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"

#include <QLoggingCategory>

#include <algorithm>

namespace
{
Q_LOGGING_CATEGORY(logWaiting, "practiceline.outbox")

constexpr int mostRows = 1000;
/// A timer does not run while the computer sleeps, and clocks jump: look at least this often while something waits.
constexpr std::chrono::minutes longestWait{1};

} // namespace

WaitingSweep::WaitingSweep(const SendingParts &parts, const SenderTiming &timing, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_timing(timing)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &WaitingSweep::look);
    connect(&m_parts.keys, &KeyRing::changed, this, &WaitingSweep::wake);
    connect(&m_parts.settings, &SettingStore::changed, this, &WaitingSweep::wake);
    connect(&m_parts.time, &TimeCheck::known, this, &WaitingSweep::wake);
}

void WaitingSweep::start()
{
    m_running = true;
    wake();
}

void WaitingSweep::stop()
{
    m_running = false;
    m_timer.stop();
}

void WaitingSweep::wake()
{
    if (m_running)
        m_timer.start(0);
}

void WaitingSweep::look()
{
    if (!m_running)
        return;
    if (m_busy) {
        m_again = true;
        return;
    }
    m_busy = true;
    m_next = QDateTime();
    whenDone(m_parts.outbox.waiting(mostRows), this, [this](const Result<QList<Communication>> &rows) {
        if (!rows) {
            m_busy = false;
            if (rows.error().kind != ErrorKind::Cancelled && m_running)
                m_timer.start(longestWait);
            return;
        }
        m_rows = *rows;
        next();
    });
}

void WaitingSweep::next()
{
    while (!m_rows.isEmpty() && m_running) {
        const Communication row = m_rows.takeFirst();
        if (row.channel != Channel::Sms)
            continue;
        const QDateTime moment = momentOf(row);
        if (!moment.isValid())
            continue;
        if (moment > m_parts.twilio.serverTime())
            watch(moment);
        else if (mayJudge(row))
            return settle(row);
    }
    m_rows.clear();
    m_busy = false;
    if (m_again) {
        m_again = false;
        wake();
    }
}

/// When something has to be done about @p row: its time, or at once; null: only a person acts.
QDateTime WaitingSweep::momentOf(const Communication &row) const
{
    const qint64 margin = -std::chrono::seconds(SendGate::leastTimeLeft).count();
    if (row.sendState == SendState::Pending)
        return row.sendBefore.isValid() ? row.sendBefore.addSecs(margin + 1) : QDateTime();
    if (row.sendState != SendState::Held)
        return {};
    if (waitsForSetUp(row.block))
        return QDateTime::fromMSecsSinceEpoch(0, Qt::UTC);
    const bool scheduled =
        row.block == SendBlock::None || row.block == SendBlock::OutsideHours || row.block == SendBlock::HourlyLimit;
    return scheduled ? row.sendAfter : QDateTime();
}

void WaitingSweep::settle(const Communication &row)
{
    if (row.sendState == SendState::Pending)
        finish(m_parts.outbox.hold(row.id, SendBlock::PastSendBefore));
    else
        readWhole(row.id);
}

/// To hold on a guess of the time is safe, to send is not.
bool WaitingSweep::mayJudge(const Communication &row)
{
    if (row.sendState == SendState::Pending || m_parts.time.isKnown())
        return true;
    m_parts.time.ask();
    watch(m_parts.twilio.serverTime().addSecs(30));
    return false;
}

/// With body and reason: the list of what waits comes without them.
void WaitingSweep::readWhole(CommunicationId id)
{
    whenDone(m_parts.communications.fetch(id), this, [this](const Result<Communication> &row) {
        if (row && !row->bodyLocked && row->sendState == SendState::Held)
            return settleHeld(*row);
        next(); // damaged, or no key: no matter of time or set-up
    });
}

SendMoment WaitingSweep::sendMomentOf(const Communication &row) const
{
    SendMoment moment = presentMoment(m_parts, m_timing);
    moment.overridden = !row.overrideReason.isEmpty();
    // Scheduled by a person for a time: that time counts as the click. Else the click's own limit stays.
    moment.sendBefore = row.sendAfter.isValid() && row.block != SendBlock::HourlyLimit
                            ? row.sendAfter.addSecs(std::chrono::seconds(m_timing.maximumAge).count())
                            : row.sendBefore;
    return moment;
}

void WaitingSweep::settleHeld(const Communication &row)
{
    const QDateTime now = m_parts.twilio.serverTime();
    whenDone(loadSendFacts(m_parts.clients, m_parts.communications, row.clientId, row.peer, now, this), this,
             [this, row](const Result<LoadedFacts> &loaded) {
                 if (!loaded) {
                     watch(m_parts.twilio.serverTime().addSecs(30));
                     return next();
                 }
                 const SendVerdict verdict =
                     SendGate::judge(loaded->facts, m_parts.settings.current(), sendMomentOf(row));
                 // Only set-up was waited for so far, and its time is still to come.
                 const bool early = row.sendAfter.isValid() && row.sendAfter > m_parts.twilio.serverTime();
                 if (early && keepsItsTime(verdict.block)) {
                     watch(row.sendAfter);
                     return verdict.block == row.block
                                ? next()
                                : finish(m_parts.outbox.hold(row.id, verdict.block, row.sendAfter));
                 }
                 switch (verdict.block) {
                 case SendBlock::None:
                     return finish(m_parts.outbox.release(row.id, verdict.sendBefore, QString()));
                 case SendBlock::OptedOut:
                 case SendBlock::NumberNotUsable:
                     return finish(m_parts.outbox.refuse(row.id, verdict.block));
                 case SendBlock::NotConfigured:
                 case SendBlock::Locked:
                     return next(); // settings and key wake this
                 default:
                     return finish(m_parts.outbox.hold(row.id, verdict.block));
                 }
             });
}

void WaitingSweep::finish(const QFuture<Result<void>> &step)
{
    whenDone(step, this, [this](const Result<void> &result) {
        if (!result && result.error().kind != ErrorKind::Invalid && result.error().kind != ErrorKind::Cancelled) {
            qCWarning(logWaiting) << "could not move a waiting row:" << result.error().detail;
            watch(m_parts.twilio.serverTime().addSecs(30));
        }
        next();
    });
}

void WaitingSweep::consider(const Communication &row)
{
    const QDateTime moment = momentOf(row);
    if (row.channel == Channel::Sms && moment.isValid())
        watch(moment);
}

void WaitingSweep::watch(const QDateTime &moment)
{
    if (!m_running || (m_next.isValid() && m_next <= moment && m_timer.isActive()))
        return;
    m_next = moment;
    const qint64 left = m_parts.twilio.serverTime().msecsTo(moment);
    m_timer.start(std::clamp(std::chrono::milliseconds(left), std::chrono::milliseconds(1),
                             std::chrono::milliseconds(longestWait)));
}
