#pragma once

#include <QString>
#include <QStringList>
#include <QUrl>

/// What practiceline-agent was asked to do. Its words are English: they go into a server's journal.
struct AgentOptions {
    QString dataDir;
    QString invitation; ///< file with one, to join a practice by; "-": standard input
    QString passphrase; ///< file with it; default: the systemd credential "passphrase"
    QUrl twilioUrl;     ///< empty: Twilio's own hosts
    bool once = false;  ///< one round, then the end

    enum class Action { Run, PrintAndExit, Refuse };
    Action action = Action::Run;
    QString message; ///< for PrintAndExit (standard output) and Refuse (standard error, exit code 2)

    static AgentOptions parse(const QStringList &arguments);
};
