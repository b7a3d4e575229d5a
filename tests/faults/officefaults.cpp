#include "officefaults.h"

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int faultsPerMille = 120; // of Twilio's answers
constexpr int cutPerHundred = 25;   // of the lines to the practice
/// After trouble a computer's line may be dead for this long yet: the engine waits before it tries again.
constexpr auto reconnects = 5s;
} // namespace

void OfficeFaults::begin()
{
    for (const auto &computer : m_office.computers())
        computer->line->setCut(cutPerHundred);
    m_office.twilio().call([this] { m_office.twilio()->setFaultPlan(m_office.plan().seed, faultsPerMille); });
}

void OfficeFaults::step()
{
    mend(m_office.step());
    const int way = m_office.pick(1000);
    if (Office::Computer &computer = m_office.some(); way < 30 && !computer.isOff())
        kill(computer);
    else if (way < 50 && !computer.isOff())
        jump(computer);
    if (way >= 980 && isServerUp())
        stopServer(way >= 990);
}

void OfficeFaults::kill(Office::Computer &computer)
{
    ++m_kills;
    ++computer.kills;
    computer.process->kill();
    computer.offUntil = m_office.step() + (m_office.chance(50) ? 0 : m_office.pick(40));
    m_office.say(u"computer %1 killed until %2"_s.arg(computer.number).arg(computer.offUntil));
}

/// Its wall clock, by minutes to hours in either direction, or back to the true time.
void OfficeFaults::jump(Office::Computer &computer)
{
    constexpr qint64 minute = 60'000;
    ++m_jumps;
    const auto minutes = qint64(std::exp(m_office.pickDouble() * std::log(12.0 * 60)));
    computer.ahead = m_office.chance(30) ? 0 : minutes * minute * (m_office.chance(50) ? 1 : -1);
    (void)m_office.ask(computer, {{"op"_L1, u"clock"_s}, {"ahead"_L1, computer.ahead}});
    m_office.say(u"the clock of computer %1 is %2 min ahead"_s.arg(computer.number).arg(computer.ahead / minute));
}

void OfficeFaults::stopServer(bool kills)
{
    ++m_outages;
    m_serverSince = QDateTime::currentDateTimeUtc();
    m_isFrozen = !kills;
    if (kills)
        m_office.cluster().kill9();
    else
        m_office.cluster().freeze();
    m_serverUntil = m_office.step() + 5 + m_office.pick(20);
    m_office.say(kills ? u"server killed"_s : u"server stopped"_s);
}

void OfficeFaults::mendServer()
{
    if (m_isFrozen)
        m_office.cluster().thaw();
    else if (!m_office.cluster().restart())
        m_office.find(m_office.cluster().whyNot());
    m_serverUntil = -1;
    const auto until = QDateTime::currentDateTimeUtc().addDuration(reconnects);
    for (const auto &computer : m_office.computers())
        m_office.addTrouble(computer->number, {m_serverSince, until});
    m_office.say(u"server goes on"_s);
}

void OfficeFaults::mend(int step)
{
    // A stopped server is stopped for less than ten seconds: what waits longer is another fault (a cut line).
    const bool isLong = m_isFrozen && m_serverSince.msecsTo(QDateTime::currentDateTimeUtc()) > 8000;
    if (!isServerUp() && (step >= m_serverUntil || isLong))
        mendServer();
    for (const auto &computer : m_office.computers()) {
        if (computer->isOff() && step >= computer->offUntil)
            (void)m_office.start(*computer);
    }
}

void OfficeFaults::heal()
{
    mend(std::numeric_limits<int>::max());
    m_office.twilio().call([this] {
        m_office.twilio()->setFaultPlan(0, 0);
        m_office.twilio()->setFault({}, 0);
    });
    for (const auto &computer : m_office.computers())
        computer->line->heal();
}

QString OfficeFaults::report() const
{
    int cuts = 0;
    for (const auto &computer : m_office.computers())
        cuts += computer->line->cuts();
    return u"%1 kills, %2 outages of the server, %3 cuts, %4 clock jumps"_s.arg(m_kills).arg(m_outages).arg(cuts).arg(
        m_jumps);
}
