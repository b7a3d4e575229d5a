#include "support/fakeclock.h"
#include "twilio/serverclock.h"

#include <QTest>

using namespace std::chrono_literals;

/// Twilio's time while this computer's clock is wrong, set, and asleep.
class TestServerClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownTimeBeforeTheFirstReply();
    void runsOnWhileTheClockIsSet();
    void secondThatDateDoesNotShow();
    void slowReplyIsOlder();
    void brokenDateTeachesNothing();

private:
    static QDateTime noon() { return {QDate(2026, 1, 14), QTime(12, 0), Qt::UTC}; }
};

void TestServerClock::ownTimeBeforeTheFirstReply()
{
    FakeClock clock(noon());
    const ServerClock server(clock);
    clock.set(noon().addDays(1));
    QCOMPARE(server.now(), noon().addDays(1));
    QCOMPARE(server.offset(), 0ms);
}

void TestServerClock::runsOnWhileTheClockIsSet()
{
    FakeClock clock(noon().addSecs(3600));
    ServerClock server(clock);
    server.learn(1, clock.sinceBoot(), noon());
    QVERIFY(qAbs(noon().msecsTo(server.now())) <= 1000);
    const QDateTime taught = server.now();
    clock.set(noon().addSecs(-13'680)); // 3.8 h behind
    QCOMPARE(server.now(), taught);
    QCOMPARE(server.offset().count(), clock.now().msecsTo(taught));
    clock.advance(8h);
    QCOMPARE(server.now(), taught.addSecs(28'800));
}

void TestServerClock::secondThatDateDoesNotShow()
{
    FakeClock clock(noon());
    ServerClock server(clock);
    clock.advance(5h); // since the computer started
    server.learn(1, clock.sinceBoot(), noon());
    const QDateTime taught = server.now();
    // Agrees with what is known: 12:00:00.500 and a second on.
    for (int reply = 2; reply < 10; ++reply) {
        const auto handedOver = clock.sinceBoot();
        clock.advance(1s);
        server.learn(reply, handedOver, noon().addSecs(reply - 1));
        QCOMPARE(server.now(), taught.addSecs(reply - 1));
    }
    server.learn(10, clock.sinceBoot(), noon().addSecs(60));
    QVERIFY(qAbs(noon().addSecs(60).msecsTo(server.now())) <= 1000);
}

void TestServerClock::slowReplyIsOlder()
{
    FakeClock clock(noon());
    ServerClock server(clock);
    server.learn(2, clock.sinceBoot(), noon());
    const QDateTime taught = server.now();
    server.learn(1, clock.sinceBoot(), noon().addSecs(-600));
    QCOMPARE(server.now(), taught);
}

void TestServerClock::brokenDateTeachesNothing()
{
    FakeClock clock(noon());
    ServerClock server(clock);
    server.learn(1, clock.sinceBoot(), {});
    QCOMPARE(server.now(), noon());
    server.learn(1, clock.sinceBoot(), noon().addSecs(600)); // and does not count as told
    QVERIFY(qAbs(noon().addSecs(600).msecsTo(server.now())) <= 1000);
}

QTEST_GUILESS_MAIN(TestServerClock)
#include "tst_serverclock.moc"
