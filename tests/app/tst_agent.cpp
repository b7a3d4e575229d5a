#include "agent/agent.h"
#include "officefixture.h"

#include <QProcess>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// The office's background program: how it joins, what one round does, and what its exit codes say.
class AgentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void exitCodes_data();
    void exitCodes();
    void joinsByInvitation();

private:
    struct Run {
        int code = -1;
        QString output;
        QString errors;
    };
    Run run(const QStringList &arguments);
    QString write(const QString &name, const QString &text) const;

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<TwilioSimulator> m_twilio;
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace
{
constexpr int patience = 60'000;
const QString passphrase = u"a passphrase of the office"_s;
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

void AgentTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

void AgentTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    m_twilio = std::make_unique<TwilioSimulator>(SimulatorOptions());
    QVERIFY(m_twilio->listen());
}

QString AgentTest::write(const QString &name, const QString &text) const
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        return {};
    return file.fileName();
}

AgentTest::Run AgentTest::run(const QStringList &arguments)
{
    QProcess agent;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"CREDENTIALS_DIRECTORY"_s);
    agent.setProcessEnvironment(environment);
    agent.start(QStringLiteral(AGENT), arguments);
    if (!QTest::qWaitFor([&] { return agent.state() == QProcess::NotRunning; }, patience))
        return {};
    return {agent.exitCode(), QString::fromUtf8(agent.readAllStandardOutput()),
            QString::fromUtf8(agent.readAllStandardError())};
}

void AgentTest::exitCodes_data()
{
    QTest::addColumn<QStringList>("arguments"); // {dir}, {pass}, {short}, {words}: folder and files
    QTest::addColumn<int>("code");
    QTest::newRow("help") << QStringList{u"--help"_s} << 0;
    QTest::newRow("no folder") << QStringList{u"--once"_s} << 2;
    QTest::newRow("unknown option") << QStringList{u"--data-dir"_s, u"{dir}"_s, u"--nothing"_s} << 2;
    QTest::newRow("no passphrase") << QStringList{u"--once"_s, u"--data-dir"_s, u"{dir}"_s} << 11;
    QTest::newRow("short passphrase") << QStringList{u"--once"_s, u"--data-dir"_s, u"{dir}"_s, u"--passphrase-file"_s,
                                                     u"{short}"_s}
                                      << 11;
    QTest::newRow("no member") << QStringList{u"--once"_s, u"--data-dir"_s, u"{dir}"_s, u"--passphrase-file"_s,
                                              u"{pass}"_s}
                               << 12;
    QTest::newRow("no invitation in it") << QStringList{u"--once"_s, u"--data-dir"_s,
                                                        u"{dir}"_s,  u"--passphrase-file"_s,
                                                        u"{pass}"_s, u"--join"_s,
                                                        u"{short}"_s}
                                         << 2;
}

void AgentTest::exitCodes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    arguments.replaceInStrings(u"{dir}"_s, m_folder->filePath(u"data"_s));
    arguments.replaceInStrings(u"{pass}"_s, write(u"pass"_s, passphrase));
    arguments.replaceInStrings(u"{short}"_s, write(u"short"_s, u"short"_s));
    const Run run = this->run(arguments);
    QVERIFY2(run.code == code, qPrintable(u"%1 instead: %2"_s.arg(run.code).arg(run.errors)));
    QVERIFY(!run.errors.contains(passphrase));
}

void AgentTest::joinsByInvitation()
{
    OfficeComputer ann(m_twilio->url());
    QVERIFY(ann.start());
    QVERIFY(waited(ann->sharing.setUp({m_practice->addressFor(u"set_up_"_s + m_practice->database()),
                                       u"set-up's own word"_s, u"Ortega & Co"_s, u"Ann"_s}))
                .has_value());
    VERIFY_SOON(ann.isUpToDate());
    const auto invitation =
        waited(ann->sharing.invite({{}, u"Office computer"_s, u"agent"_s, u"advisor"_s, {}, {}, {}}));
    QVERIFY(invitation.has_value());
    const QStringList common{u"--data-dir"_s,
                             m_folder->filePath(u"data"_s),
                             u"--passphrase-file"_s,
                             write(u"pass"_s, passphrase),
                             u"--twilio-url"_s,
                             m_twilio->url().toString(),
                             u"--once"_s};
    const Run asked = run(common + QStringList{u"--join"_s, write(u"invitation"_s, invitation->toText())});
    QVERIFY2(asked.code == 12, qPrintable(asked.errors));
    const auto requests = waited(ann->sharing.requests());
    QVERIFY(requests && requests->size() == 1);
    const QStringList words = waited(ann->sharing.wordsOf(requests->first())).value_or(QStringList());
    QVERIFY(words.size() == 6 && asked.output.contains(words.join(u' ')));
    QVERIFY(waited(ann->sharing.approve(requests->first())).has_value());
    ann.stop(); // releases the lease
    // A member now; and nobody has given it Twilio's key.
    const Run first = run(common);
    QVERIFY2(first.code == Agent::TwilioRefused, qPrintable(u"%1: %2"_s.arg(first.code).arg(first.errors)));
    // An administrator gives it to the practice; then a round reads what a client wrote, and the practice has it.
    QVERIFY(ann.start());
    VERIFY_SOON(ann.isUpToDate());
    const PracticeSettings settings = ann->settings.current();
    QVERIFY(
        waited(ann->sharing.shareTwilioKey(TwilioLogin::toBytes({settings.accountSid, settings.apiKeySid, "secret"})))
            .has_value());
    ann.stop();
    (void)m_twilio->receiveText(u"+13125550142"_s, SimulatorOptions().ownNumbers.first(), u"STOP"_s);
    const Run second = run(common);
    QVERIFY2(second.code == Agent::Done, qPrintable(u"%1: %2"_s.arg(second.code).arg(second.errors)));
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM public.communication_logs WHERE direction = 'inbound'"_s),
             u"1"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT permission FROM practiceline.client_numbers"_s), u"opted_out"_s);
    // A wrong passphrase opens nothing, and makes no second key.
    QStringList wrong = common;
    wrong[3] = write(u"wrong"_s, u"another passphrase"_s);
    QCOMPARE(run(wrong).code, int(Agent::Locked));
    // Without the server it says so.
    m_cluster->stop();
    const Run away = run(common);
    QVERIFY(m_cluster->restart());
    QVERIFY2(away.code == Agent::PracticeNotReached, qPrintable(u"%1: %2"_s.arg(away.code).arg(away.errors)));
}

QTEST_GUILESS_MAIN(AgentTest)
#include "tst_agent.moc"
