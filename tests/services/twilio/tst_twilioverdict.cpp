#include "twilio/twilioerror.h"
#include "twiliofixture.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace
{

enum Direction { Read, UnsentWrite, SentWrite };

HttpOutcome outcome(Direction direction, int status, const QByteArray &payload)
{
    HttpOutcome result;
    result.write = direction != Read;
    result.bodySize = direction == Read ? 0 : 30;
    result.bodySent = direction == SentWrite ? 30 : 0;
    result.status = status;
    result.payload = payload;
    return result;
}

} // namespace

class TwilioVerdictTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table_data();
    void table();
    void textWaitsForAKeyThatMay();
    void onePartOfTheBodyIsEnoughForDoubt();
    void aWriteWithoutBodyProvesNothing();
    void interruptions();
    void detailsHideNumbersAndSids();
    void retryAfter_data();
    void retryAfter();
};

void TwilioVerdictTest::table_data()
{
    constexpr int ok = -1;
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("read");
    QTest::addColumn<int>("unsent");
    QTest::addColumn<int>("sent");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, int status, const QByteArray &payload, int read, int unsent, int sent,
                        int code) { QTest::newRow(name) << status << payload << read << unsent << sent << code; };
    const auto kind = [](ErrorKind k) { return static_cast<int>(k); };
    const int offline = kind(ErrorKind::Offline);
    const int unknown = kind(ErrorKind::OutcomeUnknown);
    const int bad = kind(ErrorKind::BadResponse);
    const int redirected = kind(ErrorKind::Redirected);
    const int login = kind(ErrorKind::Unauthorized);
    const int limited = kind(ErrorKind::RateLimited);
    const int rejected = kind(ErrorKind::Rejected);
    const QByteArray html = "<html><body>Log in to the hotel</body></html>";

    row("nothing came back", 0, {}, offline, offline, unknown, 0);
    row("200 object", 200, "{}", ok, ok, ok, 0);
    row("201 message", 201, fixture::message(), ok, ok, ok, 0);
    row("201 cut", 201, fixture::message().chopped(1), bad, offline, unknown, 201);
    row("201 empty", 201, {}, bad, offline, unknown, 201);
    row("200 portal", 200, html, bad, offline, unknown, 200);
    row("200 array", 200, "[]", bad, offline, unknown, 200);
    row("204", 204, {}, bad, offline, unknown, 204);
    for (const int status : {301, 302, 303, 307, 308})
        row(qPrintable(QString::number(status)), status, {}, redirected, redirected, unknown, status);
    row("401 Twilio", 401, fixture::problem(401, 20003), login, login, login, 20003);
    row("401 of a permission", 401, fixture::problem(401, 70051), rejected, rejected, rejected, 70051);
    row("401 bare", 401, {}, login, login, login, 401);
    row("403 of a login", 403, fixture::problem(403, 20003), login, login, login, 20003);
    row("403 test credentials", 403, fixture::problem(403, 20008), rejected, rejected, rejected, 20008);
    row("403 page", 403, html, bad, offline, unknown, 403);
    row("400 Twilio", 400, fixture::problem(400, 21211), rejected, rejected, rejected, 21211);
    row("400 code as text", 400, R"({"code":"21610","message":"x"})", rejected, rejected, rejected, 21610);
    row("404 without code", 404, R"({"status":404,"message":"gone"})", rejected, rejected, rejected, 404);
    row("404 other JSON", 404, R"({"error":"no route"})", bad, offline, unknown, 404);
    row("400 page", 400, html, bad, offline, unknown, 400);
    row("407", 407, html, offline, offline, unknown, 407);
    row("408", 408, {}, offline, offline, unknown, 408);
    row("413 page", 413, html, bad, offline, unknown, 413);
    row("429 Twilio", 429, fixture::problem(429, 20429), limited, limited, limited, 20429);
    row("429 bare", 429, {}, limited, limited, limited, 429);
    for (const int status : {500, 502, 503, 504})
        row(qPrintable(QString::number(status)), status, html, offline, offline, unknown, status);
    row("20500", 500, fixture::problem(500, 20500), offline, offline, unknown, 20500);
    row("no such status", 777, {}, offline, offline, unknown, 777);
}

void TwilioVerdictTest::table()
{
    QFETCH(int, status);
    QFETCH(QByteArray, payload);
    QFETCH(int, read);
    QFETCH(int, unsent);
    QFETCH(int, sent);
    QFETCH(int, code);
    const QList<QPair<Direction, int>> expectations{{Read, read}, {UnsentWrite, unsent}, {SentWrite, sent}};
    for (const auto &[direction, kind] : expectations) {
        const TwilioVerdict verdict = judge(outcome(direction, status, payload), QDateTime());
        if (kind < 0) {
            QVERIFY(verdict.result.has_value());
            QVERIFY(verdict.fromTwilio);
            QCOMPARE(verdict.result->status, status);
            continue;
        }
        QVERIFY(!verdict.result);
        QCOMPARE(static_cast<int>(verdict.result.error().kind), kind);
        QCOMPARE(verdict.result.error().code, code);
    }
}

/// Nothing says whether the key is gone or only lacks a right: a text that failed for either would be lost.
void TwilioVerdictTest::textWaitsForAKeyThatMay()
{
    HttpOutcome text = outcome(SentWrite, 401, fixture::problem(401, 70051));
    text.sendsText = true;
    QCOMPARE(judge(text, {}).result.error().kind, ErrorKind::Unauthorized);
}

void TwilioVerdictTest::onePartOfTheBodyIsEnoughForDoubt()
{
    HttpOutcome half = outcome(SentWrite, 0, {});
    half.bodySent = 1;
    QCOMPARE(judge(half, {}).result.error().kind, ErrorKind::OutcomeUnknown);
}

void TwilioVerdictTest::aWriteWithoutBodyProvesNothing()
{
    HttpOutcome empty = outcome(SentWrite, 0, {});
    empty.bodySent = empty.bodySize = 0;
    QCOMPARE(judge(empty, {}).result.error().kind, ErrorKind::OutcomeUnknown);
}

void TwilioVerdictTest::interruptions()
{
    const auto kindOf = [](Direction direction, int status, Interruption why) {
        HttpOutcome result = outcome(direction, status, status == 0 ? QByteArray() : fixture::message());
        result.interruption = why;
        result.transportError = 5;
        const TwilioVerdict verdict = judge(result, {});
        return verdict.result ? ErrorKind::Invalid : verdict.result.error().kind;
    };
    QCOMPARE(kindOf(Read, 0, Interruption::TimedOut), ErrorKind::Offline);
    QCOMPARE(kindOf(UnsentWrite, 0, Interruption::TimedOut), ErrorKind::Offline);
    QCOMPARE(kindOf(SentWrite, 0, Interruption::TimedOut), ErrorKind::OutcomeUnknown);
    QCOMPARE(kindOf(Read, 0, Interruption::Cancelled), ErrorKind::Cancelled);
    QCOMPARE(kindOf(UnsentWrite, 0, Interruption::Cancelled), ErrorKind::Cancelled);
    QCOMPARE(kindOf(SentWrite, 0, Interruption::Cancelled), ErrorKind::OutcomeUnknown);
    QCOMPARE(kindOf(SentWrite, 201, Interruption::Cancelled), ErrorKind::OutcomeUnknown);
    QCOMPARE(kindOf(Read, 200, Interruption::TooLarge), ErrorKind::BadResponse);
    QCOMPARE(kindOf(SentWrite, 201, Interruption::TooLarge), ErrorKind::OutcomeUnknown);
    // The whole object had come before the time was up: it is an answer.
    QCOMPARE(kindOf(SentWrite, 201, Interruption::TimedOut), ErrorKind::Invalid);
}

void TwilioVerdictTest::detailsHideNumbersAndSids()
{
    const Error error = judge(outcome(SentWrite, 400, fixture::problem(400, 21211)), {}).result.error();
    QVERIFY(error.detail.contains(u"0111"_s));
    QVERIFY2(!error.detail.contains(u"3125550111"_s), qPrintable(error.detail));
    QCOMPARE(logDetail(u"/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json"_s),
             u"/Accounts/AC…cdef/Messages.json"_s);
    QCOMPARE(logDetail(u"to (312) 555-0111\r\nend"_s).contains(u'\n'), false);
    QVERIFY(!logDetail(u"to (312) 555-0111"_s).contains(u"555"_s));
    QCOMPARE(logDetail(u"status 404, 12 of 30"_s), u"status 404, 12 of 30"_s);
    QCOMPARE(logDetail(QString(5000, u'x')).size(), 200);
}

void TwilioVerdictTest::retryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("absent") << QByteArray() << 0;
    QTest::newRow("seconds") << QByteArray("7") << 7000;
    QTest::newRow("spaces") << QByteArray(" 7 ") << 7000;
    QTest::newRow("fraction") << QByteArray("0.5") << 500;
    QTest::newRow("zero") << QByteArray("0") << 0;
    QTest::newRow("negative") << QByteArray("-5") << 0;
    QTest::newRow("nan") << QByteArray("nan") << 0;
    QTest::newRow("inf") << QByteArray("inf") << 300'000;
    QTest::newRow("huge") << QByteArray("99999999999999999999") << 300'000;
    QTest::newRow("date") << QByteArray("Tue, 18 Aug 2026 20:01:50 GMT") << 10'000;
    QTest::newRow("past date") << QByteArray("Tue, 18 Aug 2026 19:00:00 GMT") << 0;
    QTest::newRow("far date") << QByteArray("Tue, 18 Aug 2099 19:00:00 GMT") << 300'000;
    QTest::newRow("garbage") << QByteArray("soon") << 0;
}

void TwilioVerdictTest::retryAfter()
{
    QFETCH(QByteArray, value);
    QFETCH(int, milliseconds);
    HttpOutcome limited = outcome(SentWrite, 429, {});
    limited.retryAfter = value;
    const QDateTime now(QDate(2026, 8, 18), QTime(20, 1, 40), Qt::UTC);
    QCOMPARE(judge(limited, now).result.error().retryAfter.count(), milliseconds);
}

QTEST_GUILESS_MAIN(TwilioVerdictTest)
#include "tst_twilioverdict.moc"
