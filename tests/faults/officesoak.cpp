#include "office.h"
#include "officefaults.h"
#include "officepeace.h"
#include "officepeople.h"
#include "officesoakcomputer.h"
#include "soakplan.h"

#include <QElapsedTimer>
#include <QTest>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
/// A practice of whole computers that text and call through a Twilio which fails, over lines and a server that fail,
/// and are killed; then peace, and the count.
int runOffice(const SoakPlan &plan)
{
    QElapsedTimer timer;
    timer.start();
    Office office(plan);
    OfficeFaults faults(office);
    OfficePeople people(office, faults);
    OfficePeace peace(office, people);
    if (!office.begin())
        return 1;
    faults.begin();
    for (int step = 1; step <= plan.steps; ++step) {
        office.beginStep(step);
        faults.step();
        people.act();
        QTest::qWait(office.chance(30) ? 0 : office.pick(200));
    }
    const auto fought = timer.elapsed();
    faults.heal();
    if (peace.settle(u"healing"_s) && peace.areStopsHeeded() && peace.areDoubtsAnswered() && peace.areCallsPlaced())
        peace.judgeLease();
    peace.judge();
    std::printf("%d steps in %.0f s, %d computers, %s; in all %.0f s\n", plan.steps, double(fought) / 1000,
                plan.desktops, qPrintable(faults.report()), double(timer.elapsed()) / 1000);
    const bool isWell = office.findings().isEmpty();
    std::printf("%s\n", isWell ? "nothing twice, nothing lost, nothing after a STOP" : "failed");
    if (!isWell)
        std::printf("again: officesoak --seed %llu --desktops %d --steps %d --loud\n",
                    static_cast<unsigned long long>(plan.seed), plan.desktops, plan.steps);
    std::fflush(stdout);
    office.end();
    return isWell ? 0 : 1;
}
} // namespace

/// From a printed seed; --seed N plays the same actions and faults again (how they meet is the machine's).
int main(int argc, char **argv)
{
    return soakMain(argc, argv, {.desktops = 8, .within = 90}, runOfficeSoakComputer, runOffice);
}
