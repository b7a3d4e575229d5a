#include "agent/agent.h"
#include "logging.h"
#include "secrets/coredump.h"
#include "singleinstance.h"
#include "terminationsignals.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
int say(FILE *stream, const QString &text, int code)
{
    std::fputs(qPrintable(text.endsWith(u'\n') ? text : text + u'\n'), stream);
    std::fflush(stream);
    return code;
}
} // namespace

int main(int argc, char *argv[])
{
    forbidCoreDumps();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"practiceline-agent"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(PRACTICELINE_VERSION));
    const AgentOptions options = AgentOptions::parse(QCoreApplication::arguments());
    if (options.action == AgentOptions::Action::PrintAndExit)
        return say(stdout, options.message, Agent::Done);
    if (options.action == AgentOptions::Action::Refuse)
        return say(stderr, options.message, Agent::WrongUse);
    if (!QDir().mkpath(options.dataDir) ||
        !QFile::setPermissions(options.dataDir,
                               QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner))
        return say(stderr, u"The folder %1 can not be made or kept private."_s.arg(options.dataDir),
                   Agent::StoreFailed);
    installLogHandler(options.dataDir + u"/practiceline.log"_s);
    SingleInstance instance(options.dataDir);
    if (instance.acquire() != SingleInstance::Outcome::First)
        return say(stderr, u"Another process uses %1, or it can not be written."_s.arg(options.dataDir),
                   Agent::FolderInUse);

    Agent agent(options);
    TerminationSignals termination;
    QObject::connect(&termination, &TerminationSignals::received, &agent, &Agent::stop);
    QObject::connect(&agent, &Agent::said, &agent, [](const QString &line) { (void)say(stdout, line, 0); });
    QObject::connect(&agent, &Agent::ended, &application, [](int code) { QCoreApplication::exit(code); });
    agent.start();
    return QCoreApplication::exec();
}
