#include "messagingfixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 30'000;
const QString clientNumber = u"+13125550142"_s;
using Phase = CallPlacer::Phase;

SimulatorOptions quickTwilio()
{
    SimulatorOptions options;
    options.step = std::chrono::milliseconds(120);
    options.priceLag = std::chrono::milliseconds(100);
    options.promptSteps = 2;
    options.talkSteps = 4;
    return options;
}
} // namespace

class TestCallPlacer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void bridged();
    void otherEnds_data();
    void otherEnds();
    void machineIsNeverBridged();
    void hangUpWhileRinging();
    void hangUpWhileTalking();
    void oneCallAtATime();
    void offlineIsNotCalled();
    void rateLimitedBeyondPatience();
    void rejected();
    void outcomeUnknownIsFoundAndFollowed();
    void crashLeavesNothingToBePlacedLate();
    void followsAfterARestart();
    void refusals();

private:
    std::unique_ptr<Desktop> desktop(const QUrl &url)
    {
        return std::make_unique<Desktop>(m_dir->filePath(u"store.db"_s), url, m_clock);
    }
    Communication call(Desktop &desk, const Client &client)
    {
        const auto row = await(desk.placer->call(client, client.primaryNumber()));
        return row ? *row : Communication();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    SystemClock m_clock;
};

void TestCallPlacer::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestCallPlacer::bridged()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QList<Phase> phases;
    QObject::connect(desk->placer.get(), &CallPlacer::phaseChanged, this,
                     [&phases](Phase phase) { phases.append(phase); });
    QSignalSpy ended(desk->placer.get(), &CallPlacer::ended);
    const Communication row = call(*desk, client);
    QCOMPARE(row.sendState, SendState::Pending);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QCOMPARE(phases,
             QList<Phase>({Phase::Placing, Phase::RingingStaff, Phase::RingingClient, Phase::Talking, Phase::Idle}));
    desk->poller->start(); // the price comes late
    QTRY_VERIFY_WITH_TIMEOUT(desk->row(row.id).price.has_value(), patience);
    const Communication done = desk->row(row.id);
    QCOMPARE(done.status, u"completed"_s);
    QCOMPARE(done.sendState, SendState::Accepted);
    QVERIFY(done.callSid.startsWith(u"CA"_s) && done.childCallSid.startsWith(u"CA"_s) &&
            done.callSid != done.childCallSid);
    QVERIFY(done.durationSeconds.value_or(0) > 0);
    QCOMPARE(done.answeredBy, u"human"_s);
    QCOMPARE(desk->rows().size(), 1);
    QCOMPARE(twilio.callPosts(), 1);
}

void TestCallPlacer::otherEnds_data()
{
    QTest::addColumn<QString>("staff");
    QTest::addColumn<QString>("client");
    QTest::addColumn<QString>("status");
    QTest::newRow("staff busy") << u"+13125550011"_s << clientNumber << u"busy"_s;
    QTest::newRow("staff does not answer") << u"+13125550012"_s << clientNumber << u"no-answer"_s;
    QTest::newRow("client busy") << staffNumber << u"+13125550011"_s << u"busy"_s;
    QTest::newRow("client does not answer") << staffNumber << u"+13125550012"_s << u"no-answer"_s;
}

void TestCallPlacer::otherEnds()
{
    QFETCH(QString, staff);
    QFETCH(QString, client);
    QFETCH(QString, status);
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->useSettings([&staff](PracticeSettings &value) { value.staffPhone = PhoneNumber::fromE164(staff); });
    QSignalSpy ended(desk->placer.get(), &CallPlacer::ended);
    const Communication row = call(*desk, desk->client(u"Maria"_s, client));
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).status, status, patience);
    QCOMPARE(desk->placer->phase(), Phase::Idle);
}

void TestCallPlacer::machineIsNeverBridged()
{
    SimulatorOptions options = quickTwilio();
    options.promptSteps = 8; // the prompt is what gives us time
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->useSettings([](PracticeSettings &value) { value.staffPhone = PhoneNumber::fromE164(u"+13125550013"_s); });
    QSignalSpy ended(desk->placer.get(), &CallPlacer::ended);
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).answeredBy, u"machine_start"_s, patience);
    QVERIFY(desk->row(row.id).childCallSid.isEmpty());
    const auto listed = await(desk->calls->list(CallFilter{clientNumber, {}, {}, {}, {}, 50}));
    QVERIFY(listed.has_value() && listed->items.isEmpty()); // the client's phone never rang
}

void TestCallPlacer::hangUpWhileRinging()
{
    SimulatorOptions options = quickTwilio();
    options.step = std::chrono::milliseconds(600);
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    QSignalSpy ended(desk->placer.get(), &CallPlacer::ended);
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::RingingStaff, patience);
    QVERIFY(await(desk->placer->hangUp()).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).status, u"canceled"_s, patience);
}

void TestCallPlacer::hangUpWhileTalking()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    QSignalSpy ended(desk->placer.get(), &CallPlacer::ended);
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    QVERIFY(desk->placer->talkingSince().isValid());
    QVERIFY(await(desk->placer->hangUp()).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).status, u"completed"_s, patience);
    QCOMPARE(desk->placer->phase(), Phase::Idle);
}

void TestCallPlacer::oneCallAtATime()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Client other = desk->client(u"Ana"_s, u"+13125550143"_s);
    const auto first = desk->placer->call(client, client.primaryNumber());
    const auto second = desk->placer->call(other, other.primaryNumber());
    QCOMPARE(await(second).error().detail, sendBlockKey(SendBlock::CallUnderWay));
    QVERIFY(await(first).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    QCOMPARE(twilio.callPosts(), 1);
    QVERIFY(await(desk->placer->hangUp()).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Idle, patience);
    QVERIFY(await(desk->placer->call(other, other.primaryNumber())).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(twilio.callPosts(), 2, patience);
}

void TestCallPlacer::offlineIsNotCalled()
{
    const auto desk = desktop(QUrl(u"http://127.0.0.1:1"_s));
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Failed, patience);
    QCOMPARE(desk->row(row.id).errorCode, 0); // "Not called"
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Idle, patience);
}

void TestCallPlacer::rateLimitedBeyondPatience()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    twilio.setFault(u"post:429"_s, 0);
    const auto desk = desktop(twilio.url());
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Failed, patience);
    twilio.setFault(QString(), 0);
    const int posts = twilio.callPosts();
    QTest::qWait(1500);
    QCOMPARE(twilio.callPosts(), posts); // never placed late
}

void TestCallPlacer::rejected()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->useSettings([](PracticeSettings &value) { value.callerId = PhoneNumber::fromE164(u"+13125550199"_s); });
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Failed, patience);
    QCOMPARE(desk->row(row.id).errorCode, 21210);
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Idle, patience);
}

void TestCallPlacer::outcomeUnknownIsFoundAndFollowed()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    twilio.setFault(u"post:drop-after:0"_s, 1);
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QSignalSpy doubt(desk->placer.get(), &CallPlacer::unconfirmed);
    const Communication row = call(*desk, client);
    QTRY_COMPARE_WITH_TIMEOUT(doubt.count(), 1, patience);
    QCOMPARE(desk->row(row.id).sendState, SendState::Unconfirmed);
    // One open or unconfirmed call a staff phone.
    const Client other = desk->client(u"Ana"_s, u"+13125550143"_s);
    QCOMPARE(call(*desk, other).block, SendBlock::CallUnderWay);
    QCOMPARE(twilio.callPosts(), 1);
    desk->reconciler->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience); // followed from there
    QCOMPARE(twilio.callPosts(), 1);
}

void TestCallPlacer::crashLeavesNothingToBePlacedLate()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    Communication waiting;
    waiting.clientId = client.id;
    waiting.channel = Channel::Voice;
    waiting.sendState = SendState::Pending;
    waiting.fromNumber = ownNumber;
    waiting.toNumber = staffNumber;
    waiting.peer = client.primaryNumber();
    const auto row = await(desk->outbox->add(waiting));
    QVERIFY(row.has_value());
    desk.reset();
    desk = desktop(twilio.url());
    desk->sender->start();
    desk->placer->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Failed, patience);
    QCOMPARE(twilio.callPosts(), 0);
}

void TestCallPlacer::followsAfterARestart()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url());
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    desk.reset();
    desk = desktop(twilio.url());
    desk->placer->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    QCOMPARE(desk->placer->current(), row.id);
    QVERIFY(await(desk->placer->hangUp()).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Idle, patience);
}

void TestCallPlacer::refusals()
{
    const auto desk = desktop(QUrl(u"http://127.0.0.1:1"_s));
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QCOMPARE(await(desk->placer->call(client, PhoneNumber())).error().detail, sendBlockKey(SendBlock::NumberNotUsable));
    desk->useSettings([](PracticeSettings &value) { value.callerId = PhoneNumber(); });
    QCOMPARE(await(desk->placer->call(client, client.primaryNumber())).error().detail,
             sendBlockKey(SendBlock::NotConfigured));
    QVERIFY(!await(desk->placer->hangUp()).has_value());
    QCOMPARE(desk->rows().size(), 0);
}

QTEST_GUILESS_MAIN(TestCallPlacer)
#include "tst_callplacer.moc"
