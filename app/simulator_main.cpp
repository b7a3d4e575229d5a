#include "simulator/twiliosimulator.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTextStream>

using namespace Qt::StringLiterals;

namespace
{
QCommandLineOption valued(const QString &name, const QString &description, const QString &valueName,
                          const QString &defaultValue = QString())
{
    return QCommandLineOption(name, description, valueName, defaultValue);
}

void addOptions(QCommandLineParser &parser)
{
    const SimulatorOptions defaults;
    parser.setApplicationDescription(u"A Twilio on this computer, for trying Practiceline and for its tests."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption(valued(u"port"_s, u"Port on 127.0.0.1; 0: any free one."_s, u"N"_s, u"0"_s));
    parser.addOption(valued(u"journal"_s, u"Append one JSON line for each request that arrived."_s, u"FILE"_s));
    parser.addOption(valued(u"account-sid"_s, u"The account."_s, u"AC…"_s, defaults.accountSid));
    parser.addOption(valued(u"user"_s, u"Accept this API key sid (repeatable); without: any."_s, u"SK…"_s));
    parser.addOption(valued(u"own-number"_s, u"A number of the account (repeatable)."_s, u"+1…"_s));
    parser.addOption(valued(u"latency"_s, u"Wait before each reply."_s, u"MS"_s, u"0"_s));
    parser.addOption(valued(u"list-lag"_s, u"New rows appear in lists this much later."_s, u"MS"_s, u"0"_s));
    parser.addOption(
        valued(u"step"_s, u"Time from one status to the next."_s, u"MS"_s, QString::number(defaults.step.count())));
    parser.addOption(valued(u"price-lag"_s, u"Time from the final status to the price."_s, u"MS"_s,
                            QString::number(defaults.priceLag.count())));
    parser.addOption(valued(u"reply-delay"_s, u"Time until a demo client answers."_s, u"MS"_s,
                            QString::number(defaults.replyDelay.count())));
    parser.addOption(valued(u"clock-offset"_s, u"Twilio's clock against this computer's."_s, u"SECONDS"_s, u"0"_s));
    parser.addOption(valued(u"fault"_s,
                            u"429, 429-bare, 500, 503, 401, 20500, drop-after:N, rst-after:N, stall-after:N, "
                            "drop-request:N, cut-json, html, redirect; post: or get: before it limits it."_s,
                            u"F"_s));
    parser.addOption(valued(u"fault-count"_s, u"How many requests get the fault; 0: all."_s, u"N"_s, u"0"_s));
    parser.addOption(QCommandLineOption(u"test-credentials"_s, u"Magic numbers; every read is refused."_s));
    parser.addOption(QCommandLineOption(u"replies"_s, u"Demo clients answer."_s));
    parser.addOption(QCommandLineOption(u"no-inbound"_s, u"The messaging service logs no replies."_s));
}

/// Names the option whose value is no number of 0 or more; empty: all are fine.
QString readNumbers(const QCommandLineParser &parser, SimulatorOptions &options)
{
    const QList<QPair<QString, std::chrono::milliseconds *>> times{{u"latency"_s, &options.latency},
                                                                   {u"list-lag"_s, &options.listLag},
                                                                   {u"step"_s, &options.step},
                                                                   {u"price-lag"_s, &options.priceLag},
                                                                   {u"reply-delay"_s, &options.replyDelay}};
    for (const auto &time : times) {
        bool isNumber = false;
        *time.second = std::chrono::milliseconds(parser.value(time.first).toInt(&isNumber));
        if (!isNumber || time.second->count() < 0)
            return time.first;
    }
    bool isNumber = false;
    options.clockOffset = std::chrono::seconds(parser.value(u"clock-offset"_s).toInt(&isNumber));
    if (!isNumber)
        return u"clock-offset"_s;
    options.faultCount = parser.value(u"fault-count"_s).toInt(&isNumber);
    return isNumber && options.faultCount >= 0 ? QString() : u"fault-count"_s;
}

int fail(const QString &message)
{
    QTextStream(stderr) << "practiceline-simulator: " << message << Qt::endl;
    return 2;
}
} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"practiceline-simulator"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PRACTICELINE_VERSION));
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);

    SimulatorOptions options;
    if (const QString wrong = readNumbers(parser, options); !wrong.isEmpty())
        return fail(u"--%1 needs a number"_s.arg(wrong));
    bool isPort = false;
    const ushort port = parser.value(u"port"_s).toUShort(&isPort);
    if (!isPort)
        return fail(u"--port needs a number up to 65535"_s);
    options.journalFile = parser.value(u"journal"_s);
    options.accountSid = parser.value(u"account-sid"_s);
    options.users = parser.values(u"user"_s);
    options.secret = qgetenv("PRACTICELINE_SIMULATOR_SECRET");
    if (parser.isSet(u"own-number"_s))
        options.ownNumbers = parser.values(u"own-number"_s);
    options.testCredentials = parser.isSet(u"test-credentials"_s);
    options.replies = parser.isSet(u"replies"_s);
    options.serviceLogsInbound = !parser.isSet(u"no-inbound"_s);

    TwilioSimulator simulator(options);
    if (!simulator.setFault(parser.value(u"fault"_s), options.faultCount))
        return fail(u"unknown fault; see --help"_s);
    if (!simulator.listen(port))
        return fail(u"can not listen on port %1, or not write the journal"_s.arg(port));
    QTextStream(stdout) << "listening on " << simulator.url().toString() << Qt::endl;
    return QCoreApplication::exec();
}
