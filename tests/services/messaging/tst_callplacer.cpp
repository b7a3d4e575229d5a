#include "messagingfixture.h"
#include "storage/sql.h"
#include "support/scriptedpeer.h"

#include <QSignalSpy>
#include <QXmlStreamReader>

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
    void keyThatMayNotCall();
    void outcomeUnknownIsFoundAndFollowed();
    void crashLeavesNothingToBePlacedLate();
    void followsAfterARestart();
    void followsOnceThereIsALogin();
    void anotherAccountsCallIsNobodysBusiness();
    void aColleaguesCallIsTheirs();
    void foundAfterARestartIsFollowed();
    void inDoubtBesideOneThatNobodyAnswered();
    void hungUpInDoubtEndsWhenFound();
    void notYetReadableIsFollowed();
    void unreadableCallsBarThePhone_data();
    void unreadableCallsBarThePhone();
    void accountChangesBeforeTheRequest();
    void takenSidIsDoubt();
    void whatIsAskedOfTwilio();
    void bridge_data();
    void bridge();
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

/// That call fails, and texts do not wait for it.
void TestCallPlacer::keyThatMayNotCall()
{
    ScriptedPeer peer;
    peer.script("POST /Calls", {PeerScript{ScriptedPeer::http(401, R"({"code": 70051, "message": "no"})")}});
    peer.script("POST /Messages",
                {PeerScript{ScriptedPeer::http(201, R"({"sid": "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "status": "queued",
                                          "direction": "outbound-api", "to": "+13125550142", "from": "+13125550100",
                                          "body": "x", "date_created": "Wed, 14 Jan 2026 15:00:00 +0000"})")}});
    peer.script("GET", {PeerScript{ScriptedPeer::http(200, R"({"messages": [], "calls": []})")}});
    const auto desk = desktop(peer.url());
    desk->sender->start();
    const QSignalSpy refused(desk->twilio.get(), &TwilioClient::loginRefused);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = call(*desk, client);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Failed, patience);
    QCOMPARE(desk->row(row.id).errorCode, 70051);
    const auto text = await(desk->sender->send(desk->draft(client, u"Please call me"_s)));
    QVERIFY(text);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(text->id).sendState, SendState::Accepted, patience);
    QVERIFY(refused.isEmpty() && !desk->twilio->isLoginRefused());
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

/// A keychain that is slow at the start gives the login when everything else has begun.
void TestCallPlacer::followsOnceThereIsALogin()
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
    desk->twilio->setCredentials({});
    QSignalSpy ended(desk->placer.get(), &CallPlacer::ended);
    desk->placer->start();
    QVERIFY(await(desk->communications->open(10)).has_value()); // after the look of start()
    QTest::qWait(100);
    QCOMPARE(ended.count(), 0);
    desk->login();
    desk->placer->credentialsChanged();
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    QCOMPARE(desk->placer->current(), row.id);
}

/// The account was changed while a call ran: nobody can look after that one any more, and the next one may be placed.
void TestCallPlacer::anotherAccountsCallIsNobodysBusiness()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator before(options);
    QVERIFY(before.listen());
    auto desk = desktop(before.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Client other = desk->client(u"Tom"_s, u"+13125550143"_s);
    call(*desk, client);
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    desk.reset();

    options.accountSid = u"AC"_s + QString(32, u'9');
    TwilioSimulator after(options);
    QVERIFY(after.listen());
    desk = desktop(after.url());
    desk->login(options.accountSid);
    QSignalSpy phases(desk->placer.get(), &CallPlacer::phaseChanged);
    desk->placer->start();
    QVERIFY(await(desk->communications->open(10)).has_value()); // after the look of start()
    QTest::qWait(100);
    QCOMPARE(phases.count(), 0);
    const Communication row = call(*desk, other);
    QCOMPARE(row.sendState, SendState::Pending);
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    QCOMPARE(desk->placer->current(), row.id);
}

/// What the practice tells of a colleague's call is news alone: followed here it would keep this phone from calling,
/// and "Hang up" would end theirs.
void TestCallPlacer::aColleaguesCallIsTheirs()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url());
    const Communication theirs = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    desk.reset();
    desk = desktop(twilio.url());
    const auto moved = await(desk->database->run([](QSqlDatabase &db) -> Result<void> {
        const auto done =
            execSql(db, u"UPDATE communication_logs SET device_id = ?"_s, {DeviceId::create().toString()});
        return done ? Result<void>() : Result<void>(done.error());
    }));
    QVERIFY(moved.has_value());
    desk->useSettings([](PracticeSettings &value) { value.staffPhone = PhoneNumber::fromE164(u"+13125550189"_s); });
    QSignalSpy phases(desk->placer.get(), &CallPlacer::phaseChanged);
    desk->placer->start();
    QSignalSpy told(desk->communications.get(), &CommunicationStore::changed);
    desk->communications->announce({theirs.id});
    QTRY_COMPARE(told.count(), 1);
    QVERIFY(desk->row(theirs.id).isElsewhere());
    QCOMPARE(phases.count(), 0);
    const Communication ours = call(*desk, desk->client(u"Tom"_s, u"+13125550143"_s));
    QCOMPARE(ours.sendState, SendState::Pending);
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    QCOMPARE(desk->placer->current(), ours.id);
}

/// The program died before anybody knew whether the phone rings; reconciling finds the call in the next run.
void TestCallPlacer::foundAfterARestartIsFollowed()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    twilio.setFault(u"post:drop-after:0"_s, 1);
    auto desk = desktop(twilio.url());
    QSignalSpy doubt(desk->placer.get(), &CallPlacer::unconfirmed);
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(doubt.count(), 1, patience);
    desk.reset();
    desk = desktop(twilio.url());
    desk->placer->start();
    desk->reconciler->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Talking, patience);
    QCOMPARE(desk->placer->current(), row.id);
    QVERIFY(await(desk->placer->hangUp()).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Idle, patience);
    QCOMPARE(twilio.callPosts(), 1);
}

/// No leg to a client says whose a call is that nobody answered; but an earlier one, whose it is known, leaves one.
void TestCallPlacer::inDoubtBesideOneThatNobodyAnswered()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->useSettings([](PracticeSettings &value) { value.staffPhone = PhoneNumber::fromE164(u"+13125550012"_s); });
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication first = call(*desk, client);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first.id).status, u"no-answer"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Idle, patience);
    twilio.setFault(u"post:drop-after:0"_s, 1);
    QSignalSpy doubt(desk->placer.get(), &CallPlacer::unconfirmed);
    const Communication second = call(*desk, desk->client(u"Tom"_s, u"+13125550143"_s));
    QTRY_COMPARE_WITH_TIMEOUT(doubt.count(), 1, patience);
    desk->reconciler->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).sendState, SendState::Accepted, patience);
    QVERIFY(desk->row(second.id).callSid != desk->row(first.id).callSid);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).status, u"no-answer"_s, patience);
    QCOMPARE(twilio.callPosts(), 2);
}

void TestCallPlacer::hungUpInDoubtEndsWhenFound()
{
    SimulatorOptions options = quickTwilio();
    options.talkSteps = 1000;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    twilio.setFault(u"post:stall-after:0"_s, 1);
    const auto desk = desktop(twilio.url());
    QSignalSpy doubt(desk->placer.get(), &CallPlacer::unconfirmed);
    QSignalSpy ended(desk->placer.get(), &CallPlacer::ended);
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(twilio.callPosts(), 1, patience);
    const auto hungUp = desk->placer->hangUp(); // while nobody knows
    QTRY_COMPARE_WITH_TIMEOUT(doubt.count(), 1, patience);
    QVERIFY(await(hungUp).has_value());
    desk->reconciler->start();
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(isFinalStatus(Channel::Voice, desk->row(row.id).status), patience);
}

namespace
{
QByteArray callJson(const QByteArray &sid, const QByteArray &status)
{
    return R"({"sid": ")" + sid + R"(", "status": ")" + status +
           R"(", "direction": "outbound-api", "to": "+13125550188", "from": "+13125550100", "calls": [],
           "next_page_uri": null})";
}

const QByteArray callSid = "CA" + QByteArray(32, 'a');
} // namespace

/// Twilio promises no read after a write: a call that it does not know yet is asked for again.
void TestCallPlacer::notYetReadableIsFollowed()
{
    ScriptedPeer peer;
    const PeerScript missing{ScriptedPeer::http(
        404, R"({"code": 20404, "message": "The requested resource was not found", "status": 404})")};
    peer.script("POST", {PeerScript{ScriptedPeer::http(201, callJson(callSid, "queued"))}});
    peer.script("GET",
                {missing, missing, missing, PeerScript{ScriptedPeer::http(200, callJson(callSid, "in-progress"))}});
    const auto desk = desktop(peer.url());
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::RingingClient, patience);
    QCOMPARE(desk->placer->current(), row.id);
    peer.script("GET", {missing}); // gone for good: not for ever
    QTRY_COMPARE_WITH_TIMEOUT(desk->placer->phase(), Phase::Idle, patience);
}

void TestCallPlacer::unreadableCallsBarThePhone_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("minutesAgo");
    QTest::addColumn<bool>("barred");
    QTest::newRow("deleted at Twilio") << 404 << 10 << false;
    QTest::newRow("a key that may not read") << 403 << 10 << false;
    QTest::newRow("not yet shown") << 404 << 1 << true;
}

/// "One open call a staff phone" ends with what Twilio refuses to show: else nobody could call for four hours.
void TestCallPlacer::unreadableCallsBarThePhone()
{
    QFETCH(int, status);
    QFETCH(int, minutesAgo);
    QFETCH(bool, barred);
    ScriptedPeer peer;
    peer.script("POST", {PeerScript{ScriptedPeer::http(201, callJson("CA" + QByteArray(32, 'b'), "queued"))}});
    peer.script("GET", {PeerScript{ScriptedPeer::http(status, R"({"code": 20404, "message": "no"})")}});
    const auto desk = desktop(peer.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    Communication earlier;
    earlier.clientId = desk->client(u"Tom"_s, u"+13125550143"_s).id;
    earlier.channel = Channel::Voice;
    earlier.direction = Direction::Outbound;
    earlier.sendState = SendState::Pending;
    earlier.peer = PhoneNumber::fromE164(u"+13125550143"_s);
    earlier.toNumber = staffNumber;
    earlier.accountSid = desk->twilio->accountSid();
    earlier.createdAt = QDateTime::currentDateTimeUtc().addSecs(-60LL * minutesAgo);
    const auto added = await(desk->outbox->add(earlier));
    QVERIFY(added.has_value());
    const AttemptId attempt = AttemptId::create();
    QVERIFY(await(desk->outbox->markSending(added->id, attempt, earlier.createdAt, {}, earlier.accountSid)));
    QSignalSpy phases(desk->placer.get(), &CallPlacer::phaseChanged);
    QVERIFY(await(desk->outbox->markAccepted(added->id, attempt, QString::fromLatin1(callSid), u"ringing"_s, ownNumber,
                                             earlier.createdAt)));
    QTRY_VERIFY_WITH_TIMEOUT(phases.count() >= 2 && desk->placer->phase() == Phase::Idle, patience); // followed in vain
    const Communication row = call(*desk, client);
    QCOMPARE(row.sendState, barred ? SendState::Refused : SendState::Pending);
    QCOMPARE(row.block, barred ? SendBlock::CallUnderWay : SendBlock::None);
    QCOMPARE(desk->row(added->id).status, u"ringing"_s); // Twilio's last word stays
}

/// The practice moves to another account while the row is written: its numbers are not that account's.
void TestCallPlacer::accountChangesBeforeTheRequest()
{
    ScriptedPeer peer;
    peer.script("POST", {PeerScript{ScriptedPeer::http(201, callJson(callSid, "queued"))}});
    const auto desk = desktop(peer.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    connect(desk->communications.get(), &CommunicationStore::changed, this, [&](const QList<Communication> &rows) {
        if (rows.first().sendState == SendState::Pending)
            desk->login(u"AC"_s + QString(32, u'9'));
    });
    const Communication row = call(*desk, client);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Failed, patience);
    QCOMPARE(desk->row(row.id).accountSid, SimulatorOptions().accountSid);
    QCOMPARE(desk->placer->phase(), Phase::Idle);
    QCOMPARE(peer.arrivals("POST"), 0);
}

void TestCallPlacer::takenSidIsDoubt()
{
    ScriptedPeer peer;
    peer.script("POST", {PeerScript{ScriptedPeer::http(201, callJson(callSid, "queued"))}});
    peer.script("GET", {PeerScript{ScriptedPeer::http(200, callJson(callSid, "ringing"))}});
    const auto desk = desktop(peer.url());
    TwilioNews other;
    other.channel = Channel::Voice;
    other.sid = QString::fromLatin1(callSid);
    other.from = clientNumber;
    other.to = ownNumber;
    other.status = u"completed"_s;
    other.createdAt = QDateTime::currentDateTimeUtc().addDays(-2);
    QVERIFY(await(desk->communications->apply({other}, {ownNumber})).has_value());
    QSignalSpy doubt(desk->placer.get(), &CallPlacer::unconfirmed);
    const Communication row = call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(doubt.count(), 1, patience);
    QCOMPARE(desk->row(row.id).sendState, SendState::Unconfirmed);
    QCOMPARE(desk->placer->phase(), Phase::RingingStaff); // and what rings is watched
}

void TestCallPlacer::whatIsAskedOfTwilio()
{
    ScriptedPeer peer;
    peer.script("POST", {PeerScript{ScriptedPeer::http(201, callJson(callSid, "queued"))}});
    peer.script("GET", {PeerScript{ScriptedPeer::http(200, callJson(callSid, "ringing"))}});
    const auto desk = desktop(peer.url());
    call(*desk, desk->client(u"Maria"_s, clientNumber));
    QTRY_COMPARE_WITH_TIMEOUT(peer.arrivals("POST"), 1, patience);
    const QByteArray body = peer.requests("POST").first().body;
    QVERIFY(body.contains("To=%2B13125550188&From=%2B13125550100&")); // the staff phone rings first
    QVERIFY(body.contains("&Timeout=18"));
    QVERIFY(body.contains("&MachineDetection=Enable"));
    QVERIFY(!body.contains("Maria")); // the prompt names no client
    const CallTiming timing;
    QCOMPARE(timing.patience, std::chrono::seconds(30));
    QCOMPARE(timing.poll, std::chrono::seconds(1));
}

void TestCallPlacer::bridge_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::newRow("plain") << u"Please stay on the line."_s;
    QTest::newRow("markup") << u"<Hangup/> & \"quotes\" ]]>"_s;
    QTest::newRow("long") << u"Please stay on the line. "_s.repeated(400);
    QTest::newRow("long, each character is five") << QString(4000, u'&');
    QTest::newRow("long, pairs") << u"\U0001F4DE"_s.repeated(3000);
}

void TestCallPlacer::bridge()
{
    QFETCH(QString, prompt);
    const QString twiml = CallPlacer::bridgeTwiml(ownNumber, clientNumber, prompt, u"en-US"_s);
    QVERIFY(twiml.size() <= 4000);
    QStringList elements;
    QString said;
    QXmlStreamReader xml(twiml);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        elements.append(xml.name().toString());
        if (xml.name() == u"Say")
            said = xml.readElementText();
        else if (xml.name() == u"Dial")
            QCOMPARE(xml.attributes().value(u"callerId"_s), ownNumber);
        else if (xml.name() == u"Number")
            QCOMPARE(xml.readElementText(), clientNumber);
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(elements, QStringList({u"Response"_s, u"Say"_s, u"Pause"_s, u"Dial"_s, u"Number"_s}));
    QVERIFY(!said.isEmpty() && prompt.startsWith(said));
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
