#include "voice/callwatch.h"

#include "messaging/pollnews.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"

#include <QLoggingCategory>

#include <algorithm>

namespace
{
Q_LOGGING_CATEGORY(logCall, "practiceline.call")

constexpr std::chrono::seconds longestWait{10};
/// Twilio does not promise that a call can be read right after it was made.
constexpr int mostMissing = 15;

bool isMachine(const QString &answeredBy)
{
    return answeredBy.startsWith(QLatin1String("machine")) || answeredBy == QLatin1String("fax");
}
} // namespace

CallWatch::CallWatch(CommunicationStore &communications, SettingStore &settings, CallsApi &calls, QString sid,
                     std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent)
    , m_communications(communications)
    , m_settings(settings)
    , m_calls(calls)
    , m_sid(std::move(sid))
    , m_interval(interval)
    , m_wait(interval)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &CallWatch::poll);
}

void CallWatch::start()
{
    m_timer.start(m_interval);
}

void CallWatch::poll()
{
    if (m_polling || m_over)
        return;
    m_polling = true;
    whenDone(m_calls.fetch(m_sid, TwilioClient::Priority::Foreground), this,
             [this](const Result<CallResource> &parent) { onParent(parent); });
}

void CallWatch::onParent(const Result<CallResource> &parent)
{
    if (!parent)
        return onError(parent.error());
    m_wait = m_interval;
    m_missing = 0;
    m_status = parent->status;
    keep({newsOf(*parent)});
    if (isFinalStatus(Channel::Voice, m_status))
        return readChildren(true);
    if (isMachine(parent->answeredBy) && !m_ending)
        return endMachine();
    if (m_status != QLatin1String("in-progress"))
        return again();
    if (!m_answered) {
        m_answered = true;
        Q_EMIT staffAnswered();
    }
    if (m_listsNothing)
        return again();
    readChildren(false);
}

void CallWatch::readChildren(bool last)
{
    CallFilter filter;
    filter.parentCallSid = m_sid;
    whenDone(m_calls.list(filter, TwilioClient::Priority::Foreground), this,
             [this, last](const Result<TwilioPage<CallResource>> &page) {
                 if (page) {
                     for (const CallResource &child : page->items)
                         onChild(child);
                 } else if (page.error().kind == ErrorKind::Rejected) {
                     m_listsNothing = true;
                 } else if (!last) {
                     return onError(page.error());
                 }
                 if (!last)
                     return again();
                 // A child that this last look missed reaches the row by the poller.
                 m_over = true;
                 Q_EMIT ended();
             });
}

void CallWatch::onChild(const CallResource &child)
{
    keep({newsOf(child)});
    if (m_talking || child.status != QLatin1String("in-progress"))
        return;
    m_talking = true;
    Q_EMIT talking(child.updated.isValid() ? child.updated : child.started);
}

void CallWatch::endMachine()
{
    // Voicemail on the staff side is never bridged to a client.
    qCInfo(logCall) << "a machine answered the staff phone: ending";
    m_ending = true;
    Q_EMIT ending();
    whenDone(m_calls.end(m_sid), this, [this](const Result<CallResource> &call) {
        if (call)
            keep({newsOf(*call)});
        else
            m_ending = false; // once more at the next look
        again();
    });
}

QFuture<Result<void>> CallWatch::hangUp()
{
    const Promise<void> promise;
    const bool answered = m_status == QLatin1String("in-progress");
    const auto done = [this, promise](const Result<CallResource> &call) {
        if (call)
            keep({newsOf(*call)});
        m_timer.start(1);
        promise.finish(call ? Result<void>() : Result<void>(call.error()));
    };
    whenDone(answered ? m_calls.end(m_sid) : m_calls.cancel(m_sid), this,
             [this, answered, done](const Result<CallResource> &call) {
                 const bool stillRuns = call && !isFinalStatus(Channel::Voice, call->status);
                 // Answered between our last look and the request: cancel is only for calls that still ring.
                 if (!answered && (stillRuns || (!call && call.error().kind == ErrorKind::Rejected)))
                     whenDone(m_calls.end(m_sid), this, done);
                 else
                     done(call);
             });
    return promise.future();
}

void CallWatch::onError(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        return;
    if (isNotFound(error) && ++m_missing <= mostMissing)
        return again();
    if (error.kind == ErrorKind::Rejected || error.kind == ErrorKind::Unauthorized) {
        // Nothing can be read (test credentials, a deleted call, a refused login): there is nothing to follow.
        qCInfo(logCall) << "call can not be followed:" << error.code;
        m_over = true;
        Q_EMIT ended();
        return;
    }
    m_wait = std::min<std::chrono::milliseconds>(m_wait * 2, longestWait);
    again();
}

void CallWatch::again()
{
    m_polling = false;
    m_timer.start(m_wait);
}

void CallWatch::keep(const QList<TwilioNews> &news)
{
    const PracticeSettings &settings = m_settings.current();
    // The poller brings what could not be stored now.
    whenDone(m_communications.apply(news, {settings.sender, settings.callerId.e164()}), this,
             [](const Result<AppliedNews> &) {});
}
