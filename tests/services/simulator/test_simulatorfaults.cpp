#include "simulator/simulatorfaultplan.h"
#include "simulatorclient.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
QByteArray textRequest()
{
    const QByteArray body =
        SimulatorClient::encoded({{u"To"_s, u"+13125550111"_s}, {u"From"_s, u"+13125550100"_s}, {u"Body"_s, u"Hi"_s}});
    return "POST /2010-04-01/Accounts/" + SimulatorOptions().accountSid.toLatin1() +
           "/Messages.json HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + QByteArray("SK1:s").toBase64() +
           "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n\r\n" + body;
}

/// A bare socket: nothing in it repeats a request, and it can tell FIN from RST, which Qt's sockets do not.
class RawPeer
{
public:
    explicit RawPeer(const TwilioSimulator &simulator)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = qToBigEndian(quint16(simulator.url().port()));
        address.sin_addr.s_addr = qToBigEndian(quint32(INADDR_LOOPBACK));
        m_connected = ::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }
    RawPeer(const RawPeer &) = delete;
    RawPeer &operator=(const RawPeer &) = delete;
    ~RawPeer() { ::close(m_socket); }

    bool connected() const { return m_connected; }
    bool send(const QByteArray &bytes)
    {
        return ::send(m_socket, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) == bytes.size();
    }
    const QByteArray &received()
    {
        char bytes[65536];
        while (!m_finished && !m_reset) {
            const auto count = ::recv(m_socket, bytes, sizeof bytes, MSG_DONTWAIT);
            if (count < 0 && errno != ECONNRESET)
                break;
            m_finished = count == 0;
            m_reset = count < 0;
            m_received += QByteArray(bytes, qMax(qsizetype(0), qsizetype(count)));
        }
        return m_received;
    }
    bool closed()
    {
        received();
        return m_finished || m_reset;
    }
    bool wasReset() const { return m_reset; }

private:
    int m_socket;
    bool m_connected = false;
    bool m_finished = false;
    bool m_reset = false;
    QByteArray m_received;
};
} // namespace

class TestSimulatorFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacedReplies_data();
    void replacedReplies();
    void cutReplies_data();
    void cutReplies();
    void cutJson();
    void dropsRequests_data();
    void dropsRequests();
    void onlyOneMethod();
    void countEnds();
    void unknownFaults_data();
    void unknownFaults();
    void misspeltControls_data();
    void misspeltControls();
    void latencyDelaysRepliesOnly();
    void journalHoldsNoLogin();
    void splitAndPipelinedRequests();
    void plannedFaultsComeFromTheSeed();
    void plannedFaultsEnd();
    void badRequests_data();
    void badRequests();
};

void TestSimulatorFaults::replacedReplies_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("kept");
    QTest::newRow("429") << u"429"_s << 429 << 20429 << QByteArray("1") << 0;
    QTest::newRow("429-bare") << u"429-bare"_s << 429 << 20429 << QByteArray() << 0;
    QTest::newRow("500") << u"500"_s << 500 << 0 << QByteArray() << 0;
    QTest::newRow("503") << u"503"_s << 503 << 0 << QByteArray() << 0;
    QTest::newRow("401") << u"401"_s << 401 << 20003 << QByteArray() << 0;
    QTest::newRow("html") << u"html"_s << 200 << 0 << QByteArray() << 0;
    QTest::newRow("redirect") << u"redirect"_s << 307 << 0 << QByteArray() << 0;
    QTest::newRow("20500") << u"20500"_s << 500 << 20500 << QByteArray() << 1;
}

void TestSimulatorFaults::replacedReplies()
{
    QFETCH(QString, fault);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    QVERIFY(simulator.setFault(fault, 1));
    SimulatorClient client(simulator);
    const SimulatorClient::Fields text{
        {u"To"_s, u"+13125550111"_s}, {u"From"_s, u"+13125550100"_s}, {u"Body"_s, u"Hi"_s}};
    const auto answer = client.post(u"/Messages.json"_s, text);
    QTEST(answer.status, "status");
    QTEST(answer.code(), "code");
    QTEST(answer.retryAfter, "retryAfter");
    QTEST(simulator.messageCount(), "kept");
    QCOMPARE(simulator.messagePosts(), 1);
    QCOMPARE(client.post(u"/Messages.json"_s, text).status, 201);
}

void TestSimulatorFaults::cutReplies_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("bytes");
    for (const auto &how : {u"drop-after"_s, u"rst-after"_s, u"stall-after"_s}) {
        for (const int bytes : {0, 5, 40, 300})
            QTest::addRow("%s:%d", qPrintable(how), bytes) << how << bytes;
    }
}

void TestSimulatorFaults::cutReplies()
{
    QFETCH(QString, how);
    QFETCH(int, bytes);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    QVERIFY(simulator.setFault(u"%1:%2"_s.arg(how).arg(bytes), 1));
    RawPeer peer(simulator);
    QVERIFY(peer.connected());
    peer.send(textRequest());
    if (how == u"stall-after") {
        QTRY_COMPARE(simulator.messagePosts(), 1);
        QTRY_COMPARE(peer.received().size(), bytes);
        QTest::qWait(100);
        QVERIFY(!peer.closed());
    } else {
        QTRY_VERIFY(peer.closed());
        QCOMPARE(peer.wasReset(), how == u"rst-after");
    }
    QCOMPARE(peer.received().size(), bytes);
    QVERIFY(QByteArray("HTTP/1.1 201").startsWith(peer.received().left(12)));
    QCOMPARE(simulator.messagePosts(), 1);
    QCOMPARE(simulator.messageCount(), 1);
}

void TestSimulatorFaults::cutJson()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    QVERIFY(simulator.setFault(u"cut-json"_s, 1));
    RawPeer peer(simulator);
    QVERIFY(peer.connected());
    peer.send(textRequest());
    QTRY_VERIFY(peer.received().contains("\"account_sid\""));
    QVERIFY(peer.received().startsWith("HTTP/1.1 201"));
    const auto body = peer.received().mid(peer.received().indexOf("\r\n\r\n") + 4);
    QVERIFY(peer.received().contains("Content-Length: " + QByteArray::number(body.size()) + "\r\n"));
    QVERIFY(QJsonDocument::fromJson(body).isNull());
    QCOMPARE(simulator.messageCount(), 1);
}

void TestSimulatorFaults::dropsRequests_data()
{
    QTest::addColumn<int>("bytes");
    const auto whole = int(textRequest().size());
    for (const int bytes : {1, 50, whole - 1, whole})
        QTest::addRow("%d", bytes) << bytes;
}

void TestSimulatorFaults::dropsRequests()
{
    QFETCH(int, bytes);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    QVERIFY(simulator.setFault(u"drop-request:%1"_s.arg(bytes), 1));
    RawPeer peer(simulator);
    QVERIFY(peer.connected());
    peer.send(textRequest());
    QTRY_VERIFY(peer.closed());
    QCOMPARE(peer.received(), QByteArray());
    QCOMPARE(simulator.messagePosts(), 0);
    QCOMPARE(simulator.messageCount(), 0);
    RawPeer next(simulator);
    QVERIFY(next.connected());
    next.send(textRequest());
    QTRY_COMPARE(simulator.messagePosts(), 1);
}

void TestSimulatorFaults::onlyOneMethod()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    QCOMPARE(client.post(u"/simulator/fault"_s, {{u"Fault"_s, u"post:503"_s}, {u"Count"_s, u"0"_s}}).status, 200);
    QCOMPARE(client.get(u"/Messages.json"_s).status, 200);
    QCOMPARE(client.post(u"/Messages.json"_s, {}).status, 503);
    QCOMPARE(client.post(u"/Messages.json"_s, {}).status, 503); // 0: all
    QCOMPARE(client.get(u"/simulator/state"_s).json.value("message_posts"_L1).toInt(), 2);
    QCOMPARE(client.post(u"/simulator/fault"_s, {{u"Fault"_s, QString()}}).status, 200);
    QCOMPARE(client.post(u"/Messages.json"_s, {}).code(), 21604);
    QCOMPARE(client.post(u"/simulator/fault"_s, {{u"Fault"_s, u"explode"_s}}).status, 400);
}

void TestSimulatorFaults::countEnds()
{
    auto options = fastOptions();
    options.fault = u"429"_s;
    options.faultCount = 2;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    QCOMPARE(client.get(u"/Messages.json"_s).status, 429);
    QCOMPARE(client.get(u"/Calls.json"_s).status, 429);
    QCOMPARE(client.get(u"/Messages.json"_s).status, 200);
}

void TestSimulatorFaults::unknownFaults_data()
{
    QTest::addColumn<QString>("fault");
    for (const char *fault : {"418", "drop-after", "drop-after:", "drop-after:-1", "drop-after:x", "429:1", "put:429"})
        QTest::newRow(fault) << QString::fromLatin1(fault);
}

void TestSimulatorFaults::unknownFaults()
{
    QFETCH(QString, fault);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(!simulator.setFault(fault, 1));
    QVERIFY(simulator.listen());
    QCOMPARE(SimulatorClient(simulator).get(u"/Messages.json"_s).status, 200);
}

void TestSimulatorFaults::misspeltControls_data()
{
    QTest::addColumn<QString>("verb");
    QTest::addColumn<SimulatorClient::Fields>("form");
    QTest::addColumn<QString>("named");
    using Fields = SimulatorClient::Fields;
    QTest::newRow("fault") << u"fault"_s << Fields{{u"fault"_s, u"503"_s}} << u"fault"_s;
    QTest::newRow("count") << u"fault"_s << Fields{{u"Fault"_s, u"503"_s}, {u"count"_s, u"1"_s}} << u"count"_s;
    QTest::newRow("no fault") << u"fault"_s << Fields{{u"Count"_s, u"1"_s}} << u"Fault"_s;
    QTest::newRow("no number") << u"fault"_s << Fields{{u"Fault"_s, u"503"_s}, {u"Count"_s, u"one"_s}} << u"Count"_s;
    QTest::newRow("receive") << u"receive"_s << Fields{{u"from"_s, u"+13125550111"_s}} << u"from"_s;
}

void TestSimulatorFaults::misspeltControls()
{
    QFETCH(QString, verb);
    QFETCH(SimulatorClient::Fields, form);
    QFETCH(QString, named);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto refused = client.post(u"/simulator/"_s + verb, form);
    QCOMPARE(refused.status, 400);
    QVERIFY(refused.text(u"message"_s).contains(named));
    QCOMPARE(client.get(u"/Messages.json"_s).status, 200);
    QCOMPARE(simulator.messageCount(), 0);
}

void TestSimulatorFaults::latencyDelaysRepliesOnly()
{
    auto options = fastOptions();
    options.latency = 500ms;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    RawPeer peer(simulator);
    QVERIFY(peer.connected());
    peer.send(textRequest());
    QTRY_COMPARE(simulator.messagePosts(), 1);
    QCOMPARE(peer.received(), QByteArray());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 201"));
}

void TestSimulatorFaults::journalHoldsNoLogin()
{
    QTemporaryDir folder;
    auto options = fastOptions();
    options.journalFile = folder.filePath(u"journal"_s);
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    client.login("SKlogin", "topsecret");
    const auto created = client.post(
        u"/Messages.json"_s, {{u"To"_s, u"+13125550111"_s}, {u"From"_s, u"+13125550100"_s}, {u"Body"_s, u"a+b c"_s}});
    client.get(u"/Messages.json"_s, {{u"To"_s, u"+1"_s}});
    QFile file(options.journalFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto all = file.readAll();
    QVERIFY(!all.contains("topsecret") && !all.contains("SKlogin") && !all.contains("Basic"));
    const auto lines = all.split('\n');
    QCOMPARE(lines.size(), 3);
    const auto first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first.value("method"_L1).toString(), u"POST"_s);
    QVERIFY(first.value("path"_L1).toString().endsWith("/Messages.json"_L1));
    QCOMPARE(first.value("form"_L1).toObject().value("Body"_L1).toString(), u"a+b c"_s);
    QCOMPARE(first.value("status"_L1).toInt(), 201);
    QCOMPARE(first.value("sid"_L1).toString(), created.text(u"sid"_s));
    QVERIFY(QDateTime::fromString(first.value("time"_L1).toString(), Qt::ISODateWithMs).isValid());
    QCOMPARE(QJsonDocument::fromJson(lines[1]).object().value("query"_L1).toObject().value("To"_L1).toString(),
             u"+1"_s);
}

void TestSimulatorFaults::splitAndPipelinedRequests()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    RawPeer peer(simulator);
    QVERIFY(peer.connected());
    const auto request = textRequest();
    peer.send(request.left(30));
    QTest::qWait(50);
    QCOMPARE(simulator.messagePosts(), 0);
    peer.send(request.mid(30) + request + request);
    QTRY_COMPARE(peer.received().count("HTTP/1.1 201"), 3);
    QCOMPARE(simulator.messagePosts(), 3);
}

void TestSimulatorFaults::plannedFaultsComeFromTheSeed()
{
    constexpr int requests = 4000;
    constexpr int perMille = 50;
    SimulatorFaultPlan one(7, perMille);
    SimulatorFaultPlan same(7, perMille);
    SimulatorFaultPlan other(8, perMille);
    QSet<SimulatorFault::Kind> kinds;
    int faults = 0;
    int differences = 0;
    for (int i = 0; i < requests; ++i) {
        const SimulatorFault fault = one.next();
        const SimulatorFault again = same.next();
        QCOMPARE(again.kind, fault.kind);
        QCOMPARE(again.bytes, fault.bytes);
        differences += other.next().kind == fault.kind ? 0 : 1;
        faults += fault.kind == SimulatorFault::Kind::None ? 0 : 1;
        kinds.insert(fault.kind);
    }
    constexpr int expected = requests * perMille / 1000;
    QVERIFY2(faults > expected / 2 && faults < expected * 2, qPrintable(QString::number(faults)));
    QVERIFY(differences > faults);
    QVERIFY2(kinds.size() > 12, qPrintable(QString::number(kinds.size())));
}

/// Every request gets one; after that none does.
void TestSimulatorFaults::plannedFaultsEnd()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    const auto isWhole = [&] {
        RawPeer peer(simulator);
        peer.send(textRequest());
        (void)QTest::qWaitFor([&] { return peer.received().endsWith('}') || peer.closed(); }, 1000);
        return peer.received().startsWith("HTTP/1.1 201") && peer.received().endsWith('}');
    };
    simulator.setFaultPlan(3, 1000);
    constexpr int many = 12;
    int whole = 0;
    for (int i = 0; i < many; ++i)
        whole += isWhole() ? 1 : 0;
    QVERIFY2(whole <= many / 3, qPrintable(QString::number(whole))); // some cut behind the end of a short reply
    simulator.setFaultPlan(0, 0);
    QVERIFY(isWhole());
}

void TestSimulatorFaults::badRequests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01 hello\r\n\r\n") << QByteArray("400");
    QTest::newRow("negative length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n")
                                     << QByteArray("400");
    QTest::newRow("huge") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n") << QByteArray("413");
    QTest::newRow("chunked") << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                             << QByteArray("411");
    QTest::newRow("endless head") << QByteArray("GET / HTTP/1.1\r\nX: ") + QByteArray(70'000, 'x') << QByteArray("413");
}

void TestSimulatorFaults::badRequests()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, status);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    RawPeer peer(simulator);
    QVERIFY(peer.connected());
    peer.send(bytes);
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 " + status) || peer.closed());
    if (!peer.received().isEmpty())
        QVERIFY(peer.received().startsWith("HTTP/1.1 " + status));
}

QTEST_GUILESS_MAIN(TestSimulatorFaults)
#include "test_simulatorfaults.moc"
