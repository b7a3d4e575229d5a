#include "simulator/simulatorfaultplan.h"

#include <array>

namespace
{
using Kind = SimulatorFault::Kind;

/// Longer than any head of a request or reply with a short text, shorter than both whole.
constexpr int furthestByte = 700;

/// As often as it stands here. A 429 with Retry-After stops everybody for a second and a 401 asks for a person: rare.
constexpr std::array kinds{Kind::TooManyBare, Kind::TooManyBare, Kind::Status500,   Kind::Status503,
                           Kind::MaybeDone,   Kind::MaybeDone,   Kind::DropAfter,   Kind::DropAfter,
                           Kind::DropAfter,   Kind::ResetAfter,  Kind::ResetAfter,  Kind::ResetAfter,
                           Kind::DropRequest, Kind::DropRequest, Kind::DropRequest, Kind::CutJson,
                           Kind::CutJson,     Kind::Html,        Kind::Redirect,    Kind::StallAfter};
constexpr std::array rareKinds{Kind::TooMany, Kind::Unauthorized};
constexpr int rarely = 60; // one fault of so many
} // namespace

SimulatorFaultPlan::SimulatorFaultPlan(quint64 seed, int perMille)
    : m_random(static_cast<quint32>(seed ^ (seed >> 32)))
    , m_perMille(perMille)
{
}

SimulatorFault SimulatorFaultPlan::next()
{
    SimulatorFault fault;
    // Always as many draws, whatever comes of them.
    const bool comes = m_random.bounded(1000) < m_perMille;
    const bool isRare = m_random.bounded(rarely) == 0;
    const auto draw = m_random.generate();
    const auto bytes = m_random.bounded(furthestByte);
    if (!comes)
        return fault;
    fault.kind = isRare ? rareKinds.at(draw % rareKinds.size()) : kinds.at(draw % kinds.size());
    fault.bytes = bytes;
    fault.left = 1;
    return fault;
}
