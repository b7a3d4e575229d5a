#include "twiliofixture.h"

#include <QLocale>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Then = PeerScript::Then;
using Priority = TwilioClient::Priority;

namespace
{

QByteArray httpDate(const QDateTime &utc)
{
    return QLocale::c().toString(utc, u"ddd, dd MMM yyyy HH:mm:ss"_s).toLatin1() + " GMT";
}

const PeerScript fine{ScriptedPeer::http(200, "{}"), Then::Keep};
const PeerScript created{ScriptedPeer::http(201, fixture::message()), Then::Fin};

} // namespace

/// Queue, pause, limits and manners of the client, over a real socket.
class TwilioClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void loginAndPath();
    void withoutCredentialsNothingLeaves();
    void loginRefusedIsToldOnceForEachSet();
    void fault08ForbiddenIsThatRequestsErrorAlone();
    void foregroundGoesFirst();
    void readsInFlightAreLimited();
    void rateLimitPausesEverybody();
    void pauseWithoutRetryAfterHasJitterAndGrows();
    void longPauseRefusesAtOnce();
    void queuedWriteDoesNotWaitForEver();
    void timeoutCountsFromHandOver();
    void replyBombIsCutOff_data();
    void replyBombIsCutOff();
    void cookiesAreNeitherKeptNorSent();
    void repliesAreNotCached();
    void pageLinks_data();
    void pageLinks();
    void serverTimeFollowsTwilio();
    void portalsDateIsNotBelieved();
    void quitCancelsReadsAndLetsWritesFinish();
    void destructionEndsEveryFuture();
    void reachedAndUnreachable();

private:
    std::unique_ptr<ScriptedPeer> m_peer;
};

void TwilioClientTest::init()
{
    m_peer = std::make_unique<ScriptedPeer>();
    m_peer->script("GET", {fine});
    m_peer->script("POST", {created});
}

void TwilioClientTest::loginAndPath()
{
    fixture::Client client(m_peer->url());
    QVERIFY(fixture::await(fixture::getTexts(client.twilio, u"+1 a&b"_s)).has_value());
    const PeerRequest request = m_peer->requests("GET").constFirst();
    QCOMPARE(request.target,
             QByteArray("/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json?Mark=%2B1%20a%26b"));
    QCOMPARE(request.header("Authorization"),
             "Basic " + QByteArray("SK0123456789abcdef0123456789abcdef:not-so-secret").toBase64());
    QVERIFY(fixture::await(client.twilio.get(TwilioHost::Messaging, u"/v1/Services/MG1"_s, {}, Priority::Foreground)));
    QCOMPARE(m_peer->requests("GET").constLast().target, QByteArray("/v1/Services/MG1"));
}

void TwilioClientTest::withoutCredentialsNothingLeaves()
{
    fixture::Client client(m_peer->url());
    client.twilio.setCredentials({});
    QVERIFY(!client.twilio.hasCredentials());
    const auto result = fixture::await(fixture::postText(client.twilio));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Unauthorized);
    QCOMPARE(m_peer->connections(), 0);
}

void TwilioClientTest::loginRefusedIsToldOnceForEachSet()
{
    m_peer->script("GET", {{ScriptedPeer::http(401, fixture::problem(401, 20003)), Then::Keep}});
    fixture::Client client(m_peer->url());
    QSignalSpy refused(&client.twilio, &TwilioClient::loginRefused);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(fixture::await(fixture::getTexts(client.twilio)).error().kind, ErrorKind::Unauthorized);
    QCOMPARE(refused.count(), 1);
    client.twilio.setCredentials(fixture::credentials());
    QCOMPARE(fixture::await(fixture::getTexts(client.twilio)).error().kind, ErrorKind::Unauthorized);
    QCOMPARE(refused.count(), 2);

    // The refusal of the old key must not be blamed on the new one.
    m_peer->script("GET", {{ScriptedPeer::http(401, fixture::problem(401, 20003)), Then::Keep, -1, 200}});
    const auto old = fixture::getTexts(client.twilio);
    client.twilio.setCredentials(fixture::credentials());
    QVERIFY(!fixture::await(old));
    QCOMPARE(refused.count(), 2);
}

void TwilioClientTest::fault08ForbiddenIsThatRequestsErrorAlone()
{
    m_peer->script("GET", {{ScriptedPeer::http(403, fixture::problem(403, 20008)), Then::Keep}});
    fixture::Client client(m_peer->url());
    QSignalSpy refused(&client.twilio, &TwilioClient::loginRefused);
    const auto result = fixture::await(fixture::getTexts(client.twilio));
    QCOMPARE(result.error().kind, ErrorKind::Rejected);
    QCOMPARE(result.error().code, 20008);
    QCOMPARE(refused.count(), 0);
    QVERIFY(fixture::await(fixture::postText(client.twilio)).has_value());
}

void TwilioClientTest::foregroundGoesFirst()
{
    TwilioTiming timing;
    timing.readsInFlight = 1;
    fixture::Client client(m_peer->url(), timing);
    QList<QFuture<Result<TwilioReply>>> futures;
    for (const auto &mark : {u"b1"_s, u"b2"_s, u"b3"_s})
        futures.append(fixture::getTexts(client.twilio, mark, Priority::Background));
    for (const auto &mark : {u"f1"_s, u"f2"_s})
        futures.append(fixture::getTexts(client.twilio, mark, Priority::Foreground));
    for (const auto &future : futures)
        QVERIFY(fixture::await(future).has_value());
    QByteArrayList order;
    for (const PeerRequest &request : m_peer->requests("GET"))
        order.append(request.target.mid(request.target.lastIndexOf('=') + 1));
    QCOMPARE(order, QByteArrayList({"b1", "f1", "f2", "b2", "b3"})); // b1 was under way already
}

void TwilioClientTest::readsInFlightAreLimited()
{
    m_peer->script("GET", {{ScriptedPeer::http(200, "{}"), Then::Keep, -1, 300}});
    fixture::Client client(m_peer->url());
    QList<QFuture<Result<TwilioReply>>> futures;
    for (int i = 0; i < 12; ++i)
        futures.append(fixture::getTexts(client.twilio));
    // Reads that wait do not hold up a write.
    QVERIFY(fixture::await(fixture::postText(client.twilio)).has_value());
    QVERIFY(!futures.constLast().isFinished());
    for (const auto &future : futures)
        QVERIFY(fixture::await(future).has_value());
    QVERIFY(m_peer->connections() <= 4 + 1);
}

void TwilioClientTest::rateLimitPausesEverybody()
{
    m_peer->script("GET",
                   {{ScriptedPeer::http(429, fixture::problem(429, 20429), "Retry-After: 2\r\n"), Then::Keep}, fine});
    fixture::Client client(m_peer->url());
    QSignalSpy paused(&client.twilio, &TwilioClient::pausedUntil);
    const auto refused = fixture::await(fixture::getTexts(client.twilio));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::RateLimited);
    QCOMPARE(refused.error().retryAfter, 2000ms);
    QCOMPARE(paused.count(), 1);
    QVERIFY(client.twilio.isPaused());
    const QDateTime until = paused.constFirst().constFirst().toDateTime();
    QVERIFY(QDateTime::currentDateTimeUtc().msecsTo(until) <= 2500);

    const auto text = fixture::postText(client.twilio);
    const auto read = fixture::getTexts(client.twilio);
    QTest::qWait(300);
    QVERIFY(client.twilio.isPaused());
    QCOMPARE(m_peer->arrivals("POST"), 0);
    QCOMPARE(m_peer->arrivals("GET"), 1);
    QVERIFY(fixture::await(text).has_value());
    QVERIFY(fixture::await(read).has_value());
    QVERIFY(!client.twilio.isPaused());
    QCOMPARE(m_peer->arrivals("POST"), 1);
}

void TwilioClientTest::pauseWithoutRetryAfterHasJitterAndGrows()
{
    m_peer->script("GET", {{ScriptedPeer::http(429, {}), Then::Keep}});
    TwilioTiming timing;
    timing.pauseBase = 16ms;
    timing.pauseCap = 128ms;
    fixture::Client client(m_peer->url(), timing);
    qint64 longest = 0;
    QObject::connect(&client.twilio, &TwilioClient::pausedUntil, &client.twilio, [&longest](const QDateTime &until) {
        longest = std::max(longest, QDateTime::currentDateTimeUtc().msecsTo(until));
    });
    for (int i = 0; i < 40; ++i) {
        const auto result = fixture::await(fixture::getTexts(client.twilio));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::RateLimited);
        QCOMPARE(result.error().retryAfter, 0ms);
    }
    QVERIFY2(longest > 16, "forty pauses in a row never went beyond the base");
    QVERIFY2(longest <= 128, "a pause went beyond the cap");
    m_peer->script("GET", {fine});
    QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
}

void TwilioClientTest::longPauseRefusesAtOnce()
{
    m_peer->script("POST", {{ScriptedPeer::http(429, {}, "Retry-After: 120\r\n"), Then::Fin}, created});
    fixture::Client client(m_peer->url());
    const auto first = fixture::await(fixture::postText(client.twilio));
    QCOMPARE(first.error().retryAfter, 120'000ms);
    // A row must not stand in "sending" for two minutes: it goes back to its owner, unsent.
    const auto second = fixture::postText(client.twilio);
    QVERIFY(second.isFinished());
    QCOMPARE(second.result().error().kind, ErrorKind::RateLimited);
    QVERIFY(second.result().error().retryAfter > 100s);
    QCOMPARE(m_peer->arrivals("POST"), 1);
}

void TwilioClientTest::queuedWriteDoesNotWaitForEver()
{
    m_peer->script("POST", {{{}, Then::Stall}});
    TwilioTiming timing;
    timing.writesInFlight = 1;
    timing.writeQueueTimeout = 200ms;
    timing.requestTimeout = 1500ms;
    fixture::Client client(m_peer->url(), timing);
    const auto stuck = fixture::postText(client.twilio);
    const auto queued = fixture::await(fixture::postText(client.twilio));
    QVERIFY(!queued);
    QCOMPARE(queued.error().kind, ErrorKind::Offline);
    QVERIFY(!stuck.isFinished());
    QCOMPARE(fixture::await(stuck).error().kind, ErrorKind::OutcomeUnknown);
    QCOMPARE(m_peer->arrivals("POST"), 1);
}

void TwilioClientTest::timeoutCountsFromHandOver()
{
    // Headers that drip for ever are never silent, so Qt's own transfer time-out would not end this.
    m_peer->script("GET", {{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", Then::Stall}});
    TwilioTiming timing;
    timing.requestTimeout = 300ms;
    fixture::Client client(m_peer->url(), timing);
    const auto result = fixture::await(fixture::getTexts(client.twilio));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Offline);
}

void TwilioClientTest::replyBombIsCutOff_data()
{
    QTest::addColumn<bool>("write");
    QTest::addColumn<bool>("compressed");
    QTest::newRow("GET plain") << false << false;
    QTest::newRow("GET deflate") << false << true;
    QTest::newRow("POST plain") << true << false;
    QTest::newRow("POST deflate") << true << true;
}

void TwilioClientTest::replyBombIsCutOff()
{
    QFETCH(bool, write);
    QFETCH(bool, compressed);
    QByteArray bomb = "{\"x\":\"" + QByteArray(60 * 1024 * 1024, 'a') + "\"}";
    QByteArray encoding;
    if (compressed) {
        bomb = qCompress(bomb, 9).mid(4); // zlib's format is HTTP's deflate
        encoding = "Content-Encoding: deflate\r\n";
        QVERIFY(bomb.size() < 200'000);
    }
    const PeerScript script{ScriptedPeer::http(200, bomb, encoding), Then::Fin};
    m_peer->script("GET", {script});
    m_peer->script("POST", {script});
    fixture::Client client(m_peer->url());
    const auto result = fixture::await(write ? fixture::postText(client.twilio) : fixture::getTexts(client.twilio));
    QVERIFY(!result);
    if (write)
        QCOMPARE(result.error().kind, ErrorKind::OutcomeUnknown);
    else
        QVERIFY(result.error().kind == ErrorKind::BadResponse || result.error().kind == ErrorKind::Offline);
    QVERIFY(m_peer->arrivals("POST") == (write ? 1 : 0));
}

void TwilioClientTest::cookiesAreNeitherKeptNorSent()
{
    m_peer->script("GET", {{ScriptedPeer::http(200, "{}", "Set-Cookie: tracker=1; Path=/\r\n"), Then::Keep}});
    fixture::Client client(m_peer->url());
    for (int i = 0; i < 2; ++i)
        QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    QCOMPARE(m_peer->requests("GET").constLast().header("Cookie"), QByteArray());
}

void TwilioClientTest::repliesAreNotCached()
{
    m_peer->script("GET",
                   {{ScriptedPeer::http(200, "{}", "Cache-Control: max-age=3600\r\nETag: \"1\"\r\n"), Then::Keep}});
    fixture::Client client(m_peer->url());
    for (int i = 0; i < 3; ++i)
        QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    QCOMPARE(m_peer->arrivals("GET"), 3);
    QCOMPARE(m_peer->requests("GET").constLast().header("If-None-Match"), QByteArray());
}

void TwilioClientTest::pageLinks_data()
{
    QTest::addColumn<QString>("link");
    QTest::addColumn<QByteArray>("target"); // empty: refused
    QTest::newRow("Twilio's")
        << u"/2010-04-01/Accounts/AC1/Messages.json?To=%2B1555&PageSize=50&Page=1&PageToken=PASM1"_s
        << QByteArray("/2010-04-01/Accounts/AC1/Messages.json?To=%2B1555&PageSize=50&Page=1&PageToken=PASM1");
    QTest::newRow("filter") << u"/x.json?DateSent%3E=2026-08-18"_s << QByteArray("/x.json?DateSent%3E=2026-08-18");
    QTest::newRow("other host") << u"https://evil.example/2010-04-01/x.json"_s << QByteArray();
    QTest::newRow("host without scheme") << u"//evil.example/x.json"_s << QByteArray();
    QTest::newRow("backslashes") << u"\\\\evil.example\\x.json"_s << QByteArray();
    QTest::newRow("other port") << u"http://127.0.0.1:1/x.json"_s << QByteArray();
    QTest::newRow("other scheme") << u"file:///etc/passwd"_s << QByteArray();
    QTest::newRow("login") << u"http://a:b@127.0.0.1/x"_s << QByteArray();
}

void TwilioClientTest::pageLinks()
{
    QFETCH(QString, link);
    QFETCH(QByteArray, target);
    fixture::Client client(m_peer->url());
    const auto result = fixture::await(client.twilio.getUri(TwilioHost::Api, link, Priority::Background));
    QCOMPARE(result.has_value(), !target.isEmpty());
    if (target.isEmpty()) {
        QCOMPARE(result.error().kind, ErrorKind::BadResponse);
        QCOMPARE(m_peer->connections(), 0);
    } else {
        QCOMPARE(m_peer->requests("GET").constFirst().target, target);
    }
}

void TwilioClientTest::serverTimeFollowsTwilio()
{
    const auto dated = [](const QDateTime &utc) {
        return PeerScript{ScriptedPeer::http(200, "{}", "Date: " + httpDate(utc) + "\r\n"), Then::Keep};
    };
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_peer->script("GET", {dated(now), dated(now.addDays(1)), dated(now.addSecs(-3600))});
    fixture::Client client(m_peer->url());
    QCOMPARE(client.twilio.clockOffset(), 0ms);
    QVERIFY(fixture::await(fixture::getTexts(client.twilio))->serverDate.isValid());
    // The second that Date does not show must not wobble through the offset of a right clock.
    QVERIFY(std::abs(client.twilio.clockOffset().count()) < 5000);
    QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    QVERIFY(std::abs(client.twilio.clockOffset().count() - 86'400'000) < 20'000);
    QVERIFY(std::abs(client.twilio.serverTime().msecsTo(QDateTime::currentDateTimeUtc().addDays(1))) < 20'000);
    QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    QVERIFY(std::abs(client.twilio.clockOffset().count() + 3'600'000) < 20'000);
}

void TwilioClientTest::portalsDateIsNotBelieved()
{
    const QByteArray year2000 = "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\n";
    m_peer->script("GET", {{ScriptedPeer::http(200, "<html>", year2000), Then::Keep}});
    fixture::Client client(m_peer->url());
    QCOMPARE(fixture::await(fixture::getTexts(client.twilio)).error().kind, ErrorKind::BadResponse);
    QCOMPARE(client.twilio.clockOffset(), 0ms);
}

void TwilioClientTest::quitCancelsReadsAndLetsWritesFinish()
{
    m_peer->script("GET", {{{}, Then::Stall}});
    m_peer->script("POST", {{ScriptedPeer::http(201, fixture::message()), Then::Fin, -1, 500}});
    TwilioTiming timing;
    timing.readsInFlight = 1;
    fixture::Client client(m_peer->url(), timing);
    const auto open = fixture::getTexts(client.twilio);
    const auto queued = fixture::getTexts(client.twilio);
    const auto text = fixture::postText(client.twilio);
    QTRY_COMPARE_WITH_TIMEOUT(m_peer->arrivals("POST"), 1, 10'000);
    client.twilio.stopAccepting();
    QVERIFY(open.isFinished() && queued.isFinished());
    QCOMPARE(open.result().error().kind, ErrorKind::Cancelled);
    QCOMPARE(queued.result().error().kind, ErrorKind::Cancelled);
    QCOMPARE(client.twilio.openWrites(), 1);
    QCOMPARE(fixture::await(fixture::postText(client.twilio)).error().kind, ErrorKind::Cancelled);
    QVERIFY(fixture::await(text).has_value());
    QCOMPARE(client.twilio.openWrites(), 0);
}

void TwilioClientTest::destructionEndsEveryFuture()
{
    m_peer->script("GET", {{{}, Then::Stall}});
    m_peer->script("POST", {{{}, Then::Stall}});
    auto client = std::make_unique<fixture::Client>(m_peer->url());
    QList<QFuture<Result<TwilioReply>>> reads;
    QList<QFuture<Result<TwilioReply>>> writes;
    for (int i = 0; i < 10; ++i)
        reads.append(fixture::getTexts(client->twilio));
    for (int i = 0; i < 5; ++i)
        writes.append(fixture::postText(client->twilio));
    QTRY_COMPARE_WITH_TIMEOUT(m_peer->arrivals("POST"), 5, 10'000);
    const auto notYetSent = fixture::postText(client->twilio);
    client.reset();
    for (const auto &read : reads)
        QCOMPARE(read.result().error().kind, ErrorKind::Cancelled);
    for (const auto &write : writes)
        QCOMPARE(write.result().error().kind, ErrorKind::OutcomeUnknown);
    QCOMPARE(notYetSent.result().error().kind, ErrorKind::Cancelled); // not a byte was taken
    QTest::qWait(200);
    QCOMPARE(m_peer->arrivals("POST"), 5);
}

void TwilioClientTest::reachedAndUnreachable()
{
    fixture::Client client(m_peer->url());
    QSignalSpy reached(&client.twilio, &TwilioClient::reached);
    QSignalSpy unreachable(&client.twilio, &TwilioClient::unreachable);
    QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    QCOMPARE(reached.count(), 1);
    m_peer->script("GET", {{ScriptedPeer::http(400, fixture::problem(400, 20001)), Then::Keep}});
    QVERIFY(!fixture::await(fixture::getTexts(client.twilio)));
    QCOMPARE(reached.count(), 2);
    QCOMPARE(unreachable.count(), 0);
    m_peer->script("GET", {{ScriptedPeer::http(200, "<html>Log in</html>"), Then::Keep}});
    QVERIFY(!fixture::await(fixture::getTexts(client.twilio)));
    QCOMPARE(reached.count(), 2);
    QCOMPARE(unreachable.count(), 1);
}

QTEST_GUILESS_MAIN(TwilioClientTest)
#include "tst_twilioclient.moc"
