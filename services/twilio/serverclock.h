#pragma once

#include "clock.h"

/// Twilio's time, from the HTTP Date of its replies. It runs on by the time since this computer started, so that an
/// attempt keeps its true date when somebody sets the computer's clock before the next reply. GUI thread; owned by
/// TwilioClient.
class ServerClock
{
public:
    explicit ServerClock(const Clock &clock)
        : m_clock(clock)
    {
    }

    /// This computer's own before the first reply.
    QDateTime now() const;
    /// How far Twilio is ahead of this computer's clock; 0 before the first reply.
    std::chrono::milliseconds offset() const { return std::chrono::milliseconds(m_clock.now().msecsTo(now())); }
    /// @p request numbers the requests in the order in which they were handed over, this one at @p handedOver
    /// (Clock::sinceBoot()).
    void learn(qint64 request, std::chrono::milliseconds handedOver, const QDateTime &serverDate);

private:
    const Clock &m_clock;
    QDateTime m_boot;      ///< this computer's start, by Twilio's clock; null before the first reply
    qint64 m_taughtBy = 0; ///< the request whose reply it is from
};
