#pragma once

#include "clock.h"
#include "twilio/twilioclient.h"

/// The time of Twilio's replies, for what a person sees and chooses: texts bear Twilio's times and leave by them, so
/// beside a computer whose clock is wrong "in 1 hour" must not mean at once. GUI thread; owned by App.
class TwilioTime : public Clock
{
public:
    explicit TwilioTime(const TwilioClient &twilio)
        : m_twilio(twilio)
    {
    }
    QDateTime now() const override { return m_twilio.serverTime(); }

private:
    const TwilioClient &m_twilio;
};
