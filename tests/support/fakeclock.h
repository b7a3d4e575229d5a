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
    void set(const QDateTime &utc) { m_now = utc; }
    void advance(std::chrono::milliseconds by) { m_now = m_now.addMSecs(by.count()); }

private:
    QDateTime m_now;
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
