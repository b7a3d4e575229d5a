#include "messaging/sendadvisor.h"
#include "messagingfixture.h"
#include "storage/clientrow.h"
#include "storage/storejob.h"
#include "support/scriptedpeer.h"

#include <functional>

using namespace Qt::StringLiterals;

namespace
{
using namespace std::chrono_literals;

constexpr int patience = 30'000;
const QString clientNumber = u"+13125550142"_s;

/// A practice that says what the test wants, in order; the last answer again and again. Without any it is silent.
class Practice : public SendAdvisor
{
public:
    QFuture<Result<SendAdvice>> ask(const Communication &row) override
    {
        asked.append(row);
        const Promise<SendAdvice> promise;
        if (answers.isEmpty()) {
            silent.append(promise);
            return promise.future();
        }
        promise.finish(answers.size() > 1 ? answers.takeFirst() : answers.first());
        return promise.future();
    }
    QList<Result<SendAdvice>> answers;
    QList<Communication> asked;
    QList<Promise<SendAdvice>> silent;
};

SendAdvice go()
{
    return {};
}

SendAdvice wait(std::chrono::milliseconds duration)
{
    SendAdvice advice;
    advice.wait = duration;
    advice.hourlyLimit = 30;
    return advice;
}

SendAdvice stopped(TextPermission permission, const QDateTime &since = {})
{
    SendAdvice advice;
    advice.permission = permission;
    advice.permissionSince = since;
    return advice;
}
} // namespace

/// The question to the practice before a row becomes sending.
class TestSendAdvice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void askedOnceWhilePending();
    void overTheLimitItLeavesLater();
    void eachOfSeveralLeavesOnce();
    void limitDoesNotMakeATextLate();
    void stopOfThePractice_data();
    void stopOfThePractice();
    void newerWordHereCounts();
    void ownFailureIsTriedLater();
    void canceledMeanwhile();
    void foldedMeanwhile();
    void quitMeanwhile();
    void crashMeanwhileSendsOnce();

private:
    std::unique_ptr<Desktop> desktop(const QUrl &url, const Clock &clock)
    {
        DesktopOptions options;
        options.advisor = m_practice.get();
        return std::make_unique<Desktop>(m_dir->filePath(u"store.db"_s), url, clock, options);
    }
    Communication sendNow(Desktop &desk, const QString &body)
    {
        Client client = await(desk.clients->byNumber(PhoneNumber::fromE164(clientNumber))).value_or(Client());
        if (client.id.isNull())
            client = desk.client(u"Maria"_s, clientNumber);
        return await(desk.sender->send(desk.draft(client, body))).value_or(Communication());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Practice> m_practice;
    std::unique_ptr<TwilioSimulator> m_twilio;
    SystemClock m_system;
};

void TestSendAdvice::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_practice = std::make_unique<Practice>();
    m_twilio = std::make_unique<TwilioSimulator>(SimulatorOptions());
    QVERIFY(m_twilio->listen());
}

void TestSendAdvice::askedOnceWhilePending()
{
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_practice->asked.size(), qsizetype(1), patience);
    QTest::qWait(200);
    QCOMPARE(desk->row(row.id).sendState, SendState::Pending);
    QCOMPARE(m_twilio->messagePosts(), 0);
    m_practice->silent.first().finish(go());
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(m_practice->asked.size(), qsizetype(1));
    QCOMPARE(m_practice->asked.first().id, row.id);
    QCOMPARE(m_twilio->messagePosts(), 1);
}

void TestSendAdvice::overTheLimitItLeavesLater()
{
    m_practice->answers = {wait(2500ms), go()};
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Held, patience);
    const Communication held = desk->row(row.id);
    QCOMPARE(held.block, SendBlock::HourlyLimit);
    QCOMPARE(held.errorText, u"30"_s);
    QVERIFY(held.sendAfter.isValid());
    QCOMPARE(held.sendBefore, row.sendBefore);
    QCOMPARE(m_twilio->messagePosts(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(row.id).errorText, QString());
    QCOMPARE(m_twilio->messagePosts(), 1);
    QCOMPARE(m_practice->asked.size(), qsizetype(2)); // it does not pass without the question
}

void TestSendAdvice::eachOfSeveralLeavesOnce()
{
    m_practice->answers = {wait(1500ms), go(), wait(1500ms), wait(1500ms), wait(1500ms), go()};
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    QList<CommunicationId> ids;
    for (int i = 0; i < 5; ++i)
        ids.append(sendNow(*desk, u"text %1"_s.arg(i)).id);
    for (const CommunicationId &id : std::as_const(ids))
        QTRY_COMPARE_WITH_TIMEOUT(desk->row(id).sendState, SendState::Accepted, patience);
    QCOMPARE(m_twilio->messagePosts(), 5);
}

void TestSendAdvice::limitDoesNotMakeATextLate()
{
    ScriptedPeer peer; // sends no Date, so the fake clock counts
    peer.script("GET", {PeerScript{ScriptedPeer::http(200, "{\"messages\": [], \"calls\": []}")}});
    FakeClock clock(QDateTime::fromString(u"2026-01-14T18:00:00Z"_s, Qt::ISODate));
    m_practice->answers = {wait(5h)};
    const auto desk = desktop(peer.url(), clock);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).block, SendBlock::HourlyLimit, patience);
    QCOMPARE(desk->row(row.id).sendAfter, clock.now().addSecs(5 * 3600));
    clock.set(clock.now().addSecs(5 * 3600 + 1));
    desk->sender->wake();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).block, SendBlock::PastSendBefore, patience);
    QCOMPARE(peer.arrivals("POST"), 0);
}

void TestSendAdvice::stopOfThePractice_data()
{
    QTest::addColumn<TextPermission>("permission");
    QTest::addColumn<SendState>("state");
    QTest::addColumn<SendBlock>("block");
    QTest::newRow("opted out") << TextPermission::OptedOut << SendState::Refused << SendBlock::OptedOut;
    QTest::newRow("held") << TextPermission::Held << SendState::Held << SendBlock::JudgeReply;
}

void TestSendAdvice::stopOfThePractice()
{
    QFETCH(TextPermission, permission);
    QFETCH(SendState, state);
    QFETCH(SendBlock, block);
    m_practice->answers = {stopped(permission, QDateTime::currentDateTimeUtc())};
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, state, patience);
    QCOMPARE(desk->row(row.id).block, block);
    QTest::qWait(100);
    QCOMPARE(m_twilio->messagePosts(), 0);
}

/// A START that this computer read and the practice has not got yet.
void TestSendAdvice::newerWordHereCounts()
{
    const QDateTime start = QDateTime::currentDateTimeUtc().addSecs(-60);
    m_practice->answers = {stopped(TextPermission::OptedOut, start.addSecs(-60))};
    const auto desk = desktop(m_twilio->url(), m_system);
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const auto number = client.primaryNumber();
    QVERIFY(await(desk->clients->setPermission(number, TextPermission::OptedOut, u"STOP"_s, start.addSecs(-60))));
    QVERIFY(await(desk->clients->setPermission(number, TextPermission::MayText, u"START"_s, start)));
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    // At the same moment the stricter word counts.
    m_practice->answers = {stopped(TextPermission::OptedOut, start)};
    const Communication second = sendNow(*desk, u"Hello again"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(second.id).sendState, SendState::Refused, patience);
    QCOMPARE(m_twilio->messagePosts(), 1);
}

void TestSendAdvice::ownFailureIsTriedLater()
{
    m_practice->answers = {Error{ErrorKind::Storage, 0, u"disk"_s, {}}, go()};
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(m_practice->asked.size(), qsizetype(2));
    QCOMPARE(m_twilio->messagePosts(), 1);
}

void TestSendAdvice::canceledMeanwhile()
{
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_practice->silent.size(), qsizetype(1), patience);
    QVERIFY(await(desk->sender->cancel(row.id)));
    m_practice->silent.first().finish(go());
    m_practice->answers = {go()};
    const Communication next = sendNow(*desk, u"Another"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(next.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(row.id).sendState, SendState::Canceled);
    QCOMPARE(m_twilio->messagePosts(), 1);
}

/// A colleague's computer knew the number first: the client that was made here becomes that one, with its texts.
void TestSendAdvice::foldedMeanwhile()
{
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_practice->asked.size(), qsizetype(1), patience);
    const ClientId known = desk->client(u"Maria Ortega"_s, u"+13125550143"_s).id;
    const auto folded = await(desk->database->run([&](QSqlDatabase &db) {
        return inTransaction(
            db, [&](QSqlDatabase &inner) { return ClientRow::fold(inner, *desk->keys.cipher(), row.clientId, known); });
    }));
    QVERIFY(folded.has_value());
    // And who still has the former client before the eyes writes to the present one.
    SmsDraft draft;
    draft.clientId = row.clientId;
    draft.to = row.peer;
    draft.body = u"And another thing"_s;
    const auto late = await(desk->sender->send(draft));
    QVERIFY(late.has_value());
    QCOMPARE(late->clientId, known);
    m_practice->answers = {go()};
    m_practice->silent.first().finish(go());
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(row.id).clientId, known);
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(late->id).sendState, SendState::Accepted, patience);
    QCOMPARE(m_twilio->messagePosts(), 2);
}

void TestSendAdvice::quitMeanwhile()
{
    const auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_practice->silent.size(), qsizetype(1), patience);
    desk->sender->stop();
    m_practice->silent.first().finish(go());
    QTRY_VERIFY_WITH_TIMEOUT(desk->sender->isIdle(), patience);
    QCOMPARE(desk->row(row.id).sendState, SendState::Pending);
    QCOMPARE(m_twilio->messagePosts(), 0);
}

void TestSendAdvice::crashMeanwhileSendsOnce()
{
    auto desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    const Communication row = sendNow(*desk, u"Hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_practice->silent.size(), qsizetype(1), patience);
    desk.reset();
    m_practice->answers = {go()};
    m_practice->silent.first().finish(go());
    desk = desktop(m_twilio->url(), m_system);
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row.id).sendState, SendState::Accepted, patience);
    QCOMPARE(m_practice->asked.size(), qsizetype(2));
    QCOMPARE(m_practice->asked.last().id, row.id);
    QCOMPARE(m_twilio->messagePosts(), 1);
}

QTEST_GUILESS_MAIN(TestSendAdvice)
#include "tst_sendadvice.moc"
