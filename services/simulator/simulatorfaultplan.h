#pragma once

#include "simulator/simulatorfault.h"

#include <QRandomGenerator>

/// Draws a fault, or none, for one request after another. The n-th request's depends on the seed alone, so that a run
/// that failed can be played again. A value.
class SimulatorFaultPlan
{
public:
    SimulatorFaultPlan() = default;
    /// @p perMille of the requests get one; 0: none.
    SimulatorFaultPlan(quint64 seed, int perMille);
    SimulatorFault next();

private:
    QRandomGenerator64 m_random;
    int m_perMille = 0;
};
