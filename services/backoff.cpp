#include "backoff.h"

#include <QRandomGenerator>

#include <algorithm>

Backoff::Backoff(std::chrono::milliseconds base, std::chrono::milliseconds cap)
    : m_base(base)
    , m_cap(cap)
{
}

std::chrono::milliseconds Backoff::next(std::chrono::milliseconds most)
{
    const qint64 base = std::max<qint64>(1, m_base.count());
    const qint64 cap = std::max<qint64>(1, std::min(most, m_cap).count());
    const qint64 ceiling = std::min(cap, base << std::min(m_steps, 20));
    ++m_steps;
    return std::chrono::milliseconds(QRandomGenerator::global()->bounded(ceiling) + 1);
}
