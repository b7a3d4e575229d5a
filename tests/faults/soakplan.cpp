#include "soakplan.h"

#include "support/postgrescluster.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QLoggingCategory>
#include <QRandomGenerator>

#include <cstdio>

using namespace Qt::StringLiterals;

int soakMain(int argc, char **argv, SoakPlan usual, int (*beComputer)(const QString &folder),
             const std::function<int(const SoakPlan &plan)> &run)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({u"seed"_s, u"Of actions and faults; without: a new one."_s, u"N"_s});
    parser.addOption({u"desktops"_s, u"How many share."_s, u"N"_s, QString::number(usual.desktops)});
    parser.addOption({u"steps"_s, u"How much is done."_s, u"N"_s, QString::number(usual.steps)});
    parser.addOption(
        {u"within"_s, u"Seconds after healing until all is as it must be."_s, u"N"_s, QString::number(usual.within)});
    parser.addOption({u"loud"_s, u"Says each step, and keeps the stores of a run that failed."_s});
    parser.addOption({u"desktop"_s, u"Be one of the computers."_s, u"folder"_s});
    parser.process(application);
    QLoggingCategory::setFilterRules(u"practiceline.*=false"_s); // each fault is warned of
    if (parser.isSet(u"desktop"_s))
        return beComputer(parser.value(u"desktop"_s));
    if (!PostgresCluster::isInstalled())
        return 77;
    const SoakPlan plan{.seed = parser.isSet(u"seed"_s) ? parser.value(u"seed"_s).toULongLong()
                                                        : QRandomGenerator::global()->generate(),
                        .desktops = parser.value(u"desktops"_s).toInt(),
                        .steps = parser.value(u"steps"_s).toInt(),
                        .within = parser.value(u"within"_s).toInt(),
                        .isLoud = parser.isSet(u"loud"_s)};
    std::printf("seed %llu\n", static_cast<unsigned long long>(plan.seed));
    std::fflush(stdout);
    return run(plan);
}
