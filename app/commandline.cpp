#include "commandline.h"

#include "common/formatting.h"
#include "twilio/twilioclient.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};
} // namespace

CommandLine CommandLine::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(Words::tr("Texts and calls for professional practices."));
    const QCommandLineOption help({u"h"_s, u"help"_s}, Words::tr("Show this help."));
    const QCommandLineOption version({u"v"_s, u"version"_s}, Words::tr("Show the version."));
    const QCommandLineOption demo(u"demo"_s,
                                  Words::tr("Try everything with made-up clients; nothing leaves this computer."));
    const QCommandLineOption dataDir(u"data-dir"_s, Words::tr("Keep the data in DIR."), u"DIR"_s);
    const QCommandLineOption provision(u"provision"_s, Words::tr("Set up from a JSON file (\"-\": standard input)."),
                                       u"FILE"_s);
    const QCommandLineOption twilioUrl(u"twilio-url"_s,
                                       Words::tr("Talk to URL instead of Twilio (https, or http on this "
                                                 "computer)."),
                                       u"URL"_s);
    const QCommandLineOption lang(u"lang"_s, Words::tr("Language of the window: en or es."), u"LANG"_s);
    parser.addOptions({help, version, demo, dataDir, provision, twilioUrl, lang});

    CommandLine result;
    const auto refuse = [&result](const QString &message) {
        result.action = Action::Refuse;
        result.message = message;
        return result;
    };
    if (!parser.parse(arguments))
        return refuse(parser.errorText());
    if (parser.isSet(help) || parser.isSet(version)) {
        result.action = Action::PrintAndExit;
        result.message = parser.isSet(help) ? parser.helpText().replace("<executable_name>"_L1, "practiceline"_L1)
                                            : u"Practiceline %1"_s.arg(QCoreApplication::applicationVersion());
        return result;
    }
    if (!parser.positionalArguments().isEmpty())
        return refuse(Words::tr("Unknown argument: %1").arg(parser.positionalArguments().constFirst()));

    result.demo = parser.isSet(demo);
    result.dataDir = parser.value(dataDir);
    result.provision = parser.value(provision);
    result.language = parser.value(lang);
    if (parser.isSet(dataDir) && result.dataDir.isEmpty())
        return refuse(Words::tr("--data-dir needs a folder."));
    if (parser.isSet(lang) && !Formatting::languages().contains(result.language))
        return refuse(Words::tr("--lang knows en and es."));
    if (parser.isSet(twilioUrl)) {
        result.twilioUrl = QUrl(parser.value(twilioUrl), QUrl::StrictMode);
        if (!TwilioHosts::fromOverride(result.twilioUrl))
            return refuse(Words::tr("--twilio-url must be https, or http on this computer, without path: %1")
                              .arg(parser.value(twilioUrl)));
    }
    if (result.demo && (parser.isSet(provision) || parser.isSet(twilioUrl)))
        return refuse(Words::tr("--demo can not be combined with --provision or --twilio-url."));
    return result;
}

QStringList CommandLine::forRestart(QStringList arguments)
{
    const qsizetype at = arguments.indexOf(u"--provision"_s);
    if (at >= 0)
        arguments.remove(at, qMin<qsizetype>(2, arguments.size() - at));
    arguments.removeIf([](const QString &argument) { return argument.startsWith("--provision="_L1); });
    return arguments;
}
