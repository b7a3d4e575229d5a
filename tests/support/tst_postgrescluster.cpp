#include "support/postgrescluster.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTemporaryFile>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

/// The cluster that other tests stand on: it runs, stops, comes back, and leaves nothing behind.
class PostgresClusterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void databasesAndScripts();
    void comesBackWithItsData();
    void endsWhileFrozen();
    void endsWithAProgramThatIsKilled();

private:
    TestCertificates m_certificates;
};

namespace
{
bool exists(const QString &folder)
{
    return QDir(folder).exists();
}
} // namespace

void PostgresClusterTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    QVERIFY(m_certificates.isValid());
}

void PostgresClusterTest::databasesAndScripts()
{
    PostgresCluster cluster(m_certificates);
    QVERIFY2(cluster.start(), qPrintable(cluster.whyNot()));
    const QString one = cluster.createDatabase();
    const QString two = cluster.createDatabase();
    QVERIFY(!one.isEmpty() && !two.isEmpty() && one != two);
    QTemporaryFile script;
    QVERIFY(script.open());
    script.write("CREATE TABLE t (n integer, w text);\nINSERT INTO t VALUES (1, 'ä');\n");
    script.close();
    QVERIFY(cluster.execFile(one, script.fileName()));
    const auto rows = cluster.exec(one, u"SELECT * FROM t"_s);
    QVERIFY(rows);
    QCOMPARE(*rows, u"1|ä"_s);
    QVERIFY(!cluster.exec(two, u"SELECT * FROM t"_s)); // each database is its own
    QVERIFY(script.open());
    script.write("SELECT 1/0;\nCREATE TABLE later (n integer);\n");
    script.close();
    QVERIFY(!cluster.execFile(one, script.fileName()));
    QVERIFY(!cluster.exec(one, u"SELECT * FROM later"_s)); // the first error ends a script
}

void PostgresClusterTest::comesBackWithItsData()
{
    PostgresCluster cluster(m_certificates);
    QVERIFY2(cluster.start(), qPrintable(cluster.whyNot()));
    const int port = cluster.port();
    QVERIFY(cluster.exec(u"postgres"_s, u"CREATE TABLE t AS SELECT 1 AS n"_s));
    QVERIFY(cluster.restart());
    cluster.kill9();
    QVERIFY(!cluster.exec(u"postgres"_s, u"SELECT n FROM t"_s));
    QTcpSocket other; // what a test beside this one would do
    QVERIFY(!other.bind(QHostAddress::LocalHost, static_cast<quint16>(port), QAbstractSocket::DontShareAddress));
    QVERIFY(cluster.restart({u"good"_s, false, {u"work_mem=7MB"_s}, {}}));
    QCOMPARE(cluster.port(), port);
    const auto told =
        cluster.exec(u"postgres"_s, u"SELECT n, current_setting('ssl'), current_setting('work_mem') FROM t"_s);
    QVERIFY(told);
    QCOMPARE(*told, u"1|off|7MB"_s);
}

void PostgresClusterTest::endsWhileFrozen()
{
    QString folder;
    QElapsedTimer elapsed;
    {
        PostgresCluster cluster(m_certificates);
        QVERIFY2(cluster.start(), qPrintable(cluster.whyNot()));
        folder = cluster.socketFolder();
        QVERIFY(exists(folder));
        cluster.freeze();
        elapsed.start();
    }
    QVERIFY(elapsed.elapsed() < 30'000);
    QVERIFY(!exists(folder));
}

/// Also when that happens amid a freeze: stopped processes do not notice that their parent has died.
void PostgresClusterTest::endsWithAProgramThatIsKilled()
{
    int pipe[2];
    QVERIFY(::pipe(pipe) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        PostgresCluster cluster(m_certificates);
        QByteArray told = "-";
        if (cluster.start()) {
            cluster.freeze();
            told = cluster.socketFolder().toUtf8();
        }
        (void)!::write(pipe[1], told.constData(), static_cast<size_t>(told.size()));
        ::pause();
        ::_exit(0);
    }
    ::close(pipe[1]);
    QByteArray heard(200, '\0');
    const auto size = ::read(pipe[0], heard.data(), static_cast<size_t>(heard.size()));
    ::close(pipe[0]);
    QVERIFY(size > 1);
    const QString folder = QString::fromUtf8(heard.first(size));
    QVERIFY(exists(folder));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!exists(folder), 30'000); // the guard's last act
}

QTEST_GUILESS_MAIN(PostgresClusterTest)
#include "tst_postgrescluster.moc"
