#pragma once

#include "clock.h"

/// A clock that stands until it is moved.
class FakeClock : public Clock
{
public:
    explicit FakeClock(const QDateTime &utc = QDateTime::currentDateTimeUtc())
        : m_now(utc)
    {
    }
    QDateTime now() const override { return m_now; }
    std::chrono::milliseconds sinceBoot() const override { return m_sinceBoot; }
    /// Somebody sets it: no time passes.
    void set(const QDateTime &utc) { m_now = utc; }
    /// Time passes.
    void advance(std::chrono::milliseconds by)
    {
        m_now = m_now.addMSecs(by.count());
        m_sinceBoot += by;
    }

private:
    QDateTime m_now;
    std::chrono::milliseconds m_sinceBoot{0};
};

/// This computer's clock after somebody set it.
class ShiftedClock : public Clock
{
public:
    QDateTime now() const override { return QDateTime::currentDateTimeUtc().addMSecs(m_shift.count()); }
    void shift(std::chrono::milliseconds by) { m_shift += by; }

private:
    std::chrono::milliseconds m_shift{0};
};
