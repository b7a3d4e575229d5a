#include "messaging/smsqueue.h"

#include "clock.h"
#include "messaging/newswatch.h"
#include "messaging/sendadvisor.h"
#include "messaging/sendfacts.h"
#include "messaging/smsposter.h"
#include "messaging/timecheck.h"
#include "secrets/keyring.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"

#include <QLoggingCategory>

#include <algorithm>

namespace
{
Q_LOGGING_CATEGORY(logQueue, "practiceline.outbox")
} // namespace

SmsQueue::SmsQueue(const SendingParts &parts, const SenderTiming &timing, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_timing(timing)
    , m_poster(new SmsPoster(parts, this))
    , m_waits(timing.retryBase, timing.retryCap)
    , m_storeWaits(timing.retryBase, timing.retryCap)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SmsQueue::turn);
    connect(&m_parts.outbox, &OutboxStore::pendingAdded, this, &SmsQueue::wake);
    connect(&m_parts.keys, &KeyRing::changed, this, &SmsQueue::wake);
    connect(&m_parts.settings, &SettingStore::changed, this, &SmsQueue::wake);
    connect(&m_parts.time, &TimeCheck::known, this, &SmsQueue::wake);
    connect(&m_parts.time, &TimeCheck::failed, this, &SmsQueue::waitAfter);
    if (m_parts.news)
        connect(m_parts.news, &NewsWatch::fresh, this, &SmsQueue::wake);
    connectPoster();
    connectTwilio();
}

void SmsQueue::connectPoster()
{
    connect(m_poster, &SmsPoster::sent, this, &SmsQueue::sent);
    connect(m_poster, &SmsPoster::unconfirmed, this, &SmsQueue::unconfirmed);
    connect(m_poster, &SmsPoster::recorded, this, &SmsQueue::wake);
    connect(m_poster, &SmsPoster::answered, this, [this] {
        m_waits.reset();
        m_offline = false;
    });
    connect(m_poster, &SmsPoster::putOff, this, [this](const Error &error) {
        if (error.kind != ErrorKind::Unauthorized)
            waitAfter(error);
        else // a 401 for the login before the present one is no reason to stop
            m_loginRefused = m_parts.twilio.isLoginRefused();
    });
}

void SmsQueue::connectTwilio()
{
    connect(&m_parts.twilio, &TwilioClient::loginRefused, this, [this] { m_loginRefused = true; });
    connect(&m_parts.twilio, &TwilioClient::pausedUntil, this, [this](const QDateTime &utc) {
        m_pausedUntil.setRemainingTime(std::max<qint64>(0, m_parts.clock.now().msecsTo(utc)));
        wake();
    });
    connect(&m_parts.twilio, &TwilioClient::reached, this, [this] {
        if (m_offline) {
            // Somebody else's request came through: the network is back.
            m_offline = false;
            m_notBefore.setRemainingTime(0);
            wake();
        }
    });
}

void SmsQueue::start()
{
    m_running = true;
    wake();
}

void SmsQueue::stop()
{
    m_running = false;
    m_timer.stop();
}

void SmsQueue::credentialsChanged()
{
    m_loginRefused = false;
    m_waits.reset();
    m_notBefore.setRemainingTime(0);
    wake();
}

void SmsQueue::wake()
{
    if (m_running)
        m_timer.start(0);
}

void SmsQueue::recover()
{
    if (m_recovering)
        return;
    m_recovering = true;
    whenDone(m_parts.outbox.recover(m_parts.twilio.serverTime()), this,
             [this](const Result<QList<CommunicationId>> &left) {
                 m_recovering = false;
                 if (!left)
                     return tryLater(left.error());
                 m_recovered = true;
                 for (const CommunicationId &id : *left)
                     Q_EMIT unconfirmed(id);
                 turn();
             });
}

bool SmsQueue::mayWork() const
{
    return m_running && !m_taking && !m_loginRefused && m_parts.keys.isUnlocked() &&
           m_parts.settings.current().canText() && m_parts.twilio.hasCredentials() &&
           m_poster->inFlight() < m_timing.inFlight;
}

std::chrono::milliseconds SmsQueue::waitLeft() const
{
    qint64 left = std::max(m_notBefore.remainingTime(), m_nextSlot.remainingTime());
    if (m_parts.twilio.isPaused())
        left = std::max({left, m_pausedUntil.remainingTime(), qint64(100)});
    return std::chrono::milliseconds(left);
}

void SmsQueue::turn()
{
    if (!m_running)
        return;
    if (m_notBefore.remainingTime() <= 0 && !m_recovered)
        return recover();
    if (!mayWork())
        return;
    if (const auto wait = waitLeft(); wait.count() > 0)
        return m_timer.start(wait);
    m_taking = true;
    whenDone(m_parts.outbox.nextPending(Channel::Sms), this, [this](const Result<std::optional<Communication>> &next) {
        if (!next)
            return tryLater(next.error());
        m_storeWaits.reset();
        if (!next->has_value() || !m_running)
            m_taking = false; // pendingAdded wakes
        else if (isInformed())
            prepare(**next);
        else
            inform();
    });
}

/// Nothing leaves on a guess: what time it is, and what clients wrote while nobody looked.
bool SmsQueue::isInformed() const
{
    return m_parts.time.isKnown() && (!m_parts.news || m_parts.news->isFresh());
}

void SmsQueue::inform()
{
    m_taking = false; // the answer wakes
    if (!m_parts.time.isKnown())
        m_parts.time.ask();
    else if (m_parts.news)
        m_parts.news->ask();
}

bool SmsQueue::isIdle() const
{
    return !m_taking && !m_recovering && m_poster->isIdle();
}

void SmsQueue::withVerdict(const Communication &row, const std::function<void(const SendVerdict &)> &handler,
                           const std::function<void(const Error &)> &failed)
{
    const QDateTime now = m_parts.twilio.serverTime();
    whenDone(loadSendFacts(m_parts.clients, m_parts.communications, row.clientId, row.peer, now, this), this,
             [this, row, handler, failed](const Result<LoadedFacts> &loaded) {
                 if (!loaded)
                     return failed(loaded.error());
                 SendMoment moment = presentMoment(m_parts, m_timing);
                 moment.sendBefore = row.sendBefore;
                 moment.overridden = !row.overrideReason.isEmpty();
                 handler(SendGate::judge(loaded->facts, m_parts.settings.current(), moment));
             });
}

void SmsQueue::prepare(const Communication &row)
{
    if (row.bodyLocked && !m_parts.keys.isUnlocked()) {
        // The key went away between reading and now: KeyRing::changed wakes.
        m_taking = false;
        return;
    }
    if (row.bodyLocked) // damaged: it alone steps aside, or nothing behind it would ever leave
        return setAside(m_parts.outbox.hold(row.id, SendBlock::Locked));
    withVerdict(
        row,
        [this, row](const SendVerdict &verdict) {
            if (!m_running)
                done();
            else if (verdict.block == SendBlock::None)
                askPractice(row);
            else
                park(row, verdict.block);
        },
        [this](const Error &error) { tryLater(error); });
}

/// Only here, while the row is still pending: whatever becomes of the question, nothing has left.
void SmsQueue::askPractice(const Communication &row)
{
    if (!m_parts.advisor)
        return markSending(row);
    whenDone(m_parts.advisor->ask(row), this, [this, row](const Result<SendAdvice> &advice) {
        if (!m_running)
            done();
        else if (advice)
            advised(row, *advice);
        else
            tryLater(advice.error()); // this computer's own store did not answer, or the person may not send
    });
}

void SmsQueue::advised(const Communication &row, const SendAdvice &advice)
{
    if (advice.permission == TextPermission::MayText && !advice.wait)
        return markSending(row);
    const QDateTime now = m_parts.twilio.serverTime();
    whenDone(loadSendFacts(m_parts.clients, m_parts.communications, row.clientId, row.peer, now, this), this,
             [this, row, advice](const Result<LoadedFacts> &loaded) {
                 if (!loaded)
                     return tryLater(loaded.error());
                 SendFacts facts = loaded->facts;
                 hear(facts, advice.permission, advice.permissionSince);
                 SendMoment moment = presentMoment(m_parts, m_timing);
                 moment.sendBefore = row.sendBefore;
                 moment.overridden = !row.overrideReason.isEmpty();
                 const SendVerdict verdict = SendGate::judge(facts, m_parts.settings.current(), moment);
                 if (!m_running)
                     done();
                 else if (verdict.block != SendBlock::None)
                     park(row, verdict.block);
                 else if (advice.wait)
                     holdUntil(row, moment.now.addMSecs(advice.wait->count()), advice.hourlyLimit);
                 else
                     markSending(row);
             });
}

void SmsQueue::holdUntil(const Communication &row, const QDateTime &moment, int hourlyLimit)
{
    const auto held = m_parts.outbox.hold(row.id, SendBlock::HourlyLimit, moment, hourlyLimit);
    setAside(held);
    whenDone(held, this, [this](const Result<void> &result) {
        if (result)
            Q_EMIT waits();
    });
}

void SmsQueue::markSending(const Communication &row)
{
    const SmsJob job{row, AttemptId::create(), m_parts.settings.current().sender, m_parts.twilio.accountSid(), {}};
    const QDateTime now = m_parts.twilio.serverTime();
    whenDone(m_parts.outbox.markSending(row.id, job.attempt, now, job.sender, job.account), this,
             [this, job](const Result<Communication> &marked) {
                 if (marked)
                     recheck(job);
                 else if (marked.error().detail == QLatin1String("possible-duplicate"))
                     park(job.row, SendBlock::PossibleDuplicate);
                 else if (marked.error().detail == QLatin1String("arrived"))
                     setAside(m_parts.outbox.refuse(job.row.id, SendBlock::FirstArrived));
                 else if (marked.error().kind == ErrorKind::Invalid)
                     done(); // canceled or blocked meanwhile
                 else
                     tryLater(marked.error());
             });
}

void SmsQueue::recheck(const SmsJob &job)
{
    withVerdict(
        job.row,
        [this, job](const SendVerdict &verdict) {
            // While the row was written quit began, the computer slept, or the account was changed: it was not posted,
            // so it waits again.
            if (!m_running || !isInformed() || job.account != m_parts.twilio.accountSid())
                return giveBack(job, SendBlock::None);
            if (verdict.block != SendBlock::None)
                return giveBack(job, verdict.block);
            SmsJob ready = job;
            ready.sendBefore = verdict.sendBefore;
            post(ready);
        },
        [this, job](const Error &error) {
            qCWarning(logQueue) << "no facts right before the request:" << error.detail;
            m_notBefore.setRemainingTime(m_storeWaits.next().count());
            giveBack(job, SendBlock::None);
        });
}

void SmsQueue::giveBack(const SmsJob &job, SendBlock block)
{
    m_poster->giveBack(job, [this, job, block](const Result<void> &result) {
        if (result && block != SendBlock::None)
            park(job.row, block);
        else
            done();
    });
}

void SmsQueue::park(const Communication &row, SendBlock block)
{
    if (block == SendBlock::NotConfigured || block == SendBlock::Locked) {
        m_taking = false; // stays pending; settings or key wake the queue
        return;
    }
    const bool final = block == SendBlock::OptedOut || block == SendBlock::NumberNotUsable;
    setAside(final ? m_parts.outbox.refuse(row.id, block) : m_parts.outbox.hold(row.id, block));
}

void SmsQueue::setAside(const QFuture<Result<void>> &step)
{
    whenDone(step, this, [this](const Result<void> &result) {
        if (!result && result.error().kind != ErrorKind::Invalid)
            return tryLater(result.error());
        done();
    });
}

void SmsQueue::post(const SmsJob &job)
{
    const bool tollFree = PhoneNumber::fromE164(job.sender).isTollFree();
    const auto interval = tollFree ? m_timing.tollFreeInterval : m_timing.longCodeInterval;
    // From slot to slot, or what preparing a row takes would slow down all that follow; yet never two texts in one go.
    m_nextSlot = std::max(m_nextSlot + interval.count(), QDeadlineTimer(interval / 2));
    m_poster->post(job);
    done();
}

void SmsQueue::waitAfter(const Error &error)
{
    m_offline = error.kind == ErrorKind::Offline;
    const auto wait = error.retryAfter.count() > 0 ? error.retryAfter : m_waits.next();
    m_notBefore.setRemainingTime(wait.count());
    wake();
}

void SmsQueue::done()
{
    m_taking = false;
    wake();
}

void SmsQueue::tryLater(const Error &error)
{
    m_taking = false;
    if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Locked)
        return; // shut-down, or KeyRing::changed wakes
    qCWarning(logQueue) << "nothing was sent:" << error.detail;
    m_notBefore.setRemainingTime(m_storeWaits.next().count());
    wake();
}
