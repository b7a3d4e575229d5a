#pragma once

#include <QtGlobal>

#include <chrono>

/// Doubling waits with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): each wait is drawn from
/// (0, min(cap, base · 2^n)], so that desktops that lost the network together do not come back together. A value.
class Backoff
{
public:
    Backoff(std::chrono::milliseconds base, std::chrono::milliseconds cap);
    std::chrono::milliseconds next() { return next(m_cap); } ///< at least 1 ms
    /// Of at most @p most, this time.
    std::chrono::milliseconds next(std::chrono::milliseconds most);
    void reset() { m_steps = 0; }
    bool isReset() const { return m_steps == 0; }

private:
    std::chrono::milliseconds m_base;
    std::chrono::milliseconds m_cap;
    int m_steps = 0;
};
