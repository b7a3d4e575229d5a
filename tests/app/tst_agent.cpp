#include "agent/agent.h"
#include "agentpractice.h"

#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>

#include <csignal>

using namespace Qt::StringLiterals;

/// The office's background program: how it joins, what one round does, and what its exit codes say.
class AgentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void exitCodes_data();
    void exitCodes();
    void joinsByInvitation();
    void joiningEndsWithTheApproval();
    void exitCodesOfAMember();
    void worksUntilItIsAskedToEnd();
    void endsWhileTheServerIsSilent();
    void anotherTakesOverWhenItIsKilled();
    void unitFileIsRight();

private:
    struct Run {
        int code = -1;
        QString output;
        QString errors;
    };
    Run run(const QStringList &arguments);
    QString write(const QString &name, const QString &text) const;
    /// Folder, passphrase and Twilio, as every run of one agent has them.
    QStringList common() const;
    /// A practice of Ann's, and her invitation for the agent in a file, as it comes by e-mail; empty: it failed.
    QString inviteAgent(OfficeComputer &ann) const
    {
        const QString text = AgentPractice::inviteAgent(ann, *m_practice);
        return text.isEmpty() ? QString() : write(QStringLiteral("invitation"), text);
    }
    /// A practice of Ann's, whose agent is a member and has Twilio's key; her computer is off.
    bool openOffice(OfficeComputer &ann);
    bool openOffice()
    {
        OfficeComputer ann(m_twilio->url());
        return openOffice(ann);
    }
    QString errorFile() const { return m_folder->filePath(QStringLiteral("errors")); } ///< of what startDaemon() starts
    /// Starts it as the unit does, with the passphrase from systemd.
    std::unique_ptr<QProcess> startDaemon() const;
    QString inbound() const { return AgentPractice::inbound(*m_practice); }
    void receive(const QString &body) const { AgentPractice::receive(*m_twilio, body); }
    /// What is wrong with the agent's files: none has what the client wrote, and the store alone has the number.
    QString whatLeaks() const;

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
const QString secret = u"My passport lies in the blue drawer."_s; ///< what a client writes
constexpr auto lastDigits = "5550142";                            ///< of that client's number

/// Whether a crash of @p agent would write its memory to the disk.
bool mayDumpCore(const QProcess &agent)
{
    QFile limits(u"/proc/%1/limits"_s.arg(agent.processId()));
    if (!limits.open(QIODevice::ReadOnly))
        return true;
    static const QRegularExpression none(u"^Max core file size +0 +0 "_s, QRegularExpression::MultilineOption);
    return !none.match(QString::fromUtf8(limits.readAll())).hasMatch();
}
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

void AgentTest::cleanup()
{
    QFile errors(errorFile());
    if (QTest::currentTestFailed() && errors.open(QIODevice::ReadOnly))
        qWarning("the agent said: %s", errors.readAll().constData());
}

QString AgentTest::write(const QString &name, const QString &text) const
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 ||
        !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
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

QStringList AgentTest::common() const
{
    return {u"--data-dir"_s,   m_folder->filePath(u"data"_s), u"--passphrase-file"_s, write(u"pass"_s, passphrase),
            u"--twilio-url"_s, m_twilio->url().toString()};
}

bool AgentTest::openOffice(OfficeComputer &ann)
{
    const QString file = inviteAgent(ann);
    if (file.isEmpty() || run(common() + QStringList{u"--once"_s, u"--join"_s, file}).code != Agent::NoMember)
        return false;
    const bool isDone = AgentPractice::approveAgent(ann);
    ann.stop();
    return isDone;
}

std::unique_ptr<QProcess> AgentTest::startDaemon() const
{
    auto agent = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"CREDENTIALS_DIRECTORY"_s, m_folder->path());
    (void)write(u"passphrase"_s, passphrase); // as LoadCredentialEncrypted= names it
    agent->setProcessEnvironment(environment);
    agent->setStandardErrorFile(errorFile());
    agent->start(QStringLiteral(AGENT),
                 {u"--data-dir"_s, m_folder->filePath(u"data"_s), u"--twilio-url"_s, m_twilio->url().toString()});
    return agent;
}

QString AgentTest::whatLeaks() const
{
    QStringList names;
    QDirIterator files(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            return file.fileName() + u" can not be read"_s;
        const QByteArray content = file.readAll();
        const bool isStore = files.fileName().startsWith("practiceline.db"_L1);
        if (content.contains(secret.toUtf8()) || (!isStore && content.contains(lastDigits)))
            return u"it is in "_s + files.fileName();
        if (!content.isEmpty())
            names.append(files.fileName());
    }
    const bool isAll = names.contains(u"practiceline.db"_s) && names.contains(u"practiceline.log"_s);
    return isAll ? QString() : u"only: "_s + names.join(u' ');
}

void AgentTest::exitCodes_data()
{
    QTest::addColumn<QStringList>("arguments"); // {dir}, {pass}, {short}, {open}, {noise}: folders and files
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words");
    const QStringList once{u"--once"_s, u"--data-dir"_s, u"{dir}"_s};
    const auto with = [&once](const QString &file) { return once + QStringList{u"--passphrase-file"_s, file}; };
    QTest::newRow("help") << QStringList{u"--help"_s} << 0 << QString();
    QTest::newRow("no folder") << QStringList{u"--once"_s} << 2 << u"--data-dir is needed"_s;
    QTest::newRow("unknown option") << QStringList{u"--data-dir"_s, u"{dir}"_s, u"--nothing"_s} << 2 << u"nothing"_s;
    QTest::newRow("no passphrase") << once << 11 << u"give it by --passphrase-file"_s;
    QTest::newRow("short passphrase") << with(u"{short}"_s) << 11 << u"ten characters"_s;
    QTest::newRow("passphrase that everybody can read") << with(u"{open}"_s) << 11 << u"chmod 600"_s;
    QTest::newRow("no member") << with(u"{pass}"_s) << 12 << u"see --join"_s;
    QTest::newRow("no invitation in it") << with(u"{pass}"_s) + QStringList{u"--join"_s, u"{short}"_s} << 2
                                         << u"no whole invitation"_s;
    QTest::newRow("invitation that is not there")
        << with(u"{pass}"_s) + QStringList{u"--join"_s, u"{dir}/none"_s} << 2 << u"nothing can be read from"_s;
    QTest::newRow("folder that can not be made")
        << QStringList{u"--once"_s, u"--data-dir"_s, u"{short}/data"_s} << 10 << u"can not be made"_s;
    QTest::newRow("store that is none") << QStringList{u"--once"_s, u"--data-dir"_s, u"{noise}"_s,
                                                       u"--passphrase-file"_s, u"{pass}"_s}
                                        << 10 << u"the store can not be opened"_s;
}

void AgentTest::exitCodes()
{
    QFETCH(QStringList, arguments);
    QFETCH(const int, code);
    QFETCH(const QString, words);
    arguments.replaceInStrings(u"{dir}"_s, m_folder->filePath(u"data"_s));
    arguments.replaceInStrings(u"{pass}"_s, write(u"pass"_s, passphrase));
    arguments.replaceInStrings(u"{short}"_s, write(u"short"_s, u"short"_s));
    const QString open = write(u"open"_s, passphrase);
    QVERIFY(QFile::setPermissions(open, QFile::permissions(open) | QFileDevice::ReadOther));
    arguments.replaceInStrings(u"{open}"_s, open);
    QVERIFY(QDir(m_folder->path()).mkdir(u"noise"_s));
    QVERIFY(!write(u"noise/practiceline.db"_s, QString(8192, u'#')).isEmpty());
    arguments.replaceInStrings(u"{noise}"_s, m_folder->filePath(u"noise"_s));
    const Run run = this->run(arguments);
    QVERIFY2(run.code == code, qPrintable(u"%1 instead: %2"_s.arg(run.code).arg(run.errors)));
    QVERIFY2(run.errors.contains(words), qPrintable(run.errors));
    QVERIFY(run.errors.count(u"ends with"_s) <= 1);
    QVERIFY(!run.errors.contains(passphrase));
}

void AgentTest::joinsByInvitation()
{
    OfficeComputer ann(m_twilio->url());
    const QString file = inviteAgent(ann);
    QVERIFY(!file.isEmpty());
    const QStringList common = this->common() << u"--once"_s;
    const Run asked = run(common + QStringList{u"--join"_s, file});
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
    QVERIFY(waited(ann->sharing.shareTwilioKey(
                       TwilioCredentials{settings.accountSid, settings.apiKeySid, "secret"}.toBytes()))
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

/// As README's words are typed: it waits, says so once, and leaves its folder to the unit.
void AgentTest::joiningEndsWithTheApproval()
{
    OfficeComputer ann(m_twilio->url());
    const QString file = inviteAgent(ann);
    QVERIFY(!file.isEmpty());
    QProcess agent;
    agent.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    agent.start(QStringLiteral(AGENT), common() + QStringList{u"--join"_s, file});
    QString output;
    VERIFY_SOON((output += QString::fromUtf8(agent.readAllStandardOutput())).contains("Read these words"_L1));
    QList<JoinRequest> requests;
    VERIFY_SOON(!(requests = waited(ann->sharing.requests()).value_or(QList<JoinRequest>())).isEmpty());
    QCOMPARE(agent.state(), QProcess::Running);
    QVERIFY(waited(ann->sharing.approve(requests.first())).has_value());
    VERIFY_SOON(agent.state() == QProcess::NotRunning);
    QCOMPARE(agent.exitStatus(), QProcess::NormalExit);
    QCOMPARE(agent.exitCode(), int(Agent::Done));
    output += QString::fromUtf8(agent.readAllStandardOutput());
    QVERIFY2(output.count("Read these words"_L1) == 1 && output.count("Approved"_L1) == 1, qPrintable(output));
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.staff WHERE role = 'agent' AND joined_at IS "
                                     "NOT NULL"_s),
             u"1"_s);
}

/// What --once says of a server, and of Twilio, that do not do what they should.
void AgentTest::exitCodesOfAMember()
{
    QVERIFY(openOffice());
    const QStringList once = common() << u"--once"_s;
    const auto endsWith = [&](Agent::Exit code) {
        const Run run = this->run(once);
        if (run.code != code)
            qWarning("%d instead: %s", run.code, qPrintable(run.errors));
        return run.code == code;
    };
    QVERIFY(endsWith(Agent::Done));
    for (const QString &fault : {u"get:503"_s, u"get:html"_s}) {
        QVERIFY(m_twilio->setFault(fault, 0));
        QVERIFY2(endsWith(Agent::TwilioNotReached), qPrintable(fault));
    }
    QVERIFY(m_twilio->setFault(u"get:401"_s, 0));
    QVERIFY(endsWith(Agent::TwilioRefused));
    QVERIFY(m_twilio->setFault({}, 0));
    const quint16 port = quint16(m_twilio->url().port());
    m_twilio.reset(); // nobody listens there
    QVERIFY(endsWith(Agent::TwilioNotReached));
    m_twilio = std::make_unique<TwilioSimulator>(SimulatorOptions());
    QVERIFY(m_twilio->listen(port));
    QVERIFY(endsWith(Agent::Done));

    QCOMPARE(m_practice->asSuperuser(u"INSERT INTO practiceline.migrations (number, name) VALUES (999, 'newer')"_s),
             QString());
    QVERIFY(endsWith(Agent::PracticeRefused));
    QCOMPARE(m_practice->asSuperuser(u"DELETE FROM practiceline.migrations WHERE number = 999"_s), QString());
    const QString login = m_practice->asSuperuser(u"SELECT login FROM practiceline.staff WHERE role = 'agent'"_s);
    QCOMPARE(m_practice->asSuperuser(u"ALTER ROLE \"%1\" NOLOGIN"_s.arg(login)), QString());
    QVERIFY(endsWith(Agent::PracticeRefused));
    QCOMPARE(m_practice->asSuperuser(u"ALTER ROLE \"%1\" LOGIN"_s.arg(login)), QString());
    QVERIFY(endsWith(Agent::Done));
    // Its invitation is used up.
    QStringList again = once;
    again[1] = m_folder->filePath(u"other"_s);
    const Run run = this->run(again << u"--join"_s << m_folder->filePath(u"invitation"_s));
    QVERIFY2(run.code == Agent::PracticeRefused, qPrintable(u"%1: %2"_s.arg(run.code).arg(run.errors)));
}

void AgentTest::worksUntilItIsAskedToEnd()
{
    QVERIFY(openOffice());
    const auto agent = startDaemon();
    receive(secret);
    VERIFY_SOON(inbound() == u"1"_s);
    QVERIFY2(!mayDumpCore(*agent), "the keys that it holds would lie on the disk");
    const QString holder = u"SELECT s.role FROM practiceline.poll_lease l JOIN practiceline.staff s ON s.id = l.staff "
                           "WHERE l.expires > now()"_s;
    QCOMPARE(m_practice->asSuperuser(holder), u"agent"_s);
    // The folder is its own.
    const Run second = run(common());
    QVERIFY2(second.code == Agent::FolderInUse, qPrintable(second.errors));
    // It looks again by itself, also after Twilio and the practice were away; neither is a reason to end.
    receive(u"second"_s);
    VERIFY_SOON(inbound() == u"2"_s);
    QVERIFY(m_twilio->setFault(u"get:503"_s, 3));
    m_cluster->stop();
    receive(u"third"_s);
    QTest::qWait(2000);
    QCOMPARE(agent->state(), QProcess::Running);
    QVERIFY(m_cluster->restart());
    VERIFY_SOON(inbound() == u"3"_s);
    VERIFY_SOON(m_practice->asSuperuser(holder) == u"agent"_s);
    QCOMPARE(agent->state(), QProcess::Running);

    QCOMPARE(whatLeaks(), QString());
    QCOMPARE(::kill(static_cast<pid_t>(agent->processId()), SIGTERM), 0);
    VERIFY_SOON(agent->state() == QProcess::NotRunning);
    QCOMPARE(agent->exitStatus(), QProcess::NormalExit);
    QCOMPARE(agent->exitCode(), int(Agent::Done));
    QCOMPARE(m_practice->asSuperuser(holder), QString()); // released, not run out
    QCOMPARE(m_twilio->messagePosts(), 0);
    // And nothing of it keeps the next one from starting.
    const Run after = run(common() << u"--once"_s);
    QVERIFY2(after.code == Agent::Done, qPrintable(u"%1: %2"_s.arg(after.code).arg(after.errors)));
    const QByteArray said = agent->readAllStandardOutput() + after.output.toUtf8() + after.errors.toUtf8();
    QVERIFY(!said.contains(secret.toUtf8()) && !said.contains(lastDigits));
    QCOMPARE(whatLeaks(), QString());
}

/// Within what the unit grants (TimeoutStopSec), or systemd would kill it.
void AgentTest::endsWhileTheServerIsSilent()
{
    QVERIFY(openOffice());
    const auto agent = startDaemon();
    receive(u"first"_s);
    VERIFY_SOON(inbound() == u"1"_s);
    m_cluster->freeze();
    QTest::qWait(1000); // it may be amid a question
    QCOMPARE(::kill(static_cast<pid_t>(agent->processId()), SIGTERM), 0);
    const bool hasEnded = QTest::qWaitFor([&] { return agent->state() == QProcess::NotRunning; }, 45'000);
    m_cluster->thaw();
    QVERIFY(hasEnded);
    QCOMPARE(agent->exitStatus(), QProcess::NormalExit);
    QCOMPARE(agent->exitCode(), int(Agent::Done));
}

/// Nobody gives the lease back: it runs out by the server's clock, with the times as shipped.
void AgentTest::anotherTakesOverWhenItIsKilled()
{
    OfficeComputer ann(m_twilio->url());
    ann.timing.lease = LeaseTiming();
    QVERIFY(openOffice(ann));
    const auto agent = startDaemon();
    receive(u"first"_s);
    VERIFY_SOON(inbound() == u"1"_s);
    QVERIFY(ann.start());
    const QString number = u"+13125550142"_s;
    VERIFY_SOON(ann.conversation(number).size() == 1);
    QVERIFY(!ann->sharing.lease().isOurs());
    QCOMPARE(ann->poller.state(), StatusPoller::State::Off);
    QCOMPARE(::kill(static_cast<pid_t>(agent->processId()), SIGKILL), 0);
    receive(u"second"_s);
    QElapsedTimer since;
    since.start();
    VERIFY_SOON(ann.conversation(number).size() == 2);
    qInfo("taken over, and the text is here, %lld ms after the kill; a lease is %lld ms", since.elapsed(),
          static_cast<long long>(std::chrono::milliseconds(LeaseTiming().lease).count()));
    VERIFY_SOON(inbound() == u"2"_s);
}

void AgentTest::unitFileIsRight()
{
    const QString systemd = QStandardPaths::findExecutable(u"systemd-analyze"_s);
    if (systemd.isEmpty())
        QSKIP("systemd-analyze is not installed");
    QFile shipped(QStringLiteral(UNIT));
    QVERIFY(shipped.open(QIODevice::ReadOnly));
    QString unit = QString::fromUtf8(shipped.readAll());
    // It has to name a program that is there: the one that was built.
    const QString program = u"ExecStart=/usr/bin/practiceline-agent "_s;
    QCOMPARE(unit.count(program), 1);
    unit.replace(program, u"ExecStart="_s + QStringLiteral(AGENT) + u' ');
    const QString file = write(u"practiceline-agent.service"_s, unit);
    QProcess verify;
    verify.setProcessChannelMode(QProcess::MergedChannels);
    verify.start(systemd, {u"verify"_s, u"--man=no"_s, file});
    QVERIFY(verify.waitForFinished(patience));
    const QByteArray said = verify.readAll(); // it warns of a key that it does not know, and calls that a success
    QVERIFY2(verify.exitCode() == 0 && said.isEmpty(), said.constData());
}

QTEST_GUILESS_MAIN(AgentTest)
#include "tst_agent.moc"
