#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QString>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

/// Measures and prints; nothing is asserted, because the machine may be busy. GUI thread.
namespace Benchmark
{
/// Runs the event loop until @p done.
inline void waitFor(const std::function<bool()> &done)
{
    while (!done())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

/// The value below which @p share (0 to 1) of @p values lie; NaN when there are none.
inline double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return std::nan("");
    std::sort(values.begin(), values.end());
    const auto place = std::size_t(std::ceil(share * double(values.size())));
    return values.at(place == 0 ? 0 : std::min(place, values.size()) - 1);
}

inline double median(std::vector<double> values)
{
    return percentile(std::move(values), 0.5);
}

/// Milliseconds of one run of @p work.
inline double time(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

inline std::vector<double> times(int runs, const std::function<void()> &work)
{
    std::vector<double> all;
    for (int i = 0; i < runs; ++i)
        all.push_back(time(work));
    return all;
}

/// Milliseconds of processor time that the process has used; other programs on a busy machine do not count in it.
inline double processorTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// What a person waits for, and how much of it was work.
struct Durations {
    std::vector<double> wall;
    std::vector<double> processor;
    void measure(const std::function<void()> &work)
    {
        const double before = processorTime();
        wall.push_back(time(work));
        processor.push_back(processorTime() - before);
    }
};

/// The longest time for which the event loop did not come round, as a person at the window feels it.
class Heartbeat
{
public:
    Heartbeat()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_longest = std::max(m_longest, double(m_clock.nsecsElapsed()) / 1e6);
            m_clock.restart();
        });
        m_clock.start();
        m_timer.start(1);
    }
    double longestGap() const { return m_longest; }

private:
    QElapsedTimer m_clock;
    QTimer m_timer;
    double m_longest = 0;
};

/// One line of the table that tests/benchmarks/run prints: what was measured, the figure with its unit, what it is
/// compared with in the same run and the ratio, and the goal.
inline void row(const QString &what, const QString &figure, const QString &comparedWith, const QString &goal)
{
    std::printf("| %s | %s | %s | %s |\n", qPrintable(what), qPrintable(figure), qPrintable(comparedWith),
                qPrintable(goal));
    std::fflush(stdout);
}

inline QString number(double value, const char *unit)
{
    return QString::number(value, 'f', std::abs(value) < 10 ? 2 : 1) + QLatin1Char(' ') + QLatin1String(unit);
}

inline QString ratio(double value, double reference)
{
    return QString::number(value / reference, 'f', 1) + QStringLiteral("×");
}

/// "p50 2.1 ms, p99 4.0 ms (processor p99 3.2 ms)"
inline QString spread(const Durations &all)
{
    return QStringLiteral("p50 %1, p99 %2 (processor p99 %3)")
        .arg(number(median(all.wall), "ms"), number(percentile(all.wall, 0.99), "ms"),
             number(percentile(all.processor, 0.99), "ms"));
}
} // namespace Benchmark
