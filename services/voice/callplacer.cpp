#include "voice/callplacer.h"

#include "clock.h"
#include "messaging/durablestep.h"
#include "messaging/reconciler.h"
#include "secrets/keyring.h"
#include "storage/communicationstore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "twilio/callsapi.h"
#include "voice/callwatch.h"

#include <QLoggingCategory>

#include <algorithm>

namespace
{
Q_LOGGING_CATEGORY(logPlacer, "practiceline.call")

constexpr int mostRows = 1000;

Error refusal(SendBlock block)
{
    return Error{ErrorKind::Invalid, 0, sendBlockKey(block), {}};
}
} // namespace

CallPlacer::CallPlacer(OutboxStore &outbox, CommunicationStore &communications, SettingStore &settings, KeyRing &keys,
                       CallsApi &calls, TwilioClient &twilio, const Clock &clock, QObject *parent, CallTiming timing)
    : QObject(parent)
    , m_outbox(outbox)
    , m_communications(communications)
    , m_settings(settings)
    , m_keys(keys)
    , m_calls(calls)
    , m_twilio(twilio)
    , m_clock(clock)
    , m_timing(timing)
    , m_openCalls(communications, outbox, settings, calls, twilio)
    , m_prompt(QStringLiteral("Please stay on the line. Your call is being connected."))
    , m_promptLanguage(QStringLiteral("en-US"))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &CallPlacer::attempt);
    connect(&m_communications, &CommunicationStore::changed, this, &CallPlacer::onChanged);
}

void CallPlacer::setPrompt(const QString &prompt, const QString &language)
{
    m_prompt = prompt;
    m_promptLanguage = language;
}

void CallPlacer::start()
{
    m_stopped = false;
    refuseStale();
    followOpen();
}

void CallPlacer::credentialsChanged()
{
    followOpen();
}

void CallPlacer::stop()
{
    m_stopped = true;
    m_retry.stop();
}

void CallPlacer::setPhase(Phase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    Q_EMIT phaseChanged(phase);
}

/// A call never waits: what the last run left pending was not called.
void CallPlacer::refuseStale()
{
    whenDone(m_outbox.waiting(mostRows), this, [this](const Result<QList<Communication>> &rows) {
        if (!rows)
            return;
        for (const Communication &row : *rows) {
            if (row.channel != Channel::Voice || row.sendState != SendState::Pending || row.id == m_current)
                continue;
            const AttemptId attempt = AttemptId::create();
            whenDone(m_outbox.markSending(row.id, attempt, m_twilio.serverTime(), {}, row.accountSid), this,
                     [this, attempt](const Result<Communication> &marked) {
                         if (marked)
                             fail(attempt, marked->id, 0, QString());
                     });
        }
    });
}

void CallPlacer::followOpen()
{
    whenDone(m_openCalls.list(), this, [this](const Result<QList<Communication>> &rows) {
        for (const Communication &row : rows ? *rows : QList<Communication>())
            followFound(row);
    });
}

QFuture<Result<Communication>> CallPlacer::call(const Client &client, const PhoneNumber &number)
{
    const PracticeSettings &settings = m_settings.current();
    if (number.isNull())
        return readyFuture<Communication>(refusal(SendBlock::NumberNotUsable));
    if (!settings.canCall() || !m_twilio.hasCredentials())
        return readyFuture<Communication>(refusal(SendBlock::NotConfigured));
    if (!m_keys.isUnlocked())
        return readyFuture<Communication>(Error{ErrorKind::Locked, 0, QStringLiteral("store locked"), {}});
    if (m_phase != Phase::Idle || m_stopped)
        return readyFuture<Communication>(refusal(SendBlock::CallUnderWay));
    m_deadline.setRemainingTime(m_timing.patience.count());
    setPhase(Phase::Placing);
    const Promise<Communication> promise;
    whenDone(m_openCalls.isStaffPhoneBusy(), this, [this, client, number, promise](const Result<bool> &busy) {
        if (busy && !*busy)
            return store(client, number, promise);
        finish();
        promise.finish(busy ? refusal(SendBlock::CallUnderWay) : busy.error());
    });
    return promise.future();
}

void CallPlacer::store(const Client &client, const PhoneNumber &number, const Promise<Communication> &promise)
{
    const PracticeSettings &settings = m_settings.current();
    Communication row;
    row.id = CommunicationId::create();
    row.clientId = client.id;
    row.channel = Channel::Voice;
    row.direction = Direction::Outbound;
    row.sendState = SendState::Pending;
    row.fromNumber = settings.callerId.e164();
    row.toNumber = settings.staffPhone.e164(); // what the POST's To is, and what reconciling lists by
    row.peer = number;
    row.persona = client.persona;
    row.staffName = settings.staffName;
    row.accountSid = m_twilio.accountSid();
    row.createdAt = m_clock.now();
    row.sortAt = m_twilio.serverTime();
    row.sendBefore = row.sortAt.addMSecs(m_timing.patience.count());
    whenDone(m_outbox.add(row), this, [this, promise](const Result<Communication> &stored) {
        if (!stored || stored->sendState != SendState::Pending) {
            finish();
            return promise.finish(stored);
        }
        m_row = *stored;
        m_current = stored->id;
        promise.finish(stored);
        attempt();
    });
}

void CallPlacer::attempt()
{
    if (m_stopped || m_phase != Phase::Placing || m_posting)
        return;
    if (m_twilio.isPaused() && !m_deadline.hasExpired())
        return m_retry.start(std::chrono::milliseconds(std::min<qint64>(250, m_deadline.remainingTime())));
    m_posting = true;
    const AttemptId id = AttemptId::create();
    whenDone(m_outbox.markSending(m_row.id, id, m_twilio.serverTime(), {}, m_row.accountSid), this,
             [this, id](const Result<Communication> &marked) {
                 if (marked)
                     return post(id);
                 // Nothing was sent: the row stays where it is, and the next start finds it stale.
                 qCWarning(logPlacer) << "call not stored:" << marked.error().detail;
                 finish();
             });
}

void CallPlacer::post(AttemptId attempt)
{
    // Both numbers are the clicked account's: after a change of account nothing of this call is true any more.
    const bool sameAccount = m_row.accountSid == m_twilio.accountSid();
    if (m_deadline.hasExpired() || m_stopped || !m_hangUps.isEmpty() || !sameAccount)
        return giveUp(attempt);
    CallRequest request;
    request.to = m_row.toNumber;
    request.from = m_row.fromNumber;
    request.twiml = bridgeTwiml(m_row.fromNumber, m_row.peer.e164(), m_prompt, m_promptLanguage);
    whenDone(m_calls.create(request), this,
             [this, attempt](const Result<CallResource> &result) { settle(attempt, result); });
}

void CallPlacer::settle(AttemptId attempt, const Result<CallResource> &result)
{
    if (result)
        return accept(attempt, *result);
    const Error &error = result.error();
    switch (error.kind) {
    case ErrorKind::Rejected:
        return fail(attempt, m_row.id, error.code, error.detail);
    case ErrorKind::Unauthorized:
        return fail(attempt, m_row.id, error.code, QString());
    case ErrorKind::Offline:
    case ErrorKind::RateLimited:
        return tryAgain(attempt, error);
    case ErrorKind::Invalid:
        return giveUp(attempt);
    default:
        if (error.kind == ErrorKind::Cancelled && !error.detail.isEmpty())
            return giveUp(attempt); // the client's own word at quit: nothing left
        break;
    }
    if (!m_hangUps.isEmpty())
        m_unwanted.insert(m_row.id);
    doubt(attempt, m_row.id);
    finish();
}

void CallPlacer::doubt(AttemptId attempt, CommunicationId id)
{
    recordDurably(
        this, [this, attempt, id] { return m_outbox.markUnconfirmed(id, attempt, Reconciler::firstLook()); },
        [this, id](const Result<void> &) { Q_EMIT unconfirmed(id); });
}

void CallPlacer::accept(AttemptId attempt, const CallResource &call)
{
    const CommunicationId id = m_row.id;
    recordDurably(
        this,
        [this, attempt, call, id] {
            const QDateTime at = call.created.isValid() ? call.created : m_twilio.serverTime();
            return m_outbox.markAccepted(id, attempt, call.sid, call.status, call.from, at);
        },
        [this, attempt, id](const Result<void> &recorded) {
            if (!recorded && recorded.error().detail == QLatin1String("sid-taken"))
                doubt(attempt, id);
        });
    // The call rings already: it is followed whatever the store says, so that voicemail is never bridged.
    m_posting = false;
    Q_EMIT placed(id);
    follow(m_row, call.sid);
    for (const Promise<void> &asked : std::exchange(m_hangUps, {})) {
        whenDone(hangUp(), this, [asked](const Result<void> &result) { asked.finish(result); });
    }
}

void CallPlacer::tryAgain(AttemptId attempt, const Error &error)
{
    const auto wait = std::max(m_timing.retry, error.retryAfter);
    if (m_deadline.remainingTime() <= wait.count() || !m_hangUps.isEmpty())
        return giveUp(attempt);
    recordDurably(
        this, [this, attempt, id = m_row.id] { return m_outbox.backToPending(id, attempt); },
        [this, wait](const Result<void> &result) {
            m_posting = false;
            if (result && m_hangUps.isEmpty())
                return m_retry.start(wait);
            m_retry.start(1); // hung up meanwhile: the next attempt ends it
        });
}

/// Not placed, and never placed late.
void CallPlacer::giveUp(AttemptId attempt)
{
    fail(attempt, m_row.id, 0, QString());
}

void CallPlacer::fail(AttemptId attempt, CommunicationId id, int code, const QString &text)
{
    recordDurably(
        this, [this, attempt, id, code, text] { return m_outbox.markFailed(id, attempt, code, text); },
        [this, id](const Result<void> &) {
            if (id == m_current)
                finish();
        });
}

void CallPlacer::follow(const Communication &row, const QString &sid)
{
    m_row = row;
    m_current = row.id;
    delete std::exchange(m_watch, nullptr);
    m_watch = new CallWatch(m_communications, m_settings, m_calls, sid, m_timing.poll, this);
    connectWatch();
    setPhase(Phase::RingingStaff);
    m_watch->start();
}

void CallPlacer::connectWatch()
{
    connect(m_watch, &CallWatch::staffAnswered, this, [this] {
        if (m_phase != Phase::Ending)
            setPhase(Phase::RingingClient);
    });
    connect(m_watch, &CallWatch::talking, this, [this](const QDateTime &since) {
        m_talkingSince = since.isValid() ? since : m_twilio.serverTime();
        if (m_phase != Phase::Ending)
            setPhase(Phase::Talking);
    });
    connect(m_watch, &CallWatch::ending, this, [this] { setPhase(Phase::Ending); });
    connect(m_watch, &CallWatch::ended, this, [this] {
        const CommunicationId id = m_current;
        m_followed.insert(id);
        finish();
        Q_EMIT ended(id);
        followOpen(); // another one may have been found meanwhile
    });
}

/// A call that nobody here watches may be ringing, and a machine may take it. A colleague's is their computer's:
/// followed here, it would keep this person from calling, and could be hung up.
void CallPlacer::followFound(const Communication &row)
{
    const bool able = !m_stopped && m_phase == Phase::Idle && m_twilio.hasCredentials() && !row.isElsewhere();
    if (!able || m_followed.contains(row.id) || !m_openCalls.isOpen(row))
        return;
    follow(row, row.callSid);
    if (m_unwanted.remove(row.id))
        whenDone(hangUp(), this, [](const Result<void> &) {});
}

QFuture<Result<void>> CallPlacer::hangUp()
{
    if (m_phase == Phase::Idle)
        return readyFuture<void>(Error{ErrorKind::Invalid, 0, QStringLiteral("no-call"), {}});
    if (m_watch) {
        const Phase before = std::exchange(m_phase, Phase::Ending);
        Q_EMIT phaseChanged(m_phase);
        const auto done = m_watch->hangUp();
        whenDone(done, this, [this, before](const Result<void> &result) {
            if (!result && m_phase == Phase::Ending)
                setPhase(before);
        });
        return done;
    }
    if (m_posting || m_current.isNull()) {
        m_hangUps.append(Promise<void>());
        return m_hangUps.last().future();
    }
    m_retry.stop(); // between two attempts: nothing has left
    const auto done = m_outbox.cancel(m_row.id, m_settings.current().staffName);
    whenDone(done, this, [this](const Result<void> &) { finish(); });
    return done;
}

void CallPlacer::finish()
{
    m_retry.stop();
    m_posting = false;
    if (m_watch)
        std::exchange(m_watch, nullptr)->deleteLater();
    m_current = CommunicationId();
    m_talkingSince = QDateTime();
    for (const Promise<void> &asked : std::exchange(m_hangUps, {}))
        asked.finish(Result<void>());
    setPhase(Phase::Idle);
}

/// Reconciling may have found the call of this run or of one before.
void CallPlacer::onChanged(const QList<Communication> &rows)
{
    for (const Communication &row : rows)
        followFound(row);
}
