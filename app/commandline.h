#pragma once

#include <QString>
#include <QUrl>

/// What the command line asks for.
struct CommandLine {
    bool demo = false;
    QString dataDir;   ///< empty: the platform's data folder
    QString provision; ///< file, or "-" for standard input; empty: none
    QUrl twilioUrl;    ///< empty: Twilio's own hosts
    QString language;  ///< "en", "es"; empty: the system's

    /// What to do instead of starting the window.
    enum class Action { Run, PrintAndExit, Refuse };
    Action action = Action::Run;
    QString message; ///< for PrintAndExit (standard output) and Refuse (standard error, exit code 2)

    static CommandLine parse(const QStringList &arguments);
    /// The same @p arguments for a new start, without the set-up file: it has been used, and may be gone.
    static QStringList forRestart(QStringList arguments);
};
