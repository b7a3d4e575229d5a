#include "officefixture.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

/// The practice's server is lost and a back-up goes into a new one, by the very commands of the README.
class RestoredPracticeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void goesOnWithANewServer();

private:
    /// Runs @p command of the README in a shell, for @p cluster. False: see m_said.
    bool run(const PostgresCluster &cluster, QString command);
    /// A digest of each table of the practice.
    QStringList tables(const PostgresCluster &cluster) const;
    /// What @p computer's person is answered by @p cluster.
    QString asPerson(const PostgresCluster &cluster, const OfficeComputer &computer, const QString &sql) const;

    TestCertificates m_certificates;
    QTemporaryDir m_folder; ///< of the dumps
    QString m_database;
    QString m_owner;
    QString m_said; ///< by the last command
};

namespace
{
constexpr int patience = 120'000;
const QString maria = u"+13125550142"_s;
const QString otto = u"+13125550143"_s;

/// What README says about backing up and restoring.
QString section()
{
    QFile file(QStringLiteral(README));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll())
        .section(u"### Back up and restore the practice\n"_s, 1)
        .section(u"\n#"_s, 0, 0);
}

/// The commands of the section in its order: indented lines, and what stands between backticks.
QStringList commands()
{
    static const QRegularExpression command(u"^    ([a-z_]+ .*?)(?: +# .*)?$|`((?:psql|createdb|pg_restore) [^`]+)`"_s,
                                            QRegularExpression::MultilineOption);
    QStringList found;
    for (auto at = command.globalMatch(section()); at.hasNext();) {
        const auto match = at.next();
        found.append(match.captured(1) + match.captured(2));
    }
    return found;
}

bool sends(OfficeComputer &from, const QString &body)
{
    SmsDraft draft;
    draft.clientId = from.client(maria).id;
    draft.to = PhoneNumber::fromE164(maria);
    draft.body = body;
    return waited(from->sender.send(draft)).has_value();
}

bool has(const OfficeComputer &computer, const QString &body)
{
    const auto rows = computer.conversation(maria);
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Communication &row) { return row.body == body && row.status == "delivered"_L1; });
}
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

void RestoredPracticeTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
}

bool RestoredPracticeTest::run(const PostgresCluster &cluster, QString command)
{
    // The names of this test's practice and superuser instead of README's.
    static const QRegularExpression database(u"(?<=\\s)practice(?=\\s|$)"_s);
    command.replace(u"HOST"_s, PostgresCluster::host())
        .replace(u"--username postgres"_s, u"--username "_s + PostgresCluster::superuser())
        .replace(u"practice_owner"_s, m_owner)
        .replace(database, m_database);
    QProcess shell;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, PostgresCluster::binaries() + u':' + environment.value(u"PATH"_s));
    environment.insert(u"PGHOST"_s, PostgresCluster::host());
    environment.insert(u"PGPORT"_s, QString::number(cluster.port()));
    environment.insert(u"PGUSER"_s, PostgresCluster::superuser());
    environment.insert(u"PGPASSWORD"_s, cluster.password());
    shell.setProcessEnvironment(environment);
    shell.setWorkingDirectory(m_folder.path());
    shell.start(u"/bin/sh"_s, {u"-c"_s, command});
    const bool isDone = shell.waitForFinished(patience) && shell.exitStatus() == QProcess::NormalExit;
    m_said = command + u": "_s + QString::fromUtf8(shell.readAllStandardError());
    return isDone && shell.exitCode() == 0;
}

QStringList RestoredPracticeTest::tables(const PostgresCluster &cluster) const
{
    return cluster
        .exec(m_database,
              u"SELECT schemaname || '.' || tablename, (xpath('/row/d/text()', query_to_xml(format('SELECT count(*) || "
              "'' '' || coalesce(md5(string_agg(t::text, '' '' ORDER BY t::text COLLATE \"C\")), '''') AS d FROM "
              "%I.%I AS t', schemaname, tablename), false, true, '')))[1] FROM pg_tables WHERE schemaname IN "
              "('public', 'practiceline') ORDER BY 1"_s)
        .value_or(QString())
        .split(u'\n');
}

QString RestoredPracticeTest::asPerson(const PostgresCluster &cluster, const OfficeComputer &computer,
                                       const QString &sql) const
{
    const auto answer =
        cluster.exec(m_database, u"SET SESSION AUTHORIZATION \"%1\"; "_s.arg(computer->sharing.address().user) + sql);
    return answer ? *answer : answer.error().detail;
}

void RestoredPracticeTest::goesOnWithANewServer()
{
    const QStringList readme = commands();
    QStringList programs;
    for (const QString &command : readme)
        programs.append(command.section(u' ', 0, 0));
    QCOMPARE(programs, (QStringList{u"pg_dumpall"_s, u"pg_dump"_s, u"psql"_s, u"createdb"_s, u"pg_restore"_s}));

    PostgresCluster lost(m_certificates);
    QVERIFY2(lost.start(), qPrintable(lost.whyNot()));
    const PracticeFixture practice(lost, m_certificates);
    m_database = practice.database();
    m_owner = u"set_up_"_s + m_database;
    SimulatorOptions quick;
    quick.step = std::chrono::milliseconds(100);
    quick.priceLag = std::chrono::milliseconds(100);
    TwilioSimulator twilio(quick);
    QVERIFY(twilio.listen());
    OfficeComputer ann(twilio.url());
    OfficeComputer ben(twilio.url());
    QVERIFY(makePractice(practice, ann, ben));
    // A server that has worked for a while: a new one begins with lower transaction ids.
    QVERIFY(lost.exec(m_database, u"DO $$ BEGIN FOR n IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; "
                                  "END $$"_s));
    QVERIFY(!ann.addClient(u"Maria Vega"_s, maria).id.isNull());
    const Client hers = ann.addClient(u"Otto Lang"_s, otto);
    VERIFY_SOON(!ben.client(otto).id.isNull());
    QVERIFY(waited(ann->sharing.showClient(hers, ann->sharing.me())).has_value());
    VERIFY_SOON(ben.client(otto).id.isNull());
    QVERIFY(sends(ben, u"in the back-up"_s));
    VERIFY_SOON(has(ann, u"in the back-up"_s) && has(ben, u"in the back-up"_s));

    // The night's back-up, at a quiet moment, for comparison.
    ann.stop();
    ben.stop();
    for (const QString &command : readme.first(2))
        QVERIFY2(run(lost, command), qPrintable(m_said));
    const QStringList before = tables(lost);
    QVERIFY2(before.size() > 20, qPrintable(before.join(u'\n')));
    QVERIFY(ann.start() && ben.start());
    VERIFY_SOON(ann.isUpToDate() && ben.isUpToDate());
    QVERIFY(sends(ben, u"after the back-up"_s));
    VERIFY_SOON(has(ann, u"after the back-up"_s) && has(ben, u"after the back-up"_s));
    lost.stop();

    // The new server has the old one's name and port. The computers ask it all the time.
    PostgresCluster::Options options;
    options.port = lost.port();
    options.password = lost.password(); // roles.sql brings it
    PostgresCluster found(m_certificates, options);
    QVERIFY2(found.start(), qPrintable(found.whyNot()));
    QVERIFY2(run(found, readme.at(2)), qPrintable(m_said));
    QVERIFY2(m_said.count("ERROR"_L1) == 1 && m_said.contains("\"cluster_admin\" already exists"_L1), // as README says
             qPrintable(m_said));
    const QString name = std::exchange(m_database, u"untouched"_s);
    QVERIFY2(run(found, readme.at(3)) && run(found, readme.at(4)), qPrintable(m_said));
    QCOMPARE(tables(found), before);
    m_database = name;
    QVERIFY2(run(found, readme.at(3)) && run(found, readme.at(4)), qPrintable(m_said));

    // What the back-up lacks comes back from a computer.
    const auto texts = [&] {
        return found.exec(m_database, u"SELECT count(*) FROM public.communication_logs"_s).value_or(QString());
    };
    VERIFY_SOON(texts() == u"2"_s);
    VERIFY_SOON(ann.isUpToDate() && ben.isUpToDate());
    // Each sees what they saw.
    const QString names = u"SELECT string_agg(name, ' ' ORDER BY name) FROM practiceline.clients"_s;
    QCOMPARE(asPerson(found, ann, names), u"Maria Vega Otto Lang"_s);
    QCOMPARE(asPerson(found, ben, names), u"Maria Vega"_s);
    QVERIFY(ben.client(otto).id.isNull());
    QVERIFY(!asPerson(found, ben, u"UPDATE practiceline.clients SET name = 'x'"_s).isEmpty());
    // Changes go both ways.
    Client renamed = ann.client(maria);
    renamed.name = u"Maria Vega-Lang"_s;
    QVERIFY(waited(ann->clients.save(renamed)).has_value());
    VERIFY_SOON(ben.client(maria).name == u"Maria Vega-Lang"_s);
    QVERIFY(sends(ben, u"by the new server"_s));
    VERIFY_SOON(has(ann, u"by the new server"_s) && texts() == u"3"_s);
    QCOMPARE(ann.conversation(maria).size(), 3);
    // And the roles that came may make roles.
    const auto invited = waited(ann->sharing.invite({{}, u"Carol"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}));
    QVERIFY2(invited, qPrintable(invited ? QString() : invited.error().detail));
}

QTEST_GUILESS_MAIN(RestoredPracticeTest)
#include "tst_restoredpractice.moc"
