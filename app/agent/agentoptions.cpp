#include "agent/agentoptions.h"

#include "twilio/twilioclient.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

using namespace Qt::StringLiterals;

namespace
{
const QString description =
    u"Polls Twilio and shares with the practice day and night, without a window.\n\n"
    "Exit codes: 0 done; 2 wrong use; 10 the store can not be opened or written; 11 the passphrase is missing or "
    "wrong; "
    "12 no member of a practice (yet); 13 the practice can not be reached; 14 the practice refused the login, or needs "
    "a newer program; 15 Twilio can not be reached; 16 Twilio refused the login, or its key is not known; 17 another "
    "process uses the folder."_s;
} // namespace

AgentOptions AgentOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(description);
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Show this help."_s);
    const QCommandLineOption version({u"v"_s, u"version"_s}, u"Show the version."_s);
    const QCommandLineOption dataDir(u"data-dir"_s, u"Keep the data in DIR; needed."_s, u"DIR"_s);
    const QCommandLineOption once(u"once"_s, u"One round of reading and sharing, then the end."_s);
    const QCommandLineOption join(
        u"join"_s, u"Join a practice by the invitation in FILE (-: standard input), wait for the approval, and end."_s,
        u"FILE"_s);
    const QCommandLineOption passphrase(
        u"passphrase-file"_s,
        u"The passphrase of the data key; without: $CREDENTIALS_DIRECTORY/passphrase (systemd)."_s, u"FILE"_s);
    const QCommandLineOption twilioUrl(u"twilio-url"_s, u"Talk to URL instead of Twilio."_s, u"URL"_s);
    parser.addOptions({help, version, dataDir, once, join, passphrase, twilioUrl});

    AgentOptions result;
    const auto refuse = [&result](const QString &message) {
        result.action = Action::Refuse;
        result.message = message;
        return result;
    };
    if (!parser.parse(arguments))
        return refuse(parser.errorText());
    if (parser.isSet(help) || parser.isSet(version)) {
        result.action = Action::PrintAndExit;
        result.message = parser.isSet(help) ? parser.helpText()
                                            : u"practiceline-agent %1"_s.arg(QCoreApplication::applicationVersion());
        return result;
    }
    if (!parser.positionalArguments().isEmpty())
        return refuse(u"Unknown argument: %1"_s.arg(parser.positionalArguments().constFirst()));
    if (parser.value(dataDir).isEmpty())
        return refuse(u"--data-dir is needed."_s);
    result.dataDir = QDir(parser.value(dataDir)).absolutePath();
    result.once = parser.isSet(once);
    result.invitation = parser.value(join);
    result.passphrase = parser.value(passphrase);
    if (result.passphrase.isEmpty() && qEnvironmentVariableIsSet("CREDENTIALS_DIRECTORY"))
        result.passphrase = qEnvironmentVariable("CREDENTIALS_DIRECTORY") + u"/passphrase"_s;
    if (parser.isSet(twilioUrl)) {
        result.twilioUrl = QUrl(parser.value(twilioUrl), QUrl::StrictMode);
        if (!TwilioHosts::fromOverride(result.twilioUrl))
            return refuse(u"--twilio-url must be https, or http on this computer, without path."_s);
    }
    return result;
}
