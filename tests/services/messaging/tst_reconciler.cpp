#include "messagingfixture.h"
#include "storage/sql.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 30'000;
const QString clientNumber = u"+13125550142"_s;
} // namespace

/// Unconfirmed texts against a simulated Twilio that kept them, lost them, or holds copies.
class TestReconciler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void adoptsWhatTwilioHolds_data();
    void adoptsWhatTwilioHolds();
    void afterACrash();
    void neverFoundStaysUnconfirmed();
    void copiesAreCounted();
    void fault09BoundSidIsNotTakenTwice();
    void listedBeforeItWasKnownIsOurs();
    void aDamagedRowIsAlone();
    void fault09ListLag();
    void anotherAccountIsNotSearched();

private:
    std::unique_ptr<Desktop> desktop(const QUrl &url)
    {
        return std::make_unique<Desktop>(m_dir->filePath(u"store.db"_s), url, m_clock);
    }
    CommunicationId leaveInDoubt(Desktop &desk, const Client &client, const QString &body)
    {
        const auto row = await(desk.outbox->add([&] {
            Communication value;
            value.clientId = client.id;
            value.sendState = SendState::Pending;
            value.fromNumber = ownNumber;
            value.peer = client.primaryNumber();
            value.body = body;
            return value;
        }()));
        const AttemptId attempt = AttemptId::create();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        if (!row || !await(desk.outbox->markSending(row->id, attempt, now)) ||
            !await(desk.outbox->markUnconfirmed(row->id, attempt, std::chrono::seconds(0))))
            qFatal("no row in doubt");
        return row->id;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    SystemClock m_clock;
};

void TestReconciler::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestReconciler::adoptsWhatTwilioHolds_data()
{
    QTest::addColumn<QString>("fault");
    QTest::newRow("FIN after 0 bytes") << u"post:drop-after:0"_s;
    QTest::newRow("FIN in the status line") << u"post:drop-after:9"_s;
    QTest::newRow("RST in the reply") << u"post:rst-after:40"_s;
    QTest::newRow("stall") << u"post:stall-after:5"_s;
    QTest::newRow("cut JSON") << u"post:cut-json"_s;
    QTest::newRow("20500") << u"post:20500"_s;
}

void TestReconciler::adoptsWhatTwilioHolds()
{
    QFETCH(QString, fault);
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    QVERIFY(twilio.setFault(fault, 1));
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    desk->reconciler->start();
    QSignalSpy doubt(desk->sender.get(), &SmsSender::unconfirmed);
    QSignalSpy adopted(desk->reconciler.get(), &Reconciler::adopted);
    const auto row = await(desk->sender->send(desk->draft(client, u"Hello\r\nMaria "_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
    QCOMPARE(doubt.count(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(adopted.count(), 1, patience);
    QCOMPARE(desk->row(row->id).copiesAtTwilio, 1);
    QCOMPARE(twilio.messagePosts(), 1);
    QCOMPARE(twilio.messageCount(), 1);
}

void TestReconciler::afterACrash()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const auto row = await(desk->sender->send(desk->draft(client, u"Hello"_s)));
    // The request reached Twilio, then the program was killed.
    QVERIFY(
        await(desk->outbox->markSending(row->id, AttemptId::create(), QDateTime::currentDateTimeUtc())).has_value());
    QVERIFY(
        await(desk->messages->create({clientNumber, ownNumber, u"Hello"_s, std::chrono::seconds(100)})).has_value());
    desk.reset();
    desk = desktop(twilio.url());
    desk->reconciler->start();
    desk->sender->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestReconciler::neverFoundStaysUnconfirmed()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const CommunicationId id = leaveInDoubt(*desk, client, u"Hello"_s);
    QVERIFY(!Reconciler::maySendAgain(desk->row(id)));
    desk->reconciler->start();
    QTRY_VERIFY_WITH_TIMEOUT(desk->row(id).checks >= 3, patience);
    QCOMPARE(desk->row(id).sendState, SendState::Unconfirmed); // no match is never proof
    const auto found = await(desk->reconciler->checkNow(id));
    QVERIFY(found.has_value() && !*found);
    QCOMPARE(twilio.messagePosts(), 0);
    twilio.setFault(u"get:503"_s, 0);
    const int before = desk->row(id).checks;
    QTest::qWait(400);
    QVERIFY(desk->row(id).checks <= before + 1); // a look that failed does not count
}

void TestReconciler::copiesAreCounted()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const CommunicationId id = leaveInDoubt(*desk, client, u"Hello"_s);
    const QDateTime start = desk->row(id).attemptAt;
    const QString second =
        twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"delivered"_s, start.addSecs(8));
    const QString first =
        twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"delivered"_s, start.addSecs(1));
    twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"delivered"_s, start.addSecs(-60));
    const auto found = await(desk->reconciler->checkNow(id));
    QVERIFY(found.has_value() && *found);
    QCOMPARE(desk->row(id).messageSid, first);
    QCOMPARE(desk->row(id).copiesAtTwilio, 2);
}

void TestReconciler::fault09BoundSidIsNotTakenTwice()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const CommunicationId first = leaveInDoubt(*desk, client, u"Hello"_s);
    Communication again = desk->row(first);
    again.id = CommunicationId();
    again.resendOf = first;
    again.sendState = SendState::Pending;
    again.messageSid.clear();
    const auto second = await(desk->outbox->add(again));
    const AttemptId attempt = AttemptId::create();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(await(desk->outbox->markSending(second->id, attempt, now)).has_value());
    QVERIFY(await(desk->outbox->markUnconfirmed(second->id, attempt, std::chrono::seconds(0))).has_value());
    twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"sent"_s,
                      desk->row(first).attemptAt.addSecs(1));
    QVERIFY(*await(desk->reconciler->checkNow(first)));
    const auto found = await(desk->reconciler->checkNow(second->id));
    QVERIFY(found.has_value() && !*found);
    QCOMPARE(desk->row(second->id).sendState, SendState::Unconfirmed);
}

/// A colleague's computer that reads for the practice may have met our text in the list before our row was there: that
/// row, which nobody sent, came here by sync, and makes way.
void TestReconciler::listedBeforeItWasKnownIsOurs()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const CommunicationId ours = leaveInDoubt(*desk, desk->client(u"Maria"_s, clientNumber), u"Hello"_s);
    TwilioNews news;
    news.direction = Direction::Outbound;
    news.from = ownNumber;
    news.to = clientNumber;
    news.body = u"Hello"_s;
    news.status = u"delivered"_s;
    news.createdAt = desk->row(ours).attemptAt;
    news.sid = twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, news.body, news.status, news.createdAt);
    const auto is = [&](const QString &state) {
        return await(desk->database->run([ours, state](QSqlDatabase &db) -> Result<void> {
            const auto done =
                execSql(db, u"UPDATE communication_logs SET send_state = ? WHERE id = ?"_s, {state, ours.toString()});
            return done ? Result<void>() : Result<void>(done.error());
        }));
    };
    QVERIFY(is(u"failed"_s)); // else the news would wait here for the doubt
    QCOMPARE(await(desk->communications->apply({news}, {ownNumber}))->inserted.size(), qsizetype(1));
    QVERIFY(is(u"unconfirmed"_s));
    QCOMPARE(desk->rows().size(), qsizetype(2));
    const auto found = await(desk->reconciler->checkNow(ours));
    QVERIFY(found.has_value() && *found);
    QCOMPARE(desk->rows().size(), qsizetype(1));
    QCOMPARE(desk->row(ours).messageSid, news.sid);
}

void TestReconciler::aDamagedRowIsAlone()
{
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const CommunicationId damaged = leaveInDoubt(*desk, desk->client(u"A"_s, u"+13125550141"_s), u"Hello"_s);
    const CommunicationId good = leaveInDoubt(*desk, desk->client(u"B"_s, clientNumber), u"Hello"_s);
    const auto spoilt = await(desk->database->run([id = damaged.toString()](QSqlDatabase &db) -> Result<void> {
        const auto done = execSql(db, u"UPDATE communication_logs SET content_enc = x'0102' WHERE id = ?"_s, {id});
        return done ? Result<void>() : Result<void>(done.error());
    }));
    QVERIFY(spoilt.has_value());
    twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"delivered"_s,
                      QDateTime::currentDateTimeUtc());
    desk->reconciler->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(good).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->row(damaged).sendState, SendState::Unconfirmed);
}

void TestReconciler::fault09ListLag()
{
    SimulatorOptions options;
    options.listLag = std::chrono::milliseconds(600);
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    QVERIFY(twilio.setFault(u"post:drop-after:0"_s, 1));
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->reconciler->start();
    desk->sender->start();
    desk->poller->start(); // must not show it as another program's meanwhile
    const auto row = await(desk->sender->send(desk->draft(client, u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
    QCOMPARE(desk->rows().size(), 1);
    QCOMPARE(twilio.messagePosts(), 1);
}

void TestReconciler::anotherAccountIsNotSearched()
{
    SimulatorOptions options;
    options.accountSid = u"AC"_s + QString(32, u'9');
    TwilioSimulator mine({});
    TwilioSimulator another(options);
    QVERIFY(mine.listen() && another.listen());
    auto desk = desktop(another.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const auto row = await(desk->sender->send(desk->draft(client, u"Hello"_s)));
    const AttemptId attempt = AttemptId::create();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(await(desk->outbox->markSending(row->id, attempt, now, ownNumber, SimulatorOptions().accountSid)));
    QVERIFY(await(desk->outbox->markUnconfirmed(row->id, attempt, std::chrono::seconds(0))));
    for (TwilioSimulator *twilio : {&mine, &another})
        twilio->addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"delivered"_s, now.addSecs(1));

    // The account was changed: the text that the new one lists is somebody else's, however alike.
    desk->login(options.accountSid);
    QSignalSpy adopted(desk->reconciler.get(), &Reconciler::adopted);
    desk->reconciler->start();
    const auto found = await(desk->reconciler->checkNow(row->id));
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Invalid);
    QCOMPARE(found.error().detail, u"other-account"_s);
    QTest::qWait(400); // several checks' time
    QCOMPARE(desk->row(row->id).sendState, SendState::Unconfirmed);
    QCOMPARE(desk->row(row->id).checks, 0);
    QCOMPARE(adopted.count(), 0);

    desk.reset();
    desk = desktop(mine.url());
    desk->reconciler->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
}

QTEST_GUILESS_MAIN(TestReconciler)
#include "tst_reconciler.moc"
