#include "messaging/timecheck.h"

#include "async.h"
#include "clock.h"
#include "twilio/messagesapi.h"

namespace
{
/// Below the minute that a text must have left to be sent.
constexpr qint64 jumpMilliseconds = 30'000;
} // namespace

TimeCheck::TimeCheck(MessagesApi &messages, TwilioClient &twilio, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_messages(messages)
    , m_clock(clock)
{
    connect(&twilio, &TwilioClient::reached, this, &TimeCheck::answered);
}

bool TimeCheck::isKnown() const
{
    return m_since.isValid() && qAbs(m_answeredAt.msecsTo(m_clock.now()) - m_since.elapsed()) < jumpMilliseconds;
}

void TimeCheck::answered()
{
    const bool before = isKnown();
    m_answeredAt = m_clock.now();
    m_since.start();
    if (!before)
        Q_EMIT known();
}

void TimeCheck::ask()
{
    if (m_asking)
        return;
    m_asking = true;
    MessageFilter filter;
    filter.pageSize = 1;
    whenDone(m_messages.list(filter, TwilioClient::Priority::Foreground), this,
             [this](const Result<TwilioPage<MessageResource>> &page) {
                 m_asking = false;
                 // With test credentials, or a wrong login, the refusal was answer enough.
                 if (!page && !isKnown())
                     Q_EMIT failed(page.error());
             });
}
