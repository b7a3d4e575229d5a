#include "simulatorclient.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(ListDisorder)

namespace
{
const SimulatorClient::Fields text{
    {u"To"_s, u"+13125550111"_s}, {u"From"_s, u"+13125550100"_s}, {u"Body"_s, u"Hi + % ü 😀"_s}};

SimulatorClient::Fields textTo(const QString &to, const QString &body = u"Hi"_s)
{
    return {{u"To"_s, to}, {u"From"_s, u"+13125550100"_s}, {u"Body"_s, body}};
}

QStringList sidsOf(const SimulatorClient::Answer &page)
{
    QStringList sids;
    for (const auto &row : page.json.value("messages"_L1).toArray())
        sids.append(row.toObject().value("sid"_L1).toString());
    return sids;
}
} // namespace

class TestSimulatorMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createsAndDelivers();
    void serviceChoosesNumberLater();
    void endings_data();
    void endings();
    void refusals_data();
    void refusals();
    void testCredentials_data();
    void testCredentials();
    void testCredentialsReadNothing();
    void pagesDoNotShift();
    void filters();
    void listLags();
    void listsLagByRow();
    void listsAreDisordered_data();
    void listsAreDisordered();
    void redactsDeletesCancels();
    void stopBlocksUntilStart();
    void demoClientsAnswer_data();
    void demoClientsAnswer();
    void serviceWithoutInboundUrl();
    void numbersAndAccount();
    void wrongLogin();
    void clockOffset();
};

void TestSimulatorMessages::createsAndDelivers()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    QCOMPARE(simulator.url().host(), u"127.0.0.1"_s);
    SimulatorClient client(simulator);
    const auto created = client.post(u"/Messages.json"_s, text);
    QCOMPARE(created.status, 201);
    QCOMPARE(created.text(u"status"_s), u"queued"_s);
    QCOMPARE(created.text(u"body"_s), u"Hi + % ü 😀"_s);
    QVERIFY(created.isNull(u"date_sent"_s));
    QVERIFY(created.isNull(u"price"_s));
    QVERIFY(QDateTime::fromString(created.text(u"date_created"_s), Qt::RFC2822Date).isValid());
    QCOMPARE(simulator.messagePosts(), 1);
    QCOMPARE(simulator.messageCount(), 1);

    const QString path = u"/Messages/%1.json"_s.arg(created.text(u"sid"_s));
    QTRY_COMPARE(client.get(path).text(u"price"_s), u"-0.00790"_s);
    const auto last = client.get(path);
    QCOMPARE(last.text(u"status"_s), u"delivered"_s);
    QCOMPARE(last.text(u"num_segments"_s), u"1"_s);
    QVERIFY(!last.isNull(u"date_sent"_s));
}

void TestSimulatorMessages::serviceChoosesNumberLater()
{
    auto options = fastOptions();
    options.step = 300ms;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto created = client.post(
        u"/Messages.json"_s,
        {{u"To"_s, u"+13125550111"_s}, {u"MessagingServiceSid"_s, options.messagingServiceSid}, {u"Body"_s, u"Hi"_s}});
    QCOMPARE(created.text(u"status"_s), u"accepted"_s);
    QVERIFY(created.isNull(u"from"_s));
    QCOMPARE(created.text(u"num_segments"_s), u"0"_s);
    const QString path = u"/Messages/%1.json"_s.arg(created.text(u"sid"_s));
    QTRY_COMPARE(client.get(path).text(u"status"_s), u"delivered"_s);
    QCOMPARE(client.get(path).text(u"from"_s), options.ownNumbers.first());
    QCOMPARE(client.get(path).text(u"num_segments"_s), u"1"_s);
}

void TestSimulatorMessages::endings_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("priced");
    QTest::newRow("off") << u"+13125550003"_s << u"undelivered"_s << 30003 << true;
    QTest::newRow("unknown") << u"+13125550005"_s << u"failed"_s << 30005 << false;
    QTest::newRow("landline") << u"+13125550006"_s << u"undelivered"_s << 30006 << true;
    QTest::newRow("filtered") << u"+13125550007"_s << u"undelivered"_s << 30007 << true;
    QTest::newRow("no receipt") << u"+13125550009"_s << u"sent"_s << 0 << false;
}

void TestSimulatorMessages::endings()
{
    QFETCH(QString, to);
    QFETCH(QString, status);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto created = client.post(u"/Messages.json"_s, textTo(to));
    QCOMPARE(created.status, 201);
    const QString path = u"/Messages/%1.json"_s.arg(created.text(u"sid"_s));
    QTRY_COMPARE(client.get(path).text(u"status"_s), status);
    QTest::qWait(60); // a price would have come by now; nothing else may
    const auto last = client.get(path);
    QCOMPARE(last.text(u"status"_s), status);
    QTEST(last.json.value("error_code"_L1).toInt(), "code");
    QTEST(!last.isNull(u"price"_s), "priced");
    QCOMPARE(last.isNull(u"error_message"_s), last.isNull(u"error_code"_s));
}

void TestSimulatorMessages::refusals_data()
{
    QTest::addColumn<SimulatorClient::Fields>("fields");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    const QString own = u"+13125550100"_s;
    const auto row = [](const char *name, int status, int code, const SimulatorClient::Fields &fields) {
        QTest::newRow(name) << fields << status << code;
    };
    row("no To", 400, 21604, {{u"From"_s, own}, {u"Body"_s, u"x"_s}});
    row("bad To", 400, 21211, textTo(u"123"_s));
    row("impossible To", 400, 21211, textTo(u"+11005550111"_s));
    row("no body", 400, 21602, textTo(u"+13125550111"_s, QString()));
    row("1601", 400, 21617, textTo(u"+13125550111"_s, QString(1601, u'x')));
    row("1600", 201, 0, textTo(u"+13125550111"_s, QString(1600, u'x')));
    row("no From", 400, 21603, {{u"To"_s, u"+13125550111"_s}, {u"Body"_s, u"x"_s}});
    row("bad From", 400, 21212, {{u"To"_s, u"+13125550111"_s}, {u"From"_s, u"12"_s}, {u"Body"_s, u"x"_s}});
    row("foreign From", 400, 21606,
        {{u"To"_s, u"+13125550111"_s}, {u"From"_s, u"+13125550101"_s}, {u"Body"_s, u"x"_s}});
    row("To is From", 400, 21266, textTo(own));
    row("unknown service", 404, 21701,
        {{u"To"_s, u"+13125550111"_s}, {u"MessagingServiceSid"_s, u"MG1"_s}, {u"Body"_s, u"x"_s}});
    row("opted out", 400, 21610, textTo(u"+13125550004"_s));
    auto validity = textTo(u"+13125550111"_s);
    validity.append({u"ValidityPeriod"_s, u"36001"_s});
    row("validity", 400, 21624, validity);
    auto scheduled = textTo(u"+13125550111"_s);
    scheduled.append({u"ScheduleType"_s, u"fixed"_s});
    row("schedule without service", 400, 35118, scheduled);
}

void TestSimulatorMessages::refusals()
{
    QFETCH(SimulatorClient::Fields, fields);
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto answer = client.post(u"/Messages.json"_s, fields);
    QTEST(answer.status, "status");
    QTEST(answer.code(), "code");
    QCOMPARE(simulator.messagePosts(), 1);
    if (answer.status == 201)
        return;
    QCOMPARE(simulator.messageCount(), 0);
    QCOMPARE(answer.json.value("status"_L1).toInt(), answer.status);
    QCOMPARE(answer.text(u"more_info"_s), u"https://www.twilio.com/docs/errors/%1"_s.arg(answer.code()));
    QVERIFY(!answer.text(u"message"_s).isEmpty());
}

void TestSimulatorMessages::testCredentials_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("code");
    const auto sms = [](const char *from, const char *to, int code) {
        QTest::addRow("text %s to %s", from, to)
            << u"/Messages.json"_s << QString::fromLatin1(from) << QString::fromLatin1(to) << code;
    };
    const auto call = [](const char *from, const char *to, int code) {
        QTest::addRow("call %s to %s", from, to)
            << u"/Calls.json"_s << QString::fromLatin1(from) << QString::fromLatin1(to) << code;
    };
    sms("+15005550001", "+13125550111", 21212);
    sms("+15005550007", "+13125550111", 21606);
    sms("+15005550008", "+13125550111", 21611);
    sms("+13125550100", "+13125550111", 21606);
    sms("+15005550006", "+13125550111", 0);
    sms("+15005550006", "+15005550001", 21211);
    sms("+15005550006", "+15005550002", 21612);
    sms("+15005550006", "+15005550003", 21408);
    sms("+15005550006", "+15005550004", 21610);
    sms("+15005550006", "+15005550009", 21614);
    sms("+15005550006", "12", 21211);
    call("+15005550001", "+13125550111", 21212);
    call("+13125550100", "+13125550111", 21210);
    call("+15005550006", "+13125550111", 0);
    call("+15005550006", "+15005550001", 21217);
    call("+15005550006", "+15005550002", 21214);
    call("+15005550006", "+15005550003", 21215);
    call("+15005550006", "+15005550004", 21216);
}

void TestSimulatorMessages::testCredentials()
{
    QFETCH(QString, path);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(int, code);
    auto options = fastOptions();
    options.testCredentials = true;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto answer =
        client.post(path, {{u"From"_s, from}, {u"To"_s, to}, {u"Body"_s, u"x"_s}, {u"Twiml"_s, u"<Response/>"_s}});
    QCOMPARE(answer.code(), code);
    QCOMPARE(answer.status, code == 0 ? 201 : 400);
    QCOMPARE(answer.text(u"sid"_s).size(), code == 0 ? 34 : 0);
    QCOMPARE(simulator.messageCount(), 0);
}

void TestSimulatorMessages::testCredentialsReadNothing()
{
    auto options = fastOptions();
    options.testCredentials = true;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    for (const auto &path : {u"/Messages.json"_s, u"/Calls.json"_s, u"/IncomingPhoneNumbers.json"_s, u".json"_s,
                             u"/Messages/SM1.json"_s, QString(u"/v1/Services/"_s + options.messagingServiceSid)}) {
        const auto answer = client.get(path);
        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.code(), 20008);
    }
    const auto buy = [&](const QString &name, const QString &value) {
        return client.post(u"/IncomingPhoneNumbers.json"_s, {{name, value}}).code();
    };
    QCOMPARE(buy(u"PhoneNumber"_s, u"+15005550000"_s), 21422);
    QCOMPARE(buy(u"PhoneNumber"_s, u"+15005550001"_s), 21421);
    QCOMPARE(buy(u"PhoneNumber"_s, u"+15005550006"_s), 0);
    QCOMPARE(buy(u"AreaCode"_s, u"533"_s), 21452);
    QCOMPARE(buy(u"AreaCode"_s, u"500"_s), 0);
}

void TestSimulatorMessages::pagesDoNotShift()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    const auto start = QDateTime::currentDateTimeUtc().addDays(-1);
    QStringList newestFirst;
    for (int i = 0; i < 25; ++i) {
        newestFirst.prepend(simulator.addMessage(u"inbound"_s, u"+13125550111"_s, u"+13125550100"_s, u"x"_s,
                                                 u"received"_s, start.addSecs(i)));
    }
    SimulatorClient client(simulator);
    QStringList seen;
    auto page = client.get(u"/Messages.json"_s, {{u"PageSize"_s, u"10"_s}});
    QVERIFY(page.isNull(u"previous_page_uri"_s));
    QCOMPARE(page.json.value("page_size"_L1).toInt(), 10);
    seen += sidsOf(page);
    int pages = 1;
    while (!page.isNull(u"next_page_uri"_s)) {
        simulator.receiveText(u"+13125550122"_s, u"+13125550100"_s, u"while paging"_s);
        page = client.get(page.text(u"next_page_uri"_s));
        QCOMPARE(page.json.value("page"_L1).toInt(), pages);
        QCOMPARE(page.json.value("start"_L1).toInt(), pages * 10);
        seen += sidsOf(page);
        ++pages;
    }
    QCOMPARE(pages, 3);
    QCOMPARE(seen, newestFirst);
    QCOMPARE(page.json.value("end"_L1).toInt(), 24);
    const auto before = client.get(page.text(u"previous_page_uri"_s));
    QCOMPARE(sidsOf(before), newestFirst.mid(10, 10));
    QCOMPARE(client.get(u"/Messages.json"_s, {{u"PageSize"_s, u"5000"_s}}).json.value("page_size"_L1).toInt(), 1000);
    QCOMPARE(client.get(u"/Messages.json"_s).json.value("page_size"_L1).toInt(), 50);
}

void TestSimulatorMessages::filters()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    const auto add = [&](const QString &to, const QString &status, const QString &when) {
        return simulator.addMessage(u"outbound-api"_s, u"+13125550100"_s, to, u"x"_s, status,
                                    QDateTime::fromString(when, Qt::ISODate));
    };
    const QString first = add(u"+13125550111"_s, u"delivered"_s, u"2026-01-01T23:59:59Z"_s);
    const QString second = add(u"+13125550122"_s, u"delivered"_s, u"2026-01-02T00:00:00Z"_s);
    const QString third = add(u"+13125550122"_s, u"delivered"_s, u"2026-01-03T12:00:00Z"_s);
    const QString queued = add(u"+13125550122"_s, u"queued"_s, u"2026-01-03T12:00:00Z"_s);
    SimulatorClient client(simulator);
    const auto found = [&](const QString &name, const QString &value) {
        auto sids = sidsOf(client.get(u"/Messages.json"_s, {{name, value}}));
        return QSet<QString>(sids.begin(), sids.end());
    };
    QCOMPARE(found(u"To"_s, u"+13125550111"_s), QSet<QString>{first});
    QCOMPARE(found(u"From"_s, u"+13125550111"_s), QSet<QString>{});
    QCOMPARE(found(u"DateSent"_s, u"2026-01-02"_s), QSet<QString>{second});
    QCOMPARE(found(u"DateSent<"_s, u"2026-01-02"_s), (QSet<QString>{first, second}));
    QCOMPARE(found(u"DateSent>"_s, u"2026-01-02"_s), (QSet<QString>{second, third})); // queued rows have no date_sent
    QCOMPARE(found(u"To"_s, u"+13125550122"_s), (QSet<QString>{second, third, queued}));
}

void TestSimulatorMessages::listLags()
{
    auto options = fastOptions();
    options.listLag = 1500ms;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto created = client.post(u"/Messages.json"_s, text);
    const QString inbound = simulator.receiveText(u"+13125550111"_s, u"+13125550100"_s, u"Hi"_s);
    QCOMPARE(sidsOf(client.get(u"/Messages.json"_s)), QStringList{});
    QCOMPARE(client.get(u"/Messages/%1.json"_s.arg(inbound)).status, 200);
    QTRY_COMPARE(sidsOf(client.get(u"/Messages.json"_s)), (QStringList{inbound, created.text(u"sid"_s)}));
}

void TestSimulatorMessages::listsLagByRow()
{
    auto options = fastOptions();
    options.disorder.lagMax = 3000ms;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    QSet<QString> rows;
    for (int i = 0; i < 20; ++i)
        rows.insert(simulator.receiveText(u"+13125550111"_s, u"+13125550100"_s, u"Hi"_s));
    QSet<qsizetype> sizes;
    const auto listed = [&] {
        const auto sids = sidsOf(client.get(u"/Messages.json"_s));
        sizes.insert(sids.size());
        return QSet<QString>(sids.begin(), sids.end());
    };
    QTRY_COMPARE(listed(), rows);
    QVERIFY2(sizes.size() > 2, "all rows appeared at the same time");
}

void TestSimulatorMessages::listsAreDisordered_data()
{
    QTest::addColumn<ListDisorder>("disorder");
    QTest::addColumn<bool>("ordered");
    QTest::addColumn<bool>("twiceOnAPage");
    QTest::addColumn<bool>("onTwoPages");
    QTest::newRow("none") << ListDisorder() << true << false << false;
    ListDisorder disorder;
    disorder.seed = 7;
    disorder.repeatPercent = 30;
    QTest::newRow("repeats") << disorder << true << true << false;
    disorder.repeatPercent = 0;
    disorder.shufflePercent = 30;
    QTest::newRow("wrong order") << disorder << false << false << false;
    disorder.shufflePercent = 0;
    disorder.shiftPercent = 100;
    QTest::newRow("pages shift") << disorder << true << false << true;
    disorder.repeatPercent = disorder.shufflePercent = 100;
    QTest::newRow("all") << disorder << false << true << true;
}

void TestSimulatorMessages::listsAreDisordered()
{
    QFETCH(ListDisorder, disorder);
    auto options = fastOptions();
    options.disorder = disorder;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    const auto start = QDateTime::currentDateTimeUtc().addDays(-1);
    QStringList newestFirst;
    for (int i = 0; i < 100; ++i) {
        newestFirst.prepend(simulator.addMessage(u"inbound"_s, u"+13125550111"_s, u"+13125550100"_s, u"x"_s,
                                                 u"received"_s, start.addSecs(i)));
    }
    SimulatorClient client(simulator);
    QStringList first;
    bool twiceOnAPage = false;
    bool onTwoPages = false;
    for (QString path = u"/Messages.json?PageSize=10"_s; !path.isEmpty();) {
        const auto page = client.get(path);
        const auto sids = sidsOf(page);
        const QStringList before = first;
        for (const auto &sid : sids) {
            twiceOnAPage |= sids.count(sid) > 1;
            onTwoPages |= before.contains(sid);
            if (!first.contains(sid))
                first.append(sid);
        }
        path = page.text(u"next_page_uri"_s);
    }
    QTEST(first == newestFirst, "ordered");
    QTEST(twiceOnAPage, "twiceOnAPage");
    QTEST(onTwoPages, "onTwoPages");
    first.sort();
    newestFirst.sort();
    QCOMPARE(first, newestFirst); // whatever the disorder, a whole walk has every row
}

void TestSimulatorMessages::redactsDeletesCancels()
{
    auto options = fastOptions();
    options.step = 400ms;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto created = client.post(u"/Messages.json"_s, text);
    const QString path = u"/Messages/%1.json"_s.arg(created.text(u"sid"_s));
    QCOMPARE(client.remove(path).code(), 20009);
    QCOMPARE(client.post(path, {{u"Body"_s, QString()}}).code(), 20009);
    QCOMPARE(client.post(path, {{u"Status"_s, u"canceled"_s}}).code(), 30409);
    QTRY_COMPARE(client.get(path).text(u"status"_s), u"delivered"_s);
    QCOMPARE(client.post(path, {{u"Body"_s, QString()}}).text(u"body"_s), QString());
    QCOMPARE(client.remove(path).status, 204);
    QCOMPARE(client.get(path).code(), 20404);

    const auto scheduled = client.post(
        u"/Messages.json"_s, {{u"To"_s, u"+13125550111"_s},
                              {u"MessagingServiceSid"_s, options.messagingServiceSid},
                              {u"Body"_s, u"Later"_s},
                              {u"ScheduleType"_s, u"fixed"_s},
                              {u"SendAt"_s, QDateTime::currentDateTimeUtc().addSecs(900).toString(Qt::ISODate)}});
    QCOMPARE(scheduled.text(u"status"_s), u"scheduled"_s);
    const auto canceled =
        client.post(u"/Messages/%1.json"_s.arg(scheduled.text(u"sid"_s)), {{u"Status"_s, u"canceled"_s}});
    QCOMPARE(canceled.text(u"status"_s), u"canceled"_s);
}

void TestSimulatorMessages::stopBlocksUntilStart()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const QString number = u"+13125550111"_s;
    const auto send = [&] { return client.post(u"/Messages.json"_s, textTo(number)).code(); };
    QCOMPARE(client.post(u"/simulator/receive"_s, {{u"From"_s, number}, {u"Body"_s, u" stop "_s}}).status, 200);
    QCOMPARE(send(), 21610);
    simulator.receiveText(number, u"+13125550100"_s, u"please START again"_s);
    QCOMPARE(send(), 21610);
    simulator.receiveText(number, u"+13125550100"_s, u"Start"_s);
    QCOMPARE(send(), 0);
    simulator.receiveText(number, u"+13125550100"_s, u"opt out"_s); // not one of Twilio's words
    QCOMPARE(send(), 0);
}

void TestSimulatorMessages::demoClientsAnswer_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("answer");
    const QString reminder = u"Reply CONFIRM to confirm or RESCHEDULE to change."_s;
    QTest::newRow("confirm") << u"+13125550111"_s << reminder << u"CONFIRM"_s;
    QTest::newRow("reschedule") << u"+13125550112"_s << reminder << u"RESCHEDULE"_s;
    QTest::newRow("yes") << u"+13125550111"_s << u"Reply YES to book, NO to see other times."_s << u"YES"_s;
    QTest::newRow("no") << u"+13125550112"_s << u"Reply YES to book, NO to see other times."_s << u"NO"_s;
    QTest::newRow("stop") << u"+13125550008"_s << u"Hi"_s << u"STOP"_s;
    QTest::newRow("sentence") << u"+13125550010"_s << u"Hi"_s << u"please stop texting me"_s;
}

void TestSimulatorMessages::demoClientsAnswer()
{
    QFETCH(QString, to);
    QFETCH(QString, body);
    auto options = fastOptions();
    options.replies = true;
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    QCOMPARE(client.post(u"/Messages.json"_s, textTo(to, body)).status, 201);
    QTRY_COMPARE(simulator.messageCount(), 2);
    const auto row =
        client.get(u"/Messages.json"_s, {{u"From"_s, to}}).json.value("messages"_L1).toArray().first().toObject();
    QTEST(row.value("body"_L1).toString(), "answer");
    QCOMPARE(row.value("direction"_L1).toString(), u"inbound"_s);
    QCOMPARE(row.value("status"_L1).toString(), u"received"_s);
    QTest::qWait(100);
    QCOMPARE(simulator.messageCount(), 2); // an answer is not answered
}

void TestSimulatorMessages::serviceWithoutInboundUrl()
{
    auto options = fastOptions();
    TwilioSimulator with(options);
    options.serviceLogsInbound = false;
    TwilioSimulator without(options);
    QVERIFY(with.listen() && without.listen());
    const QString path = u"/v1/Services/"_s + options.messagingServiceSid;
    QVERIFY(!SimulatorClient(with).get(path).isNull(u"inbound_request_url"_s));
    QVERIFY(SimulatorClient(without).get(path).isNull(u"inbound_request_url"_s));
    QCOMPARE(without.receiveText(u"+13125550111"_s, u"+13125550100"_s, u"Hi"_s), QString());
    QCOMPARE(without.messageCount(), 0);
    QCOMPARE(SimulatorClient(with).get(u"/v1/Services/MG1"_s).code(), 20404);
    QCOMPARE(SimulatorClient(with).get(u"/v1/Services"_s).json.value("services"_L1).toArray().size(), 1);
}

void TestSimulatorMessages::numbersAndAccount()
{
    TwilioSimulator simulator(fastOptions());
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto list = client.get(u"/IncomingPhoneNumbers.json"_s, {{u"PhoneNumber"_s, u"+13125550100"_s}});
    const auto rows = list.json.value("incoming_phone_numbers"_L1).toArray();
    QCOMPARE(rows.size(), 1);
    const auto number = rows.first().toObject();
    QCOMPARE(number.value("friendly_name"_L1).toString(), u"(312) 555-0100"_s);
    QVERIFY(number.value("capabilities"_L1).toObject().value("sms"_L1).toBool());
    QCOMPARE(client.get(u"/IncomingPhoneNumbers/%1.json"_s.arg(number.value("sid"_L1).toString())).status, 200);
    QCOMPARE(client.get(u"/IncomingPhoneNumbers.json"_s, {{u"PhoneNumber"_s, u"+13125550199"_s}})
                 .json.value("incoming_phone_numbers"_L1)
                 .toArray()
                 .size(),
             0);
    const auto service = client.get(u"/v1/Services/%1/PhoneNumbers"_s.arg(SimulatorOptions().messagingServiceSid));
    QCOMPARE(service.json.value("phone_numbers"_L1).toArray().size(), 1);
    QCOMPARE(client.get(u"/OutgoingCallerIds.json"_s).json.value("outgoing_caller_ids"_L1).toArray().size(), 0);
    QCOMPARE(client.get(u".json"_s).text(u"status"_s), u"active"_s);
    QCOMPARE(client.get(u"/Recordings.json"_s).code(), 20404);
    QCOMPARE(client.get(u"/Messages/SM1/Media.json"_s).code(), 20404);
    QCOMPARE(client.get(u"/2010-04-01/Accounts/AC1/Messages.json"_s).code(), 20404);
}

void TestSimulatorMessages::wrongLogin()
{
    auto options = fastOptions();
    options.users = QStringList{u"SKgood"_s};
    options.secret = "secret";
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto status = [&](const QByteArray &user, const QByteArray &secret) {
        client.login(user, secret);
        const auto answer = client.get(u"/Messages.json"_s);
        return answer.status == 401 ? answer.code() : answer.status;
    };
    QCOMPARE(status("SKgood", "secret"), 200);
    QCOMPARE(status(options.accountSid.toLatin1(), "secret"), 200);
    QCOMPARE(status("SKgood", "wrong"), 20003);
    QCOMPARE(status("SKother", "secret"), 20003);
    client.logout();
    QCOMPARE(client.get(u"/Messages.json"_s).code(), 20003);
}

void TestSimulatorMessages::clockOffset()
{
    auto options = fastOptions();
    options.clockOffset = std::chrono::hours(24);
    TwilioSimulator simulator(options);
    QVERIFY(simulator.listen());
    SimulatorClient client(simulator);
    const auto created = client.post(u"/Messages.json"_s, text);
    const auto at = QDateTime::fromString(created.text(u"date_created"_s), Qt::RFC2822Date);
    QVERIFY(qAbs(QDateTime::currentDateTimeUtc().secsTo(at) - 24 * 3600) < 120);
    const auto date = QLocale::c().toDateTime(QString::fromLatin1(created.date), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    QVERIFY(date.isValid());
}

QTEST_GUILESS_MAIN(TestSimulatorMessages)
#include "test_simulatormessages.moc"
