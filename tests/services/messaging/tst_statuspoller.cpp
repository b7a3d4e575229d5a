#include "messaging/pollnews.h"
#include "messagingfixture.h"
#include "support/scriptedpeer.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int patience = 30'000;
const QString clientNumber = u"+13125550142"_s;

SimulatorOptions quickTwilio()
{
    SimulatorOptions options;
    options.step = std::chrono::milliseconds(60);
    options.priceLag = std::chrono::milliseconds(300);
    return options;
}
} // namespace

class TestStatusPoller : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void deliveredPriceAndSegments();
    void stragglerBeyondThePages();
    void listLagHidesNothing();
    void inboundOnceAndInOrder();
    void unannouncedTextsAreReadAfterACrash();
    void whatNobodyActedOnIsToldAgain();
    void anEarlierSenderIsHeard();
    void refusalOfTheLoginBefore();
    void testCredentialsOfTheLoginBefore();
    void catchesUpAfterNineDays();
    void daysAreReadToTheirEnd();
    void aWalkThatBrokeIsWalkedToItsEnd();
    void aSweepThatFailsHoldsNothingUp();
    void idleCostsLittle();
    void newTextsCostNoSecondPage();
    void youngTextsFitOnePage();
    void backToIdleAfterASend();
    void backlogEarnsNoMoreLooks();
    void fault11NoReceiptIsGivenUp();
    void testCredentials();
    void refusedCallsLeaveTextsAlone();
    void callsThatFailAreReadLater();
    void refusedTextsLeaveCallsAlone();
    void fault23PoisonedTextIsLeftOutAlone();
    void clockFarAheadAtStart();
    void clockBehindAtStart();
    void refusedLogin();
    void offlineAndBack();
    void serviceNumbersAreLearnt();
    void serverErrorsBackOff();

private:
    std::unique_ptr<Desktop> desktop(const QUrl &url)
    {
        return std::make_unique<Desktop>(m_dir->filePath(u"store.db"_s), url, m_clock);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    SystemClock m_clock;
};

void TestStatusPoller::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestStatusPoller::deliveredPriceAndSegments()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    QStringList seen;
    QObject::connect(desk->communications.get(), &CommunicationStore::changed, this,
                     [&seen](const QList<Communication> &rows) {
                         for (const Communication &row : rows)
                             seen.append(row.status);
                     });
    desk->sender->start();
    desk->poller->start();
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).status, u"delivered"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(desk->row(row->id).price.has_value(), patience); // comes after the final status
    QCOMPARE(desk->row(row->id).segments, 1);
    QVERIFY(desk->row(row->id).completedAt.isValid());
    int rank = 0;
    for (const QString &status : seen) { // never backwards
        QVERIFY(statusRank(Channel::Sms, status) >= rank);
        rank = statusRank(Channel::Sms, status);
    }
    QCOMPARE(desk->rows().size(), 1);
}

void TestStatusPoller::stragglerBeyondThePages()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    desk->sender->start();
    const auto row = await(desk->sender->send(desk->draft(client, u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).sendState, SendState::Accepted, patience);
    // Newer rows push it off the first page before the poller ever looks; all are old enough not to be watched.
    for (int i = 0; i < 120; ++i)
        twilio.addMessage(u"inbound"_s, u"+1312555%1"_s.arg(1000 + i), u"+19995550000"_s, u"not ours"_s, u"received"_s,
                          QDateTime::currentDateTimeUtc().addSecs(-60));
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).status, u"delivered"_s, patience);
    QCOMPARE(desk->rows().size(), 1); // rows of numbers that are not ours are ignored
}

void TestStatusPoller::listLagHidesNothing()
{
    SimulatorOptions options = quickTwilio();
    options.listLag = std::chrono::hours(1);
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->sender->start();
    desk->poller->start();
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).status, u"delivered"_s, patience); // by sid
}

void TestStatusPoller::inboundOnceAndInOrder()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QStringList bodies;
    QObject::connect(desk->poller.get(), &StatusPoller::received, this, [&bodies](const QList<Communication> &rows) {
        for (const Communication &row : rows)
            bodies.append(row.body);
    });
    QSignalSpy arrived(desk->reader.get(), &InboundReader::arrived);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"START"_s, u"received"_s, now.addSecs(-10));
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"STOP"_s, u"received"_s, now.addSecs(-20));
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(bodies.size(), 2, patience);
    twilio.receiveText(u"+13125550177"_s, ownNumber, u"Who is this?"_s);
    QTRY_COMPARE_WITH_TIMEOUT(bodies.size(), 3, patience);
    QTest::qWait(300);
    QCOMPARE(bodies, QStringList({u"STOP"_s, u"START"_s, u"Who is this?"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 2, patience);
    QCOMPARE(await(desk->clients->byNumber(client.primaryNumber()))->permission(), TextPermission::MayText);
    const auto stranger = await(desk->clients->byNumber(PhoneNumber::fromE164(u"+13125550177"_s)));
    QVERIFY(stranger.has_value() && stranger->unknown);
}

void TestStatusPoller::unannouncedTextsAreReadAfterACrash()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    TwilioNews stop;
    stop.sid = u"SM"_s + QString(32, u'c');
    stop.from = clientNumber;
    stop.to = ownNumber;
    stop.status = u"received"_s;
    stop.body = u"STOP"_s;
    stop.createdAt = QDateTime::currentDateTimeUtc();
    QVERIFY(await(desk->communications->apply({stop}, {ownNumber})).has_value()); // stored, then the program died
    desk.reset();
    desk = desktop(twilio.url());
    QSignalSpy arrived(desk->reader.get(), &InboundReader::arrived);
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 1, patience);
    QCOMPARE(await(desk->clients->byNumber(client.primaryNumber()))->permission(), TextPermission::OptedOut);
    desk.reset();
    desk = desktop(twilio.url());
    QSignalSpy received(desk->poller.get(), &StatusPoller::received);
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 1, patience);
    QCOMPARE(received.count(), 0); // and not again
}

void TestStatusPoller::whatNobodyActedOnIsToldAgain()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    // The program dies after the text was stored and told, and before the reader has got anywhere.
    QObject::disconnect(desk->poller.get(), nullptr, desk->reader.get(), nullptr);
    QSignalSpy received(desk->poller.get(), &StatusPoller::received);
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"STOP"_s, u"received"_s,
                      QDateTime::currentDateTimeUtc().addSecs(-20));
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(received.count(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 2, patience);
    QCOMPARE(received.count(), 1);
    desk.reset();
    desk = desktop(twilio.url());
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(await(desk->clients->byNumber(client.primaryNumber()))->permission(),
                              TextPermission::OptedOut, patience);
}

void TestStatusPoller::anEarlierSenderIsHeard()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    twilio.addMessage(u"outbound-api"_s, ownNumber, clientNumber, u"Hello"_s, u"delivered"_s,
                      QDateTime::currentDateTimeUtc().addSecs(-20));
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 1, patience);
    desk->useSettings([](PracticeSettings &value) {
        value.sender = u"+13125550199"_s;
        value.callerId = PhoneNumber::fromE164(u"+13125550199"_s);
    });
    desk.reset();
    desk = desktop(twilio.url());
    twilio.receiveText(clientNumber, ownNumber, u"STOP"_s); // the answer goes to the number that wrote
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(await(desk->clients->byNumber(client.primaryNumber()))->permission(),
                              TextPermission::OptedOut, patience);
}

void TestStatusPoller::refusalOfTheLoginBefore()
{
    ScriptedPeer peer;
    const QByteArray page = R"({"messages": [], "calls": [], "next_page_uri": null})";
    const QByteArray refused = R"({"code": 20003, "message": "Authenticate", "status": 401})";
    peer.script("GET", {PeerScript{ScriptedPeer::http(401, refused), PeerScript::Then::Keep, -1, 500},
                        PeerScript{ScriptedPeer::http(200, page)}});
    const auto desk = desktop(peer.url());
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(peer.arrivals("GET"), 1, patience);
    desk->login(); // the right one, while the wrong one's answer is on its way
    desk->poller->credentialsChanged();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
}

/// Test credentials gave way to real ones while a look was under way: polling must not stay off.
void TestStatusPoller::testCredentialsOfTheLoginBefore()
{
    ScriptedPeer peer;
    const QByteArray page = R"({"messages": [], "calls": [], "next_page_uri": null})";
    const QByteArray refused = R"({"code": 20008, "message": "Not with test credentials", "status": 403})";
    peer.script("GET", {PeerScript{ScriptedPeer::http(403, refused), PeerScript::Then::Keep, -1, 500},
                        PeerScript{ScriptedPeer::http(200, page)}});
    const auto desk = desktop(peer.url());
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(peer.arrivals("GET"), 1, patience);
    desk->login();
    desk->news->forget();
    desk->poller->credentialsChanged();
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    QSignalSpy rounds(desk->poller.get(), &StatusPoller::began);
    bool fresh = false;
    connect(desk->poller.get(), &StatusPoller::failed, this, [&] { fresh = fresh || desk->news->isFresh(); });
    QTRY_COMPARE_WITH_TIMEOUT(failures.count(), 1, patience);
    QVERIFY(!fresh); // it says nothing of what the new login can see
    QTRY_VERIFY_WITH_TIMEOUT(rounds.count() >= 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
    QVERIFY(desk->news->isFresh());
}

void TestStatusPoller::catchesUpAfterNineDays()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const Client client = desk->client(u"Maria"_s, clientNumber);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime off = now.addDays(-9);
    QVERIFY(await(desk->settings->setMark(u"poll.messages.mark"_s, off.toString(Qt::ISODateWithMs))).has_value());
    for (int i = 0; i < 300; ++i) {
        const QDateTime at = off.addSecs(qint64(i) * 9 * 86'400 / 300);
        const bool inbound = i % 2 == 0;
        twilio.addMessage(inbound ? u"inbound"_s : u"outbound-api"_s, inbound ? clientNumber : ownNumber,
                          inbound ? ownNumber : clientNumber, u"text %1"_s.arg(i),
                          inbound ? u"received"_s : u"delivered"_s, at);
    }
    // START of yesterday comes after STOP of last week, whatever the pages say.
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"STOP"_s, u"received"_s, now.addDays(-6));
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"START"_s, u"received"_s, now.addDays(-1));
    int announced = 0;
    int handled = 0;
    QObject::connect(desk->poller.get(), &StatusPoller::received, this,
                     [&announced](const QList<Communication> &rows) { announced += int(rows.size()); });
    QObject::connect(desk->reader.get(), &InboundReader::arrived, this,
                     [&handled](const QList<Communication> &rows) { handled += int(rows.size()); });
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
    QCOMPARE(desk->rows().size(), 302); // nothing missed, nothing doubled
    QCOMPARE(announced, 152);
    QTRY_COMPARE_WITH_TIMEOUT(handled, 152, patience);
    QCOMPARE(await(desk->clients->byNumber(client.primaryNumber()))->permission(), TextPermission::MayText);
    const auto mark = await(desk->settings->mark(u"poll.messages.mark"_s));
    QVERIFY(QDateTime::fromString(*mark, Qt::ISODateWithMs) >= now.addSecs(-5));
}

/// A break in the middle of a busy day: its newest thousand texts are known, those behind them are not.
void TestStatusPoller::daysAreReadToTheirEnd()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->client(u"Maria"_s, clientNumber);
    const QDateTime noon = QDateTime::currentDateTimeUtc().date().addDays(-4).startOfDay(Qt::UTC).addSecs(12 * 3'600);
    for (int i = 0; i < 1010; ++i)
        twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, i == 3 ? u"STOP"_s : u"text %1"_s.arg(i),
                          u"received"_s, noon.addSecs(i));
    MessageFilter newest;
    newest.sentOn = noon.date();
    newest.pageSize = 1000;
    const auto page = await(desk->messages->list(newest));
    QCOMPARE(page->items.size(), 1000);
    QList<TwilioNews> known;
    for (const MessageResource &message : page->items) {
        known.append(newsOf(message));
        known.last().accountSid = desk->twilio->accountSid();
    }
    QVERIFY(await(desk->communications->apply(known, {ownNumber})).has_value());
    QCOMPARE(desk->rows().size(), 1000);
    const QString mark = noon.addDays(-1).toString(Qt::ISODateWithMs);
    QVERIFY(await(desk->settings->setMark(u"poll.messages.mark"_s, mark)).has_value());
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
    QCOMPARE(desk->rows().size(), 1010);
    QTRY_COMPARE_WITH_TIMEOUT(await(desk->clients->byNumber(PhoneNumber::fromE164(clientNumber)))->permission(),
                              TextPermission::OptedOut, patience);
}

/// The second page fails after the first was stored: the next round finds that one known, and reads on all the same.
void TestStatusPoller::aWalkThatBrokeIsWalkedToItsEnd()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    DesktopOptions options;
    options.polls.youth = 1ms; // nothing is read for its youth
    Desktop desk(m_dir->filePath(u"store.db"_s), twilio.url(), m_clock, options);
    const Client client = desk.client(u"Maria"_s, clientNumber);
    QSignalSpy checked(desk.poller.get(), &StatusPoller::checked);
    QSignalSpy failed(desk.poller.get(), &StatusPoller::failed);
    desk.poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 2, patience); // the first look's sweep is over
    int stored = 0;
    QObject::connect(desk.communications.get(), &CommunicationStore::changed, this,
                     [&](const QList<Communication> &rows) {
                         if (stored == 0)
                             twilio.setFault(u"get:500"_s, 1);
                         stored += int(rows.size());
                     });
    const QDateTime now = QDateTime::currentDateTimeUtc();
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"STOP"_s, u"received"_s, now.addMSecs(1));
    for (int i = 2; i < 130; ++i)
        twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"and %1"_s.arg(i), u"received"_s, now.addMSecs(i));
    QTRY_VERIFY_WITH_TIMEOUT(failed.count() == 1, patience);
    const auto before = checked.count();
    QVERIFY(desk.rows().size() < 129);
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() > before, patience);
    QCOMPARE(desk.rows().size(), 129);
    QTRY_COMPARE_WITH_TIMEOUT(await(desk.clients->byNumber(client.primaryNumber()))->permission(),
                              TextPermission::OptedOut, patience);
}

/// Two days of texts take many pages, and one of them does not come: news is read, and the sweep ends later.
void TestStatusPoller::aSweepThatFailsHoldsNothingUp()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->client(u"Maria"_s, clientNumber);
    const QDateTime early = QDateTime::currentDateTimeUtc().addSecs(-20 * 3'600);
    for (int i = 0; i < 4'100; ++i) // five pages of a sweep, more than a round reads
        twilio.addMessage(u"inbound"_s, clientNumber, i % 1'000 == 0 ? ownNumber : u"+19995550000"_s,
                          i == 0 ? u"STOP"_s : u"text %1"_s.arg(i), u"received"_s, early.addSecs(i));
    const QString mark = QDateTime::currentDateTimeUtc().addSecs(-3'600).toString(Qt::ISODateWithMs);
    QVERIFY(await(desk->settings->setMark(u"poll.messages.mark"_s, mark)).has_value());
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    QSignalSpy failed(desk->poller.get(), &StatusPoller::failed);
    QObject::connect(desk->poller.get(), &StatusPoller::checked, this, [&] {
        if (checked.count() == 1)
            twilio.setFault(u"get:503"_s, 1);
    });
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 1, patience);
    QVERIFY(desk->rows().size() < 5);
    QTRY_COMPARE_WITH_TIMEOUT(desk->rows().size(), 5, patience);
    QVERIFY(checked.count() > 1); // rounds ended meanwhile
}

void TestStatusPoller::idleCostsLittle()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 9, patience);
    // One list of texts a look, one of calls in four idle ones, and the first look's sweeps.
    const int looks = int(checked.count());
    QVERIFY2(desk->poller->requests() <= looks + looks / 4 + 5, qPrintable(QString::number(desk->poller->requests())));
    QCOMPARE(desk->poller->state(), StatusPoller::State::Idle);
}

void TestStatusPoller::youngTextsFitOnePage()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    for (int i = 0; i < 300; ++i)
        twilio.addMessage(u"inbound"_s, u"+1312555%1"_s.arg(2000 + i), u"+19995550000"_s, u"older"_s, u"received"_s,
                          QDateTime::currentDateTimeUtc().addSecs(-3'600 - i));
    for (int i = 0; i < 90; ++i) // more than the usual page holds
        twilio.addMessage(u"inbound"_s, u"+1312555%1"_s.arg(1000 + i), u"+19995550000"_s, u"not ours"_s, u"received"_s,
                          QDateTime::currentDateTimeUtc());
    DesktopOptions options;
    options.polls.youth = 5min; // all through the test
    Desktop desk(m_dir->filePath(u"store.db"_s), twilio.url(), m_clock, options);
    QSignalSpy checked(desk.poller.get(), &StatusPoller::checked);
    desk.poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 20, patience);
    // The first looks' sweeps and second pages; then one list of texts a look, and rarely one of calls.
    const int looks = int(checked.count());
    QVERIFY2(desk.poller->requests() <= looks + looks / 4 + 8, qPrintable(QString::number(desk.poller->requests())));
}

/// Somebody writes between any two looks: what is behind a page of known rows is known.
void TestStatusPoller::newTextsCostNoSecondPage()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    for (int i = 0; i < 200; ++i)
        twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"older %1"_s.arg(i), u"received"_s,
                          QDateTime::currentDateTimeUtc().addSecs(-3'600 - i));
    DesktopOptions options;
    options.polls.idle = 1min; // calls are looked for once, however slow the looks are
    Desktop desk(m_dir->filePath(u"store.db"_s), twilio.url(), m_clock, options);
    QSignalSpy checked(desk.poller.get(), &StatusPoller::checked);
    int texts = 0;
    QObject::connect(desk.poller.get(), &StatusPoller::checked, this, [&] {
        twilio.receiveText(clientNumber, ownNumber, u"newer %1"_s.arg(++texts));
        desk.poller->wake();
    });
    desk.poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 12, patience);
    desk.poller->stop();
    QVERIFY(desk.rows().size() >= 200 + 11);
    const int looks = int(checked.count());
    QVERIFY2(desk.poller->requests() <= looks + 8, qPrintable(QString::number(desk.poller->requests())));
}

void TestStatusPoller::backToIdleAfterASend()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    QSignalSpy states(desk->poller.get(), &StatusPoller::stateChanged);
    desk->sender->start();
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).status, u"delivered"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
    QVERIFY(states.count() >= 3); // idle, working, idle
}

void TestStatusPoller::backlogEarnsNoMoreLooks()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    int looks = 0;
    QElapsedTimer time;
    QObject::connect(desk->poller.get(), &StatusPoller::began, this, [&looks] { ++looks; });
    time.start();
    desk->poller->start();
    QTimer sends; // each wakes it
    QObject::connect(&sends, &QTimer::timeout, desk->poller.get(), &StatusPoller::wake);
    sends.start(3);
    QTRY_VERIFY_WITH_TIMEOUT(looks >= 20, patience);
    const qint64 most = time.elapsed() / quickPolls().fast.count() + 1;
    QVERIFY2(looks <= most, qPrintable(u"%1 looks, %2 at most"_s.arg(looks).arg(most)));
}

void TestStatusPoller::fault11NoReceiptIsGivenUp()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    PollTiming timing = quickPolls();
    timing.giveUp = std::chrono::seconds(3);
    StatusPoller poller(*desk->communications, *desk->settings, *desk->messages, *desk->calls, *desk->twilio, timing);
    desk->sender->start();
    const Client client = desk->client(u"Maria"_s, u"+13125550009"_s); // stays "sent" for ever
    const auto row = await(desk->sender->send(desk->draft(client, u"Hello"_s)));
    poller.start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).status, u"sent"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(poller.state(), StatusPoller::State::Idle, patience);
    QCOMPARE(desk->row(row->id).status, u"sent"_s);
}

namespace
{
const QByteArray emptyPage = R"({"messages": [], "calls": [], "next_page_uri": null})";
const QByteArray refusal = R"({"code": 70051, "message": "Authorization required", "status": 403})";

qsizetype asked(const ScriptedPeer &peer, const QByteArray &list)
{
    const QList<PeerRequest> requests = peer.requests("GET");
    return std::count_if(requests.cbegin(), requests.cend(),
                         [&list](const PeerRequest &request) { return request.target.contains(list); });
}
} // namespace

/// A restricted key without Calls: texts and replies are read all the same.
void TestStatusPoller::refusedCallsLeaveTextsAlone()
{
    ScriptedPeer peer;
    const PeerScript messages{ScriptedPeer::http(200, emptyPage)};
    const PeerScript refused{ScriptedPeer::http(403, refusal)};
    peer.script("GET", {messages, refused, messages}); // the sweep of texts, that of calls, and all after
    const auto desk = desktop(peer.url());
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 6, patience);
    QCOMPARE(desk->poller->state(), StatusPoller::State::Idle);
    QCOMPARE(failures.count(), 0);
    QCOMPARE(asked(peer, "/Calls.json"), 1); // and again at the next sweep
    QVERIFY(asked(peer, "/Messages.json") >= 6);
    desk->poller->credentialsChanged();
    QTRY_VERIFY_WITH_TIMEOUT(asked(peer, "/Calls.json") >= 2, patience);
}

/// Twilio can not list calls: texts are read at their own pace, and no day of calls is missed, also after a restart.
void TestStatusPoller::callsThatFailAreReadLater()
{
    ScriptedPeer peer;
    const PeerScript lists{ScriptedPeer::http(200, emptyPage)};
    peer.script("GET", {lists});
    peer.script("GET /Calls", {PeerScript{ScriptedPeer::http(503, "{}")}});
    auto desk = desktop(peer.url());
    const QDateTime threeDaysAgo = QDateTime::currentDateTimeUtc().addDays(-3);
    QVERIFY(await(desk->settings->setMark(u"poll.messages.mark"_s, threeDaysAgo.toString(Qt::ISODateWithMs))));
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 12, patience);
    QCOMPARE(failures.count(), 0);
    QCOMPARE(desk->poller->state(), StatusPoller::State::Idle);
    QVERIFY(desk->poller->callsBehind());
    QVERIFY(asked(peer, "/Calls.json") < asked(peer, "/Messages.json")); // waits of their own
    const auto mark = await(desk->settings->mark(u"poll.messages.mark"_s));
    QVERIFY(QDateTime::fromString(*mark, Qt::ISODateWithMs) > threeDaysAgo.addDays(2)); // texts went on

    desk.reset();
    peer.script("GET /Calls", {lists});
    const QByteArray since = "StartTime%3E=" + threeDaysAgo.addDays(-1).date().toString(Qt::ISODate).toLatin1();
    const auto before = asked(peer, since);
    desk = desktop(peer.url());
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(asked(peer, since) == before + 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!desk->poller->callsBehind(), patience);
}

void TestStatusPoller::refusedTextsLeaveCallsAlone()
{
    ScriptedPeer peer;
    const PeerScript calls{ScriptedPeer::http(200, emptyPage)};
    const PeerScript refused{ScriptedPeer::http(403, refusal)};
    peer.script("GET", {refused, calls, calls, refused, calls, calls, calls});
    const auto desk = desktop(peer.url());
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    const QString mark = u"poll.messages.mark"_s;
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(failures.count() >= 1, patience); // two, where this test was slow to look
    QCOMPARE(checked.count(), 0);
    QVERIFY(desk->poller->state() != StatusPoller::State::TestCredentials);
    QVERIFY(asked(peer, "/Calls.json") >= 1);
    QVERIFY(await(desk->settings->mark(mark))->isEmpty());    // nothing counts as read
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 1, patience); // asked again by itself
    QCOMPARE(desk->poller->state(), StatusPoller::State::Idle);
}

/// Whatever makes the store refuse one row, the others are stored and told.
void TestStatusPoller::fault23PoisonedTextIsLeftOutAlone()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QString poison;
    for (int i = 0; i < 40; ++i) {
        const QString sid = twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"text %1"_s.arg(i), u"received"_s,
                                              now.addSecs(-100 + i));
        if (i == 17)
            poison = sid;
    }
    const auto trap = await(desk->database->run([poison](QSqlDatabase &db) -> Result<void> {
        QSqlQuery query(db);
        const bool made =
            query.exec(u"CREATE TRIGGER poison BEFORE INSERT ON communication_logs WHEN NEW.message_sid = "
                       "'%1' BEGIN SELECT RAISE(ABORT, 'poison'); END"_s.arg(poison));
        return made ? Result<void>() : Result<void>(Error{ErrorKind::Storage, 0, query.lastError().text(), {}});
    }));
    QVERIFY(trap.has_value());
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    QSignalSpy checked(desk->poller.get(), &StatusPoller::checked);
    desk->poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 2, patience);
    QCOMPARE(failures.count(), 0);
    const QList<Communication> rows = desk->rows();
    QCOMPARE(rows.size(), 39);
    QVERIFY(std::none_of(rows.cbegin(), rows.cend(), [](const auto &row) { return row.body == u"text 17"; }));
}

/// Which days are missed is Twilio's clock's to say: days to come are neither asked for nor marked as read.
void TestStatusPoller::clockFarAheadAtStart()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const FakeClock ahead(now.addDays(400));
    Desktop desk(m_dir->filePath(u"store.db"_s), twilio.url(), ahead);
    QVERIFY(await(desk.settings->setMark(u"poll.messages.mark"_s, now.addDays(-4).toString(Qt::ISODateWithMs)))
                .has_value());
    twilio.addMessage(u"inbound"_s, clientNumber, ownNumber, u"Hello"_s, u"received"_s, now.addDays(-3));
    QSignalSpy checked(desk.poller.get(), &StatusPoller::checked);
    desk.poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 1, patience);
    QCOMPARE(desk.rows().size(), 1);
    QVERIFY2(desk.poller->requests() < 30, qPrintable(QString::number(desk.poller->requests())));
    const auto written = [&desk] {
        return QDateTime::fromString(await(desk.settings->mark(u"poll.messages.mark"_s)).value(), Qt::ISODateWithMs);
    };
    QTRY_VERIFY_WITH_TIMEOUT(written() > now.addDays(-2) && written() < now.addDays(1), patience);
}

void TestStatusPoller::clockBehindAtStart()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const FakeClock behind(now.addDays(-5));
    Desktop desk(m_dir->filePath(u"store.db"_s), twilio.url(), behind);
    QVERIFY(await(desk.settings->setMark(u"poll.messages.mark"_s, now.addDays(-5).toString(Qt::ISODateWithMs)))
                .has_value());
    QSignalSpy checked(desk.poller.get(), &StatusPoller::checked);
    desk.poller->start();
    QTRY_VERIFY_WITH_TIMEOUT(checked.count() >= 2, patience);
    // The days that the first round could not know of were read, one list of texts and one of calls each.
    QVERIFY2(desk.poller->requests() >= 12, qPrintable(QString::number(desk.poller->requests())));
}

void TestStatusPoller::testCredentials()
{
    SimulatorOptions options = quickTwilio();
    options.testCredentials = true;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::TestCredentials, patience);
    desk->poller->wake();
    QTest::qWait(300);
    QCOMPARE(failures.count(), 1); // off
}

void TestStatusPoller::refusedLogin()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    twilio.setFault(u"401"_s, 0);
    const auto desk = desktop(twilio.url());
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::LoginRefused, patience);
    QTRY_VERIFY(desk->sender->loginRefused()); // the outbox stops with it
    twilio.setFault(QString(), 0);
    desk->login();
    desk->poller->credentialsChanged();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
}

void TestStatusPoller::offlineAndBack()
{
    quint16 port = 0;
    {
        TwilioSimulator gone(quickTwilio());
        QVERIFY(gone.listen());
        port = quint16(gone.url().port());
    }
    const auto desk = desktop(QUrl(u"http://127.0.0.1:%1"_s.arg(port)));
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Offline, patience);
    TwilioSimulator back(quickTwilio());
    if (!back.listen(port))
        QSKIP("the port was taken meanwhile");
    desk->poller->wake();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
}

void TestStatusPoller::serviceNumbersAreLearnt()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    const auto desk = desktop(twilio.url());
    desk->useSettings([](PracticeSettings &value) {
        value.sender = SimulatorOptions().messagingServiceSid;
        value.callerId = PhoneNumber(); // nothing but the service says which numbers are ours
    });
    desk->sender->start();
    desk->poller->start();
    const auto row = await(desk->sender->send(desk->draft(desk->client(u"Maria"_s, clientNumber), u"Hello"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(desk->row(row->id).status, u"delivered"_s, patience);
    twilio.receiveText(clientNumber, ownNumber, u"Thanks"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk->rows().size(), 2, patience);
}

void TestStatusPoller::serverErrorsBackOff()
{
    TwilioSimulator twilio(quickTwilio());
    QVERIFY(twilio.listen());
    twilio.setFault(u"get:503"_s, 3);
    const auto desk = desktop(twilio.url());
    QSignalSpy failures(desk->poller.get(), &StatusPoller::failed);
    desk->poller->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk->poller->state(), StatusPoller::State::Idle, patience);
    QCOMPARE(failures.count(), 3);
}

QTEST_GUILESS_MAIN(TestStatusPoller)
#include "tst_statuspoller.moc"
