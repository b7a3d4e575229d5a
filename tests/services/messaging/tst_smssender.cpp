#include "messagingfixture.h"
#include "storage/sql.h"
#include "support/scriptedpeer.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 30'000;

QByteArray problem(int status, int code)
{
    return ScriptedPeer::http(
        status, QJsonDocument(QJsonObject{{u"code"_s, code}, {u"message"_s, u"no"_s}, {u"status"_s, status}}).toJson());
}

QByteArray created(const QString &sid)
{
    return ScriptedPeer::http(201, QJsonDocument(QJsonObject{{u"sid"_s, sid},
                                                             {u"status"_s, u"queued"_s},
                                                             {u"direction"_s, u"outbound-api"_s},
                                                             {u"to"_s, u"+13125550142"_s},
                                                             {u"from"_s, ownNumber},
                                                             {u"body"_s, u"x"_s},
                                                             {u"date_created"_s, u"Wed, 14 Jan 2026 15:00:00 +0000"_s}})
                                       .toJson());
}

/// Answers reads as well, without a Date: the clock of the test counts.
class Peer : public ScriptedPeer
{
public:
    Peer() { script("GET", {PeerScript{emptyPage()}}); }
    static QByteArray emptyPage() { return ScriptedPeer::http(200, "{\"messages\": [], \"calls\": []}"); }
};
const QString sidA = u"SM"_s + QString(32, u'a');
const QString clientNumber = u"+13125550142"_s;
} // namespace

/// The outbox over a real store: POSTs are counted where they arrive.
class TestSmsSender : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sendsOnce();
    void tenPressesAreOneRow();
    void orderWithinAConversation();
    void outcomes_data();
    void outcomes();
    void offlineWaitsAndThenSends();
    void fault06RateLimitIsRepeated();
    void fault08RefusedLoginPausesOnce();
    void fault01CrashBeforeSendingSendsOnce();
    void fault02CrashWhileSendingIsUnconfirmed();
    void fault24OptedOutAtTwilioBlocksWhatWaits();
    void optOutWhileWaiting();
    void quietHours();
    void scheduledForTheMorning();
    void weekendOffline();
    void lockedSendsNothing();
    void anAnswerIsRecordedLate();
    void waitsForSetUp();
    void pacedToTheSender();
    void bodiesThatCanNotGo();
    void cancelWins();
    void duplicateOfDoubtIsHeld();
    void twoThatWaitedTogether();
    void optOutStaysWithTheNumber();
    void fault23DamagedRowStepsAside();
    void refusalOfTheLoginBefore();
    void keyThatMayNotTextHoldsThemAll();
    void numberThatMoved();
    void scheduledAndThenSentAnyway();
    void scheduledBeforeSetUp();
    void wantedNowBeforeSetUp();
    void sentAgainAfterItArrived();
    void sidOfAnotherTextIsDoubt();
    void quitWhileARowIsPrepared();
    void accountOfTheAttempt();
    void accountChangesBeforeTheRequest();

private:
    std::unique_ptr<Desktop> desktop(const QUrl &url, const Clock &clock)
    {
        return std::make_unique<Desktop>(m_dir->filePath(u"store.db"_s), url, clock);
    }
    /// Running, and not set up yet.
    std::unique_ptr<Desktop> withoutSender(const QUrl &url)
    {
        auto desk = desktop(url, m_system);
        desk->useSettings([](PracticeSettings &value) { value.sender.clear(); });
        desk->sender->start();
        return desk;
    }
    Communication sendNow(Desktop &desk, const Client &client, const QString &body)
    {
        const auto row = await(desk.sender->send(desk.draft(client, body)));
        return row ? *row : Communication();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    SystemClock m_system;
};

void TestSmsSender::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestSmsSender::sendsOnce()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QSignalSpy sent(desk->sender.get(), &SmsSender::sent);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    QCOMPARE(row.sendState, SendState::Pending);
    QCOMPARE(row.segments, 1);
    QTest::qWait(50);
    QCOMPARE(twilio.messagePosts(), 0); // nothing leaves before start()
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QVERIFY(desk->row(row.id).messageSid.startsWith(u"SM"_s));
    QTRY_COMPARE_WITH_TIMEOUT(sent.count(), 1, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::tenPressesAreOneRow()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    QList<QFuture<Result<Communication>>> presses;
    for (int i = 0; i < 10; ++i)
        presses.append(desk->sender->send(desk->draft(client, u"Hello"_s)));
    QSet<QString> ids;
    for (const auto &press : presses) {
        const auto row = await(press);
        QVERIFY(row.has_value());
        ids.insert(row->id.toString());
    }
    QCOMPARE(ids.size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(CommunicationId::fromString(*ids.cbegin())).sendState, SendState::Accepted,
                              patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::orderWithinAConversation()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client a = desk->client(u"A"_s, u"+13125550141"_s);
    const Client b = desk->client(u"B"_s, u"+13125550142"_s);
    for (int i = 0; i < 4; ++i) {
        sendNow(*desk, a, u"a%1"_s.arg(i));
        sendNow(*desk, b, u"b%1"_s.arg(i));
    }
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(twilio.messagePosts(), 8, patience);
    const auto listed = await(desk->messages->list(MessageFilter{u"+13125550141"_s, {}, {}, {}, 50}));
    QVERIFY(listed.has_value());
    QStringList bodies;
    for (const auto &message : listed->items)
        bodies.prepend(message.body); // newest first
    QCOMPARE(bodies, QStringList({u"a0"_s, u"a1"_s, u"a2"_s, u"a3"_s}));
}

void TestSmsSender::outcomes_data()
{
    using Then = PeerScript::Then;
    QTest::addColumn<PeerScript>("script");
    QTest::addColumn<SendState>("state");
    QTest::addColumn<int>("code");
    const auto reply = [](const QByteArray &bytes, Then then = Then::Keep) { return PeerScript{bytes, then, -1, 0}; };
    QTest::newRow("201") << reply(created(sidA)) << SendState::Accepted << 0;
    QTest::newRow("fault24 invalid number") << reply(problem(400, 21211)) << SendState::Failed << 21211;
    QTest::newRow("fault24 queue full is final") << reply(problem(400, 21611)) << SendState::Failed << 21611;
    QTest::newRow("fault08 403 is this request's error") << reply(problem(403, 20403)) << SendState::Failed << 20403;
    QTest::newRow("fault05 500 of Twilio") << reply(problem(500, 20500)) << SendState::Unconfirmed << 0;
    QTest::newRow("fault24 no mobile number") << reply(problem(400, 21614)) << SendState::Failed << 21614;
    for (const int status : {500, 502, 504}) {
        QTest::addRow("fault05 %d of a gateway", status)
            << reply(ScriptedPeer::http(status, "Bad Gateway")) << SendState::Unconfirmed << 0;
    }
    QTest::newRow("fault05 503 page") << reply(ScriptedPeer::http(503, "<html>")) << SendState::Unconfirmed << 0;
    QTest::newRow("fault04 cut JSON") << reply(ScriptedPeer::http(201, "{\"sid\": \"SM"), Then::Fin)
                                      << SendState::Unconfirmed << 0;
    QTest::newRow("fault04 captive portal")
        << reply(ScriptedPeer::http(200, "<html>Log in")) << SendState::Unconfirmed << 0;
    QTest::newRow("fault04 no sid") << reply(ScriptedPeer::http(201, "{\"status\": \"queued\"}"))
                                    << SendState::Unconfirmed << 0;
    QTest::newRow("fault07 redirect") << reply(ScriptedPeer::http(307, "", "Location: http://127.0.0.1:1/\r\n"))
                                      << SendState::Unconfirmed << 0;
    QTest::newRow("fault03 FIN") << reply({}, Then::Fin) << SendState::Unconfirmed << 0;
    QTest::newRow("fault03 RST") << reply({}, Then::Reset) << SendState::Unconfirmed << 0;
    QTest::newRow("fault03 half a status line") << reply("HTTP/1.1 2", Then::Fin) << SendState::Unconfirmed << 0;
    QTest::newRow("fault03 stall") << reply({}, Then::Stall) << SendState::Unconfirmed << 0;
}

void TestSmsSender::outcomes()
{
    QFETCH(PeerScript, script);
    QFETCH(SendState, state);
    QFETCH(int, code);
    Peer peer;
    peer.script("POST", {script, PeerScript{created(u"SM"_s + QString(32, u'b'))}});
    const auto desk = desktop(peer.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QSignalSpy doubt(desk->sender.get(), &SmsSender::unconfirmed);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, state, patience);
    QCOMPARE(desk->row(row.id).errorCode, code);
    desk->sender->wake();
    QTest::qWait(150);
    QCOMPARE(peer.arrivals("POST"), 1); // never two arrivals for one send
    QCOMPARE(doubt.count(), state == SendState::Unconfirmed ? 1 : 0);
}

void TestSmsSender::offlineWaitsAndThenSends()
{
    quint16 port = 0;
    {
        TwilioSimulator gone({});
        QVERIFY(gone.listen());
        port = quint16(gone.url().port());
    }
    const auto desk = desktop(QUrl(u"http://127.0.0.1:%1"_s.arg(port)), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QSignalSpy unreachable(desk->twilio.get(), &TwilioClient::unreachable);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    desk->sender->start();
    QTRY_VERIFY_WITH_TIMEOUT(unreachable.count() >= 3, patience);
    TwilioSimulator back({});
    if (!back.listen(port))
        QSKIP("the port was taken meanwhile");
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(back.messagePosts(), 1);
}

void TestSmsSender::fault06RateLimitIsRepeated()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    QVERIFY(twilio.setFault(u"post:429-bare"_s, 2));
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messageCount(), 1);
}

void TestSmsSender::fault08RefusedLoginPausesOnce()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    QVERIFY(twilio.setFault(u"401"_s, 0));
    const auto desk = desktop(twilio.url(), m_system);
    const Client a = desk->client(u"A"_s, u"+13125550141"_s);
    const Client b = desk->client(u"B"_s, u"+13125550142"_s);
    QSignalSpy refused(desk->twilio.get(), &TwilioClient::loginRefused);
    const Communication first = sendNow(*desk, a, u"Hello"_s);
    const Communication second = sendNow(*desk, b, u"Hello"_s);
    desk->sender->start();
    QTRY_VERIFY_WITH_TIMEOUT(desk->sender->loginRefused(), patience);
    QTest::qWait(200);
    const int posts = twilio.messagePosts();
    desk->sender->wake();
    QTest::qWait(200);
    QCOMPARE(twilio.messagePosts(), posts); // stopped, not hammering
    QVERIFY(posts <= 2);
    QCOMPARE(refused.count(), 1);
    QCOMPARE(desk->row(first.id).sendState, SendState::Pending);
    QCOMPARE(desk->row(second.id).sendState, SendState::Pending);

    twilio.setFault(QString(), 0);
    desk->login();
    desk->sender->credentialsChanged();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first.id).sendState, SendState::Accepted, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messageCount(), 2);
}

void TestSmsSender::fault01CrashBeforeSendingSendsOnce()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    desk.reset();
    desk = desktop(twilio.url(), m_system);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::fault02CrashWhileSendingIsUnconfirmed()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    QVERIFY(await(desk->outbox->markSending(row.id, AttemptId::create(), QDateTime::currentDateTimeUtc())).has_value());
    desk.reset();
    desk = desktop(twilio.url(), m_system);
    QSignalSpy doubt(desk->sender.get(), &SmsSender::unconfirmed);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Unconfirmed, patience);
    QTRY_COMPARE_WITH_TIMEOUT(doubt.count(), 1, patience);
    QTest::qWait(100);
    QCOMPARE(twilio.messagePosts(), 0);
}

void TestSmsSender::fault24OptedOutAtTwilioBlocksWhatWaits()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Opted"_s, u"+13125550004"_s); // the simulator's 21610
    const Communication first = sendNow(*desk, client, u"One"_s);
    const Communication second = sendNow(*desk, client, u"Two"_s);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first.id).sendState, SendState::Failed, patience);
    QCOMPARE(desk->row(first.id).errorCode, 21610);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).sendState, SendState::Refused, patience);
    QCOMPARE(desk->row(second.id).block, SendBlock::OptedOut);
    const auto now = await(desk->clients->byNumber(client.primaryNumber()));
    QCOMPARE(now->permission(), TextPermission::OptedOut);
    const Communication third = sendNow(*desk, client, u"Three"_s);
    QCOMPARE(third.sendState, SendState::Refused);
    QCOMPARE(third.block, SendBlock::OptedOut);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::optOutWhileWaiting()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    // Only the permission changes: the gate right before the POST must see it.
    QVERIFY(await(desk->clients->setPermission(client.primaryNumber(), TextPermission::Held, u"person"_s)).has_value());
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Held, patience);
    QCOMPARE(desk->row(row.id).block, SendBlock::JudgeReply);
    const auto refused = await(desk->sender->sendHeld(row.id, u"urgent"_s));
    QCOMPARE(refused.error().detail, sendBlockKey(SendBlock::JudgeReply));
    QVERIFY(
        await(desk->clients->setPermission(client.primaryNumber(), TextPermission::MayText, u"person"_s)).has_value());
    QVERIFY(await(desk->sender->sendHeld(row.id, QString())).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::quietHours()
{
    Peer peer; // sends no Date, so the fake clock counts
    peer.script("POST", {PeerScript{created(sidA)}});
    FakeClock clock(QDateTime::fromString(u"2026-01-14T05:00:00Z"_s, Qt::ISODate)); // 23:00 in Chicago
    const auto desk = desktop(peer.url(), clock);
    desk->useSettings([](PracticeSettings &value) { value.hours.always = false; });
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    const auto verdict = await(desk->sender->check(client.id, client.primaryNumber()));
    QCOMPARE(verdict->block, SendBlock::OutsideHours);
    QCOMPARE(verdict->opensAt, QDateTime::fromString(u"2026-01-14T14:00:00Z"_s, Qt::ISODate));
    const Communication held = sendNow(*desk, client, u"Hello"_s);
    QCOMPARE(held.sendState, SendState::Held);
    QCOMPARE(held.block, SendBlock::OutsideHours);
    // It does not leave by itself when the window opens: nobody asked for that.
    clock.set(QDateTime::fromString(u"2026-01-14T15:00:00Z"_s, Qt::ISODate));
    desk->sender->wake();
    QTest::qWait(200);
    QCOMPARE(peer.arrivals("POST"), 0);
    clock.set(QDateTime::fromString(u"2026-01-14T05:00:30Z"_s, Qt::ISODate));
    QCOMPARE(await(desk->sender->sendHeld(held.id, QString())).error().detail, sendBlockKey(SendBlock::OutsideHours));
    QVERIFY(await(desk->sender->sendHeld(held.id, u"hearing moved"_s)).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(held.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(held.id).overrideReason, u"hearing moved"_s);
    QCOMPARE(peer.arrivals("POST"), 1);
    QVERIFY(peer.requests("POST").first().body.contains("ValidityPeriod=14400"));
}

void TestSmsSender::scheduledForTheMorning()
{
    Peer peer;
    peer.script("POST", {PeerScript{created(sidA)}, PeerScript{created(u"SM"_s + QString(32, u'b'))}});
    FakeClock clock(QDateTime::fromString(u"2026-01-14T05:00:00Z"_s, Qt::ISODate));
    const auto desk = desktop(peer.url(), clock);
    desk->useSettings([](PracticeSettings &value) { value.hours.always = false; });
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    const QDateTime opening = QDateTime::fromString(u"2026-01-14T14:00:00Z"_s, Qt::ISODate);
    SmsDraft draft = desk->draft(client, u"Good morning"_s);
    draft.sendAfter = opening;
    const auto row = await(desk->sender->send(draft));
    QCOMPARE(row->sendState, SendState::Held);
    QCOMPARE(row->sendAfter, opening);
    draft.body = u"Too late"_s;
    const auto late = await(desk->sender->send(draft));
    desk->sender->wake();
    QTest::qWait(150);
    QCOMPARE(peer.arrivals("POST"), 0);
    clock.set(opening.addSecs(1));
    desk->sender->wake();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(late->id).sendState, SendState::Accepted, patience);

    // The computer was off at that time, and for long after it: a person decides.
    draft.body = u"Again"_s;
    draft.sendAfter = clock.now().addSecs(3600);
    const auto missed = await(desk->sender->send(draft));
    clock.set(draft.sendAfter.addSecs(4 * 3600));
    desk->sender->wake();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(missed->id).block, SendBlock::PastSendBefore, patience);
    QCOMPARE(desk->row(missed->id).sendState, SendState::Held);
    QCOMPARE(peer.arrivals("POST"), 2);
}

void TestSmsSender::weekendOffline()
{
    const QDateTime friday = QDateTime::fromString(u"2026-01-16T22:00:00Z"_s, Qt::ISODate);
    FakeClock clock(friday);
    Peer peer;
    peer.script("POST", {PeerScript{created(sidA)}});
    auto desk = desktop(QUrl(u"http://127.0.0.1:1"_s), clock); // refused: offline
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    const Communication row = sendNow(*desk, client, u"Have a nice weekend"_s);
    QTest::qWait(100);
    QCOMPARE(desk->row(row.id).sendState, SendState::Pending);
    desk.reset();
    clock.set(friday.addDays(3));
    desk = desktop(peer.url(), clock);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Held, patience);
    QCOMPARE(desk->row(row.id).block, SendBlock::PastSendBefore);
    QTest::qWait(100);
    QCOMPARE(peer.arrivals("POST"), 0);
    QVERIFY(await(desk->sender->sendHeld(row.id, QString())).has_value()); // a person does
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(peer.arrivals("POST"), 1);
}

void TestSmsSender::lockedSendsNothing()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    const auto cipher = desk->keys.cipher();
    desk->keys.lock();
    desk->sender->start();
    QCOMPARE(await(desk->sender->send(desk->draft(client, u"Two"_s))).error().kind, ErrorKind::Locked);
    QTest::qWait(150);
    QCOMPARE(twilio.messagePosts(), 0);
    desk->keys.unlock(cipher);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::anAnswerIsRecordedLate()
{
    Peer peer;
    peer.script("POST", {PeerScript{created(sidA), PeerScript::Then::Keep, -1, 400},
                         PeerScript{created(u"SM"_s + QString(32, u'b'))}});
    const auto desk = desktop(peer.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(peer.arrivals("POST"), 1, patience);
    // Twilio's answer comes when it can not be stored: it is kept and stored later, and nothing is posted again.
    const auto cipher = desk->keys.cipher();
    desk->keys.lock();
    QTest::qWait(1200);
    QCOMPARE(desk->row(row.id).sendState, SendState::Sending);
    desk->keys.unlock(cipher);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(row.id).messageSid, sidA);
    QCOMPARE(peer.arrivals("POST"), 1);
}

void TestSmsSender::waitsForSetUp()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = withoutSender(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    QCOMPARE(row.sendState, SendState::Held);
    QCOMPARE(row.block, SendBlock::NotConfigured);
    QTest::qWait(100);
    QCOMPARE(twilio.messagePosts(), 0);
    desk->useSettings([](PracticeSettings &value) { value.sender = ownNumber; });
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

/// Its time stays, whenever the set-up is complete.
void TestSmsSender::scheduledBeforeSetUp()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = withoutSender(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    SmsDraft draft = desk->draft(client, u"Good morning"_s);
    draft.sendAfter = QDateTime::currentDateTimeUtc().addSecs(2);
    const auto row = await(desk->sender->send(draft));
    QCOMPARE(row->sendState, SendState::Held);
    QCOMPARE(row->block, SendBlock::NotConfigured);
    QCOMPARE(row->sendAfter, draft.sendAfter);
    desk->useSettings([](PracticeSettings &value) { value.sender = ownNumber; });
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience); // and nobody wakes it then
    QVERIFY(desk->row(row->id).attemptAt >= draft.sendAfter);
    QCOMPARE(twilio.messagePosts(), 1);
}

/// The same text scheduled and then wanted at once, both before the set-up: one row, which does not wait for the time.
void TestSmsSender::wantedNowBeforeSetUp()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = withoutSender(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    SmsDraft draft = desk->draft(client, u"Good morning"_s);
    draft.sendAfter = QDateTime::currentDateTimeUtc().addDays(1);
    const auto later = await(desk->sender->send(draft));
    draft.sendAfter = {};
    const auto now = await(desk->sender->send(draft));
    QCOMPARE(now->id, later->id);
    QVERIFY(!now->sendAfter.isValid());
    desk->useSettings([](PracticeSettings &value) { value.sender = ownNumber; });
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(later->id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

/// "Send again" waits for the network; meanwhile Twilio turns out to have the first one.
void TestSmsSender::sentAgainAfterItArrived()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication first = sendNow(*desk, client, u"Hello"_s);
    const AttemptId attempt = AttemptId::create();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(await(desk->outbox->markSending(first.id, attempt, now, ownNumber, SimulatorOptions().accountSid)));
    QVERIFY(await(desk->outbox->markUnconfirmed(first.id, attempt, std::chrono::seconds(0))));
    SmsDraft draft = desk->draft(client, u"Hello"_s);
    draft.resendOf = first.id;
    const auto again = await(desk->sender->send(draft)); // the queue does not run yet
    QCOMPARE(again->sendState, SendState::Pending);
    twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"delivered"_s, now.addSecs(1));
    QVERIFY(*await(desk->reconciler->checkNow(first.id)));
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(again->id).sendState, SendState::Refused, patience);
    QCOMPARE(desk->row(again->id).block, SendBlock::FirstArrived);
    QCOMPARE(twilio.messagePosts(), 0);
    const auto tooLate = await(desk->sender->send(draft)); // asked before, answered after
    QVERIFY(!tooLate);
    QCOMPARE(tooLate.error().detail, u"arrived"_s);
    QCOMPARE(twilio.messagePosts(), 0);
}

void TestSmsSender::pacedToTheSender()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    SenderTiming timing = quickSends();
    timing.longCodeInterval = std::chrono::milliseconds(150);
    SmsSender paced(*desk->outbox, *desk->communications, *desk->clients, *desk->settings, desk->keys, *desk->messages,
                    *desk->twilio, m_system, timing);
    for (int i = 0; i < 5; ++i)
        sendNow(*desk, desk->client(u"C%1"_s.arg(i), u"+1312555014%1"_s.arg(i)), u"Hello"_s);
    QElapsedTimer clock;
    clock.start();
    paced.start();
    QTRY_COMPARE_WITH_TIMEOUT(twilio.messagePosts(), 5, patience);
    QVERIFY(clock.elapsed() >= 4 * 150 - 20); // coarse timers may be early by 5 %
}

void TestSmsSender::bodiesThatCanNotGo()
{
    const auto desk = desktop(QUrl(u"http://127.0.0.1:1"_s), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const auto detail = [&](const QString &body) {
        const auto row = await(desk->sender->send(desk->draft(client, body)));
        return row ? QString() : row.error().detail;
    };
    QCOMPARE(detail(QString()), u"empty"_s);
    QCOMPARE(detail(u" \n"_s + QChar(u'\0')), u"empty"_s);
    QCOMPARE(detail(QString(1601, u'a')), u"too-long"_s);
    QCOMPARE(detail(QString(1600, u'a')), QString());
    SmsDraft open = desk->draft(client, u"Hello {name}"_s);
    QVERIFY(await(desk->sender->send(open)).has_value()); // typed braces are text
    open.templateId = TemplateId::create();
    QCOMPARE(await(desk->sender->send(open)).error().detail, u"empty"_s);
    open.variables.insert(u"name"_s, u"{name}"_s); // a value's braces are text too
    open.resendOf = CommunicationId();
    open.body = u"Dear {name}"_s;
    QVERIFY(await(desk->sender->send(open)).has_value());
    QCOMPARE(desk->rows().size(), 3);
}

void TestSmsSender::cancelWins()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    QVERIFY(await(desk->sender->cancel(row.id)).has_value());
    desk->sender->start();
    QTest::qWait(150);
    QCOMPARE(desk->row(row.id).sendState, SendState::Canceled);
    QCOMPARE(twilio.messagePosts(), 0);
}

void TestSmsSender::duplicateOfDoubtIsHeld()
{
    Peer peer;
    peer.script("POST", {PeerScript{{}, PeerScript::Then::Fin, -1, 0}, PeerScript{created(sidA)}});
    const auto desk = desktop(peer.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    const Communication first = sendNow(*desk, client, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first.id).sendState, SendState::Unconfirmed, patience);
    const Communication second = sendNow(*desk, client, u"Hello"_s);
    QCOMPARE(second.block, SendBlock::PossibleDuplicate);
    QTest::qWait(100);
    QCOMPARE(peer.arrivals("POST"), 1);
    SmsDraft again = desk->draft(client, u"Hello"_s);
    again.resendOf = first.id;
    const auto third = await(desk->sender->send(again));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(third->id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(third->id).resendOf, first.id);
    QCOMPARE(desk->row(first.id).sendState, SendState::Unconfirmed); // keeps being reconciled
    QCOMPARE(peer.arrivals("POST"), 2);
}

void TestSmsSender::twoThatWaitedTogether()
{
    Peer peer;
    peer.script("POST", {PeerScript{{}, PeerScript::Then::Fin, -1, 0}, PeerScript{created(sidA)}});
    const auto desk = desktop(peer.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    // Two clicks, too far apart to be one, that both waited (no network); the first one's outcome is unknown.
    Communication earlier;
    earlier.clientId = client.id;
    earlier.sendState = SendState::Pending;
    earlier.fromNumber = u"+13125550199"_s; // chosen before the sender was changed
    earlier.peer = client.primaryNumber();
    earlier.body = u"Hello"_s;
    earlier.createdAt = QDateTime::currentDateTimeUtc().addSecs(-60);
    earlier.sendBefore = earlier.createdAt.addSecs(3600);
    const auto first = await(desk->outbox->add(earlier));
    const Communication second = sendNow(*desk, client, u"Hello"_s);
    QVERIFY(first.has_value() && second.id != first->id);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first->id).sendState, SendState::Unconfirmed, patience);
    QCOMPARE(desk->row(first->id).fromNumber, ownNumber); // what the request said
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).block, SendBlock::PossibleDuplicate, patience);
    QCOMPARE(desk->row(second.id).sendState, SendState::Held);
    QCOMPARE(peer.arrivals("POST"), 1);
    // A person may.
    QVERIFY(await(desk->sender->sendHeld(second.id, {})).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(second.id).resendOf, first->id);
    QCOMPARE(peer.arrivals("POST"), 2);
}

void TestSmsSender::optOutStaysWithTheNumber()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    Client client = desk->client(u"Maria"_s, clientNumber);
    const PhoneNumber old = client.primaryNumber();
    QVERIFY(await(desk->clients->setPermission(old, TextPermission::OptedOut, u"STOP"_s)).has_value());
    client.numbers.first().number = PhoneNumber::fromE164(u"+13125550143"_s); // edited: nobody owns the old one now
    client.numbers.first().permission = TextPermission::MayText;
    QVERIFY(await(desk->clients->save(client)).has_value());
    QVERIFY(!await(desk->clients->byNumber(old)).has_value());
    desk->sender->start();
    SmsDraft draft = desk->draft(client, u"Hello"_s);
    draft.to = old; // "Send again" of an earlier text
    const auto row = await(desk->sender->send(draft));
    QVERIFY(row.has_value());
    QCOMPARE(row->sendState, SendState::Refused);
    QCOMPARE(row->block, SendBlock::OptedOut);
    QCOMPARE(twilio.messagePosts(), 0);
}

void TestSmsSender::fault23DamagedRowStepsAside()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Communication damaged = sendNow(*desk, desk->client(u"A"_s, u"+13125550141"_s), u"Hello"_s);
    const Communication good = sendNow(*desk, desk->client(u"B"_s, u"+13125550142"_s), u"Hello"_s);
    const auto spoilt = await(desk->database->run([id = damaged.id.toString()](QSqlDatabase &db) -> Result<void> {
        const auto done = execSql(db, u"UPDATE communication_logs SET content_enc = x'0102' WHERE id = ?"_s, {id});
        return done ? Result<void>() : Result<void>(done.error());
    }));
    QVERIFY(spoilt.has_value());
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(good.id).sendState, SendState::Accepted, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(damaged.id).sendState, SendState::Held, patience);
    desk->sender->wake();
    QTest::qWait(100);
    QCOMPARE(desk->row(damaged.id).sendState, SendState::Held); // not to and fro
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::refusalOfTheLoginBefore()
{
    Peer peer;
    PeerScript refused{problem(401, 20003)};
    refused.delayMs = 500;
    peer.script("POST", {refused, PeerScript{created(sidA)}});
    const auto desk = desktop(peer.url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, desk->client(u"Maria"_s, clientNumber), u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(peer.arrivals("POST"), 1, patience);
    desk->login(); // the right one, while the wrong one's answer is on its way
    desk->sender->credentialsChanged();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QVERIFY(!desk->sender->loginRefused());
}

void TestSmsSender::keyThatMayNotTextHoldsThemAll()
{
    Peer peer;
    peer.script("POST", {PeerScript{problem(401, 70051)}, PeerScript{created(sidA)}});
    const auto desk = desktop(peer.url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, desk->client(u"Maria"_s, clientNumber), u"Hello"_s);
    QTRY_VERIFY_WITH_TIMEOUT(desk->sender->loginRefused(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Pending, patience);
    desk->login(); // the key was given the right, or is another
    desk->sender->credentialsChanged();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(peer.arrivals("POST"), 2);
}

void TestSmsSender::numberThatMoved()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    Client maria = desk->client(u"Maria"_s, clientNumber);
    const PhoneNumber old = maria.primaryNumber();
    const Communication edited = sendNow(*desk, maria, u"Your divorce papers"_s);
    QCOMPARE(edited.sendState, SendState::Pending);
    maria.numbers.first().number = PhoneNumber::fromE164(u"+13125550143"_s);
    QVERIFY(await(desk->clients->save(maria)).has_value());
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(edited.id).sendState, SendState::Held, patience);
    QCOMPARE(desk->row(edited.id).block, SendBlock::NumberMoved);
    // Now it is somebody else's: still no, not even when a person insists.
    const Client tom = desk->client(u"Tom"_s, clientNumber);
    QCOMPARE(await(desk->sender->sendHeld(edited.id, u"urgent"_s)).error().detail,
             sendBlockKey(SendBlock::NumberMoved));
    QCOMPARE(desk->row(edited.id).clientId, maria.id);
    SmsDraft draft = desk->draft(maria, u"Another"_s);
    draft.to = old;
    const auto another = await(desk->sender->send(draft));
    QCOMPARE(another->block, SendBlock::NumberMoved);
    QCOMPARE(another->clientId, maria.id); // not in Tom's conversation
    QCOMPARE(twilio.messagePosts(), 0);
    const Communication his = sendNow(*desk, tom, u"Hello Tom"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(his.id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestSmsSender::scheduledAndThenSentAnyway()
{
    Peer peer;
    peer.script("POST", {PeerScript{created(sidA)}, PeerScript{created(u"SM"_s + QString(32, u'b'))}});
    FakeClock clock(QDateTime::fromString(u"2026-01-14T05:00:00Z"_s, Qt::ISODate)); // 23:00 in Chicago
    const auto desk = desktop(peer.url(), clock);
    desk->useSettings([](PracticeSettings &value) { value.hours.always = false; });
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    SmsDraft later = desk->draft(client, u"The hearing is at 9"_s);
    later.sendAfter = clock.now().addSecs(9 * 3600);
    SmsDraft now = desk->draft(client, later.body);
    now.overrideReason = u"hearing moved"_s;
    const auto scheduled = await(desk->sender->send(later));
    QCOMPARE(scheduled->sendState, SendState::Held);
    clock.advance(std::chrono::minutes(5)); // no longer one click
    QList<QFuture<Result<Communication>>> presses;
    for (int i = 0; i < 10; ++i)
        presses.append(desk->sender->send(i % 2 == 0 ? now : later));
    for (const auto &press : presses)
        QCOMPARE(await(press)->id, scheduled->id);
    QCOMPARE(await(desk->sender->send(now))->id, scheduled->id); // one more Enter, when it is on its way
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(scheduled->id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(scheduled->id).overrideReason, now.overrideReason);
    clock.set(later.sendAfter.addSecs(1));
    desk->sender->wake();
    QTest::qWait(150);
    QCOMPARE(peer.arrivals("POST"), 1);
    QCOMPARE(desk->rows().size(), 1);

    // For another time it is another text; released by a person it is still that one.
    later.sendAfter = clock.now().addSecs(3600);
    const auto first = await(desk->sender->send(later));
    later.sendAfter = clock.now().addSecs(7200);
    clock.advance(std::chrono::seconds(30));
    const auto second = await(desk->sender->send(later));
    QVERIFY(first->id != second->id && first->id != scheduled->id);
    QVERIFY(await(desk->sender->sendHeld(first->id, {})).has_value());
    now.overrideReason.clear();
    QCOMPARE(await(desk->sender->send(now))->id, first->id); // and Enter right after it
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first->id).sendState, SendState::Accepted, patience);
    clock.advance(std::chrono::seconds(3600)); // the first one's time comes, and nothing is left of it
    desk->sender->wake();
    QTest::qWait(150);
    QCOMPARE(peer.arrivals("POST"), 2);
    QCOMPARE(desk->row(second->id).sendState, SendState::Held);
}

void TestSmsSender::sidOfAnotherTextIsDoubt()
{
    Peer peer;
    peer.script("POST", {PeerScript{created(sidA)}}); // the same answer to every text
    const auto desk = desktop(peer.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    QSignalSpy doubt(desk->sender.get(), &SmsSender::unconfirmed);
    const Communication first = sendNow(*desk, client, u"One"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(first.id).sendState, SendState::Accepted, patience);
    const Communication second = sendNow(*desk, client, u"Two"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).sendState, SendState::Unconfirmed, patience);
    QTRY_COMPARE_WITH_TIMEOUT(doubt.count(), 1, patience);
    QVERIFY(desk->row(second.id).messageSid.isEmpty());
    QCOMPARE(desk->row(first.id).messageSid, sidA);
    QCOMPARE(peer.arrivals("POST"), 2);
}

void TestSmsSender::quitWhileARowIsPrepared()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    bool idleAtQuit = true;
    connect(desk->communications.get(), &CommunicationStore::changed, this, [&](const QList<Communication> &rows) {
        if (rows.first().sendState != SendState::Sending)
            return;
        desk->sender->stop(); // right between *sending* and the request
        idleAtQuit = desk->sender->isIdle();
    });
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    QTRY_VERIFY_WITH_TIMEOUT(desk->sender->isIdle(), patience);
    desk->sender->start();
    QTRY_VERIFY_WITH_TIMEOUT(!idleAtQuit, patience);
    QTRY_VERIFY_WITH_TIMEOUT(desk->sender->isIdle(), patience);
    QCOMPARE(desk->row(row.id).sendState, SendState::Pending);
    QCOMPARE(twilio.messagePosts(), 0);
}

void TestSmsSender::accountOfTheAttempt()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const QString account = SimulatorOptions().accountSid;
    desk->sender->start();
    desk->poller->start();
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(row.id).accountSid, account);
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"Hi"_s, u"received"_s, QDateTime::currentDateTimeUtc());
    QTRY_COMPARE_WITH_TIMEOUT(desk->rows().size(), 2, patience);
    for (const Communication &stored : desk->rows())
        QCOMPARE(stored.accountSid, account);
}

void TestSmsSender::accountChangesBeforeTheRequest()
{
    Peer peer;
    peer.script("POST", {PeerScript{created(sidA)}});
    const auto desk = desktop(peer.url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const QString other = u"AC"_s + QString(32, u'9');
    connect(desk->communications.get(), &CommunicationStore::changed, this, [&](const QList<Communication> &rows) {
        if (rows.first().sendState == SendState::Sending && rows.first().accountSid != other)
            desk->login(other); // between *sending* and the request
    });
    desk->sender->start();
    const Communication row = sendNow(*desk, client, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(row.id).accountSid, other); // what is recorded is where it went
    QCOMPARE(peer.arrivals("POST"), 1);
    QVERIFY(peer.requests("POST").first().target.contains(other.toLatin1()));
}

QTEST_GUILESS_MAIN(TestSmsSender)
#include "tst_smssender.moc"
