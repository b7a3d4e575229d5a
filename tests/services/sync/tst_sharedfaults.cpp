#include "syncfixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <chrono>
#include <memory>

using namespace fixture;
using namespace std::chrono_literals;

/// The practice's Postgres over a bad line: it freezes, dies, comes back, or never speaks. Nothing waits for ever, and
/// the event loop turns all the time.
class SharedFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void fault17FrozenServer();
    void fault17FrozenAmidATransaction();
    void fault17FrozenAsShipped();
    void ownAllowance();
    void frozenWhileOpening();
    void silentAfterLogin();
    void silentHostLookup();
    void endsWhileFrozen();
    void endsWhileOpeningFrozen();
    void endsWhileLookingUp();
    void jobsStillRunAtTheEnd();
    void killedInAJob();
    void restartedWhileIdle();
    void sentAway();
    void commitOnADeadConnection();

private:
    Result<void> open(SharedDatabase &database) const
    {
        return await(database.open(addressOf(*m_cluster, m_certificates), m_cluster->password()));
    }

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
};

namespace
{
constexpr auto generous = 30'000; // far below "for ever", far above what is promised, for a busy machine

/// Counts the event loop's turns.
class Turns
{
public:
    Turns()
    {
        QObject::connect(&m_timer, &QTimer::timeout, [this] { ++m_count; });
        m_timer.start(10);
    }
    int count() const { return m_count; }

private:
    QTimer m_timer;
    int m_count = 0;
};
} // namespace

void SharedFaultsTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    QVERIFY(m_cluster->exec(u"postgres"_s, u"CREATE TABLE t (n integer)"_s));
}

void SharedFaultsTest::cleanup()
{
    if (m_cluster)
        m_cluster->thaw();
}

void SharedFaultsTest::fault17FrozenServer()
{
    SharedTiming timing;
    timing.job = 1s;
    SharedDatabase database(timing);
    QSignalSpy lost(&database, &SharedDatabase::lost);
    QVERIFY(open(database));
    m_cluster->freeze();
    const Turns turns;
    const auto first = database.run([](QSqlDatabase &db) -> Result<void> {
        const auto done = execShared(db, u"SELECT 1"_s);
        return done ? Result<void>() : done.error();
    });
    const auto second = database.run([](QSqlDatabase &) -> Result<int> { return 2; });
    const auto answer = await(first);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Offline);
    QCOMPARE(answer.error().detail, u"postgres: no answer in time"_s); // the watch, not the network
    QVERIFY2(turns.count() > 20, qPrintable(QString::number(turns.count())));
    QCOMPARE(await(second).error().kind, ErrorKind::Offline); // without waiting again
    QVERIFY(QTest::qWaitFor([&lost] { return lost.count() > 0; }, patience));
    QVERIFY(!database.isOpen());
    m_cluster->thaw();
    QVERIFY(open(database));
    QCOMPARE(textOf(valueOf(database, u"SELECT 3"_s)), u"3"_s);
    QCOMPARE(lost.count(), 1);
}

/// The job tries to go on and to roll back: all of that ends at once, too.
void SharedFaultsTest::fault17FrozenAmidATransaction()
{
    SharedTiming timing;
    timing.job = 1s;
    SharedDatabase database(timing);
    QVERIFY(open(database));
    auto inside = std::make_shared<std::atomic<int>>(0);
    const auto job = database.run([inside](QSqlDatabase &db) -> Result<void> {
        SharedTransaction transaction(db);
        for (int i = 0; i < 3; ++i)
            (void)execShared(db, u"INSERT INTO t VALUES (?)"_s, {i});
        *inside = 1;
        while (*inside == 1)
            QThread::msleep(5);
        for (int i = 0; i < 3; ++i)
            (void)execShared(db, u"INSERT INTO t VALUES (?)"_s, {i});
        return transaction.commit();
    });
    QVERIFY(QTest::qWaitFor([&inside] { return *inside == 1; }, patience));
    m_cluster->freeze();
    *inside = 2;
    QCOMPARE(await(job).error().kind, ErrorKind::Offline);
    m_cluster->thaw();
    QVERIFY(open(database));
    QCOMPARE(textOf(valueOf(database, u"SELECT count(*) FROM t"_s)), u"0"_s);
}

/// With the times of the product: ten seconds for a job, and for each try to come back.
void SharedFaultsTest::fault17FrozenAsShipped()
{
    constexpr qint64 promised = 12'000; // and two more for a busy machine
    SharedDatabase database;
    QVERIFY(open(database));
    m_cluster->freeze();
    QElapsedTimer elapsed;
    elapsed.start();
    QCOMPARE(valueOf(database, u"SELECT 1"_s).error().kind, ErrorKind::Offline);
    QVERIFY2(elapsed.elapsed() < promised, qPrintable(QString::number(elapsed.elapsed())));
    elapsed.restart();
    QCOMPARE(open(database).error().kind, ErrorKind::Offline);
    QVERIFY2(elapsed.elapsed() < promised, qPrintable(QString::number(elapsed.elapsed())));
    m_cluster->thaw();
    QVERIFY(open(database));
    QCOMPARE(textOf(valueOf(database, u"SELECT 3"_s)), u"3"_s);
}

void SharedFaultsTest::ownAllowance()
{
    SharedTiming timing;
    timing.job = 500ms;
    SharedDatabase database(timing);
    QVERIFY(open(database));
    const auto nap = [](QSqlDatabase &db) -> Result<QString> {
        auto row = execShared(db, u"SELECT 'slept' FROM pg_sleep(1.5)"_s);
        if (!row)
            return row.error();
        return row->next() ? row->value(0).toString() : QString();
    };
    QCOMPARE(textOf(await(database.run(nap, 60s))), u"slept"_s);
    QCOMPARE(await(database.run(nap)).error().kind, ErrorKind::Offline);
}

void SharedFaultsTest::frozenWhileOpening()
{
    SharedTiming timing;
    timing.login = 1s;
    SharedDatabase database(timing);
    m_cluster->freeze(); // the kernel goes on taking connections
    const Turns turns;
    QElapsedTimer elapsed;
    elapsed.start();
    QCOMPARE(open(database).error().kind, ErrorKind::Offline);
    QVERIFY(elapsed.elapsed() < generous);
    QVERIFY(turns.count() > 20);
    QVERIFY(!database.isOpen());
    m_cluster->thaw();
    QVERIFY(open(database));
}

/// The worst moment: the server lets us in, and says no more. Only QPSQL waits then, without a time-out of its own.
void SharedFaultsTest::silentAfterLogin()
{
    ScriptedServer server([](QTcpSocket &socket, int connection, const QByteArray &heard) {
        if (heard == sslRequest())
            socket.write("N");
        else if (heard.size() > 8 && heard[0] == '\0') // the start-up message
            socket.write(welcome());
        Q_UNUSED(connection)
    });
    SharedTiming timing;
    timing.open = 2s;
    SharedDatabase database(timing);
    const Turns turns;
    QElapsedTimer elapsed;
    elapsed.start();
    const auto done = await(database.open(server.address(), u"secret"_s));
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Offline);
    QCOMPARE(done.error().detail, u"postgres: no answer while connecting"_s);
    QCOMPARE(server.connections(), 2); // ours by libpq, then QPSQL's
    QVERIFY(elapsed.elapsed() < generous);
    QVERIFY(turns.count() > 20);
}

void SharedFaultsTest::silentHostLookup()
{
    SharedTiming timing;
    timing.lookup = 500ms;
    const HostLookup never = [](const QString &, QObject *, const std::function<void(const QHostInfo &)> &) {};
    SharedDatabase database(timing, never);
    PracticeAddress address = addressOf(*m_cluster, m_certificates);
    address.host = u"db.example"_s;
    const auto opening = database.open(address, m_cluster->password());
    QCOMPARE(await(database.open(address, m_cluster->password())).error().kind, ErrorKind::Invalid); // one at a time
    QCOMPARE(await(opening).error().kind, ErrorKind::Offline);
    QCOMPARE(await(opening).error().detail, u"postgres: HostNotFound"_s);
    QVERIFY(open(database));
}

void SharedFaultsTest::endsWhileFrozen()
{
    QFuture<Result<QString>> running;
    QFuture<Result<void>> queued;
    QElapsedTimer elapsed;
    {
        SharedDatabase database;
        QVERIFY(open(database));
        m_cluster->freeze();
        running = database.run(
            [](QSqlDatabase &db) -> Result<QString> {
                const auto done = execShared(db, u"SELECT 1"_s);
                return done ? Result<QString>(QString()) : done.error();
            },
            600s);
        queued = database.run([](QSqlDatabase &) -> Result<void> { return {}; });
        elapsed.start();
    }
    QVERIFY(elapsed.elapsed() < generous);
    QVERIFY(running.isFinished());
    QCOMPARE(running.result().error().kind, ErrorKind::Offline);
    QVERIFY(queued.isFinished());
    QCOMPARE(queued.result().error().kind, ErrorKind::Cancelled);
}

void SharedFaultsTest::endsWhileOpeningFrozen()
{
    QFuture<Result<void>> opening;
    QElapsedTimer elapsed;
    {
        SharedTiming timing;
        timing.open = 600s;
        timing.login = 600s;
        timing.drain = 200ms;
        SharedDatabase database(timing);
        m_cluster->freeze();
        opening = database.open(addressOf(*m_cluster, m_certificates), m_cluster->password());
        QTest::qWait(300);
        elapsed.start();
    }
    QVERIFY(elapsed.elapsed() < generous);
    QVERIFY(opening.isFinished());

    // And at the worst moment of silentAfterLogin().
    ScriptedServer server([](QTcpSocket &socket, int, const QByteArray &heard) {
        socket.write(heard == sslRequest() ? QByteArray("N") : heard[0] == '\0' ? welcome() : QByteArray());
    });
    {
        SharedTiming timing;
        timing.open = 600s;
        timing.drain = 200ms;
        SharedDatabase database(timing);
        opening = database.open(server.address(), u"secret"_s);
        QVERIFY(QTest::qWaitFor([&server] { return server.connections() == 2; }, patience));
        QTest::qWait(300);
        elapsed.start();
    }
    QVERIFY(elapsed.elapsed() < generous);
    QVERIFY(opening.isFinished());
    QVERIFY(!opening.result());
}

void SharedFaultsTest::endsWhileLookingUp()
{
    const HostLookup never = [](const QString &, QObject *, const std::function<void(const QHostInfo &)> &) {};
    QFuture<Result<void>> queued;
    {
        SharedDatabase database({}, never);
        PracticeAddress address = addressOf(*m_cluster, m_certificates);
        address.host = u"db.example"_s;
        (void)database.open(address, m_cluster->password());
        database.close();
        queued = database.run([](QSqlDatabase &) -> Result<void> { return {}; });
    }
    QVERIFY(queued.isFinished());
    QCOMPARE(queued.result().error().kind, ErrorKind::Cancelled);
}

void SharedFaultsTest::jobsStillRunAtTheEnd()
{
    QFuture<Result<void>> last;
    {
        SharedDatabase database;
        QVERIFY(open(database));
        for (int i = 0; i < 20; ++i)
            last = database.run([](QSqlDatabase &db) { return execScript(db, u"INSERT INTO t VALUES (9)"_s); });
    }
    QVERIFY(last.isFinished() && last.result());
    QCOMPARE(textOf(m_cluster->exec(u"postgres"_s, u"SELECT count(*) FROM t"_s)), u"20"_s);
    QVERIFY(m_cluster->exec(u"postgres"_s, u"DELETE FROM t"_s));
}

void SharedFaultsTest::killedInAJob()
{
    SharedDatabase database;
    QSignalSpy lost(&database, &SharedDatabase::lost);
    QVERIFY(open(database));
    const auto job = database.run([](QSqlDatabase &db) { return execScript(db, u"SELECT pg_sleep(600)"_s); }, 600s);
    QVERIFY(QTest::qWaitFor(
        [this] {
            return textOf(m_cluster->exec(u"postgres"_s, u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = "
                                                         "'PgSleep'"_s)) == u"1"_s;
        },
        patience));
    m_cluster->kill9();
    const auto answer = await(job);
    QCOMPARE(answer.error().kind, ErrorKind::Offline);
    QVERIFY(answer.error().detail != u"postgres: no answer in time"_s);
    QVERIFY(QTest::qWaitFor([&lost] { return lost.count() == 1; }, patience));
    QCOMPARE(open(database).error().kind, ErrorKind::Offline);
    QVERIFY(m_cluster->restart());
    QVERIFY(open(database));
    QCOMPARE(textOf(valueOf(database, u"SELECT 1"_s)), u"1"_s);
    QCOMPARE(lost.count(), 1);
}

void SharedFaultsTest::restartedWhileIdle()
{
    SharedDatabase database;
    QSignalSpy lost(&database, &SharedDatabase::lost);
    QVERIFY(open(database));
    QVERIFY(m_cluster->restart());
    QCOMPARE(valueOf(database, u"SELECT 1"_s).error().kind, ErrorKind::Offline);
    QVERIFY(!database.isOpen());
    QVERIFY(QTest::qWaitFor([&lost] { return lost.count() == 1; }, patience));
    QCOMPARE(valueOf(database, u"SELECT 1"_s).error().kind, ErrorKind::Offline); // nothing connects by itself
    QVERIFY(open(database));
    QCOMPARE(textOf(valueOf(database, u"SELECT 1"_s)), u"1"_s);
}

/// The server says why before it hangs up.
void SharedFaultsTest::sentAway()
{
    SharedDatabase database;
    QVERIFY(open(database));
    const auto answer = script(database, u"SELECT pg_terminate_backend(pg_backend_pid())"_s);
    QCOMPARE(answer.error().kind, ErrorKind::Offline);
    QCOMPARE(sqlState(answer.error()), u"57P01"_s);
    QVERIFY(!database.isOpen());
}

/// Qt's commit() is false then, with an empty error.
void SharedFaultsTest::commitOnADeadConnection()
{
    SharedDatabase database;
    QVERIFY(open(database));
    auto inside = std::make_shared<std::atomic<int>>(0);
    const auto job = database.run([inside](QSqlDatabase &db) -> Result<void> {
        SharedTransaction transaction(db);
        (void)execShared(db, u"INSERT INTO t VALUES (?)"_s, {1});
        *inside = 1;
        while (*inside == 1)
            QThread::msleep(5);
        return transaction.commit();
    });
    QVERIFY(QTest::qWaitFor([&inside] { return *inside == 1; }, patience));
    m_cluster->kill9();
    *inside = 2;
    QCOMPARE(await(job).error().kind, ErrorKind::Offline);
    QVERIFY(m_cluster->restart());
    QCOMPARE(textOf(m_cluster->exec(u"postgres"_s, u"SELECT count(*) FROM t"_s)), u"0"_s);
}

QTEST_GUILESS_MAIN(SharedFaultsTest)
#include "tst_sharedfaults.moc"
