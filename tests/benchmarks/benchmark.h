#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QString>

#include <algorithm>
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

inline void heading()
{
    std::printf("%-64s %12s %8s\n", "what", "median ms", "runs");
}

inline void row(const QString &what, std::vector<double> milliseconds)
{
    std::sort(milliseconds.begin(), milliseconds.end());
    const double median = milliseconds.empty() ? 0 : milliseconds.at(milliseconds.size() / 2);
    std::printf("%-64s %12.1f %8zu\n", qPrintable(what), median, milliseconds.size());
    std::fflush(stdout);
}

inline void measure(const QString &what, int runs, const std::function<void()> &work)
{
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    row(what, std::move(times));
}
} // namespace Benchmark
