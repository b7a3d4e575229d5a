#include "support/testcertificates.h"
#include "twiliofixture.h"

#include <QHash>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTest>

#include <functional>
#include <memory>
#include <utility>

using namespace Qt::StringLiterals;
using Then = PeerScript::Then;

namespace
{
enum class Before {
    Nothing,
    KeptAlive, ///< a read, and a write whose server ignores "Connection: close"
    Closed     ///< as many writes as follow, all closed in order: those that follow get their managers
};

QString bodyOf(qsizetype place) ///< one length, so that offsets mean the same in each
{
    return u"%1"_s.arg(place, 5, 10, QLatin1Char('0'));
}
} // namespace

/// The end of a connection at every byte of the request and of the reply: never two arrivals, and "not sent" only when
/// nothing arrived. Many sends at a time, told apart by their bodies.
class TwilioOffsetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fault03EveryByteOfTheRequest_data() { rows(); }
    void fault03EveryByteOfTheRequest();
    void fault03EveryByteOfTheReply_data() { rows(); }
    void fault03EveryByteOfTheReply();

private:
    struct Sent {
        QByteArray body; ///< as it arrives
        QFuture<Result<TwilioReply>> future;
    };

    static void rows();
    std::unique_ptr<ScriptedPeer> makePeer(bool tls) const;
    int requestLength(bool tls) const;
    /// Plays each of @p scripts to one send; @p judge sees its place, what the client says and how often it arrived.
    void play(const QList<PeerScript> &scripts,
              const std::function<void(qsizetype, const Result<TwilioReply> &, qsizetype)> &judge) const;
    static QList<Sent> sendAll(TwilioClient &twilio, qsizetype first, qsizetype count);

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
    QTest::addColumn<int>("before");
    QTest::addColumn<PeerScript::Then>("end");
    for (const bool tls : {false, true}) {
        for (const Before before : {Before::Nothing, Before::KeptAlive, Before::Closed}) {
            const char *first = before == Before::Nothing     ? "fresh"
                                : before == Before::KeptAlive ? "kept alive"
                                                              : "closed before";
            const auto add = [&](const char *name, Then end) {
                QTest::addRow("%s, %s, %s", tls ? "TLS" : "TCP", first, name) << tls << int(before) << end;
            };
            add("FIN", Then::Fin);
            add("RST", Then::Reset);
            add("stall", Then::Stall);
        }
    }
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
    if (!fixture::await(fixture::postText(client.twilio, bodyOf(0))))
        return 0;
    return static_cast<int>(peer->plainBytes());
}

QList<TwilioOffsetsTest::Sent> TwilioOffsetsTest::sendAll(TwilioClient &twilio, qsizetype first, qsizetype count)
{
    QList<Sent> sent;
    for (qsizetype i = first; i < first + count; ++i)
        sent.append({"To=%2B13125550111&Body=" + bodyOf(i).toLatin1(), fixture::postText(twilio, bodyOf(i))});
    return sent;
}

void TwilioOffsetsTest::play(const QList<PeerScript> &scripts,
                             const std::function<void(qsizetype, const Result<TwilioReply> &, qsizetype)> &judge) const
{
    QFETCH(bool, tls);
    QFETCH(int, before);
    QFETCH(PeerScript::Then, end);
    constexpr qsizetype together = 40; // below the client's limit: none waits in its queue
    const auto peer = makePeer(tls);
    TwilioTiming timing;
    if (end == Then::Stall)
        timing.requestTimeout = std::chrono::milliseconds(1000);
    fixture::Client client(peer->url(), timing);
    const PeerScript closed{ScriptedPeer::http(201, fixture::message(), "Connection: close\r\n"), Then::Fin};
    const PeerScript kept{ScriptedPeer::http(201, fixture::message(), "Connection: keep-alive\r\n"), Then::Keep};
    peer->script("GET", {kept});
    QList<QList<Sent>> batches;
    for (qsizetype first = 0; first < scripts.size(); first += together) {
        if (Before(before) == Before::Closed) {
            peer->script("POST", {closed});
            for (const Sent &sent : sendAll(client.twilio, -together, together))
                QVERIFY(fixture::await(sent.future));
        } else if (Before(before) == Before::KeptAlive) {
            peer->script("POST", {kept});
            QVERIFY(fixture::await(fixture::getTexts(client.twilio)));
            QVERIFY(fixture::await(fixture::postText(client.twilio, u"kept"_s)));
        }
        const QList<PeerScript> now = scripts.mid(first, together);
        peer->script("POST", now);
        batches.append(sendAll(client.twilio, first, now.size()));
        for (const Sent &sent : batches.constLast())
            (void)fixture::await(sent.future);
    }
    QTest::qWait(250); // a repeat by Qt comes at once on a new connection
    QHash<QByteArray, qsizetype> arrivals;
    for (const PeerRequest &request : peer->requests("POST"))
        ++arrivals[request.body];
    qsizetype place = 0;
    for (const QList<Sent> &batch : std::as_const(batches)) {
        for (const Sent &sent : batch) {
            judge(place++, fixture::await(sent.future), arrivals.value(sent.body));
            if (QTest::currentTestFailed())
                return;
        }
    }
}

void TwilioOffsetsTest::fault03EveryByteOfTheRequest()
{
    QFETCH(bool, tls);
    QFETCH(PeerScript::Then, end);
    const int length = requestLength(tls);
    QVERIFY(length > 100);
    QList<PeerScript> scripts;
    for (int offset = 1; offset <= length; ++offset)
        scripts.append({{}, end, offset});
    qsizetype all = 0;
    play(scripts, [&](qsizetype place, const Result<TwilioReply> &result, qsizetype arrived) {
        all += arrived;
        QVERIFY2(!result, qPrintable(QString::number(place)));
        QVERIFY2(arrived <= 1, qPrintable(QString::number(place)));
        const ErrorKind kind = result.error().kind;
        // What arrived may have been done: the peer had every byte.
        QVERIFY2(kind == ErrorKind::OutcomeUnknown || (kind == ErrorKind::Offline && arrived == 0),
                 qPrintable(QString::number(place)));
    });
    QVERIFY(all >= 1); // the last one at least
}

void TwilioOffsetsTest::fault03EveryByteOfTheReply()
{
    QFETCH(PeerScript::Then, end);
    const QByteArray reply = ScriptedPeer::http(201, fixture::message());
    QList<PeerScript> scripts;
    for (qsizetype offset = 0; offset <= reply.size(); ++offset)
        scripts.append({reply.left(offset), end});
    qsizetype all = 0;
    qsizetype whole = 0;
    play(scripts, [&](qsizetype place, const Result<TwilioReply> &result, qsizetype arrived) {
        all += arrived;
        whole += result ? 1 : 0;
        QVERIFY2(arrived <= 1, qPrintable(QString::number(place)));
        // A busy machine may lose a connection of forty: then nothing arrived, and it says so.
        const ErrorKind expected = arrived == 0 ? ErrorKind::Offline : ErrorKind::OutcomeUnknown;
        if (arrived == 0 || !result)
            QVERIFY2(!result && result.error().kind == expected, qPrintable(QString::number(place)));
    });
    QVERIFY(all > reply.size() * 9 / 10);
    QVERIFY(whole <= 1); // with RST even the whole reply may be lost on the way
}

QTEST_GUILESS_MAIN(TwilioOffsetsTest)
#include "tst_twiliooffsets.moc"
