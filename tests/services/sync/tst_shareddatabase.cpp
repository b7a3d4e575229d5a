#include "sync/conninfo.h"
#include "syncfixture.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryFile>

#include <libpq-fe.h>
#include <memory>
#include <unistd.h>

using namespace fixture;

/// The practice's Postgres over a good line: who may be talked to, with which words, and what errors tell.
class SharedDatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void connectsByTlsAndScram();
    void jobsKeepTheirOrder();
    void everyOptionIsGiven();
    void environmentChangesNothing();
    void hostileWords_data();
    void hostileWords();
    void unusableAddress_data();
    void unusableAddress();
    void nameIsVerifiedNotItsAddress();
    void unixSocket();
    void errorsTellTheStateAndNoValue_data();
    void errorsTellTheStateAndNoValue();
    void hostileValues_data();
    void hostileValues();
    void noticesAreNotPrinted();
    void nulIsRefused();
    void transactionThatFailed();
    void forgottenTransaction();
    void closed();

private:
    Result<void> open(SharedDatabase &database) const
    {
        return await(database.open(addressOf(*m_cluster, m_certificates, m_database), m_cluster->password()));
    }

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_database;
};

void SharedDatabaseTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    m_database = m_cluster->createDatabase();
    QVERIFY(m_cluster->exec(m_database, u"CREATE TABLE clients (e164 text CONSTRAINT one_phone UNIQUE, age integer);"
                                        "CREATE ROLE reader LOGIN; GRANT reader TO CURRENT_USER"_s));
}

void SharedDatabaseTest::connectsByTlsAndScram()
{
    SharedDatabase database;
    QVERIFY(!database.isOpen());
    const auto done = open(database);
    QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    QVERIFY(database.isOpen());
    QCOMPARE(textOf(valueOf(database, u"SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"_s)),
             u"TLSv1.3"_s);
    QCOMPARE(textOf(valueOf(database, u"SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = current_user"_s)),
             u"SCRAM-SHA-256"_s);
    QCOMPARE(textOf(valueOf(database, u"SELECT pg_client_encoding()"_s)), u"UTF8"_s);
    QCOMPARE(textOf(valueOf(database, u"SHOW application_name"_s)), u"Practiceline"_s);
    QCOMPARE(textOf(valueOf(database, u"SHOW statement_timeout"_s)), u"2min"_s);
    QCOMPARE(textOf(valueOf(database, u"SHOW idle_in_transaction_session_timeout"_s)), u"20s"_s);
    QCOMPARE(textOf(valueOf(database, u"SELECT $1::int + 1"_s)),
             u"error: postgres 08P01: bind message supplies 0 parameters, but prepared statement \"\" requires 1"_s);
    QCOMPARE(textOf(valueOf(database, u"SELECT ?::int + 1"_s, {41})), u"42"_s);
}

/// Also those that come before the host's name is known.
void SharedDatabaseTest::jobsKeepTheirOrder()
{
    std::function<void()> answer;
    const HostLookup lookup = [&answer](const QString &, QObject *,
                                        const std::function<void(const QHostInfo &)> &done) {
        answer = [done] {
            QHostInfo info;
            info.setAddresses({QHostAddress(QHostAddress::LocalHost)});
            done(info);
        };
    };
    auto order = std::make_shared<QList<int>>(); // touched by the database's thread alone until it has ended
    {
        SharedDatabase database({}, lookup);
        PracticeAddress address = addressOf(*m_cluster, m_certificates, m_database);
        address.host = u"db.example"_s;
        address.caFile = m_certificates.ca();
        const auto refused = database.open(address, m_cluster->password()); // the certificate is not for this name
        QFuture<Result<void>> last;
        for (int i = 0; i < 100; ++i) {
            last = database.run([order, i](QSqlDatabase &) -> Result<void> {
                order->append(i);
                return {};
            });
        }
        QVERIFY(!last.isFinished());
        answer();
        QVERIFY(!await(refused));
        QCOMPARE(await(last).error().kind, ErrorKind::Offline); // they waited for the opening, which failed

        const auto opened = database.open(addressOf(*m_cluster, m_certificates, m_database), m_cluster->password());
        for (int i = 0; i < 100; ++i) {
            (void)database.run([order, i](QSqlDatabase &db) -> Result<void> {
                order->append(i);
                const auto done = execShared(db, u"SELECT 1"_s);
                return done ? Result<void>() : done.error();
            });
        }
        QVERIFY(await(opened));
    } // the destructor drains the queue
    QCOMPARE(order->size(), qsizetype(100));
    QVERIFY(std::is_sorted(order->cbegin(), order->cend()));
}

/// An option that a newer libpq brings and that nobody has thought about is found here.
void SharedDatabaseTest::everyOptionIsGiven()
{
    const PracticeAddress address = addressOf(*m_cluster, m_certificates);
    const QString given = u' ' + QString::fromUtf8(ConnInfo(address, u"127.0.0.1"_s, u"secret"_s).forLibpq());
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(PQconndefaults(), &PQconninfoFree);
    int options = 0;
    for (const PQconninfoOption *option = all.get(); option->keyword; ++option) {
        const QString name = QString::fromLatin1(option->keyword);
        // A service can not be given as none (dropEnvironment() sees to that); the others have no variable.
        if (name == u"service"_s || name == u"servicefile"_s || name == u"replication"_s ||
            name == u"fallback_application_name"_s)
            continue;
        QVERIFY2(given.contains(u' ' + name + u"='"_s), option->keyword);
        ++options;
    }
    QVERIFY(options > 30);
    QVERIFY(given.contains(u" sslmode='verify-full'"_s));
}

void SharedDatabaseTest::environmentChangesNothing()
{
    QTemporaryDir home;
    QVERIFY(QDir(home.path()).mkdir(u".postgresql"_s));
    const auto write = [&home](const QString &name, const QByteArray &text) {
        QFile file(home.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() &&
               file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    };
    QVERIFY(write(u".pgpass"_s, "*:*:*:*:" + m_cluster->password().toUtf8() + '\n'));
    QVERIFY(write(u".pg_service.conf"_s, "[evil]\nsslmode=disable\nhostaddr=127.0.0.9\noptions=-c geqo=off\n"));
    QVERIFY(QFile::copy(m_certificates.certificate(u"otherca"_s), home.filePath(u".postgresql/root.crt"_s)));
    QVERIFY(write(u".postgresql/postgresql.crt"_s, "no certificate"));
    QVERIFY(write(u".postgresql/root.crl"_s, "no list"));
    const Environment hostile({
        {"HOME", home.path().toUtf8()},
        {"PGSERVICE", "evil"},
        {"PGSERVICEFILE", home.filePath(u".pg_service.conf"_s).toUtf8()},
        {"PGHOST", "127.0.0.9"},
        {"PGHOSTADDR", "127.0.0.9"},
        {"PGPORT", "1"},
        {"PGUSER", "nobody"},
        {"PGPASSWORD", "wrong"},
        {"PGDATABASE", "nowhere"},
        {"PGOPTIONS", "-c default_transaction_read_only=on"},
        {"PGAPPNAME", "evil"},
        {"PGCLIENTENCODING", "LATIN1"},
        {"PGSSLMODE", "disable"},
        {"PGREQUIRESSL", "0"},
        {"PGSSLROOTCERT", m_certificates.certificate(u"otherca"_s).toUtf8()},
        {"PGSSLCERT", home.filePath(u".postgresql/postgresql.crt"_s).toUtf8()},
        {"PGSSLKEY", home.filePath(u".postgresql/postgresql.crt"_s).toUtf8()},
        {"PGSSLCRL", home.filePath(u".postgresql/root.crl"_s).toUtf8()},
        {"PGSSLMINPROTOCOLVERSION", "TLSv1"},
        {"PGSSLMAXPROTOCOLVERSION", "TLSv1.2"},
        {"PGGSSENCMODE", "require"},
        {"PGCHANNELBINDING", "disable"},
        {"PGREQUIREPEER", "nobody"},
        {"PGTARGETSESSIONATTRS", "standby"},
        {"PGCONNECT_TIMEOUT", "1"},
        {"PGTZ", "Mars/Olympus"},
        {"PGDATESTYLE", "German"},
    });
    SharedDatabase database;
    const auto done = open(database);
    QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    QCOMPARE(textOf(valueOf(database, u"SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"_s)),
             u"TLSv1.3"_s);
    QCOMPARE(textOf(valueOf(database, u"SELECT current_user || ' ' || current_database()"_s)),
             PostgresCluster::superuser() + u' ' + m_database);
    QCOMPARE(textOf(valueOf(database, u"SHOW default_transaction_read_only"_s)), u"off"_s);
    QCOMPARE(textOf(valueOf(database, u"SHOW geqo"_s)), u"on"_s);
    QCOMPARE(textOf(valueOf(database, u"SHOW application_name"_s)), u"Practiceline"_s);
    QCOMPARE(textOf(valueOf(database, u"SELECT pg_client_encoding()"_s)), u"UTF8"_s);
    QCOMPARE(textOf(valueOf(database, u"SHOW TimeZone"_s)), u"UTC"_s);
    QCOMPARE(textOf(valueOf(database, u"SHOW DateStyle"_s)), u"ISO, MDY"_s);

    ConnectionCheck check;
    const auto report = await(check.check(addressOf(*m_cluster, m_certificates), m_cluster->password()));
    QVERIFY(report);
    QCOMPARE(report->fault, ConnectionFault::None);
    QCOMPARE(report->tlsVersion, u"TLSv1.3"_s);

    // Without a password of ours none is taken from elsewhere, were it the right one.
    const Environment tempting({{"PGPASSWORD", m_cluster->password().toUtf8()}});
    SharedDatabase without;
    const auto refused = await(without.open(addressOf(*m_cluster, m_certificates), {}));
    QCOMPARE(refused.error().kind, ErrorKind::Unauthorized);
}

void SharedDatabaseTest::hostileWords_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("quotes") << u"o'brien \"x\" ''"_s;
    QTest::newRow("backslashes") << u"a\\b\\\\c\\"_s;
    QTest::newRow("blanks") << u"  two  blanks "_s;
    QTest::newRow("semicolons") << u"a;b;sslmode=disable"_s;
    QTest::newRow("options") << u"x' sslmode='disable' host='evil"_s;
    QTest::newRow("a connection string") << u"host=evil dbname=other"_s;
    QTest::newRow("a URL") << u"postgresql://evil/other"_s;
    QTest::newRow("umlauts") << u"Müller ß Łódź €"_s;
    QTest::newRow("percent and dollar") << u"%27%00 $1 ${HOME} ?"_s;
}

void SharedDatabaseTest::hostileWords()
{
    QFETCH(QString, word);
    const QString user = u"u "_s + word;
    const QString database = u"d "_s + word;
    QVERIFY(
        m_cluster->exec(u"postgres"_s, u"CREATE ROLE %1 LOGIN PASSWORD %2"_s.arg(quotedName(user), quotedText(word))));
    QVERIFY(m_cluster->exec(u"postgres"_s, u"CREATE DATABASE %1"_s.arg(quotedName(database))));
    PracticeAddress address = addressOf(*m_cluster, m_certificates, database);
    address.user = user;
    SharedDatabase shared;
    const auto done = await(shared.open(address, word));
    QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
    QCOMPARE(textOf(valueOf(shared, u"SELECT current_user"_s)), user);
    QCOMPARE(textOf(valueOf(shared, u"SELECT current_database()"_s)), database);
    QVERIFY(!await(shared.open(address, word + u"x"_s)));
    QVERIFY(!shared.isOpen());
}

void SharedDatabaseTest::unusableAddress_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("caFile");
    QTest::addColumn<QString>("password");
    const QString ca = m_certificates.ca();
    QTest::newRow("no host") << QString() << u"u"_s << ca << u"p"_s;
    QTest::newRow("two hosts") << u"a.example,b.example"_s << u"u"_s << ca << u"p"_s;
    QTest::newRow("two sockets") << u"/tmp,/var"_s << u"u"_s << ca << u"p"_s;
    QTest::newRow("abstract socket") << u"@name"_s << u"u"_s << ca << u"p"_s;
    QTest::newRow("host with options") << u"a' sslmode='disable"_s << u"u"_s << ca << u"p"_s;
    QTest::newRow("no CA") << u"a.example"_s << u"u"_s << QString() << u"p"_s;
    QTest::newRow("CA's name with a semicolon") << u"127.0.0.1"_s << u"u"_s << u"/tmp/a;b.pem"_s << u"p"_s;
    QTest::newRow("NUL in the user") << u"127.0.0.1"_s << u"u\0x"_s << ca << u"p"_s;
    QTest::newRow("NUL in the password") << u"127.0.0.1"_s << u"u"_s << ca << u"p\0x"_s;
}

void SharedDatabaseTest::unusableAddress()
{
    QFETCH(QString, host);
    QFETCH(QString, user);
    QFETCH(QString, caFile);
    QFETCH(QString, password);
    const PracticeAddress address{host, m_cluster->port(), u"postgres"_s, user, caFile};
    SharedDatabase database;
    const auto done = database.open(address, password);
    QVERIFY(done.isFinished()); // without a look at the network
    QCOMPARE(done.result().error().kind, ErrorKind::Invalid);
    ConnectionCheck check;
    QCOMPARE(await(check.check(address, password))->fault, ConnectionFault::AddressInvalid);
}

/// A name that leads to this computer is not this computer: it is verified all the same, by the name.
void SharedDatabaseTest::nameIsVerifiedNotItsAddress()
{
    const HostLookup home = [](const QString &, QObject *, const std::function<void(const QHostInfo &)> &done) {
        QHostInfo info;
        info.setAddresses({QHostAddress(QHostAddress::LocalHost)});
        done(info);
    };
    PracticeAddress address = addressOf(*m_cluster, m_certificates);
    address.host = u"db.example"_s;
    {
        SharedDatabase database({}, home);
        QVERIFY(!await(database.open(address, m_cluster->password())));
        ConnectionCheck check(home);
        QCOMPARE(await(check.check(address, m_cluster->password()))->fault, ConnectionFault::CertificateWrongHost);
        address.caFile.clear();
        QCOMPARE(await(database.open(address, m_cluster->password())).error().kind, ErrorKind::Invalid);
    }
    PostgresCluster other(m_certificates, {u"wronghost"_s, true, {}, {}}); // it is example.org's
    QVERIFY2(other.start(), qPrintable(other.whyNot()));
    address = addressOf(other, m_certificates);
    address.host = u"example.org"_s;
    SharedDatabase database({}, home);
    QVERIFY(await(database.open(address, other.password())));
    ConnectionCheck check(home);
    QCOMPARE(await(check.check(address, other.password()))->fault, ConnectionFault::None);
}

void SharedDatabaseTest::unixSocket()
{
    PracticeAddress address = addressOf(*m_cluster, m_certificates);
    address.host = m_cluster->socketFolder();
    address.caFile.clear();
    SharedDatabase database;
    QVERIFY(await(database.open(address, m_cluster->password())));
    QCOMPARE(textOf(valueOf(database, u"SELECT coalesce(host(inet_client_addr()), 'socket')"_s)), u"socket"_s);
    ConnectionCheck check;
    const auto report = await(check.check(address, m_cluster->password()));
    QCOMPARE(report->fault, ConnectionFault::None);
    QVERIFY(report->tlsVersion.isEmpty());
    address.host += u"/nothing"_s;
    QCOMPARE(await(check.check(address, m_cluster->password()))->fault, ConnectionFault::Refused);
    QCOMPARE(await(database.open(address, m_cluster->password())).error().kind, ErrorKind::Offline);
}

void SharedDatabaseTest::errorsTellTheStateAndNoValue_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QVariantList>("values");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("word"); // that the detail has to name; empty: the state is all
    const QString secret = u"+13125550142"_s;
    QTest::newRow("unique") << u"INSERT INTO clients VALUES (?), (?)"_s << QVariantList{secret, secret} << u"23505"_s
                            << u"one_phone"_s;
    QTest::newRow("type") << u"INSERT INTO clients (age) VALUES (?)"_s << QVariantList{u"x"_s + secret} << u"22P02"_s
                          << QString();
    QTest::newRow("cast") << u"SELECT ?::integer"_s << QVariantList{u"x"_s + secret} << u"22P02"_s << QString();
    QTest::newRow("no table") << u"SELECT * FROM nothing WHERE a = ?"_s << QVariantList{secret} << u"42P01"_s
                              << u"nothing"_s;
    QTest::newRow("syntax") << u"SELEC ?"_s << QVariantList{secret} << u"42601"_s << QString();
    QTest::newRow("syntax, unbound") << u"SELECT 1 x y '%1'"_s.arg(secret) << QVariantList{} << u"42601"_s << QString();
    QTest::newRow("raised") << u"DO $$ BEGIN RAISE 'this is %1'; END $$"_s.arg(secret) << QVariantList{} << u"P0001"_s
                            << QString();
    QTest::newRow("refused") << u"SET ROLE reader; SELECT * FROM clients"_s << QVariantList{} << u"42501"_s
                             << u"clients"_s;
    QTest::newRow("cancelled") << u"SET statement_timeout = 50; SELECT pg_sleep(30)"_s << QVariantList{} << u"57014"_s
                               << QString();
}

void SharedDatabaseTest::errorsTellTheStateAndNoValue()
{
    QFETCH(QString, sql);
    QFETCH(QVariantList, values);
    QFETCH(QString, state);
    QFETCH(QString, word);
    SharedDatabase database;
    QVERIFY(open(database));
    Result<void> result;
    if (values.isEmpty())
        result = script(database, sql);
    else if (const auto value = valueOf(database, sql, values); !value)
        result = value.error();
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Storage);
    QCOMPARE(sqlState(result.error()), state);
    QVERIFY2(!result.error().detail.contains(u"5550142"_s), qPrintable(result.error().detail));
    QVERIFY2(result.error().detail.contains(word), qPrintable(result.error().detail));
    QVERIFY(!result.error().detail.contains(u'\n'));
    QVERIFY(database.isOpen()); // an error of a statement is not one of the connection
    QCOMPARE(textOf(valueOf(database, u"SELECT 7"_s)), u"7"_s);
}

void SharedDatabaseTest::hostileValues_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::newRow("quotes") << QVariant(u"'; DROP TABLE clients; --"_s);
    QTest::newRow("backslash") << QVariant(u"\\'; DROP TABLE clients; --\\"_s);
    QTest::newRow("dollars, question marks") << QVariant(u"$$ ? $1 :name"_s);
    QTest::newRow("other planes") << QVariant(u"Ω 👩‍⚖️ \u202e"_s);
    QTest::newRow("lines") << QVariant(u"a\r\n\tb"_s);
    QTest::newRow("empty") << QVariant(u""_s);
}

void SharedDatabaseTest::hostileValues()
{
    QFETCH(QVariant, value);
    SharedDatabase database;
    QVERIFY(open(database));
    QCOMPARE(textOf(valueOf(database, u"SELECT ?::text"_s, {value})), value.toString());
    // Also on a server whose role was told to read backslashes.
    QVERIFY(m_cluster->exec(
        m_database, u"ALTER ROLE %1 SET standard_conforming_strings = off"_s.arg(PostgresCluster::superuser())));
    QVERIFY(open(database));
    const auto again = valueOf(database, u"SELECT ?::text"_s, {value});
    QVERIFY(m_cluster->exec(m_database,
                            u"ALTER ROLE %1 RESET standard_conforming_strings"_s.arg(PostgresCluster::superuser())));
    QCOMPARE(textOf(again), value.toString());
}

/// libpq writes what the server remarks to standard error, and that may hold a row.
void SharedDatabaseTest::noticesAreNotPrinted()
{
    SharedDatabase database;
    QVERIFY(open(database));
    QTemporaryFile printed;
    QVERIFY(printed.open());
    const int before = ::dup(STDERR_FILENO);
    ::dup2(printed.handle(), STDERR_FILENO);
    const auto done = script(database, u"DO $$ BEGIN RAISE WARNING 'number +13125550142'; END $$"_s);
    ::dup2(before, STDERR_FILENO);
    ::close(before);
    QVERIFY(done);
    QVERIFY(printed.seek(0));
    QCOMPARE(printed.readAll(), QByteArray());
}

void SharedDatabaseTest::nulIsRefused()
{
    SharedDatabase database;
    QVERIFY(open(database));
    const auto result = valueOf(database, u"SELECT ?::text"_s, {u"a\0b"_s});
    QCOMPARE(result.error().kind, ErrorKind::Invalid);
}

void SharedDatabaseTest::transactionThatFailed()
{
    SharedDatabase database;
    QVERIFY(open(database));
    const auto done = await(database.run([](QSqlDatabase &db) -> Result<void> {
        SharedTransaction transaction(db);
        (void)execShared(db, u"INSERT INTO clients VALUES ('half')"_s);
        (void)execShared(db, u"SELECT 1/0"_s);
        return transaction.commit(); // the server answers ROLLBACK, without an error
    }));
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Storage); // not Offline: the connection is well
    QVERIFY(database.isOpen());
    QCOMPARE(textOf(valueOf(database, u"SELECT count(*) FROM clients"_s)), u"0"_s);
    const auto good = await(database.run([](QSqlDatabase &db) -> Result<void> {
        SharedTransaction transaction(db);
        if (const auto row = execShared(db, u"INSERT INTO clients VALUES (?)"_s, {u"whole"_s}); !row)
            return row.error();
        return transaction.commit();
    }));
    QVERIFY(good);
    QCOMPARE(textOf(valueOf(database, u"DELETE FROM clients RETURNING e164"_s)), u"whole"_s);
}

void SharedDatabaseTest::forgottenTransaction()
{
    SharedDatabase database;
    QVERIFY(open(database));
    QVERIFY(script(database, u"BEGIN; INSERT INTO clients VALUES ('forgotten')"_s));
    QCOMPARE(textOf(valueOf(database, u"SELECT count(*) FROM clients"_s)), u"0"_s);
}

void SharedDatabaseTest::closed()
{
    SharedDatabase database;
    QSignalSpy lost(&database, &SharedDatabase::lost);
    QCOMPARE(valueOf(database, u"SELECT 1"_s).error().kind, ErrorKind::Offline);
    QVERIFY(open(database));
    database.close();
    QCOMPARE(valueOf(database, u"SELECT 1"_s).error().kind, ErrorKind::Offline);
    QVERIFY(!database.isOpen());
    QVERIFY(open(database));
    QCOMPARE(textOf(valueOf(database, u"SELECT 1"_s)), u"1"_s);
    QCOMPARE(lost.count(), 0);
    QCOMPARE(textOf(m_cluster->exec(m_database, u"SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                                                "'Practiceline'"_s)),
             u"1"_s);
}

QTEST_GUILESS_MAIN(SharedDatabaseTest)
#include "tst_shareddatabase.moc"
