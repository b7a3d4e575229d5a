#include "twilio/serverclock.h"

QDateTime ServerClock::now() const
{
    return m_boot.isValid() ? m_boot.addMSecs(m_clock.sinceBoot().count()) : m_clock.now();
}

void ServerClock::learn(qint64 request, std::chrono::milliseconds handedOver, const QDateTime &serverDate)
{
    if (!serverDate.isValid() || request < m_taughtBy)
        return; // a slow reply to an older request must not move the clock back
    m_taughtBy = request;
    // Date has whole seconds and was written between hand-over and now: starts in [earliest, latest] agree with it, and
    // one that does is kept, or the second that Date does not show would wobble through the time.
    const QDateTime earliest = serverDate.addMSecs(-m_clock.sinceBoot().count());
    const QDateTime latest = serverDate.addMSecs(1000 - handedOver.count());
    if (!m_boot.isValid() || m_boot < earliest || m_boot > latest)
        m_boot = earliest.addMSecs(earliest.msecsTo(latest) / 2);
}
