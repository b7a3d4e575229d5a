#include "syncfixture.h"

#include <QElapsedTimer>

#include <clocale>
#include <libpq-fe.h>
#include <memory>

using namespace fixture;
using namespace std::chrono_literals;

/// What is wrong with a connection, named whatever the language, and the door that stays shut until it is mended.
class ConnectionCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { qInstallMessageHandler(remember); }
    void cleanup();
    void good();
    void badServers_data();
    void badServers();
    void refusedLogins_data();
    void refusedLogins();
    void caFile_data();
    void caFile();
    void otherServers_data();
    void otherServers();
    void oldServer();
    void nobodyThere();
    void frozen();
    void nameNotFound();
    void secondAddressAnswers();
    void endsAmidACheck();

private:
    static void remember(QtMsgType, const QMessageLogContext &, const QString &text) { logged += text + u'\n'; }
    static QString logged; ///< all that was logged in a test

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
};
QString ConnectionCheckTest::logged;

namespace
{
/// What makes libpq careless, if it is asked.
QList<QPair<QByteArray, QByteArray>> weakening(const TestCertificates &certificates, const QString &certificate)
{
    return {{"PGSSLMODE", "disable"},
            {"PGREQUIRESSL", "0"},
            {"PGSSLROOTCERT", certificates.certificate(certificate).toUtf8()},
            {"PGHOSTADDR", "127.0.0.1"},
            {"PGGSSENCMODE", "disable"},
            {"PGSSLMINPROTOCOLVERSION", "TLSv1"}};
}

HostLookup answering(const QList<QHostAddress> &addresses)
{
    return [addresses](const QString &, QObject *, const std::function<void(const QHostInfo &)> &done) {
        QHostInfo info;
        info.setAddresses(addresses);
        if (addresses.isEmpty())
            info.setError(QHostInfo::HostNotFound);
        done(info);
    };
}
} // namespace

void ConnectionCheckTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    QVERIFY(m_cluster->exec(u"postgres"_s, u"CREATE ROLE ana LOGIN PASSWORD 'sesame-42';"
                                           "CREATE ROLE nologin PASSWORD 'sesame-42';"
                                           "CREATE ROLE expired LOGIN PASSWORD 'sesame-42' VALID UNTIL '2020-01-01';"
                                           "CREATE ROLE crowd LOGIN PASSWORD 'sesame-42' CONNECTION LIMIT 0;"_s));
    QVERIFY(m_cluster->exec(u"postgres"_s, u"CREATE DATABASE locked"_s));
    QVERIFY(m_cluster->exec(u"postgres"_s, u"REVOKE CONNECT ON DATABASE locked FROM PUBLIC"_s));
    QVERIFY(m_cluster->exec(u"postgres"_s, u"CREATE DATABASE shut ALLOW_CONNECTIONS false"_s));
}

void ConnectionCheckTest::cleanup()
{
    qInstallMessageHandler(nullptr);
    const QString text = std::exchange(logged, {});
    QVERIFY2(!text.contains(u"sesame"_s), qPrintable(text));
    QVERIFY(!m_cluster || !text.contains(m_cluster->password()));
}

void ConnectionCheckTest::good()
{
    ConnectionCheck check;
    PracticeAddress address = addressOf(*m_cluster, m_certificates);
    address.user = u"ana"_s;
    const auto report = await(check.check(address, u"sesame-42"_s));
    QVERIFY(report);
    QCOMPARE(report->fault, ConnectionFault::None);
    QCOMPARE(report->tlsVersion, u"TLSv1.3"_s);
    QVERIFY(report->serverVersion >= 130000);
    QVERIFY(report->sqlState.isEmpty());
    address.host = u"localhost"_s; // ::1, where nobody listens, comes after 127.0.0.1
    QCOMPARE(await(check.check(address, u"sesame-42"_s))->fault, ConnectionFault::None);
    address.caFile.clear(); // of this computer TLS is not asked
    QCOMPARE(await(check.check(address, u"sesame-42"_s))->fault, ConnectionFault::None);
}

void ConnectionCheckTest::badServers_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("misled"); // the environment asks libpq to be careless
    QTest::addColumn<ConnectionFault>("fault");
    for (const bool misled : {false, true}) {
        const char *how = misled ? "%s, misled" : "%s";
        QTest::addRow(how, "plain") << QString() << misled << ConnectionFault::NoTls;
        QTest::addRow(how, "self-signed") << u"selfsigned"_s << misled << ConnectionFault::CertificateSelfSigned;
        QTest::addRow(how, "wrong host") << u"wronghost"_s << misled << ConnectionFault::CertificateWrongHost;
        QTest::addRow(how, "expired") << u"expired"_s << misled << ConnectionFault::CertificateExpired;
        QTest::addRow(how, "wrong CA") << u"otherca"_s << misled << ConnectionFault::CertificateUnknownCa;
    }
}

void ConnectionCheckTest::badServers()
{
    QFETCH(QString, certificate);
    QFETCH(bool, misled);
    QFETCH(ConnectionFault, fault);
    PostgresCluster::Options options;
    options.tls = !certificate.isEmpty();
    options.certificate = options.tls ? certificate : u"good"_s;
    options.settings = {u"log_connections=on"_s};
    QVERIFY(m_cluster->restart(options));
    const qsizetype logBefore = m_cluster->log().size();
    {
        const Environment environment(misled ? weakening(m_certificates, options.certificate)
                                             : QList<QPair<QByteArray, QByteArray>>());
        SharedDatabase database;
        const auto done = await(database.open(addressOf(*m_cluster, m_certificates), m_cluster->password()));
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Offline);
        ConnectionCheck check;
        const auto report = await(check.check(addressOf(*m_cluster, m_certificates), m_cluster->password()));
        QVERIFY(report);
        QCOMPARE(report->fault, fault);
    }
    // Nobody was let in, nor tried to: the server never heard who we are.
    const QString log = m_cluster->log().sliced(logBefore);
    QVERIFY2(!log.contains(u"authorized"_s) && !log.contains(PostgresCluster::superuser()), qPrintable(log));
    QVERIFY(m_cluster->restart({}));
}

void ConnectionCheckTest::refusedLogins_data()
{
    QTest::addColumn<bool>("german");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("database");
    QTest::addColumn<ConnectionFault>("fault");
    QTest::addColumn<ErrorKind>("kind");
    const auto password = u"sesame-42"_s;
    const auto wrong = u"sesame-wrong"_s;
    const auto usual = u"postgres"_s;
    for (const bool german : {false, true}) {
        const auto row = [german](const char *name) -> QTestData & {
            return QTest::addRow("%s%s", name, german ? ", in German" : "") << german;
        };
        using Fault = ConnectionFault;
        const auto login = ErrorKind::Unauthorized;
        row("wrong password") << u"ana"_s << wrong << usual << Fault::WrongLogin << login;
        row("no password") << u"ana"_s << QString() << usual << Fault::WrongLogin << login;
        row("unknown user") << u"nobody"_s << password << usual << Fault::WrongLogin << login;
        row("expired") << u"expired"_s << password << usual << Fault::WrongLogin << login;
        row("must not log in") << u"nologin"_s << password << usual << Fault::LoginNotAllowed << login;
        row("not this database") << u"ana"_s << password << u"locked"_s << Fault::LoginNotAllowed << login;
        row("shut database") << u"ana"_s << password << u"shut"_s << Fault::LoginNotAllowed << login;
        row("no such database") << u"ana"_s << password << u"nowhere"_s << Fault::NoSuchDatabase << ErrorKind::NotFound;
        row("too many") << u"crowd"_s << password << usual << Fault::TooManyConnections << ErrorKind::Offline;
    }
}

void ConnectionCheckTest::refusedLogins()
{
    QFETCH(bool, german);
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(QString, database);
    QFETCH(ConnectionFault, fault);
    QFETCH(ErrorKind, kind);
    PostgresCluster::Options options;
    if (german)
        options.environment = {u"LANGUAGE=de"_s};
    QVERIFY(m_cluster->restart(options));
    const Environment environment(german ? QList<QPair<QByteArray, QByteArray>>{{"LANGUAGE", "de"}}
                                         : QList<QPair<QByteArray, QByteArray>>());
    std::setlocale(LC_ALL, "C.UTF-8"); // makes gettext look again
    PracticeAddress address = addressOf(*m_cluster, m_certificates, database);
    address.user = user;

    ConnectionCheck check;
    const auto report = await(check.check(address, password));
    SharedDatabase shared;
    const auto done = await(shared.open(address, password));

    if (german) { // do they speak it?
        const QByteArray words =
            QStringLiteral("host=%1 port=%2 user=nobody").arg(address.host).arg(address.port).toUtf8();
        const std::unique_ptr<PGconn, decltype(&PQfinish)> refused(PQconnectdb(words.constData()), &PQfinish);
        if (!QByteArray(PQerrorMessage(refused.get())).contains("fehlgeschlagen"))
            QSKIP("no German texts on this computer");
        QVERIFY2(m_cluster->log().contains(u"fehlgeschlagen"_s) || m_cluster->log().contains(u"bereit"_s),
                 qPrintable(m_cluster->log()));
    }
    QVERIFY(report);
    QCOMPARE(report->fault, fault);
    QVERIFY(report->serverVersion == 0);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, kind);
    QVERIFY(!done.error().detail.contains(password) || password.isEmpty());
    QCOMPARE(sqlState(done.error()), report->sqlState);
}

void ConnectionCheckTest::caFile_data()
{
    QTest::addColumn<QString>("content");
    QTest::newRow("absent") << QString();
    QTest::newRow("no certificate") << u"-----BEGIN NONSENSE-----"_s;
}

void ConnectionCheckTest::caFile()
{
    QFETCH(QString, content);
    QTemporaryDir folder;
    PracticeAddress address = addressOf(*m_cluster, m_certificates);
    address.caFile = folder.filePath(u"ca.pem"_s);
    if (!content.isEmpty()) {
        QFile file(address.caFile);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content.toUtf8()) > 0);
    }
    ConnectionCheck check;
    QCOMPARE(await(check.check(address, m_cluster->password()))->fault, ConnectionFault::CaFileUnreadable);
    SharedDatabase database;
    QVERIFY(!await(database.open(address, m_cluster->password())));
    // A name with every other odd letter is a file's name like any other.
    address.caFile = folder.filePath(u"o'ne \\ \"two\" *[a] ü=.pem"_s);
    QVERIFY(QFile::copy(m_certificates.ca(), address.caFile));
    QCOMPARE(await(check.check(address, m_cluster->password()))->fault, ConnectionFault::None);
    QVERIFY(await(database.open(address, m_cluster->password())));
}

void ConnectionCheckTest::otherServers_data()
{
    QTest::addColumn<QByteArray>("answer"); // to the question for TLS; empty: hangs up
    QTest::addColumn<QByteArray>("later");  // to the start-up message
    QTest::addColumn<bool>("verified");
    QTest::addColumn<ConnectionFault>("fault");
    QTest::newRow("web server") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") << QByteArray() << true
                                << ConnectionFault::NotPostgres;
    QTest::newRow("ssh, which begins with S")
        << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << QByteArray() << true << ConnectionFault::NotPostgres;
    QTest::newRow("something before TLS") << QByteArray("SX") << QByteArray() << true << ConnectionFault::NotPostgres;
    QTest::newRow("hangs up") << QByteArray() << QByteArray() << true << ConnectionFault::NotPostgres;
    QTest::newRow("no TLS") << QByteArray("N") << QByteArray() << true << ConnectionFault::NoTls;
    QTest::newRow("TLS of nonsense") << QByteArray("S") << QByteArray("nonsense, no TLS at all") << true
                                     << ConnectionFault::Other;
    const auto starting = message('E', QByteArray("SFATAL\0C57P03\0Mnot yet\0\0", 24));
    QTest::newRow("starting up") << QByteArray("N") << starting << false << ConnectionFault::StartingUp;
    QTest::newRow("hangs up on us") << QByteArray("N") << QByteArray() << false << ConnectionFault::Other;
}

void ConnectionCheckTest::otherServers()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, later);
    QFETCH(bool, verified);
    QFETCH(ConnectionFault, fault);
    ScriptedServer server([&](QTcpSocket &socket, int, const QByteArray &heard) {
        const QByteArray reply = heard == sslRequest() ? answer : later;
        if (reply.isEmpty())
            socket.abort();
        else
            socket.write(reply);
    });
    PracticeAddress address = server.address();
    if (verified)
        address.caFile = m_certificates.ca();
    ConnectionCheck check;
    const auto report = await(check.check(address, u"sesame-42"_s));
    QVERIFY(report);
    QCOMPARE(report->fault, fault);
}

/// It lets us in and is no fault; its version is what ConnectionWords and the set-up judge.
void ConnectionCheckTest::oldServer()
{
    const QByteArray version("server_version\0"
                             "12.22\0",
                             21);
    ScriptedServer server([&](QTcpSocket &socket, int, const QByteArray &heard) {
        if (heard == sslRequest())
            socket.write("N");
        else if (heard[0] == '\0') // the start-up message
            socket.write(message('R', QByteArray(4, '\0')) + message('S', version) + message('Z', "I"));
    });
    ConnectionCheck check;
    const auto report = await(check.check(server.address(), u"sesame-42"_s));
    QVERIFY(report);
    QCOMPARE(report->fault, ConnectionFault::None);
    QCOMPARE(report->serverVersion, 120'022);
}

void ConnectionCheckTest::nobodyThere()
{
    PracticeAddress address = addressOf(*m_cluster, m_certificates);
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        address.port = probe.serverPort();
    }
    ConnectionCheck check;
    QCOMPARE(await(check.check(address, m_cluster->password()))->fault, ConnectionFault::Refused);
    SharedDatabase database;
    QCOMPARE(await(database.open(address, m_cluster->password())).error().kind, ErrorKind::Offline);
}

void ConnectionCheckTest::frozen()
{
    m_cluster->freeze();
    ConnectionCheck check;
    QElapsedTimer elapsed;
    elapsed.start();
    const auto report = await(check.check(addressOf(*m_cluster, m_certificates), m_cluster->password(), 1s));
    m_cluster->thaw();
    QVERIFY(report);
    QCOMPARE(report->fault, ConnectionFault::NoAnswer);
    QVERIFY(elapsed.elapsed() < 30'000);

    // And a server that answers the question for TLS, then nothing.
    ScriptedServer server([](QTcpSocket &socket, int, const QByteArray &heard) {
        if (heard == sslRequest())
            socket.write("N");
    });
    QCOMPARE(await(check.check(server.address(), u"sesame-42"_s, 1s))->fault, ConnectionFault::NoAnswer);
}

void ConnectionCheckTest::nameNotFound()
{
    PracticeAddress address = addressOf(*m_cluster, m_certificates);
    address.host = u"db.example"_s;
    ConnectionCheck check(answering({}));
    QCOMPARE(await(check.check(address, m_cluster->password()))->fault, ConnectionFault::HostNotFound);
    ConnectionCheck real; // .invalid never exists
    address.host = u"practiceline.invalid"_s;
    QCOMPARE(await(real.check(address, m_cluster->password()))->fault, ConnectionFault::HostNotFound);
}

void ConnectionCheckTest::secondAddressAnswers()
{
    PostgresCluster other(m_certificates, {u"wronghost"_s, true, {}, {}}); // it is example.org's
    QVERIFY2(other.start(), qPrintable(other.whyNot()));
    PracticeAddress address = addressOf(other, m_certificates);
    address.host = u"example.org"_s;
    const HostLookup two = answering({QHostAddress(u"127.0.0.9"_s), QHostAddress(u"127.0.0.1"_s)});
    ConnectionCheck check(two);
    QCOMPARE(await(check.check(address, other.password()))->fault, ConnectionFault::None);
    SharedDatabase database({}, two);
    QVERIFY(await(database.open(address, other.password())));
}

void ConnectionCheckTest::endsAmidACheck()
{
    ScriptedServer server([](QTcpSocket &socket, int, const QByteArray &heard) {
        if (heard == sslRequest())
            socket.write("N");
    });
    QElapsedTimer elapsed;
    QFuture<Result<ConnectionReport>> report;
    {
        ConnectionCheck check;
        report = check.check(server.address(), u"sesame-42"_s, 600s);
        QVERIFY(QTest::qWaitFor([&server] { return server.connections() == 2; }, patience)); // logging in
        elapsed.start();
    }
    QVERIFY(elapsed.elapsed() < 30'000);
    QVERIFY(report.isFinished());
    {
        ConnectionCheck check;
        report = check.check(server.address(), u"sesame-42"_s, 600s);
    }
    QVERIFY(report.isCanceled());
}

QTEST_GUILESS_MAIN(ConnectionCheckTest)
#include "tst_connectioncheck.moc"
