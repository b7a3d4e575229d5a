#pragma once

#include <QDateTime>

/// The seam for time (rule R12). now() is this computer's wall clock in UTC and may be wrong or jump; what must agree
/// with Twilio goes through TwilioClient::serverTime(), and durations use QElapsedTimer or QTimer.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;
    virtual QDateTime now() const = 0;
};

class SystemClock : public Clock
{
public:
    QDateTime now() const override { return QDateTime::currentDateTimeUtc(); }
};
