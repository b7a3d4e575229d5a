#include "messaging/smssender.h"

#include "clock.h"
#include "messaging/messagetext.h"
#include "messaging/sendfacts.h"
#include "messaging/smsqueue.h"
#include "messaging/timecheck.h"
#include "messaging/waitingsweep.h"
#include "secrets/keyring.h"
#include "smssegments.h"
#include "smstemplate.h"
#include "storage/communicationstore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"

#include <algorithm>

namespace
{
/// "{name}" left in a template's text that no value brought along is a variable without a value.
bool hasOpenVariable(const SmsDraft &draft, const QString &body)
{
    if (draft.templateId.isNull())
        return false;
    const QStringList names = templateVariables(body);
    return std::any_of(names.cbegin(), names.cend(), [&draft](const QString &name) {
        const QString braced = QLatin1Char('{') + name + QLatin1Char('}');
        return std::none_of(draft.variables.cbegin(), draft.variables.cend(),
                            [&braced](const QString &value) { return value.contains(braced); });
    });
}

Error refusal(SendBlock block)
{
    return Error{ErrorKind::Invalid, 0, sendBlockKey(block), {}};
}
} // namespace

SmsDraft SmsDraft::again(const Communication &row)
{
    SmsDraft draft;
    draft.clientId = row.clientId;
    draft.to = row.peer;
    draft.body = row.body;
    draft.variables = row.variables;
    draft.templateId = row.templateId;
    draft.templateName = row.templateName;
    draft.resendOf = row.id;
    draft.onBehalfOf = row.onBehalfOf;
    return draft;
}

SmsSender::SmsSender(OutboxStore &outbox, CommunicationStore &communications, ClientStore &clients,
                     SettingStore &settings, KeyRing &keys, MessagesApi &messages, TwilioClient &twilio,
                     const Clock &clock, SenderTiming timing, QObject *parent, NewsWatch *news, SendAdvisor *advisor)
    : QObject(parent)
    , m_time(new TimeCheck(messages, twilio, clock, this))
    , m_parts{outbox, communications, clients, settings, keys, messages, twilio, clock, *m_time, news, advisor}
    , m_timing(timing)
    , m_queue(new SmsQueue(m_parts, timing, this))
    , m_sweep(new WaitingSweep(m_parts, timing, this))
{
    connect(m_queue, &SmsQueue::sent, this, &SmsSender::sent);
    connect(m_queue, &SmsQueue::unconfirmed, this, &SmsSender::unconfirmed);
    connect(m_queue, &SmsQueue::waits, m_sweep, &WaitingSweep::wake);
}

void SmsSender::start()
{
    m_queue->start();
    m_sweep->start();
}

void SmsSender::stop()
{
    m_queue->stop();
    m_sweep->stop();
}

bool SmsSender::isIdle() const
{
    return m_storing == 0 && m_queue->isIdle();
}

bool SmsSender::loginRefused() const
{
    return m_queue->loginRefused();
}

void SmsSender::wake()
{
    m_queue->wake();
    m_sweep->wake();
}

void SmsSender::credentialsChanged()
{
    m_queue->credentialsChanged();
    m_sweep->wake();
}

QFuture<Result<SendVerdict>> SmsSender::check(ClientId clientId, const PhoneNumber &to)
{
    Promise<SendVerdict> promise;
    whenDone(loadSendFacts(m_parts.clients, m_parts.communications, clientId, to, m_parts.twilio.serverTime(), this),
             this, [this, promise](const Result<LoadedFacts> &loaded) {
                 if (loaded)
                     promise.finish(
                         SendGate::judge(loaded->facts, m_parts.settings.current(), presentMoment(m_parts, m_timing)));
                 else
                     promise.finish(loaded.error());
             });
    return promise.future();
}

QFuture<Result<Communication>> SmsSender::send(const SmsDraft &draft)
{
    const QString body = cleanMessageText(draft.body);
    if (body.trimmed().isEmpty() || hasOpenVariable(draft, body))
        return readyFuture<Communication>(Error{ErrorKind::Invalid, 0, QStringLiteral("empty"), {}});
    if (body.size() > maximumBodyLength)
        return readyFuture<Communication>(Error{ErrorKind::Invalid, 21617, QStringLiteral("too-long"), {}});
    if (!m_parts.keys.isUnlocked())
        return readyFuture<Communication>(Error{ErrorKind::Locked, 0, QStringLiteral("store locked"), {}});

    Promise<Communication> promise;
    ++m_storing;
    whenDone(promise.future(), this, [this](const Result<Communication> &) { --m_storing; });
    whenDone(loadSendFacts(m_parts.clients, m_parts.communications, draft.clientId, draft.to,
                           m_parts.twilio.serverTime(), this),
             this, [this, draft, body, promise](const Result<LoadedFacts> &loaded) {
                 if (loaded)
                     store(draft, body, *loaded, promise);
                 else
                     promise.finish(loaded.error());
             });
    return promise.future();
}

Communication SmsSender::rowOf(const SmsDraft &draft, const QString &body, const LoadedFacts &loaded) const
{
    const PracticeSettings &settings = m_parts.settings.current();
    Communication row;
    row.id = CommunicationId::create();
    row.clientId = draft.clientId.isNull() ? loaded.client.id : draft.clientId;
    row.channel = Channel::Sms;
    row.direction = Direction::Outbound;
    row.fromNumber = settings.sender;
    row.toNumber = draft.to.e164();
    row.peer = draft.to;
    row.body = body;
    row.variables = draft.variables;
    row.templateId = draft.templateId;
    row.templateName = draft.templateName;
    row.persona = loaded.client.persona;
    row.staffName = settings.staffName;
    row.overrideReason = draft.overrideReason;
    row.segments = SmsSegments::of(body).segments;
    row.createdAt = m_parts.clock.now();
    row.sortAt = m_parts.twilio.serverTime();
    row.resendOf = draft.resendOf;
    row.onBehalfOf = draft.onBehalfOf;
    return row;
}

void SmsSender::store(const SmsDraft &draft, const QString &body, const LoadedFacts &loaded,
                      const Promise<Communication> &promise)
{
    SendMoment moment = presentMoment(m_parts, m_timing);
    moment.overridden = !draft.overrideReason.isEmpty();
    const SendVerdict verdict = SendGate::judge(loaded.facts, m_parts.settings.current(), moment);
    Communication row = rowOf(draft, body, loaded);
    const qint64 longest = std::chrono::seconds(m_timing.maximumAge).count();
    const bool scheduled = draft.sendAfter.isValid() && draft.sendAfter > moment.now;
    row.block = verdict.block;
    row.sendBefore = verdict.sendBefore.isValid() ? verdict.sendBefore : moment.now.addSecs(longest);
    if (verdict.block == SendBlock::OptedOut || verdict.block == SendBlock::NumberNotUsable) {
        row.sendState = SendState::Refused;
    } else if (scheduled && keepsItsTime(verdict.block)) {
        row.sendState = SendState::Held;
        row.sendAfter = draft.sendAfter;
        row.sendBefore = draft.sendAfter.addSecs(longest);
    } else {
        row.sendState = verdict.block == SendBlock::None ? SendState::Pending : SendState::Held;
    }
    whenDone(m_parts.outbox.add(row), this, [this, row, promise](const Result<Communication> &stored) {
        if (!stored)
            return promise.finish(stored.error());
        // It stands there already, scheduled for later, and a person wants it now: that one row goes.
        const bool now = row.sendState == SendState::Pending || (!row.sendAfter.isValid() && waitsForSetUp(row.block));
        if (now && stored->id != row.id && stored->sendAfter.isValid())
            return sendEarlier(*stored, row, promise);
        m_sweep->consider(*stored);
        m_queue->wake();
        promise.finish(stored);
    });
}

void SmsSender::sendEarlier(const Communication &scheduled, const Communication &wanted,
                            const Promise<Communication> &promise)
{
    const auto step =
        wanted.sendState == SendState::Pending
            ? m_parts.outbox.release(scheduled.id, wanted.sendBefore, wanted.overrideReason, wanted.createdAt)
            : m_parts.outbox.hold(scheduled.id, wanted.block); // as soon as the set-up is complete
    whenDone(step, this,
             [this, id = scheduled.id, promise](const Result<void> &) { // not: its time came, or it was canceled
                 whenDone(m_parts.communications.fetch(id), this,
                          [promise](const Result<Communication> &row) { promise.finish(row); });
             });
}

QFuture<Result<void>> SmsSender::cancel(CommunicationId id)
{
    return m_parts.outbox.cancel(id, m_parts.settings.current().staffName);
}

QFuture<Result<void>> SmsSender::sendHeld(CommunicationId id, const QString &reason)
{
    Promise<void> promise;
    whenDone(m_parts.communications.fetch(id), this, [this, reason, promise](const Result<Communication> &row) {
        if (!row)
            return promise.finish(row.error());
        if (row->sendState != SendState::Held)
            return promise.finish(Error{ErrorKind::Invalid, 0, QStringLiteral("state"), {}});
        const QDateTime now = m_parts.twilio.serverTime();
        whenDone(loadSendFacts(m_parts.clients, m_parts.communications, row->clientId, row->peer, now, this), this,
                 [this, row = *row, reason, promise](const Result<LoadedFacts> &loaded) {
                     if (loaded)
                         release(row, reason, *loaded, promise);
                     else
                         promise.finish(loaded.error());
                 });
    });
    return promise.future();
}

void SmsSender::release(const Communication &row, const QString &reason, const LoadedFacts &loaded,
                        const Promise<void> &promise)
{
    SendMoment moment = presentMoment(m_parts, m_timing);
    moment.overridden = !reason.isEmpty() || !row.overrideReason.isEmpty();
    const SendVerdict verdict = SendGate::judge(loaded.facts, m_parts.settings.current(), moment);
    QFuture<Result<void>> step;
    if (verdict.block == SendBlock::None)
        step = m_parts.outbox.release(row.id, verdict.sendBefore, reason, m_parts.clock.now());
    else if (verdict.block == SendBlock::OptedOut)
        step = m_parts.outbox.refuse(row.id, SendBlock::OptedOut);
    else
        return promise.finish(refusal(verdict.block));
    whenDone(step, this, [this, block = verdict.block, promise](const Result<void> &stored) {
        m_sweep->wake();
        promise.finish(stored && block != SendBlock::None ? Result<void>(refusal(block)) : stored);
    });
}
