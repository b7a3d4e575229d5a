#include "twilio/oneshotbody.h"
#include "twilio/twilioclient.h"
#include "twilio/twiliodate.h"
#include "twilio/twiliojson.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

class TwilioValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void form_data();
    void form();
    void formKeepsOrderAndNames();
    void overrides_data();
    void overrides();
    void dates_data();
    void dates();
    void bodyIsReadOnce();
    void jsonIsForgiven();
};

void TwilioValuesTest::form_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("encoded");
    QTest::newRow("plus") << u"+13125550111"_s << QByteArray("%2B13125550111");
    QTest::newRow("typed percent") << u"100%20off"_s << QByteArray("100%2520off");
    QTest::newRow("separators") << u"a&b=c;d"_s << QByteArray("a%26b%3Dc%3Bd");
    QTest::newRow("space") << u"a b"_s << QByteArray("a%20b");
    QTest::newRow("line break") << u"a\r\nb"_s << QByteArray("a%0D%0Ab");
    QTest::newRow("nul") << QString(QChar(0)) << QByteArray("%00");
    QTest::newRow("unreserved") << u"aZ09-._~"_s << QByteArray("aZ09-._~");
    QTest::newRow("marks") << u"!*'()"_s << QByteArray("%21%2A%27%28%29");
    QTest::newRow("accent") << u"é"_s << QByteArray("%C3%A9");
    QTest::newRow("emoji") << u"😀"_s << QByteArray("%F0%9F%98%80");
    QTest::newRow("right to left") << u"שלום"_s << QByteArray("%D7%A9%D7%9C%D7%95%D7%9D");
    QTest::newRow("empty") << QString() << QByteArray();
}

void TwilioValuesTest::form()
{
    QFETCH(QString, value);
    QFETCH(QByteArray, encoded);
    QCOMPARE(TwilioClient::encodeForm({{u"Body"_s, value}}), "Body=" + encoded);
    // What a server decodes is what was typed.
    QCOMPARE(QString::fromUtf8(QByteArray::fromPercentEncoding(encoded)), value);
}

void TwilioValuesTest::formKeepsOrderAndNames()
{
    QCOMPARE(TwilioClient::encodeForm({{u"DateSent>"_s, u"2026-08-18"_s}, {u"To"_s, u"+1"_s}, {u"To"_s, u"2"_s}}),
             QByteArray("DateSent%3E=2026-08-18&To=%2B1&To=2"));
    QCOMPARE(TwilioClient::encodeForm({}), QByteArray());
    QCOMPARE(TwilioClient::pathSegment(u"SM/../x?y"_s), u"SM%2F..%2Fx%3Fy"_s);
}

void TwilioValuesTest::overrides_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("allowed");
    for (const char *good : {"https://twilio.example", "https://twilio.example:8443/", "http://127.0.0.1:8080",
                             "http://localhost:1", "http://[::1]:8080", "http://127.8.9.1"})
        QTest::newRow(good) << QString::fromLatin1(good) << true;
    for (const char *bad : {"http://twilio.example", "http://127.0.0.1.example.org", "http://localhost.example.org",
                            "https://user:pw@twilio.example", "https://@twilio.example", "https://twilio.example/path",
                            "https://twilio.example/?a=b", "https://twilio.example/#x", "ftp://127.0.0.1",
                            "file:///tmp", "127.0.0.1:80", "", "https://", "http://0.0.0.0:80", "//127.0.0.1"})
        QTest::newRow(bad[0] ? bad : "empty") << QString::fromLatin1(bad) << false;
}

void TwilioValuesTest::overrides()
{
    QFETCH(QString, url);
    QFETCH(bool, allowed);
    const auto hosts = TwilioHosts::fromOverride(QUrl(url));
    QCOMPARE(hosts.has_value(), allowed);
    if (allowed) {
        QCOMPARE(hosts->api, hosts->messaging);
        QVERIFY(!hosts->origin().endsWith(u'/'));
    } else {
        QCOMPARE(hosts.error().kind, ErrorKind::Invalid);
    }
}

void TwilioValuesTest::dates_data()
{
    const QDateTime moment(QDate(2026, 8, 18), QTime(20, 1, 40), Qt::UTC);
    QTest::addColumn<QString>("text");
    QTest::addColumn<QDateTime>("expected");
    QTest::newRow("twilio") << u"Tue, 18 Aug 2026 20:01:40 +0000"_s << moment;
    QTest::newRow("wrong weekday") << u"Sun, 18 Aug 2026 20:01:40 +0000"_s << moment;
    QTest::newRow("no weekday") << u"18 Aug 2026 20:01:40 +0000"_s << moment;
    QTest::newRow("http") << u"Tue, 18 Aug 2026 20:01:40 GMT"_s << moment;
    QTest::newRow("west") << u"Tue, 18 Aug 2026 15:01:40 -0500"_s << moment;
    QTest::newRow("east") << u"Wed, 19 Aug 2026 01:31:40 +0530"_s << moment;
    QTest::newRow("iso") << u"2026-08-18T20:01:40Z"_s << moment;
    QTest::newRow("iso without zone") << u"2026-08-18T20:01:40"_s << moment;
    QTest::newRow("single digit day") << u"Sat, 1 Aug 2026 00:00:00 +0000"_s
                                      << QDateTime(QDate(2026, 8, 1), QTime(0, 0), Qt::UTC);
    QTest::newRow("leap second") << u"Wed, 31 Dec 2025 23:59:60 GMT"_s
                                 << QDateTime(QDate(2025, 12, 31), QTime(23, 59, 59), Qt::UTC);
    for (const char *bad : {"", "never", "Tue, 31 Feb 2026 20:01:40 +0000", "Tue, 18 Foo 2026 20:01:40 +0000",
                            "Tue, 18 Aug 2026 25:01:40 +0000", "2026-13-45T00:00:00Z", "18 Aug 2026"})
        QTest::newRow(bad[0] ? bad : "empty") << QString::fromLatin1(bad) << QDateTime();
}

void TwilioValuesTest::dates()
{
    QFETCH(QString, text);
    QFETCH(QDateTime, expected);
    const QDateTime parsed = parseTwilioDate(text);
    QCOMPARE(parsed.isValid(), expected.isValid());
    QCOMPARE(parsed, expected);
    if (parsed.isValid())
        QCOMPARE(parsed.timeSpec(), Qt::UTC);
}

void TwilioValuesTest::bodyIsReadOnce()
{
    OneShotBody body("0123456789");
    QVERIFY(body.isSequential());
    QCOMPARE(body.bytesHandedOver(), 0);
    QCOMPARE(body.bytesAvailable(), 10);
    QCOMPARE(body.read(4), QByteArray("0123"));
    QCOMPARE(body.bytesHandedOver(), 4);
    QVERIFY(!body.reset());
    QVERIFY(!body.seek(0));
    QCOMPARE(body.readAll(), QByteArray("456789"));
    QVERIFY(body.atEnd());
    QCOMPARE(body.bytesHandedOver(), body.totalBytes());
    QVERIFY(body.read(1).isEmpty());
}

void TwilioValuesTest::jsonIsForgiven()
{
    const QJsonObject json =
        QJsonDocument::fromJson(R"({"a":5,"b":"5","c":null,"d":"x","e":[1],"f":1e99,"g":"TRUE","price":-0.0079})")
            .object();
    QCOMPARE(twiliojson::integer(json, "a"_L1), std::optional(5));
    QCOMPARE(twiliojson::integer(json, "b"_L1), std::optional(5));
    for (const auto key : {"c"_L1, "d"_L1, "e"_L1, "f"_L1, "absent"_L1})
        QCOMPARE(twiliojson::integer(json, key), std::optional<int>());
    QVERIFY(twiliojson::flag(json, "g"_L1));
    QVERIFY(!twiliojson::flag(json, "d"_L1));
    QCOMPARE(twiliojson::text(json, "e"_L1), QString());
    QVERIFY(twiliojson::price(json).has_value());
    QCOMPARE(twiliojson::price(json)->toString(), u"-0.0079"_s);
    QVERIFY(!twiliojson::requireText(json, "c"_L1));
    QVERIFY(twiliojson::requireKey(json, "c"_L1));
    QVERIFY(!twiliojson::requireKey(json, "a"_L1));
    QVERIFY(!twiliojson::requireKey(json, "absent"_L1));
}

QTEST_GUILESS_MAIN(TwilioValuesTest)
#include "tst_twiliovalues.moc"
