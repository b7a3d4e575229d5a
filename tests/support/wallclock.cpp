#include "support/wallclock.h"

#include <QDateTime>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace
{
constexpr long billion = 1'000'000'000;
std::atomic<qint64> aheadBy = 0; // milliseconds

bool isWall(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

/// Past the C library, whose function is replaced.
int trueTime(clockid_t clock, timespec *to)
{
    return int(::syscall(SYS_clock_gettime, clock, to));
}

timespec wallTime(clockid_t clock)
{
    timespec now{};
    (void)trueTime(clock, &now);
    const qint64 ahead = aheadBy;
    now.tv_sec += ahead / 1000;
    now.tv_nsec += (ahead % 1000) * 1'000'000;
    if (now.tv_nsec < 0) {
        now.tv_nsec += billion;
        --now.tv_sec;
    } else if (now.tv_nsec >= billion) {
        now.tv_nsec -= billion;
        ++now.tv_sec;
    }
    return now;
}
} // namespace

extern "C" {
int clock_gettime(clockid_t clock, timespec *to) noexcept
{
    if (!isWall(clock))
        return trueTime(clock, to);
    *to = wallTime(clock);
    return 0;
}

int gettimeofday(timeval *to, void * /*zone*/) noexcept
{
    const timespec now = wallTime(CLOCK_REALTIME);
    to->tv_sec = now.tv_sec;
    to->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *to) noexcept
{
    const time_t now = wallTime(CLOCK_REALTIME).tv_sec;
    if (to)
        *to = now;
    return now;
}
}

void WallClock::setAhead(std::chrono::milliseconds ahead)
{
    aheadBy = ahead.count();
}

std::chrono::milliseconds WallClock::error()
{
    timespec real{};
    (void)trueTime(CLOCK_REALTIME, &real);
    const qint64 wanted = real.tv_sec * 1000 + real.tv_nsec / 1'000'000 + aheadBy;
    timeval day{};
    (void)::gettimeofday(&day, nullptr);
    const qint64 told[] = {
        QDateTime::currentMSecsSinceEpoch(),
        QDateTime::currentSecsSinceEpoch() * 1000,
        QDateTime::currentDateTimeUtc().toMSecsSinceEpoch(),
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count(),
        qint64(day.tv_sec) * 1000 + day.tv_usec / 1000,
        qint64(::time(nullptr)) * 1000};
    qint64 worst = 0;
    for (const qint64 one : told)
        worst = std::max(worst, qAbs(one - wanted));
    return std::chrono::milliseconds(worst);
}
