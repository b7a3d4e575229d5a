#include "support/testcertificates.h"
#include "twiliofixture.h"

#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using Then = PeerScript::Then;

/// Nothing of a request reaches a server that can not prove who it is: not a header, not the login, not the body.
class TwilioTlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void goodCertificateWorks();
    void badServersGetNothing_data();
    void badServersGetNothing();
    void stalledHandshakeLeavesLaterRequestsAlone_data();
    void stalledHandshakeLeavesLaterRequestsAlone();

private:
    TestCertificates m_certificates;
};

void TwilioTlsTest::initTestCase()
{
    if (!m_certificates.isValid())
        QSKIP("the openssl program is missing");
    QVERIFY(QSslSocket::supportsSsl());
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromPath(m_certificates.ca()));
    QSslConfiguration::setDefaultConfiguration(tls);
}

void TwilioTlsTest::goodCertificateWorks()
{
    ScriptedPeer peer(m_certificates.certificate(u"good"_s), m_certificates.key(u"good"_s));
    peer.script("POST", {{ScriptedPeer::http(201, fixture::message()), Then::Fin}});
    fixture::Client client(peer.url());
    QVERIFY(fixture::await(fixture::postText(client.twilio)).has_value());
}

void TwilioTlsTest::badServersGetNothing_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("write");
    for (const char *name : {"selfsigned", "wronghost", "expired", "otherca", "plain"}) {
        QTest::addRow("%s, POST", name) << QString::fromLatin1(name) << true;
        QTest::addRow("%s, GET", name) << QString::fromLatin1(name) << false;
    }
}

void TwilioTlsTest::badServersGetNothing()
{
    QFETCH(QString, certificate);
    QFETCH(bool, write);
    const bool plain = certificate == u"plain"_s;
    ScriptedPeer peer(plain ? QString() : m_certificates.certificate(certificate),
                      plain ? QString() : m_certificates.key(certificate));
    const QList<PeerScript> answer{{ScriptedPeer::http(200, fixture::message()), Then::Fin}};
    peer.script("GET", answer);
    peer.script("POST", answer);
    QUrl url = peer.url();
    url.setScheme(u"https"_s);
    TwilioTiming timing;
    if (plain)
        timing.requestTimeout = std::chrono::milliseconds(1500); // it waits for a request line that never comes
    fixture::Client client(url, timing);
    QSignalSpy unreachable(&client.twilio, &TwilioClient::unreachable);
    QSignalSpy reached(&client.twilio, &TwilioClient::reached);

    const auto result = fixture::await(write ? fixture::postText(client.twilio) : fixture::getTexts(client.twilio));

    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Offline);
    QCOMPARE(unreachable.count(), 1);
    QCOMPARE(reached.count(), 0);
    QTest::qWait(150);
    QVERIFY(peer.connections() >= 1);
    QVERIFY(peer.requests("POST").isEmpty());
    QVERIFY(peer.requests("GET").isEmpty());
    if (!plain)
        QCOMPARE(peer.plainBytes(), 0); // a plain server sees a TLS hello, and nothing of ours
}

void TwilioTlsTest::stalledHandshakeLeavesLaterRequestsAlone_data()
{
    QTest::addColumn<bool>("write");
    QTest::addColumn<bool>("byName"); // Qt first finds out which of IPv4 and IPv6 answers
    QTest::addColumn<int>("stalled");
    for (const bool byName : {false, true}) {
        for (const int stalled : {1, 6}) {
            const char *how = byName ? "by name" : "by address";
            QTest::addRow("%d POST, %s", stalled, how) << true << byName << stalled;
            QTest::addRow("%d GET, %s", stalled, how) << false << byName << stalled;
        }
    }
}

void TwilioTlsTest::stalledHandshakeLeavesLaterRequestsAlone()
{
    // Seen with Qt 6.4: requests that are aborted during the handshake leave channels in their manager that never
    // connect again.
    QFETCH(bool, write);
    QFETCH(bool, byName);
    QFETCH(int, stalled);
    ScriptedPeer peer(m_certificates.certificate(u"good"_s), m_certificates.key(u"good"_s));
    const QList<PeerScript> answer{{ScriptedPeer::http(200, fixture::message()), Then::Fin}};
    peer.script("GET", answer);
    peer.script("POST", answer);
    TwilioTiming timing;
    timing.requestTimeout = std::chrono::seconds(3);
    timing.readsInFlight = 20;
    QUrl url = peer.url();
    if (byName)
        url.setHost(u"localhost"_s);
    fixture::Client client(url, timing);
    const auto send = [&] { return write ? fixture::postText(client.twilio) : fixture::getTexts(client.twilio); };
    peer.stallHandshakes(stalled);
    QList<QFuture<Result<TwilioReply>>> lost;
    for (int i = 0; i < stalled; ++i)
        lost.append(send());
    QTRY_COMPARE_WITH_TIMEOUT(peer.connections(), stalled, 30'000);
    peer.stallHandshakes(0);
    if (write)
        QVERIFY(fixture::await(send())); // beside the stalled ones, too
    for (const auto &future : lost) {
        const auto result = fixture::await(future);
        QVERIFY(!result && result.error().kind == ErrorKind::Offline);
    }
    const int before = peer.arrivals(write ? "POST" : "GET");
    for (int i = 1; i <= 8; ++i) {
        QVERIFY2(fixture::await(send()), qPrintable(QString::number(i)));
        QCOMPARE(peer.arrivals(write ? "POST" : "GET"), before + i);
    }
}

QTEST_GUILESS_MAIN(TwilioTlsTest)
#include "tst_twiliotls.moc"
