#include "support/testcertificates.h"
#include "twiliofixture.h"

#include <QSet>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using Then = PeerScript::Then;

/// The core of the send path: whatever the server does, one post() arrives at most once, and nothing that arrived is
/// called safe to repeat. Counted is what arrived at the peer, not what the client believes.
class TwilioSendTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void onePostArrivesAtMostOnce_data();
    void onePostArrivesAtMostOnce();
    void refusedConnectionIsOffline();
    void hangUpAtTheFirstByte();
    void everyWriteHasAConnectionOfItsOwn_data();
    void everyWriteHasAConnectionOfItsOwn();
    void fiftyInFlightArriveOnceEach();
    void fault07RedirectsAreNotFollowed_data();
    void fault07RedirectsAreNotFollowed();
    void dyingKeptAliveReadsDoNotTouchWrites();

private:
    std::unique_ptr<ScriptedPeer> makePeer(bool tls) const
    {
        return tls ? std::make_unique<ScriptedPeer>(m_certificates.certificate(u"good"_s),
                                                    m_certificates.key(u"good"_s))
                   : std::make_unique<ScriptedPeer>();
    }

    TestCertificates m_certificates;
};

void TwilioSendTest::initTestCase()
{
    if (!m_certificates.isValid())
        QSKIP("the openssl program is missing");
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromPath(m_certificates.ca()));
    QSslConfiguration::setDefaultConfiguration(tls);
}

void TwilioSendTest::onePostArrivesAtMostOnce_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QString>("before");
    QTest::addColumn<PeerScript>("script");
    QTest::addColumn<int>("kind"); // -1: success
    QTest::addColumn<int>("code");

    struct Mode {
        const char *name;
        PeerScript script;
        int kind;
        int code = 0;
    };
    const int unknown = static_cast<int>(ErrorKind::OutcomeUnknown);
    const QByteArray created = ScriptedPeer::http(201, fixture::message());
    const QByteArray portal = "<html>Welcome to the airport</html>";
    const QList<Mode> modes{
        {"accepted", {created, Then::Fin}, -1},
        {"read, FIN", {{}, Then::Fin}, unknown},
        {"read, RST", {{}, Then::Reset}, unknown},
        {"half a status line, FIN", {"HTTP/1.1 20", Then::Fin}, unknown},
        {"half a status line, RST", {"HTTP/1.", Then::Reset}, unknown},
        {"half the headers, FIN", {created.left(40), Then::Fin}, unknown},
        {"headers only, FIN", {created.left(created.indexOf("\r\n\r\n") + 4), Then::Fin}, unknown, 201},
        {"stall", {{}, Then::Stall}, unknown},
        {"stall in the status line", {"HTTP/1.1 2", Then::Stall}, unknown},
        {"stall in the body", {created.chopped(9), Then::Stall}, unknown, 201},
        {"cut JSON, FIN", {created.chopped(1), Then::Fin}, unknown, 201},
        {"cut JSON, whole reply", {ScriptedPeer::http(201, fixture::message().chopped(20)), Then::Keep}, unknown, 201},
        {"captive portal", {ScriptedPeer::http(200, portal), Then::Fin}, unknown, 200},
        {"429",
         {ScriptedPeer::http(429, fixture::problem(429, 20429)), Then::Keep},
         static_cast<int>(ErrorKind::RateLimited),
         20429},
        {"429 with Retry-After",
         {ScriptedPeer::http(429, {}, "Retry-After: 1\r\n"), Then::Fin},
         static_cast<int>(ErrorKind::RateLimited),
         429},
        {"500", {ScriptedPeer::http(500, fixture::problem(500, 20500)), Then::Keep}, unknown, 20500},
        {"502", {ScriptedPeer::http(502, portal), Then::Fin}, unknown, 502},
        {"503", {ScriptedPeer::http(503, {}, "Retry-After: 1\r\n"), Then::Keep}, unknown, 503},
        {"504", {ScriptedPeer::http(504, {}), Then::Fin}, unknown, 504},
        {"401",
         {ScriptedPeer::http(401, fixture::problem(401, 20003), "WWW-Authenticate: Basic realm=\"Twilio API\"\r\n"),
          Then::Keep},
         static_cast<int>(ErrorKind::Unauthorized),
         20003},
        {"401 digest",
         {ScriptedPeer::http(401, {}, "WWW-Authenticate: Digest realm=\"x\", nonce=\"y\"\r\n"), Then::Keep},
         static_cast<int>(ErrorKind::Unauthorized),
         401},
        {"400",
         {ScriptedPeer::http(400, fixture::problem(400, 21211)), Then::Keep},
         static_cast<int>(ErrorKind::Rejected),
         21211},
        {"403",
         {ScriptedPeer::http(403, fixture::problem(403, 20403)), Then::Keep},
         static_cast<int>(ErrorKind::Rejected),
         20403},
        {"408", {ScriptedPeer::http(408, {}), Then::Fin}, unknown, 408},
        {"garbage", {"SSH-2.0-OpenSSH_9.2\r\n", Then::Fin}, unknown},
    };
    for (const bool tls : {false, true}) {
        for (const auto &before : {u"fresh"_s, u"after reads"_s, u"after a write"_s}) {
            for (const Mode &mode : modes) {
                QTest::addRow("%s, %s, %s", mode.name, tls ? "TLS" : "TCP", qPrintable(before))
                    << tls << before << mode.script << mode.kind << mode.code;
            }
        }
    }
}

void TwilioSendTest::onePostArrivesAtMostOnce()
{
    QFETCH(bool, tls);
    QFETCH(QString, before);
    QFETCH(PeerScript, script);
    QFETCH(int, kind);
    QFETCH(int, code);
    const auto peer = makePeer(tls);
    peer->script("GET", {{ScriptedPeer::http(200, "{}"), Then::Keep}});
    const PeerScript closed{ScriptedPeer::http(201, fixture::message(), "Connection: close\r\n"), Then::Fin};
    peer->script("POST", {closed});
    TwilioTiming timing;
    if (script.then == Then::Stall)
        timing.requestTimeout = std::chrono::milliseconds(1500);
    fixture::Client client(peer->url(), timing);
    if (before == u"after reads") {
        QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
        QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    } else if (before == u"after a write") { // whose manager is used again
        QVERIFY(fixture::await(fixture::postText(client.twilio)).has_value());
    }
    const int earlier = peer->arrivals("POST");
    peer->script("POST", {script});

    const auto result = fixture::await(fixture::postText(client.twilio));

    if (kind < 0) {
        QVERIFY(result.has_value());
        QCOMPARE(result->status, 201);
    } else {
        QVERIFY(!result);
        QCOMPARE(static_cast<int>(result.error().kind), kind);
        QCOMPARE(result.error().code, code);
    }
    QCOMPARE(client.twilio.openWrites(), 0);
    QTest::qWait(250); // a repeat by Qt comes at once on a new connection
    QCOMPARE(peer->arrivals("POST"), earlier + 1);
    const PeerRequest request = peer->requests("POST").constLast();
    QCOMPARE(request.body, QByteArray("To=%2B13125550111&Body=Hi"));
    QCOMPARE(request.header("Connection").toLower(), QByteArray("close"));
    QCOMPARE(request.header("Content-Type"), QByteArray("application/x-www-form-urlencoded"));
}

void TwilioSendTest::refusedConnectionIsOffline()
{
    QUrl nobody;
    {
        const ScriptedPeer gone;
        nobody = gone.url();
    }
    fixture::Client client(nobody);
    const auto result = fixture::await(fixture::postText(client.twilio));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Offline);
}

void TwilioSendTest::hangUpAtTheFirstByte()
{
    const auto peer = makePeer(true);
    peer->script("POST", {{{}, Then::Reset, 1}});
    fixture::Client client(peer->url());
    const auto result = fixture::await(fixture::postText(client.twilio));
    QVERIFY(!result);
    QVERIFY(result.error().kind == ErrorKind::Offline || result.error().kind == ErrorKind::OutcomeUnknown);
    QTest::qWait(250);
    // With luck the whole request lay in the first segment; then it is doubt, and still only one.
    QVERIFY(peer->arrivals("POST") <= 1);
    if (peer->arrivals("POST") == 1)
        QCOMPARE(result.error().kind, ErrorKind::OutcomeUnknown);
}

void TwilioSendTest::everyWriteHasAConnectionOfItsOwn_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<PeerScript::Then>("then");
    for (const bool tls : {false, true}) {
        const auto add = [tls](const char *server, const QByteArray &header, Then then) {
            QTest::addRow("%s, the server %s", tls ? "TLS" : "TCP", server) << tls << header << then;
        };
        add("closes and does not say so", {}, Then::Fin);
        add("closes", "Connection: close\r\n", Then::Fin);
        add("says that it closes, and waits", "Connection: close\r\n", Then::Keep);
        // Ignores "Connection: close": the next write must not use what it kept.
        add("keeps it", "Connection: keep-alive\r\n", Then::Keep);
    }
}

void TwilioSendTest::everyWriteHasAConnectionOfItsOwn()
{
    QFETCH(bool, tls);
    QFETCH(QByteArray, header);
    QFETCH(PeerScript::Then, then);
    const auto peer = makePeer(tls);
    peer->script("POST", {{ScriptedPeer::http(201, fixture::message(), header), then}});
    fixture::Client client(peer->url());
    for (int i = 0; i < 10; ++i)
        QVERIFY(fixture::await(fixture::postText(client.twilio)).has_value());
    // Together, too: the slowest to connect must not take over what another has left.
    QList<QFuture<Result<TwilioReply>>> together;
    for (int i = 0; i < 20; ++i)
        together.append(fixture::postText(client.twilio));
    for (const auto &future : together)
        QVERIFY(fixture::await(future).has_value());
    const auto requests = peer->requests("POST");
    QCOMPARE(requests.size(), 30);
    QSet<int> connections;
    for (const PeerRequest &request : requests)
        connections.insert(request.connection);
    QCOMPARE(connections.size(), 30);
}

void TwilioSendTest::fiftyInFlightArriveOnceEach()
{
    const auto peer = makePeer(false);
    peer->script("POST", {{ScriptedPeer::http(201, fixture::message(), "Connection: close\r\n"), Then::Fin, -1, 400}});
    fixture::Client client(peer->url());
    QList<QFuture<Result<TwilioReply>>> futures;
    for (int i = 0; i < 120; ++i)
        futures.append(fixture::postText(client.twilio, QString::number(i)));
    QCOMPARE(client.twilio.openWrites(), 50);
    for (const auto &future : futures)
        QVERIFY(fixture::await(future).has_value());
    QSet<QByteArray> bodies;
    for (const PeerRequest &request : peer->requests("POST"))
        bodies.insert(request.body);
    QCOMPARE(peer->arrivals("POST"), 120);
    QCOMPARE(bodies.size(), 120);
    QCOMPARE(client.twilio.openWrites(), 0);
}

void TwilioSendTest::fault07RedirectsAreNotFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("write");
    for (const int status : {301, 302, 303, 307, 308}) {
        QTest::addRow("POST %d", status) << status << true;
        QTest::addRow("GET %d", status) << status << false;
    }
}

void TwilioSendTest::fault07RedirectsAreNotFollowed()
{
    QFETCH(int, status);
    QFETCH(bool, write);
    ScriptedPeer target;
    target.script("GET", {{ScriptedPeer::http(200, "{}"), Then::Keep}});
    target.script("POST", {{ScriptedPeer::http(201, fixture::message()), Then::Keep}});
    ScriptedPeer peer;
    const QByteArray reply = ScriptedPeer::http(status, {}, "Location: " + target.url().toEncoded() + "/elsewhere\r\n");
    peer.script("GET", {{reply, Then::Keep}});
    peer.script("POST", {{reply, Then::Keep}});
    fixture::Client client(peer.url());
    const auto result = fixture::await(write ? fixture::postText(client.twilio) : fixture::getTexts(client.twilio));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, write ? ErrorKind::OutcomeUnknown : ErrorKind::Redirected);
    QCOMPARE(result.error().code, status);
    QTest::qWait(100);
    QCOMPARE(target.connections(), 0);
    QCOMPARE(peer.arrivals(write ? "POST" : "GET"), 1);
}

void TwilioSendTest::dyingKeptAliveReadsDoNotTouchWrites()
{
    const auto peer = makePeer(true);
    const PeerScript fine{ScriptedPeer::http(200, "{}"), Then::Keep};
    peer->script("GET", {fine, fine, {{}, Then::Reset}, fine});
    peer->script("POST", {{ScriptedPeer::http(201, fixture::message()), Then::Keep}});
    fixture::Client client(peer->url());
    QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    QVERIFY(fixture::await(fixture::getTexts(client.twilio)).has_value());
    const auto dying = fixture::getTexts(client.twilio);
    QVERIFY(fixture::await(fixture::postText(client.twilio)).has_value());
    (void)fixture::await(dying); // a read may be repeated by Qt or fail: both are fine
    QCOMPARE(peer->arrivals("POST"), 1);
    for (const PeerRequest &read : peer->requests("GET"))
        QVERIFY(read.connection != peer->requests("POST").constFirst().connection);
}

QTEST_GUILESS_MAIN(TwilioSendTest)
#include "tst_twiliosend.moc"
