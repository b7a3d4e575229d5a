#include "app.h"
#include "commandline.h"
#include "demo.h"
#include "logging.h"
#include "provision.h"
#include "singleinstance.h"
#include "terminationsignals.h"

#include "common/askbox.h"
#include "common/theme.h"
#include "secrets/coredump.h"

#include <QApplication>
#include <QDir>
#include <QIcon>
#include <QLibraryInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTranslator>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
constexpr int exitUsage = 2; // as getopt programs do

int say(FILE *stream, const QString &text, int code)
{
    std::fputs(qPrintable(text.endsWith(u'\n') ? text : text + u'\n'), stream);
    return code;
}

/// Ours and Qt's own words (buttons, dialogs) in @p language.
void loadTranslations(QApplication &application, const QString &language)
{
    QLocale locale;
    // A computer without a language (LC_ALL=C) would show "03:13:30"; the words are English, so is the rest. And times
    // and numbers stay those of the computer's country: "es" alone would mean those of Spain.
    if (!language.isEmpty() || locale.language() == QLocale::C) {
        const QLocale::Territory country = locale.territory();
        locale = QLocale(language.isEmpty() ? QLocale::English : QLocale(language).language(),
                         country == QLocale::AnyTerritory ? QLocale::UnitedStates : country);
    }
    QLocale::setDefault(locale);
    auto *qt = new QTranslator(&application);
    if (qt->load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto *own = new QTranslator(&application);
    // English too has a file: its plural forms. It serves every language that has none.
    if (own->load(locale, u"practiceline"_s, u"_"_s, u":/i18n"_s) || own->load(u":/i18n/practiceline_en.qm"_s))
        QCoreApplication::installTranslator(own);
}

/// Makes the folder for this person alone; a folder that exists keeps its rights.
bool makeDataDir(const QString &path)
{
    if (QDir(path).exists())
        return true;
    return QDir().mkpath(path) &&
           QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
}

int waitForConfirmation(QApplication &application, const QString &title, const QString &text)
{
    AskBox::notice(title, text, nullptr)->open();
    application.setQuitOnLastWindowClosed(true);
    QApplication::exec();
    return 1;
}
} // namespace

int main(int argc, char *argv[])
{
    forbidCoreDumps();
    QApplication::setApplicationName(u"Practiceline"_s);
    QApplication::setApplicationVersion(QStringLiteral(PRACTICELINE_VERSION));
    QApplication::setDesktopFileName(u"practiceline"_s);
    // --version and --help work without a display.
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const CommandLine options = CommandLine::parse(arguments);
    if (options.action == CommandLine::Action::PrintAndExit)
        return say(stdout, options.message, 0);
    if (options.action == CommandLine::Action::Refuse)
        return say(stderr, options.message, exitUsage);

    std::optional<QByteArray> provision;
    if (!options.provision.isEmpty()) {
        QString problem;
        const auto json = Provision::readFile(options.provision, &problem);
        if (!json)
            return say(stderr, problem, exitUsage);
        const Provision parsed = Provision::parse(*json, PracticeSettings());
        if (!parsed.problems.isEmpty())
            return say(stderr, parsed.problems.join(u'\n'), exitUsage);
        provision = *json;
    }

    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(QIcon(u":/icons/practiceline.svg"_s));

    std::unique_ptr<Demo> demo; // outlives all that uses its folder, the lock too
    QString dataDir = options.dataDir.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
                                                : QDir(options.dataDir).absolutePath();
    if (options.demo) {
        demo = std::make_unique<Demo>();
        if (!demo->start())
            return say(stderr, QCoreApplication::translate("main", "The demo can not listen on this computer."), 1);
        dataDir = demo->folder();
    }
    if (!makeDataDir(dataDir))
        return say(stderr, QCoreApplication::translate("main", "The folder %1 can not be made.").arg(dataDir), 1);
    installLogHandler(dataDir + u"/practiceline.log"_s);

    Settings settings(dataDir);
    loadTranslations(application, options.language.isEmpty() ? settings.language() : options.language);
    Theme::apply(application);

    SingleInstance instance(dataDir);
    switch (instance.acquire()) {
    case SingleInstance::Outcome::Raised:
        return 0;
    case SingleInstance::Outcome::Busy:
        return waitForConfirmation(
            application, QCoreApplication::translate("main", "Practiceline is already open"),
            QCoreApplication::translate("main", "Practiceline is already open with this data, but does not answer. "
                                                "Close it or restart the computer, then try again."));
    case SingleInstance::Outcome::First:
    case SingleInstance::Outcome::Unwritable: // the store says that it is read-only, in the window
        break;
    }

    const TwilioHosts hosts = demo                          ? demo->hosts()
                              : options.twilioUrl.isEmpty() ? TwilioHosts()
                                                            : TwilioHosts::fromOverride(options.twilioUrl).value_or({});
    auto app = std::make_unique<App>(dataDir, hosts, demo.get(), provision, options.provision);
    provision.reset();
    QObject::connect(&instance, &SingleInstance::raiseRequested, app.get(), &App::raiseWindow);
    QObject::connect(app.get(), &App::quitting, &instance, &SingleInstance::stopAnswering);
    TerminationSignals termination;
    QObject::connect(&termination, &TerminationSignals::received, app.get(), &App::quit);
    app->start();
    const int code = QApplication::exec();
    instance.stopAnswering();
    const bool again = app->wantsRestart();
    app.reset();
    if (again) { // only now is the data folder free
        instance.release();
        QProcess::startDetached(QApplication::applicationFilePath(), CommandLine::forRestart(arguments.mid(1)));
    }
    return code;
}
