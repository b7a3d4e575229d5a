#pragma once

#include <QDateTime>

#include <chrono>
#include <ctime>

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
    /// Since this computer started, its sleep included, which Qt's timers leave out; nobody can set it.
    virtual std::chrono::milliseconds sinceBoot() const
    {
        timespec since{};
        (void)clock_gettime(CLOCK_BOOTTIME, &since);
        return std::chrono::milliseconds(qint64(since.tv_sec) * 1000 + since.tv_nsec / 1'000'000);
    }
};

class SystemClock : public Clock
{
public:
    QDateTime now() const override { return QDateTime::currentDateTimeUtc(); }
};
