#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QString>

#include <algorithm>
#include <cmath>
#include <cstdio>
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
} // namespace Benchmark
