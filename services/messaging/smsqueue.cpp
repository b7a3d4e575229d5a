#include "messaging/smsqueue.h"

#include "clock.h"
#include "messaging/durablestep.h"
#include "messaging/reconciler.h"
#include "messaging/sendfacts.h"
#include "secrets/keyring.h"
#include "storage/clientstore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "twilio/messagesapi.h"

#include <QLoggingCategory>

#include <algorithm>

namespace
{
Q_LOGGING_CATEGORY(logQueue, "practiceline.outbox")

constexpr int optedOutAtTwilio = 21610;

PhoneNumber senderNumber(const QString &sender)
{
    return PhoneNumber::fromE164(sender);
}
} // namespace

SmsQueue::SmsQueue(const SendingParts &parts, const SenderTiming &timing, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_timing(timing)
    , m_waits(timing.retryBase, timing.retryCap)
    , m_storeWaits(timing.retryBase, timing.retryCap)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SmsQueue::turn);
    connect(&m_parts.outbox, &OutboxStore::pendingAdded, this, &SmsQueue::wake);
    connect(&m_parts.keys, &KeyRing::changed, this, &SmsQueue::wake);
    connect(&m_parts.settings, &SettingStore::changed, this, &SmsQueue::wake);
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
           m_parts.settings.current().canText() && m_parts.twilio.hasCredentials() && m_inFlight < m_timing.inFlight;
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
        else
            prepare(**next);
    });
}

void SmsQueue::withVerdict(const Communication &row, const std::function<void(const SendVerdict &)> &handler,
                           const std::function<void(const Error &)> &failed)
{
    const QDateTime now = m_parts.twilio.serverTime();
    whenDone(loadSendFacts(m_parts.clients, m_parts.communications, row.clientId, row.peer, now, this), this,
             [this, row, handler, failed](const Result<LoadedFacts> &loaded) {
                 if (!loaded)
                     return failed(loaded.error());
                 SendMoment moment;
                 moment.now = m_parts.twilio.serverTime();
                 moment.sendBefore = row.sendBefore;
                 moment.unlocked = m_parts.keys.isUnlocked();
                 moment.hasLogin = m_parts.twilio.hasCredentials();
                 moment.overridden = !row.overrideReason.isEmpty();
                 moment.maximumAge = m_timing.maximumAge;
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
            if (verdict.block == SendBlock::None)
                markSending(row);
            else
                park(row, verdict.block);
        },
        [this](const Error &error) { tryLater(error); });
}

void SmsQueue::markSending(const Communication &row)
{
    const Job job{row, AttemptId::create(), m_parts.settings.current().sender, {}};
    whenDone(m_parts.outbox.markSending(row.id, job.attempt, m_parts.twilio.serverTime(), job.sender), this,
             [this, job](const Result<Communication> &marked) {
                 if (marked)
                     recheck(job);
                 else if (marked.error().detail == QLatin1String("possible-duplicate"))
                     park(job.row, SendBlock::PossibleDuplicate);
                 else if (marked.error().kind == ErrorKind::Invalid)
                     done(); // canceled or blocked meanwhile
                 else
                     tryLater(marked.error());
             });
}

void SmsQueue::recheck(const Job &job)
{
    withVerdict(
        job.row,
        [this, job](const SendVerdict &verdict) {
            // Quit began while the row was written: it was not posted, so it waits again.
            if (!m_running || verdict.block != SendBlock::None)
                return giveBack(job, m_running ? verdict.block : SendBlock::None);
            Job ready = job;
            ready.sendBefore = verdict.sendBefore;
            post(ready);
        },
        [this, job](const Error &error) {
            qCWarning(logQueue) << "no facts right before the request:" << error.detail;
            m_notBefore.setRemainingTime(m_storeWaits.next().count());
            giveBack(job, SendBlock::None);
        });
}

void SmsQueue::giveBack(const Job &job, SendBlock block)
{
    recordDurably(
        this, [this, job] { return m_parts.outbox.backToPending(job.row.id, job.attempt); },
        [this, job, block](const Result<void> &result) {
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
        Q_EMIT parked();
        done();
    });
}

void SmsQueue::post(const Job &job)
{
    MessageRequest request;
    request.to = job.row.peer.e164();
    request.sender = job.sender;
    request.body = job.row.body;
    request.validity = SendGate::validity(job.sendBefore, m_parts.twilio.serverTime());
    m_nextSlot.setRemainingTime(
        (senderNumber(job.sender).isTollFree() ? m_timing.tollFreeInterval : m_timing.longCodeInterval).count());
    ++m_inFlight;
    whenDone(m_parts.messages.create(request), this, [this, job](const Result<MessageResource> &result) {
        --m_inFlight;
        settle(job, result);
    });
    done();
}

void SmsQueue::settle(const Job &job, const Result<MessageResource> &result)
{
    if (result) {
        m_waits.reset();
        m_offline = false;
        return accept(job, *result);
    }
    const Error &error = result.error();
    switch (error.kind) {
    case ErrorKind::Rejected:
        m_waits.reset();
        return reject(job, error);
    case ErrorKind::Unauthorized:
        // A 401 for the login before the present one is no reason to stop.
        m_loginRefused = m_parts.twilio.isLoginRefused();
        return backToPending(job);
    case ErrorKind::Offline:
    case ErrorKind::RateLimited:
    case ErrorKind::Invalid: // no login any more: refused before anything left
        waitAfter(error);
        return backToPending(job);
    case ErrorKind::Cancelled:
        // The client's own word at quit, with evidence: not a byte of it left. Without evidence nobody answered.
        return error.detail.isEmpty() ? doubt(job) : backToPending(job);
    default:
        // Time-out, dropped line, 5xx, unreadable 2xx, redirect, shut-down: it may have been processed (rule R7).
        return doubt(job);
    }
}

void SmsQueue::accept(const Job &job, const MessageResource &message)
{
    const QString from = message.from.isEmpty() ? message.messagingServiceSid : message.from;
    const QDateTime at = message.created.isValid() ? message.created : m_parts.twilio.serverTime();
    recordDurably(
        this,
        [this, job, message, from, at] {
            return m_parts.outbox.markAccepted(job.row.id, job.attempt, message.sid, message.status, from, at);
        },
        [this, job](const Result<void> &recorded) {
            if (recorded)
                Q_EMIT sent(job.row.id);
            else if (recorded.error().detail == QLatin1String("sid-taken"))
                return doubt(job);
            wake();
        });
}

void SmsQueue::reject(const Job &job, const Error &error)
{
    if (error.code == optedOutAtTwilio) {
        // Before the row's own step: jobs of the store keep their order, so nothing of this conversation can pass
        // between.
        recordDurably(this, [this, job] {
            return m_parts.clients.setPermission(job.row.peer, TextPermission::OptedOut, QStringLiteral("21610"));
        });
        whenDone(m_parts.outbox.blockWaiting(job.row.peer, SendBlock::OptedOut), this, [](const Result<int> &) {});
    }
    recordDurably(
        this,
        [this, job, error] { return m_parts.outbox.markFailed(job.row.id, job.attempt, error.code, error.detail); },
        [this](const Result<void> &) { wake(); });
}

void SmsQueue::doubt(const Job &job)
{
    const QDateTime next = Reconciler::dueAt(m_parts.twilio.serverTime(), 0);
    recordDurably(
        this, [this, job, next] { return m_parts.outbox.markUnconfirmed(job.row.id, job.attempt, next); },
        [this, job](const Result<void> &recorded) {
            if (recorded)
                Q_EMIT unconfirmed(job.row.id);
            wake();
        });
}

void SmsQueue::backToPending(const Job &job)
{
    recordDurably(
        this, [this, job] { return m_parts.outbox.backToPending(job.row.id, job.attempt); },
        [this](const Result<void> &) { wake(); });
}

void SmsQueue::waitAfter(const Error &error)
{
    m_offline = error.kind == ErrorKind::Offline;
    const auto wait = error.retryAfter.count() > 0 ? error.retryAfter : m_waits.next();
    m_notBefore.setRemainingTime(wait.count());
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
    qCWarning(logQueue) << "the store failed, nothing was sent:" << error.detail;
    m_notBefore.setRemainingTime(m_storeWaits.next().count());
    wake();
}
