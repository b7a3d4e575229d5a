#include "twilio/accountapi.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"
#include "twiliofixture.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Then = PeerScript::Then;
using Finding = AccountCheck::Finding;

namespace
{

QJsonObject object(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

PeerScript ok(const QByteArray &json)
{
    return {ScriptedPeer::http(200, json), Then::Keep};
}

PeerScript refusal(int status, int code)
{
    return {ScriptedPeer::http(status, fixture::problem(status, code)), Then::Keep};
}

const QByteArray call = R"({"sid":"CA0123456789abcdef0123456789abcdef","status":"completed","direction":"outbound-api",
    "to":"+13125550199","from":"+13125550100","parent_call_sid":null,"answered_by":"human","duration":"42",
    "price":"-0.02600","price_unit":"USD","date_created":"Tue, 18 Aug 2026 20:01:40 +0000",
    "start_time":"Tue, 18 Aug 2026 20:01:41 +0000","end_time":"Tue, 18 Aug 2026 20:02:23 +0000","date_updated":null})";

QByteArray numbers(const QByteArray &number, bool sms, bool voice)
{
    return R"({"incoming_phone_numbers":[{"phone_number":"+19995550100","capabilities":{"sms":true,"voice":true}},
        {"phone_number":")" +
           number + R"(","friendly_name":"Front desk","capabilities":{"sms":)" + (sms ? "true" : "false") +
           R"(,"voice":)" + (voice ? "true" : "false") + "}}]}";
}

} // namespace

/// What the API classes send, and what they make of replies.
class TwilioApisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messageFields();
    void messageRequiredKeys_data();
    void messageRequiredKeys();
    void createSendsTheForm_data();
    void createSendsTheForm();
    void createdWithoutSidIsDoubt();
    void createWithoutRecipientNeverLeaves();
    void listsWithFiltersAndPages();
    void onePoisonedRowIsLeftOut();
    void unreadablePages_data();
    void unreadablePages();
    void redactionSendsAnEmptyBody();
    void callFields();
    void callsSendTheForm();
    void longTwimlNeverLeaves();
    void callsAreEndedAndCancelled();
    void doubtSurvivesTheClient();
    void accountNumber();
    void accountService_data();
    void accountService();
    void accountProblems();
    void accountOfARestrictedKey();
};

void TwilioApisTest::messageFields()
{
    QJsonObject json = object(fixture::message());
    auto message = MessageResource::fromJson(json);
    QVERIFY(message.has_value());
    QCOMPARE(message->sid, u"SM0123456789abcdef0123456789abcdef"_s);
    QCOMPARE(message->created, QDateTime(QDate(2026, 8, 18), QTime(20, 1, 40), Qt::UTC));
    QVERIFY(message->sent.isNull());
    QVERIFY(!message->price);
    QCOMPARE(message->segments, 1);
    QCOMPARE(message->errorCode, 0);
    QVERIFY(!message->isInbound());

    json[u"price"_s] = u"-0.00790"_s;
    json[u"error_code"_s] = 30003;
    json[u"error_message"_s] = u"Unreachable"_s;
    json[u"num_segments"_s] = 3;
    json[u"from"_s] = QJsonValue::Null;
    json[u"direction"_s] = u"inbound"_s;
    json[u"status"_s] = u"a_status_of_2030"_s;
    message = MessageResource::fromJson(json);
    QVERIFY(message.has_value());
    QCOMPARE(message->price->toString(), u"-0.00790"_s);
    QCOMPARE(message->price->currency(), u"USD"_s);
    QCOMPARE(message->errorCode, 30003);
    QCOMPARE(message->segments, 3);
    QCOMPARE(message->status, u"a_status_of_2030"_s);
    QVERIFY(message->isInbound());
    for (const auto &optional : {u"from"_s, u"price"_s, u"num_segments"_s, u"date_sent"_s, u"error_code"_s, u"body"_s,
                                 u"messaging_service_sid"_s, u"date_created"_s})
        json.remove(optional);
    QVERIFY(MessageResource::fromJson(json).has_value());
}

void TwilioApisTest::messageRequiredKeys_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    for (const char *key : {"sid", "status", "direction", "to"}) {
        QTest::addRow("%s absent", key) << QString::fromLatin1(key) << QJsonValue(QJsonValue::Undefined);
        QTest::addRow("%s number", key) << QString::fromLatin1(key) << QJsonValue(5);
        QTest::addRow("%s object", key) << QString::fromLatin1(key) << QJsonValue(QJsonObject());
    }
    QTest::newRow("sid null") << u"sid"_s << QJsonValue();
    QTest::newRow("sid of a call") << u"sid"_s << QJsonValue(u"CA0123456789abcdef0123456789abcdef"_s);
    QTest::newRow("status empty") << u"status"_s << QJsonValue(QString());
}

void TwilioApisTest::messageRequiredKeys()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QJsonObject json = object(fixture::message());
    json[key] = value;
    const auto message = MessageResource::fromJson(json);
    QVERIFY(!message);
    QCOMPARE(message.error().kind, ErrorKind::BadResponse);
    QVERIFY(message.error().detail.contains(key));
}

void TwilioApisTest::createSendsTheForm_data()
{
    QTest::addColumn<QString>("sender");
    QTest::addColumn<int>("validity");
    QTest::addColumn<QByteArray>("form");
    const QByteArray start = "To=%2B13125550111&";
    QTest::newRow("number")
        << u"+13125550100"_s << 600
        << start + "From=%2B13125550100&Body=A%20%2B%20%22b%22%20%26%20c%20%E2%82%AC&ValidityPeriod=600";
    QTest::newRow("service") << u"MG0123456789abcdef0123456789abcdef"_s << 14400
                             << start + "MessagingServiceSid=MG0123456789abcdef0123456789abcdef"
                                        "&Body=A%20%2B%20%22b%22%20%26%20c%20%E2%82%AC&ValidityPeriod=14400";
    QTest::newRow("too long")
        << u"+13125550100"_s << 99999
        << start + "From=%2B13125550100&Body=A%20%2B%20%22b%22%20%26%20c%20%E2%82%AC&ValidityPeriod=36000";
}

void TwilioApisTest::createSendsTheForm()
{
    QFETCH(QString, sender);
    QFETCH(int, validity);
    QFETCH(QByteArray, form);
    ScriptedPeer peer;
    peer.script("POST", {{ScriptedPeer::http(201, fixture::message()), Then::Fin}});
    fixture::Client client(peer.url());
    MessagesApi messages(client.twilio);
    const auto result = fixture::await(
        messages.create({u"+13125550111"_s, sender, u"A + \"b\" & c €"_s, std::chrono::seconds(validity)}));
    QVERIFY(result.has_value());
    QCOMPARE(result->status, u"queued"_s);
    const PeerRequest request = peer.requests("POST").constFirst();
    QCOMPARE(request.body, form);
    QCOMPARE(request.target, QByteArray("/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json"));
}

void TwilioApisTest::createdWithoutSidIsDoubt()
{
    ScriptedPeer peer;
    peer.script("POST", {{ScriptedPeer::http(201, R"({"status":"queued"})"), Then::Fin}, ok("{}")});
    fixture::Client client(peer.url());
    MessagesApi messages(client.twilio);
    for (int i = 0; i < 2; ++i) {
        const auto result = fixture::await(messages.create({u"+13125550111"_s, u"+13125550100"_s, u"Hi"_s}));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::OutcomeUnknown);
    }
}

void TwilioApisTest::createWithoutRecipientNeverLeaves()
{
    ScriptedPeer peer;
    fixture::Client client(peer.url());
    MessagesApi messages(client.twilio);
    QCOMPARE(fixture::await(messages.create({QString(), u"+13125550100"_s, u"Hi"_s})).error().kind, ErrorKind::Invalid);
    QCOMPARE(fixture::await(messages.create({u"+13125550111"_s, QString(), u"Hi"_s})).error().kind, ErrorKind::Invalid);
    QCOMPARE(peer.connections(), 0);
}

void TwilioApisTest::listsWithFiltersAndPages()
{
    const QByteArray next =
        "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json?PageSize=2&Page=1&PageToken=PASM2";
    ScriptedPeer peer;
    peer.script("GET", {{ScriptedPeer::http(200,
                                            R"({"messages":[)" + fixture::message("SM1") + "," +
                                                fixture::message("SM2") + R"(],"next_page_uri":")" + next + "\"}",
                                            "Date: Tue, 18 Aug 2026 20:01:40 GMT\r\n"),
                         Then::Keep},
                        ok(R"({"messages":[)" + fixture::message("MM3") + R"(],"next_page_uri":null})")});
    fixture::Client client(peer.url());
    MessagesApi messages(client.twilio);
    MessageFilter filter;
    filter.to = u"+13125550111"_s;
    filter.from = u"+13125550100"_s;
    filter.sentOnOrAfter = QDate(2026, 8, 17);
    filter.pageSize = 5000;
    const auto first = fixture::await(messages.list(filter));
    QVERIFY(first.has_value());
    QCOMPARE(first->items.size(), 2);
    QCOMPARE(first->serverDate, QDateTime(QDate(2026, 8, 18), QTime(20, 1, 40), Qt::UTC));
    QVERIFY(peer.requests("GET").constLast().target.endsWith(
        "/Messages.json?To=%2B13125550111&From=%2B13125550100&DateSent%3E=2026-08-17&PageSize=1000"));
    const auto second = fixture::await(messages.nextPage(first->nextPageUri));
    QVERIFY(second.has_value());
    QCOMPARE(second->items.constFirst().sid, u"MM3"_s);
    QVERIFY(second->nextPageUri.isEmpty());
    QCOMPARE(peer.requests("GET").constLast().target, next);
}

void TwilioApisTest::onePoisonedRowIsLeftOut()
{
    ScriptedPeer peer;
    peer.script("GET", {ok(R"({"messages":[{"sid":7},null,)" + fixture::message() + R"(],"next_page_uri":null})")});
    fixture::Client client(peer.url());
    MessagesApi messages(client.twilio);
    const auto page = fixture::await(messages.list({}));
    QVERIFY(page.has_value());
    QCOMPARE(page->items.size(), 1);
}

void TwilioApisTest::unreadablePages_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("readable");
    QTest::newRow("empty page") << QByteArray(R"({"messages":[]})") << true;
    QTest::newRow("no rows") << QByteArray("{}") << false;
    QTest::newRow("rows are an object") << QByteArray(R"({"messages":{}})") << false;
    QTest::newRow("all rows bad") << QByteArray(R"({"messages":[1,2]})") << false;
}

void TwilioApisTest::unreadablePages()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, readable);
    ScriptedPeer peer;
    peer.script("GET", {ok(json)});
    fixture::Client client(peer.url());
    MessagesApi messages(client.twilio);
    const auto page = fixture::await(messages.list({}));
    QCOMPARE(page.has_value(), readable);
    if (!readable)
        QCOMPARE(page.error().kind, ErrorKind::BadResponse);
}

void TwilioApisTest::redactionSendsAnEmptyBody()
{
    ScriptedPeer peer;
    peer.script("POST", {ok(fixture::message())});
    fixture::Client client(peer.url());
    MessagesApi messages(client.twilio);
    QVERIFY(
        fixture::await(messages.update(u"SM0123456789abcdef0123456789abcdef"_s, {{u"Body"_s, QString()}})).has_value());
    QCOMPARE(peer.requests("POST").constFirst().body, QByteArray("Body="));
    QVERIFY(peer.requests("POST").constFirst().target.endsWith("/Messages/SM0123456789abcdef0123456789abcdef.json"));
}

void TwilioApisTest::callFields()
{
    const auto parsed = CallResource::fromJson(object(call));
    QVERIFY(parsed.has_value());
    QCOMPARE(parsed->durationSeconds, std::optional(42));
    QCOMPARE(parsed->price->toString(), u"-0.02600"_s);
    QCOMPARE(parsed->answeredBy, u"human"_s);
    QCOMPARE(parsed->parentCallSid, QString());
    QCOMPARE(parsed->started.secsTo(parsed->ended), 42);
    QVERIFY(parsed->updated.isNull());
    for (const auto &key : {u"sid"_s, u"status"_s, u"direction"_s, u"to"_s, u"from"_s}) {
        QJsonObject json = object(call);
        json.remove(key);
        QVERIFY(!CallResource::fromJson(json));
    }
    QJsonObject early = object(call);
    early[u"duration"_s] = QJsonValue::Null;
    early[u"price"_s] = QJsonValue::Null;
    QVERIFY(!CallResource::fromJson(early)->durationSeconds);
    QVERIFY(!CallResource::fromJson(early)->price);
}

void TwilioApisTest::callsSendTheForm()
{
    ScriptedPeer peer;
    peer.script("POST", {{ScriptedPeer::http(201, call), Then::Fin}});
    peer.script("GET", {ok(R"({"calls":[)" + call + R"(],"next_page_uri":null})")});
    fixture::Client client(peer.url());
    CallsApi calls(client.twilio);
    QVERIFY(fixture::await(calls.create({u"+13125550199"_s, u"+13125550100"_s, u"<Response/>"_s})).has_value());
    QCOMPARE(
        peer.requests("POST").constFirst().body,
        QByteArray("To=%2B13125550199&From=%2B13125550100&Twiml=%3CResponse%2F%3E&Timeout=18&MachineDetection=Enable"));
    CallFilter filter;
    filter.parentCallSid = u"CA1"_s;
    filter.startedOn = QDate(2026, 8, 18);
    filter.startedOnOrAfter = QDate(2026, 8, 17);
    const auto page = fixture::await(calls.list(filter));
    QVERIFY(page.has_value());
    QCOMPARE(page->items.size(), 1);
    QVERIFY(peer.requests("GET").constFirst().target.endsWith(
        "/Calls.json?ParentCallSid=CA1&StartTime=2026-08-18&StartTime%3E=2026-08-17&PageSize=50"));
}

void TwilioApisTest::longTwimlNeverLeaves()
{
    ScriptedPeer peer;
    peer.script("POST", {{ScriptedPeer::http(201, call), Then::Fin}});
    fixture::Client client(peer.url());
    CallsApi calls(client.twilio);
    const auto refused = fixture::await(calls.create({u"+13125550199"_s, u"+13125550100"_s, QString(4001, u'x')}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Rejected);
    QCOMPARE(refused.error().code, 32018);
    QCOMPARE(peer.connections(), 0);
    QVERIFY(fixture::await(calls.create({u"+13125550199"_s, u"+13125550100"_s, QString(4000, u'x')})).has_value());
}

void TwilioApisTest::callsAreEndedAndCancelled()
{
    ScriptedPeer peer;
    peer.script("POST", {ok(call)});
    fixture::Client client(peer.url());
    CallsApi calls(client.twilio);
    QVERIFY(fixture::await(calls.end(u"CA1"_s)).has_value());
    QCOMPARE(peer.requests("POST").constLast().body, QByteArray("Status=completed"));
    QVERIFY(fixture::await(calls.cancel(u"CA1"_s)).has_value());
    QCOMPARE(peer.requests("POST").constLast().body, QByteArray("Status=canceled"));
    QVERIFY(peer.requests("POST").constLast().target.endsWith("/Calls/CA1.json"));
}

void TwilioApisTest::doubtSurvivesTheClient()
{
    // The future of the API class must say OutcomeUnknown, too: Cancelled would let somebody send it again.
    ScriptedPeer peer;
    peer.script("POST", {{{}, Then::Stall}});
    auto client = std::make_unique<fixture::Client>(peer.url());
    MessagesApi messages(client->twilio);
    const auto future = messages.create({u"+13125550111"_s, u"+13125550100"_s, u"Hi"_s});
    QTRY_COMPARE_WITH_TIMEOUT(peer.arrivals("POST"), 1, 10'000);
    client.reset();
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().kind, ErrorKind::OutcomeUnknown);
}

void TwilioApisTest::accountNumber()
{
    ScriptedPeer peer;
    fixture::Client client(peer.url());
    AccountApi account(client.twilio);

    peer.script("GET", {ok(numbers("+13125550100", true, false))});
    auto check = fixture::await(account.check(u"+13125550100"_s, u"+13125550100"_s));
    QVERIFY(check.has_value());
    QCOMPARE(check->sender, Finding::Works);
    QCOMPARE(check->replies, Finding::Works); // whatever the number's sms_url is
    QCOMPARE(check->caller, Finding::Unable);
    QCOMPARE(check->senderName, u"Front desk"_s);
    QCOMPARE(peer.arrivals("GET"), 1);
    QVERIFY(
        peer.requests("GET").constFirst().target.contains("/IncomingPhoneNumbers.json?PhoneNumber=%2B13125550100&"));

    // The caller is no number of Twilio's, but one that was verified there.
    peer.script("GET", {ok(numbers("+13125550100", true, true)), ok(R"({"incoming_phone_numbers":[]})"),
                        ok(R"({"outgoing_caller_ids":[{"phone_number":"+13125550177"}]})")});
    check = fixture::await(account.check(u"+13125550100"_s, u"+13125550177"_s));
    QVERIFY(check.has_value());
    QCOMPARE(check->caller, Finding::Works);

    peer.script("GET",
                {ok(R"({"incoming_phone_numbers":[]})"), ok(R"({"incoming_phone_numbers":[]})"), refusal(404, 20404)});
    check = fixture::await(account.check(u"+13125550100"_s, u"+13125550177"_s));
    QVERIFY(check.has_value());
    QCOMPARE(check->sender, Finding::Missing);
    QCOMPARE(check->replies, Finding::NotAsked);
    QCOMPARE(check->caller, Finding::Missing);
}

void TwilioApisTest::accountService_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("onNumber");
    QTest::addColumn<bool>("visible");
    QTest::newRow("null") << QByteArray("null") << QByteArray("false") << false;
    QTest::newRow("empty") << QByteArray("\"\"") << QByteArray("false") << false;
    QTest::newRow("url") << QByteArray("\"https://handler.twilio.com/twiml/EH1\"") << QByteArray("false") << true;
    QTest::newRow("defers to number") << QByteArray("null") << QByteArray("true") << true;
}

void TwilioApisTest::accountService()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, onNumber);
    QFETCH(bool, visible);
    ScriptedPeer peer;
    peer.script("GET", {ok(R"({"sid":"MG1","friendly_name":"Reminders","inbound_request_url":)" + url +
                           R"(,"use_inbound_webhook_on_number":)" + onNumber + "}"),
                        ok(R"({"phone_numbers":[{"sid":"PN1"}]})")});
    fixture::Client client(peer.url());
    AccountApi account(client.twilio);
    const auto check = fixture::await(account.check(u"MG1"_s, QString()));
    QVERIFY(check.has_value());
    QCOMPARE(check->sender, Finding::Works);
    QCOMPARE(check->senderName, u"Reminders"_s);
    QCOMPARE(check->replies, visible ? Finding::Works : Finding::Unable);
    QCOMPARE(peer.requests("GET").constFirst().target, QByteArray("/v1/Services/MG1"));
}

void TwilioApisTest::accountProblems()
{
    ScriptedPeer peer;
    fixture::Client client(peer.url());
    AccountApi account(client.twilio);
    const auto check = [&account] { return fixture::await(account.check(u"+13125550100"_s, u"+13125550177"_s)); };

    peer.script("GET", {refusal(403, 20008)});
    const auto test = check();
    QVERIFY(test.has_value());
    QVERIFY(test->testCredentials && test->sender == Finding::NotAsked);
    QCOMPARE(peer.arrivals("GET"), 1);

    peer.script("GET", {refusal(401, 20003)});
    QCOMPARE(check().error().kind, ErrorKind::Unauthorized);

    peer.script("GET", {{ScriptedPeer::http(200, "<html>"), Then::Keep}});
    QCOMPARE(check().error().kind, ErrorKind::BadResponse);

    // The account's own list can not be missing: there is no such account for this key, whatever else was asked.
    peer.script("GET", {refusal(404, 20404)});
    QVERIFY(AccountApi::isAbsent(check().error()));
    peer.script("GET", {ok(R"({"sid":"MG1"})"), ok(R"({"phone_numbers":[{"sid":"PN1"}]})"), refusal(404, 20404)});
    QVERIFY(AccountApi::isAbsent(fixture::await(account.check(u"MG1"_s, QString())).error()));

    peer.script("GET", {refusal(404, 20404), ok(R"({"incoming_phone_numbers":[]})")});
    const auto missing = fixture::await(account.check(u"MG1"_s, QString()));
    QVERIFY(missing.has_value());
    QCOMPARE(missing->sender, Finding::Missing);
    QCOMPARE(missing->caller, Finding::NotAsked);
}

void TwilioApisTest::accountOfARestrictedKey()
{
    ScriptedPeer peer;
    fixture::Client client(peer.url());
    AccountApi account(client.twilio);
    const QString ours = u"+13125550100"_s;
    const auto callerIds = ok(R"({"outgoing_caller_ids":[{"phone_number":"+13125550100"}]})");

    // It may list nothing: the login works, and nothing is blamed on sender or caller. Sends are not held.
    for (const auto &[status, code] : {std::pair(403, 20403), {403, 70051}, {401, 70051}, {400, 20006}}) {
        peer.script("GET", {refusal(status, code)});
        for (const QString &sender : {ours, u"MG1"_s}) {
            const auto nothing = fixture::await(account.check(sender, ours));
            QVERIFY(nothing.has_value());
            QVERIFY(!nothing->testCredentials);
            QCOMPARE(nothing->sender, Finding::Unchecked);
            QCOMPARE(nothing->caller, Finding::Unchecked);
        }
        QVERIFY(!client.twilio.isLoginRefused());
    }

    // Numbers no, verified caller ids yes; without the number in them it may still be one of the account's.
    peer.script("GET", {refusal(403, 70051), refusal(403, 70051), callerIds});
    const auto verified = fixture::await(account.check(ours, ours));
    QVERIFY(verified.has_value());
    QCOMPARE(verified->sender, Finding::Unchecked);
    QCOMPARE(verified->caller, Finding::Works);
    peer.script("GET", {refusal(403, 70051), refusal(403, 70051), ok(R"({"outgoing_caller_ids":[]})")});
    QCOMPARE(fixture::await(account.check(ours, ours))->caller, Finding::Unchecked);

    // Not its own list: the verified ones can not be seen, so that it is missing is not known.
    peer.script("GET",
                {ok(R"({"incoming_phone_numbers":[]})"), ok(R"({"incoming_phone_numbers":[]})"), refusal(403, 70051)});
    const auto half = fixture::await(account.check(ours, ours));
    QVERIFY(half.has_value());
    QCOMPARE(half->sender, Finding::Missing);
    QCOMPARE(half->caller, Finding::Unchecked);

    // The service but not its numbers: what the service says of replies stands.
    peer.script("GET",
                {ok(R"({"sid":"MG1","friendly_name":"Reminders","inbound_request_url":null})"), refusal(403, 70051)});
    const auto service = fixture::await(account.check(u"MG1"_s, QString()));
    QVERIFY(service.has_value());
    QCOMPARE(service->sender, Finding::Unchecked);
    QCOMPARE(service->senderName, u"Reminders"_s);
    QCOMPARE(service->replies, Finding::Unable);
}

QTEST_GUILESS_MAIN(TwilioApisTest)
#include "tst_twilioapis.moc"
