#include "messaging/smsposter.h"

#include "messaging/durablestep.h"
#include "messaging/reconciler.h"
#include "messaging/sendgate.h"
#include "storage/clientstore.h"
#include "storage/outboxstore.h"
#include "twilio/messagesapi.h"

namespace
{
constexpr int optedOutAtTwilio = 21610;
} // namespace

SmsPoster::SmsPoster(const SendingParts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
}

void SmsPoster::post(const SmsJob &job)
{
    MessageRequest request;
    request.to = job.row.peer.e164();
    request.sender = job.sender;
    request.body = job.row.body;
    request.validity = SendGate::validity(job.sendBefore, m_parts.twilio.serverTime());
    ++m_inFlight;
    whenDone(m_parts.messages.create(request), this, [this, job](const Result<MessageResource> &result) {
        --m_inFlight;
        settle(job, result);
    });
}

void SmsPoster::settle(const SmsJob &job, const Result<MessageResource> &result)
{
    if (result) {
        Q_EMIT answered();
        return accept(job, *result);
    }
    const Error &error = result.error();
    switch (error.kind) {
    case ErrorKind::Rejected:
        Q_EMIT answered();
        return reject(job, error);
    case ErrorKind::Unauthorized:
    case ErrorKind::Offline:
    case ErrorKind::RateLimited:
    case ErrorKind::Invalid: // no login any more: refused before anything left
        Q_EMIT putOff(error);
        return giveBack(job, {});
    case ErrorKind::Cancelled:
        // The client's own word at quit, with evidence: not a byte of it left. Without evidence nobody answered.
        return error.detail.isEmpty() ? doubt(job) : giveBack(job, {});
    default:
        // Time-out, dropped line, 5xx, unreadable 2xx, redirect, shut-down: it may have been processed (rule R7).
        return doubt(job);
    }
}

void SmsPoster::accept(const SmsJob &job, const MessageResource &message)
{
    const QString from = message.from.isEmpty() ? message.messagingServiceSid : message.from;
    const QDateTime at = message.created.isValid() ? message.created : m_parts.twilio.serverTime();
    record([this, job, message, from,
            at] { return m_parts.outbox.markAccepted(job.row.id, job.attempt, message.sid, message.status, from, at); },
           [this, job](const Result<void> &recorded) {
               if (recorded)
                   Q_EMIT sent(job.row.id);
               else if (recorded.error().detail == QLatin1String("sid-taken"))
                   doubt(job); // an answer that names another row's text says nothing of this one
           });
}

void SmsPoster::reject(const SmsJob &job, const Error &error)
{
    if (error.code == optedOutAtTwilio) {
        // Before the row's own step: jobs of the store keep their order, so nothing of this conversation can pass
        // between.
        recordDurably(this, [this, job] {
            return m_parts.clients.setPermission(job.row.peer, TextPermission::OptedOut, QStringLiteral("21610"),
                                                 m_parts.twilio.serverTime());
        });
        whenDone(m_parts.outbox.blockWaiting(job.row.peer, SendBlock::OptedOut), this, [](const Result<int> &) {});
    }
    record([this, job, error] { return m_parts.outbox.markFailed(job.row.id, job.attempt, error.code, error.detail); },
           {});
}

void SmsPoster::doubt(const SmsJob &job)
{
    record([this, job] { return m_parts.outbox.markUnconfirmed(job.row.id, job.attempt, Reconciler::firstLook()); },
           [this, job](const Result<void> &recorded) {
               if (recorded)
                   Q_EMIT unconfirmed(job.row.id);
           });
}

void SmsPoster::giveBack(const SmsJob &job, const std::function<void(const Result<void> &)> &done)
{
    record([this, job] { return m_parts.outbox.backToPending(job.row.id, job.attempt); }, done);
}

/// However long the store takes: until then the sender is not idle.
void SmsPoster::record(const Step &step, const std::function<void(const Result<void> &)> &done)
{
    ++m_recording;
    recordDurably(this, step, [this, done](const Result<void> &result) {
        --m_recording;
        if (done)
            done(result);
        Q_EMIT recorded();
    });
}
