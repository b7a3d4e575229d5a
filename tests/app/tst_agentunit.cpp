#include "agentpractice.h"
#include "support/privatesystemd.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

/// The agent under a real systemd, by the very commands of the README: it joins, works behind the fence of its unit, is
/// started again after a crash and stays down when a person has to mend something first.
class AgentUnitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void worksAsReadmeSays();
    void cleanup();

private:
    PrivateSystemd::Said run(const QString &script, const QByteArray &input = {}) const
    {
        return m_systemd.run(script, input, m_folder.path());
    }
    /// A property of the unit.
    QString property(const QString &name) const
    {
        return run(u"systemctl show --value --property=%1 practiceline-agent"_s.arg(name)).output.trimmed();
    }
    /// A line of the running agent's /proc/PID/status.
    QString status(const QString &name) const
    {
        return run(u"sed -n 's/^%1:[[:space:]]*//p' /proc/%2/status"_s.arg(name, property(u"MainPID"_s)))
            .output.simplified();
    }
    QString inbound() const { return AgentPractice::inbound(*m_practice); }
    void receive(const QString &body) const { AgentPractice::receive(*m_twilio, body); }
    bool write(const QString &name, const QString &text) const;
    QString agentsLog() const { return run(u"cat /run/agent.log"_s).output; }

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<TwilioSimulator> m_twilio;
    QTemporaryDir m_folder;
    PrivateSystemd m_systemd;
};

namespace
{
constexpr int patience = 60'000;
const QByteArray passphrase = "a passphrase of the office";

/// What README tells to type for the agent; a command that goes on in the next line is one.
QStringList commands()
{
    QFile file(QStringLiteral(SOURCES "/README.md"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString section = QString::fromUtf8(file.readAll()).section(u"### The agent\n"_s, 1).section(u"\n#"_s, 0, 0);
    static const QRegularExpression command(u"^    (\\S(?:.*\\\\\\n)*.*)$"_s, QRegularExpression::MultilineOption);
    QStringList found;
    for (auto at = command.globalMatch(section); at.hasNext();)
        found.append(at.next().captured(1));
    return found;
}
} // namespace

#define VERIFY_SOON(condition) QVERIFY2(QTest::qWaitFor([&] { return condition; }, patience), qPrintable(agentsLog()))

void AgentUnitTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    if (const QString whyNot = PrivateSystemd::whyNot(); !whyNot.isEmpty())
        QSKIP(qPrintable(whyNot));
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    m_twilio = std::make_unique<TwilioSimulator>(SimulatorOptions());
    QVERIFY(m_twilio->listen());
    QVERIFY2(m_systemd.start(QStringLiteral(AGENT)), qPrintable(m_systemd.log()));
}

void AgentUnitTest::cleanup()
{
    if (QTest::currentTestFailed())
        qWarning("systemd said: %s\nthe agent said: %s", qPrintable(m_systemd.log()), qPrintable(agentsLog()));
}

bool AgentUnitTest::write(const QString &name, const QString &text) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0 &&
           file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

void AgentUnitTest::worksAsReadmeSays()
{
    const QStringList typed = commands();
    QCOMPARE(typed.size(), 5);
    OfficeComputer ann(m_twilio->url());
    QVERIFY(write(u"invitation.txt"_s, AgentPractice::inviteAgent(ann, *m_practice)));
    QVERIFY(QFile::link(QStringLiteral(SOURCES "/packaging"), m_folder.filePath(u"packaging"_s)));
    // Only what can not be Twilio's, and what would take a minute, is not as shipped.
    const auto dropIn =
        run(u"mkdir -p /etc/systemd/system/practiceline-agent.service.d && cat > "
            "/etc/systemd/system/practiceline-agent.service.d/test.conf"_s,
            u"[Service]\nExecStart=\nExecStart=/usr/bin/practiceline-agent --data-dir %S/practiceline "
            "--twilio-url %1\nRestartSec=1\nStandardError=append:/run/agent.log\n"_s.arg(m_twilio->url().toString())
                .toUtf8());
    QVERIFY2(dropIn.code == 0, qPrintable(dropIn.errors));

    for (const QString &command : {typed.at(0), typed.at(1), typed.at(2)}) {
        const auto said = run(command, passphrase);
        QVERIFY2(said.code == 0, qPrintable(command + u": "_s + said.errors));
    }
    const auto joining = m_systemd.begin(typed.at(3), m_folder.path());
    QString output;
    const auto hasSaid = [&](QLatin1StringView what) {
        output += QString::fromUtf8(joining->readAllStandardOutput() + joining->readAllStandardError());
        return output.contains(what);
    };
    QVERIFY2(QTest::qWaitFor([&] { return hasSaid("Read these words"_L1); }, patience), qPrintable(output));
    QVERIFY(AgentPractice::approveAgent(ann));
    ann.stop();
    QVERIFY2(QTest::qWaitFor([&] { return joining->state() == QProcess::NotRunning; }, patience), qPrintable(output));
    QVERIFY2(joining->exitCode() == 0 && hasSaid("Approved"_L1), qPrintable(output));

    receive(u"first"_s);
    const auto started = run(typed.at(4));
    QVERIFY2(started.code == 0, qPrintable(started.errors));
    VERIFY_SOON(inbound() == u"1"_s);
    QCOMPARE(property(u"ActiveState"_s), u"active"_s);
    QCOMPARE(property(u"NRestarts"_s), u"0"_s);

    // Behind its fence, and its keys in memory that is never written to the disk.
    QCOMPARE(run(u"stat --format=%U /proc/%1"_s.arg(property(u"MainPID"_s))).output.trimmed(), u"practiceline"_s);
    QCOMPARE(status(u"CapBnd"_s), u"0000000000000000"_s);
    QCOMPARE(status(u"NoNewPrivs"_s), u"1"_s);
    QCOMPARE(status(u"Seccomp"_s), u"2"_s);
    QVERIFY2(status(u"VmLck"_s) != u"0 kB"_s, qPrintable(agentsLog()));
    QCOMPARE(run(u"stat --format=%a:%U /var/lib/practiceline"_s).output.trimmed(), u"700:practiceline"_s);

    // A crash.
    const QString crashed = property(u"MainPID"_s);
    QCOMPARE(run(u"kill -KILL "_s + crashed).code, 0);
    receive(u"second"_s);
    VERIFY_SOON(inbound() == u"2"_s);
    QVERIFY(property(u"MainPID"_s) != crashed);
    QCOMPARE(property(u"NRestarts"_s), u"1"_s);

    QCOMPARE(run(u"systemctl stop practiceline-agent"_s).code, 0);
    QCOMPARE(property(u"Result"_s), u"success"_s);
    QCOMPARE(property(u"ExecMainStatus"_s), u"0"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.poll_lease WHERE expires > now()"_s), u"0"_s);

    // Another passphrase: nothing that a second start would mend.
    QCOMPARE(run(typed.at(2), "another passphrase").code, 0);
    QCOMPARE(run(u"systemctl restart practiceline-agent"_s).code, 0);
    VERIFY_SOON(property(u"ActiveState"_s) == u"failed"_s);
    QCOMPARE(property(u"ExecMainStatus"_s), u"11"_s);
    QTest::qWait(3000);
    QCOMPARE(property(u"ActiveState"_s), u"failed"_s);
    QVERIFY(agentsLog().contains("passphrase"_L1));
    QVERIFY(!agentsLog().contains(QString::fromUtf8(passphrase)));
}

QTEST_GUILESS_MAIN(AgentUnitTest)
#include "tst_agentunit.moc"
