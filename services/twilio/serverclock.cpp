#include "twilio/serverclock.h"

void ServerClock::learn(qint64 request, const QDateTime &handedOver, const QDateTime &serverDate)
{
    if (!serverDate.isValid() || request < m_taughtBy)
        return; // a slow reply to an older request must not move the clock back
    m_taughtBy = request;
    // Date has whole seconds and was written between hand-over and now: offsets in [lowest, highest] agree with it.
    const QDateTime now = m_clock.now();
    const std::chrono::milliseconds lowest(now.msecsTo(serverDate));
    const std::chrono::milliseconds highest(handedOver.msecsTo(serverDate) + 1000);
    if (lowest > highest)
        m_offset = lowest; // our clock jumped meanwhile
    else if (m_offset < lowest || m_offset > highest)
        m_offset = (lowest + highest) / 2;
}
