#include "support/testcertificates.h"
#include "twiliofixture.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using Then = PeerScript::Then;

/// A hang-up at every byte of the request and of the reply: never two arrivals, and "not sent" only when nothing
/// arrived.
class TwilioOffsetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyByteOfTheRequest_data() { rows(); }
    void everyByteOfTheRequest();
    void everyByteOfTheReply_data() { rows(); }
    void everyByteOfTheReply();

private:
    static void rows();
    std::unique_ptr<ScriptedPeer> makePeer(bool tls) const;
    int requestLength(bool tls) const;

    TestCertificates m_certificates;
};

void TwilioOffsetsTest::initTestCase()
{
    if (!m_certificates.isValid())
        QSKIP("the openssl program is missing");
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromPath(m_certificates.ca()));
    QSslConfiguration::setDefaultConfiguration(tls);
}

void TwilioOffsetsTest::rows()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<bool>("reset");
    QTest::newRow("TCP, FIN") << false << false;
    QTest::newRow("TCP, RST") << false << true;
    QTest::newRow("TLS, FIN") << true << false;
    QTest::newRow("TLS, RST") << true << true;
}

std::unique_ptr<ScriptedPeer> TwilioOffsetsTest::makePeer(bool tls) const
{
    return tls ? std::make_unique<ScriptedPeer>(m_certificates.certificate(u"good"_s), m_certificates.key(u"good"_s))
               : std::make_unique<ScriptedPeer>();
}

int TwilioOffsetsTest::requestLength(bool tls) const
{
    const auto peer = makePeer(tls);
    peer->script("POST", {{ScriptedPeer::http(201, fixture::message()), Then::Fin}});
    fixture::Client client(peer->url());
    if (!fixture::await(fixture::postText(client.twilio)))
        return 0;
    return static_cast<int>(peer->plainBytes());
}

void TwilioOffsetsTest::everyByteOfTheRequest()
{
    QFETCH(bool, tls);
    QFETCH(bool, reset);
    const int length = requestLength(tls);
    QVERIFY(length > 100);
    const auto peer = makePeer(tls);
    fixture::Client client(peer->url());
    int arrived = 0;
    for (int offset = 1; offset <= length; ++offset) {
        peer->script("POST", {{{}, reset ? Then::Reset : Then::Fin, offset}});
        const auto result = fixture::await(fixture::postText(client.twilio));
        QVERIFY2(!result, qPrintable(QString::number(offset)));
        const int now = peer->arrivals("POST");
        QVERIFY2(now - arrived <= 1, qPrintable(QString::number(offset)));
        const ErrorKind kind = result.error().kind;
        if (now > arrived)
            QCOMPARE(kind, ErrorKind::OutcomeUnknown); // it may have been done: the peer had every byte
        else
            QVERIFY2(kind == ErrorKind::Offline || kind == ErrorKind::OutcomeUnknown,
                     qPrintable(QString::number(offset)));
        arrived = now;
    }
    QVERIFY(arrived >= 1); // the last one at least
    QTest::qWait(250);
    QCOMPARE(peer->arrivals("POST"), arrived);
}

void TwilioOffsetsTest::everyByteOfTheReply()
{
    QFETCH(bool, tls);
    QFETCH(bool, reset);
    const QByteArray reply = ScriptedPeer::http(201, fixture::message());
    const auto peer = makePeer(tls);
    fixture::Client client(peer->url());
    for (qsizetype offset = 0; offset <= reply.size(); ++offset) {
        peer->script("POST", {{reply.left(offset), reset ? Then::Reset : Then::Fin}});
        const auto result = fixture::await(fixture::postText(client.twilio));
        // With RST the last bytes may be lost on the way; a whole reply that came counts.
        if (result)
            QCOMPARE(offset, reply.size());
        else
            QVERIFY2(result.error().kind == ErrorKind::OutcomeUnknown, qPrintable(QString::number(offset)));
        QCOMPARE(peer->arrivals("POST"), static_cast<int>(offset) + 1);
    }
    QTest::qWait(250);
    QCOMPARE(peer->arrivals("POST"), static_cast<int>(reply.size()) + 1);
}

QTEST_GUILESS_MAIN(TwilioOffsetsTest)
#include "tst_twiliooffsets.moc"
