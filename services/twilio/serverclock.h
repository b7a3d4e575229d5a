#pragma once

#include "clock.h"

/// What the HTTP Date of Twilio's replies says of this computer's clock. GUI thread; owned by TwilioClient.
class ServerClock
{
public:
    explicit ServerClock(const Clock &clock)
        : m_clock(clock)
    {
    }

    /// Our clock moved onto Twilio's; our own before the first reply.
    QDateTime now() const { return m_clock.now().addMSecs(m_offset.count()); }
    std::chrono::milliseconds offset() const { return m_offset; }
    /// @p request numbers the requests in the order in which they were handed over, this one at @p handedOver.
    void learn(qint64 request, const QDateTime &handedOver, const QDateTime &serverDate);

private:
    const Clock &m_clock;
    std::chrono::milliseconds m_offset{0};
    qint64 m_taughtBy = 0; ///< the request whose reply m_offset is from
};
