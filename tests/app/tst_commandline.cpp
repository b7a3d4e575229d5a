#include "commandline.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Action = CommandLine::Action;

class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainStart()
    {
        const auto line = CommandLine::parse({u"practiceline"_s});
        QCOMPARE(line.action, Action::Run);
        QVERIFY(!line.demo && line.dataDir.isEmpty() && line.provision.isEmpty() && line.twilioUrl.isEmpty());
    }

    void options()
    {
        const auto line = CommandLine::parse({u"practiceline"_s, u"--data-dir"_s, u"/tmp/x"_s, u"--provision"_s, u"-"_s,
                                              u"--twilio-url"_s, u"http://127.0.0.1:99"_s, u"--lang"_s, u"es"_s});
        QCOMPARE(line.action, Action::Run);
        QCOMPARE(line.dataDir, u"/tmp/x"_s);
        QCOMPARE(line.provision, u"-"_s);
        QCOMPARE(line.twilioUrl, QUrl(u"http://127.0.0.1:99"_s));
        QCOMPARE(line.language, u"es"_s);
        QVERIFY(CommandLine::parse({u"practiceline"_s, u"--demo"_s}).demo);
    }

    void printAndExit()
    {
        const auto version = CommandLine::parse({u"practiceline"_s, u"--version"_s});
        QCOMPARE(version.action, Action::PrintAndExit);
        QVERIFY(version.message.startsWith(u"Practiceline"_s));
        const auto help = CommandLine::parse({u"practiceline"_s, u"--help"_s});
        QCOMPARE(help.action, Action::PrintAndExit);
        for (const QString &option :
             {u"--demo"_s, u"--data-dir"_s, u"--provision"_s, u"--twilio-url"_s, u"--lang"_s, u"--version"_s})
            QVERIFY2(help.message.contains(option), qPrintable(option));
    }

    void refused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{u"--nonsense"_s};
        QTest::newRow("stray argument") << QStringList{u"file.csv"_s};
        QTest::newRow("language") << QStringList{u"--lang"_s, u"xx"_s};
        QTest::newRow("http to another host") << QStringList{u"--twilio-url"_s, u"http://example.com"_s};
        QTest::newRow("other scheme") << QStringList{u"--twilio-url"_s, u"ftp://127.0.0.1"_s};
        QTest::newRow("with a password") << QStringList{u"--twilio-url"_s, u"https://a:b@example.com"_s};
        QTest::newRow("loopback look-alike") << QStringList{u"--twilio-url"_s, u"http://127.0.0.1.example.com"_s};
        QTest::newRow("no folder") << QStringList{u"--data-dir"_s, QString()};
        QTest::newRow("demo and real") << QStringList{u"--demo"_s, u"--twilio-url"_s, u"https://example.com"_s};
    }
    void refused()
    {
        QFETCH(QStringList, arguments);
        const auto line = CommandLine::parse(QStringList{u"practiceline"_s} + arguments);
        QCOMPARE(line.action, Action::Refuse);
        QVERIFY(!line.message.isEmpty());
    }

    void restartDoesNotProvisionAgain()
    {
        const QStringList kept{u"--data-dir"_s, u"/data"_s, u"--lang"_s, u"es"_s};
        QCOMPARE(CommandLine::forRestart({u"--data-dir"_s, u"/data"_s, u"--provision"_s, u"-"_s, u"--lang"_s, u"es"_s}),
                 kept);
        QCOMPARE(CommandLine::forRestart(kept + QStringList{u"--provision=/tmp/a.json"_s}), kept);
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "tst_commandline.moc"
