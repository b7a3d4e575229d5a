#include "messagingfixture.h"
#include "support/scriptedpeer.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 30'000;
const QString clientNumber = u"+13125550142"_s;
const QString sid = u"SM"_s + QString(32, u'a');

QDateTime utc(const QString &iso)
{
    return QDateTime::fromString(iso, Qt::ISODate);
}

PeerScript created()
{
    return {ScriptedPeer::http(201, QJsonDocument(QJsonObject{{u"sid"_s, sid},
                                                              {u"status"_s, u"queued"_s},
                                                              {u"direction"_s, u"outbound-api"_s},
                                                              {u"to"_s, clientNumber},
                                                              {u"from"_s, ownNumber},
                                                              {u"body"_s, u"x"_s}})
                                        .toJson())};
}

/// An answer to a read, with Twilio's time.
PeerScript read(const QDateTime &at, int status = 200)
{
    const QByteArray body = status == 200 ? QByteArray("{\"messages\": []}")
                                          : QByteArray("{\"code\": 20008, \"message\": \"no\", \"status\": 403}");
    if (!at.isValid())
        return {ScriptedPeer::http(status, body)};
    const QString date = QLocale::c().toString(at, u"ddd, dd MMM yyyy HH:mm:ss"_s);
    return {ScriptedPeer::http(status, body, "Date: " + date.toLatin1() + " GMT\r\n")};
}
} // namespace

/// What a text waits for before it leaves: Twilio's time, and what came in while nobody looked.
class TestSendWaits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void wrongClockSendsNothingAtNight_data();
    void wrongClockSendsNothingAtNight();
    void wrongClockReleasesNothing();
    void fault15ClockIsSetBack();
    void fault15ClockJumpsInMidSend_data();
    void fault15ClockJumpsInMidSend();
    void fault15ClockJumpsBeforeTheAttempt();
    void portalDoesNotTellTheTime();
    void stopWhileAway();
    void stopDuringALongSleep();
    void fault15NewsFromTheFuture();
    void callsThatFailHoldNoText();
    void textsThatFailHoldTexts();
    void testCredentialsTellNoNews();
    void waitingForNewsEndsInTime();

private:
    std::unique_ptr<Desktop> desktop(const QUrl &url, const Clock &clock, const DesktopOptions &options = {})
    {
        return std::make_unique<Desktop>(m_dir->filePath(u"store.db"_s), url, clock, options);
    }
    static void addStop(TwilioSimulator &twilio)
    {
        twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"STOP"_s, u"received"_s,
                          QDateTime::currentDateTimeUtc());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    SystemClock m_system;
};

void TestSendWaits::wrongClockSendsNothingAtNight_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("a list") << 200;
    QTest::newRow("test credentials") << 403;
}

void TestSendWaits::wrongClockSendsNothingAtNight()
{
    QFETCH(int, status);
    ScriptedPeer peer;
    peer.script("GET", {read(utc(u"2026-01-14T05:00:00Z"_s), status)}); // 23:00 in Chicago
    peer.script("POST", {created()});
    FakeClock clock(utc(u"2026-01-14T18:00:00Z"_s)); // noon, says this computer
    const auto desk = desktop(peer.url(), clock);
    desk->useSettings([](PracticeSettings &value) { value.hours.always = false; });
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    const auto row = await(desk->sender->send(desk->draft(client, u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Held, patience);
    QCOMPARE(desk->row(row->id).block, SendBlock::OutsideHours);
    QCOMPARE(peer.arrivals("POST"), 0);
    QCOMPARE(desk->twilio->serverTime().time().hour(), 5);
}

void TestSendWaits::wrongClockReleasesNothing()
{
    ScriptedPeer peer;
    peer.script("GET", {read(utc(u"2026-01-14T05:00:00Z"_s))});
    peer.script("POST", {created()});
    FakeClock clock(utc(u"2026-01-14T05:00:00Z"_s));
    auto desk = desktop(peer.url(), clock);
    desk->useSettings([](PracticeSettings &value) { value.hours.always = false; });
    SmsDraft draft = desk->draft(desk->client(u"Maria"_s, clientNumber), u"Good morning"_s);
    draft.sendAfter = utc(u"2026-01-15T14:00:00Z"_s);
    const auto row = await(desk->sender->send(draft));
    QCOMPARE(row->sendState, SendState::Held);
    desk.reset();
    clock.set(utc(u"2026-01-15T14:00:30Z"_s)); // a day ahead at the next start
    desk = desktop(peer.url(), clock);
    desk->sender->start();
    QTRY_VERIFY_WITH_TIMEOUT(peer.arrivals("GET") > 0, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->twilio->serverTime().date(), QDate(2026, 1, 14), patience);
    desk->sender->wake();
    QTest::qWait(200);
    QCOMPARE(desk->row(row->id).sendState, SendState::Held);
    QCOMPARE(desk->row(row->id).sendAfter, draft.sendAfter);
    QCOMPARE(peer.arrivals("POST"), 0);
}

void TestSendWaits::fault15ClockIsSetBack()
{
    ScriptedPeer peer;
    FakeClock clock(utc(u"2026-01-14T23:00:00Z"_s)); // 17:00 in Chicago
    peer.script("GET", {read(clock.now()), read(utc(u"2026-01-15T05:00:00Z"_s))});
    peer.script("POST", {created()});
    const auto desk = desktop(peer.url(), clock);
    desk->useSettings([](PracticeSettings &value) { value.hours.always = false; });
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    const auto first = await(desk->sender->send(desk->draft(client, u"One"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first->id).sendState, SendState::Accepted, patience);
    clock.set(utc(u"2026-01-14T20:00:00Z"_s)); // it is 23:00 by now
    const auto second = await(desk->sender->send(desk->draft(client, u"Two"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second->id).sendState, SendState::Held, patience);
    QCOMPARE(peer.arrivals("POST"), 1);
}

void TestSendWaits::fault15ClockJumpsInMidSend_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("fault");
    for (const int days : {1, -1}) {
        QTest::addRow("%+d, answered", days) << days << QString();
        QTest::addRow("%+d, the answer is lost", days) << days << u"post:drop-after:0"_s;
    }
}

/// While the request is under way. Twilio's clock goes on: the order stays, a doubt is found, nothing leaves twice.
void TestSendWaits::fault15ClockJumpsInMidSend()
{
    QFETCH(int, days);
    QFETCH(QString, fault);
    SimulatorOptions options;
    options.latency = std::chrono::milliseconds(200);
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    QVERIFY(twilio.setFault(fault, fault.isEmpty() ? 0 : 1));
    ShiftedClock clock;
    const auto desk = desktop(twilio.url(), clock, {.awaitsNews = true});
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const QDateTime began = QDateTime::currentDateTimeUtc();
    desk->startServices();
    const auto first = await(desk->sender->send(desk->draft(client, u"One"_s)));
    QVERIFY(first);
    QTRY_COMPARE_WITH_TIMEOUT(twilio.messagePosts(), 1, patience);
    clock.shift(std::chrono::hours(24 * days));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first->id).sendState, SendState::Accepted, patience);
    const auto second = await(desk->sender->send(desk->draft(client, u"Two"_s)));
    QVERIFY(second);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second->id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 2);
    const QDateTime one = desk->row(first->id).sortAt;
    const QDateTime two = desk->row(second->id).sortAt;
    QVERIFY2(one <= two, qPrintable(one.toString(Qt::ISODate) + u' ' + two.toString(Qt::ISODate)));
    constexpr int minute = 60;
    QVERIFY(qAbs(began.secsTo(one)) < minute && qAbs(began.secsTo(two)) < minute);
    QCOMPARE(desk->rows().size(), 2);
}

/// By less than the time is asked again for: the attempt's date, by which a doubt is looked for, must not follow.
void TestSendWaits::fault15ClockJumpsBeforeTheAttempt()
{
    TwilioSimulator twilio{SimulatorOptions()};
    QVERIFY(twilio.listen());
    ShiftedClock clock;
    const auto desk = desktop(twilio.url(), clock);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    desk->reconciler->start();
    const auto first = await(desk->sender->send(desk->draft(client, u"One"_s)));
    QVERIFY(first);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first->id).sendState, SendState::Accepted, patience);
    clock.shift(std::chrono::seconds(20));
    QVERIFY(twilio.setFault(u"post:drop-after:0"_s, 1));
    const auto second = await(desk->sender->send(desk->draft(client, u"Two"_s)));
    QVERIFY(second);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second->id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 2);
}

void TestSendWaits::portalDoesNotTellTheTime()
{
    ScriptedPeer peer;
    const PeerScript portal{ScriptedPeer::http(200, "<html>Log in", "Date: Wed, 14 Jan 2026 05:00:00 GMT\r\n")};
    peer.script("GET", {portal, portal, read({})});
    peer.script("POST", {created()});
    const auto desk = desktop(peer.url(), m_system);
    desk->sender->start();
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
    QCOMPARE(peer.arrivals("GET"), 3); // nothing was risked on the portal
    QCOMPARE(peer.arrivals("POST"), 1);
}

void TestSendWaits::stopWhileAway()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system, {.awaitsNews = true});
    const Client maria = desk->client(u"Maria"_s, clientNumber);
    const Client tom = desk->client(u"Tom"_s, u"+13125550143"_s);
    const auto toMaria = await(desk->sender->send(desk->draft(maria, u"Hello"_s)));
    const auto toTom = await(desk->sender->send(desk->draft(tom, u"Hello"_s)));
    addStop(twilio);
    desk->sender->start();
    QTest::qWait(300);
    QCOMPARE(twilio.messagePosts(), 0); // nobody has looked yet
    QCOMPARE(desk->row(toTom->id).sendState, SendState::Pending);
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(toTom->id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(toMaria->id).sendState, SendState::Refused);
    QCOMPARE(desk->row(toMaria->id).block, SendBlock::OptedOut);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSendWaits::stopDuringALongSleep()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    FakeClock clock;
    const auto desk = desktop(twilio.url(), clock, {.awaitsNews = true});
    const Client maria = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    desk->poller->start();
    const auto first = await(desk->sender->send(desk->draft(maria, u"One"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first->id).sendState, SendState::Accepted, patience);
    desk->poller->stop(); // as good as asleep
    QTest::qWait(300);    // and what it had asked for is answered
    addStop(twilio);
    clock.advance(std::chrono::minutes(11));
    QVERIFY(!desk->news->isFresh());
    const auto second = await(desk->sender->send(desk->draft(maria, u"Two"_s)));
    QTest::qWait(300);
    QCOMPARE(desk->row(second->id).sendState, SendState::Pending);
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second->id).sendState, SendState::Refused, patience);
    QTRY_VERIFY_WITH_TIMEOUT(desk->news->isFresh(), patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

/// Where another computer reads for the practice: what it says now counts, though this clock once was far ahead.
void TestSendWaits::fault15NewsFromTheFuture()
{
    TwilioSimulator twilio{SimulatorOptions()};
    QVERIFY(twilio.listen());
    FakeClock clock;
    const auto desk = desktop(twilio.url(), clock, {.awaitsNews = true});
    desk->news->heardElsewhere(1000);
    QVERIFY(desk->news->isFresh());
    clock.advance(-std::chrono::hours(6));
    QVERIFY(!desk->news->isFresh());
    desk->news->heardElsewhere(1000);
    QVERIFY(desk->news->isFresh());
}

/// What clients wrote is known from the list of texts alone.
void TestSendWaits::callsThatFailHoldNoText()
{
    ScriptedPeer peer;
    peer.script("GET", {read({})});
    peer.script("GET /Calls", {PeerScript{ScriptedPeer::http(503, "{}")}});
    peer.script("POST", {created()});
    FakeClock clock;
    const auto desk = desktop(peer.url(), clock, {.awaitsNews = true});
    desk->sender->start();
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(desk->news->isFresh(), patience);
    clock.advance(std::chrono::minutes(11));
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
}

void TestSendWaits::textsThatFailHoldTexts()
{
    ScriptedPeer peer;
    peer.script("GET", {PeerScript{ScriptedPeer::http(503, "{}")}});
    peer.script("GET /Calls", {PeerScript{ScriptedPeer::http(200, "{\"calls\": []}")}});
    peer.script("POST", {created()});
    const auto desk = desktop(peer.url(), m_system, {.awaitsNews = true});
    desk->sender->start();
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    desk->poller->start();
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(failures.count() >= 3, patience);
    QCOMPARE(desk->row(row->id).sendState, SendState::Pending);
    QCOMPARE(peer.arrivals("POST"), 0);
}

void TestSendWaits::testCredentialsTellNoNews()
{
    SimulatorOptions options;
    options.testCredentials = true;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system, {.awaitsNews = true});
    desk->useSettings([](PracticeSettings &value) { value.sender = u"+15005550006"_s; }); // the magic one
    desk->sender->start();
    desk->poller->start();
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->poller->state(), StatusPoller::State::TestCredentials);
}

void TestSendWaits::waitingForNewsEndsInTime()
{
    ScriptedPeer peer;
    peer.script("GET", {read({})});
    peer.script("POST", {created()});
    FakeClock clock;
    const auto desk = desktop(peer.url(), clock, {.awaitsNews = true});
    desk->sender->start();
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(peer.arrivals("GET") > 0, patience);
    QCOMPARE(desk->row(row->id).sendState, SendState::Pending);
    clock.advance(std::chrono::hours(4));
    desk->sender->wake();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).block, SendBlock::PastSendBefore, patience);
    QCOMPARE(desk->row(row->id).sendState, SendState::Held);
    QCOMPARE(peer.arrivals("POST"), 0);
}

QTEST_GUILESS_MAIN(TestSendWaits)
#include "tst_sendwaits.moc"
