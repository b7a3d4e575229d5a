#include "simulatorclient.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
const QString staff = u"+13125550199"_s;
const QString own = u"+13125550100"_s;

SimulatorClient::Fields callTo(const QString &staffPhone, const QString &client)
{
    return {
        {u"To"_s, staffPhone},
        {u"From"_s, own},
        {u"MachineDetection"_s, u"Enable"_s},
        {u"Twiml"_s, u"<Response><Say>Call from your practice.</Say><Dial callerId=\"%1\"><Number>%2</Number></Dial>"
                     "</Response>"_s.arg(own, client)}};
}

/// One call, watched until it ends.
class Watched
{
public:
    Watched(SimulatorClient &client, const SimulatorClient::Fields &fields)
        : m_client(client)
        , sid(client.post(u"/Calls.json"_s, fields).text(u"sid"_s))
    {
    }
    SimulatorClient::Answer now() { return m_client.get(u"/Calls/%1.json"_s.arg(sid)); }
    QString status() { return now().text(u"status"_s); }
    QJsonArray children()
    {
        return m_client.get(u"/Calls.json"_s, {{u"ParentCallSid"_s, sid}}).json.value("calls"_L1).toArray();
    }
    SimulatorClient::Answer update(const QString &name, const QString &value)
    {
        return m_client.post(u"/Calls/%1.json"_s.arg(sid), {{name, value}});
    }

private:
    SimulatorClient &m_client;

public:
    const QString sid;
};
} // namespace

class TestSimulatorCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bridges();
    void legsThatDoNotAnswer_data();
    void legsThatDoNotAnswer();
    void clientIsBusy();
    void machineAnswersAndIsEnded();
    void hangUpWhileTalking();
    void cancelWhileRinging();
    void newTwiml();
    void refusals_data();
    void refusals();
    void filtersAndDelete();
    void listIsDisordered();
};

void TestSimulatorCalls::bridges()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(staff, u"+13125550111"_s));
    QCOMPARE(call.sid.size(), 34);
    QCOMPARE(simulator.callPosts(), 1);
    QTRY_COMPARE(call.now().text(u"price"_s), u"-0.01400"_s);
    const auto parent = call.now();
    QCOMPARE(parent.text(u"status"_s), u"completed"_s);
    QCOMPARE(parent.text(u"answered_by"_s), u"human"_s);
    QCOMPARE(parent.text(u"direction"_s), u"outbound-api"_s);
    QVERIFY(parent.isNull(u"parent_call_sid"_s));
    QVERIFY(parent.text(u"duration"_s).toInt() >= 1);
    QVERIFY(QDateTime::fromString(parent.text(u"start_time"_s), Qt::RFC2822Date).isValid());
    QVERIFY(QDateTime::fromString(parent.text(u"end_time"_s), Qt::RFC2822Date).isValid());
    const auto children = call.children();
    QCOMPARE(children.size(), 1);
    const auto child = children.first().toObject();
    QCOMPARE(child.value("direction"_L1).toString(), u"outbound-dial"_s);
    QCOMPARE(child.value("to"_L1).toString(), u"+13125550111"_s);
    QCOMPARE(child.value("from"_L1).toString(), own);
    QCOMPARE(child.value("status"_L1).toString(), u"completed"_s);
    QVERIFY(child.value("duration"_L1).toString().toInt() >= 1);
}

void TestSimulatorCalls::legsThatDoNotAnswer_data()
{
    QTest::addColumn<QString>("phone");
    QTest::addColumn<QString>("status");
    QTest::newRow("busy") << u"+13125550011"_s << u"busy"_s;
    QTest::newRow("no answer") << u"+13125550012"_s << u"no-answer"_s;
}

void TestSimulatorCalls::legsThatDoNotAnswer()
{
    QFETCH(QString, phone);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(phone, u"+13125550111"_s));
    QTRY_VERIFY(!call.now().isNull(u"end_time"_s));
    QTEST(call.status(), "status");
    QCOMPARE(call.now().text(u"duration"_s), u"0"_s);
    QCOMPARE(call.children().size(), 0);
}

void TestSimulatorCalls::clientIsBusy()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(staff, u"+13125550011"_s));
    QTRY_COMPARE(call.status(), u"completed"_s);
    QCOMPARE(call.children().first().toObject().value("status"_L1).toString(), u"busy"_s);
}

void TestSimulatorCalls::machineAnswersAndIsEnded()
{
    auto options = fastOptions();
    options.promptSteps = 100'000; // the prompt outlasts the test
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(u"+13125550013"_s, u"+13125550111"_s));
    QTRY_COMPARE(call.now().text(u"answered_by"_s), u"machine_start"_s);
    QCOMPARE(call.status(), u"in-progress"_s);
    QCOMPARE(call.update(u"Status"_s, u"completed"_s).text(u"status"_s), u"completed"_s);
    QTest::qWait(60);
    QCOMPARE(call.children().size(), 0);
}

void TestSimulatorCalls::hangUpWhileTalking()
{
    auto options = fastOptions();
    options.talkSteps = 100'000;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(staff, u"+13125550111"_s));
    QTRY_COMPARE(call.children().first().toObject().value("status"_L1).toString(), u"in-progress"_s);
    QCOMPARE(call.update(u"Status"_s, u"canceled"_s).text(u"status"_s), u"in-progress"_s); // rings no more
    QCOMPARE(call.update(u"Status"_s, u"completed"_s).text(u"status"_s), u"completed"_s);
    QCOMPARE(call.children().first().toObject().value("status"_L1).toString(), u"completed"_s);
}

void TestSimulatorCalls::cancelWhileRinging()
{
    auto options = fastOptions();
    options.step = 1000ms;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(staff, u"+13125550111"_s));
    QCOMPARE(call.update(u"Status"_s, u"canceled"_s).text(u"status"_s), u"canceled"_s);
    QCOMPARE(call.now().text(u"duration"_s), u"0"_s);
    QCOMPARE(call.update(u"Status"_s, u"completed"_s).text(u"status"_s), u"canceled"_s); // over is over
}

void TestSimulatorCalls::newTwiml()
{
    auto options = fastOptions();
    options.talkSteps = 100'000;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(staff, u"+13125550111"_s));
    QTRY_COMPARE(call.children().size(), 1);
    QCOMPARE(call.update(u"Twiml"_s, u"<Response><Say>Bye</Say></Response>"_s).status, 200);
    QTRY_COMPARE(call.status(), u"completed"_s);
    QCOMPARE(call.update(u"Twiml"_s, u"<Response/>"_s).code(), 21220);
}

void TestSimulatorCalls::refusals_data()
{
    QTest::addColumn<SimulatorClient::Fields>("fields");
    QTest::addColumn<int>("code");
    const QString twiml = u"<Response/>"_s;
    const auto row = [](const char *name, int code, const SimulatorClient::Fields &fields) {
        QTest::newRow(name) << fields << code;
    };
    row("no To", 21201, {{u"From"_s, own}, {u"Twiml"_s, twiml}});
    row("no From", 21213, {{u"To"_s, staff}, {u"Twiml"_s, twiml}});
    row("no Twiml", 21205, {{u"To"_s, staff}, {u"From"_s, own}});
    row("4001", 32018, {{u"To"_s, staff}, {u"From"_s, own}, {u"Twiml"_s, QString(4001, u'x')}});
    row("4000", 0, {{u"To"_s, staff}, {u"From"_s, own}, {u"Twiml"_s, QString(4000, u'x')}});
    row("bad To", 21217, {{u"To"_s, u"911"_s}, {u"From"_s, own}, {u"Twiml"_s, twiml}});
    row("bad From", 21212, {{u"To"_s, staff}, {u"From"_s, u"MG1"_s}, {u"Twiml"_s, twiml}});
    row("foreign From", 21210, {{u"To"_s, staff}, {u"From"_s, u"+13125550101"_s}, {u"Twiml"_s, twiml}});
}

void TestSimulatorCalls::refusals()
{
    QFETCH(SimulatorClient::Fields, fields);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto answer = client.post(u"/Calls.json"_s, fields);
    QTEST(answer.code(), "code");
    QCOMPARE(answer.status, answer.code() == 0 ? 201 : 400);
}

void TestSimulatorCalls::filtersAndDelete()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    Watched call(client, callTo(staff, u"+13125550111"_s));
    QTRY_COMPARE(call.status(), u"completed"_s);
    const auto count = [&](const QString &name, const QString &value) {
        return client.get(u"/Calls.json"_s, {{name, value}}).json.value("calls"_L1).toArray().size();
    };
    const auto today = QDateTime::currentDateTimeUtc().date();
    QCOMPARE(count(u"To"_s, staff), 1);
    QCOMPARE(count(u"From"_s, own), 2);
    QCOMPARE(count(u"Status"_s, u"completed"_s), 2);
    QCOMPARE(count(u"Status"_s, u"ringing"_s), 0);
    QCOMPARE(count(u"StartTime>"_s, today.addDays(-1).toString(Qt::ISODate)), 2);
    QCOMPARE(count(u"StartTime<"_s, today.addDays(-2).toString(Qt::ISODate)), 0);
    QCOMPARE(client.remove(u"/Calls/%1.json"_s.arg(call.sid)).status, 204);
    QCOMPARE(call.now().code(), 20404);
}

void TestSimulatorCalls::listIsDisordered()
{
    auto options = fastOptions();
    options.disorder.lagMax = 1000ms;
    options.disorder.repeatPercent = 100;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    client.post(u"/Calls.json"_s, callTo(staff, u"+13125550111"_s));
    const auto size = [&] { return client.get(u"/Calls.json"_s).json.value("calls"_L1).toArray().size(); };
    QCOMPARE(size(), 0);
    QTRY_COMPARE(size(), 4); // both legs, twice
}

QTEST_GUILESS_MAIN(TestSimulatorCalls)
#include "test_simulatorcalls.moc"
