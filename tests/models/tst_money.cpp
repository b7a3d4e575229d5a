#include "money.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;

namespace
{
Money usd(const QString &text)
{
    return Money::fromString(text, u"USD"_s).value_or(Money());
}
} // namespace

class MoneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void rounds_data();
    void rounds();
    void adds();
    void multiplies();
    void compares();
};

void MoneyTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    QTest::newRow("Twilio") << u"-0.00790"_s << u"-0.00790"_s;
    QTest::newRow("whole") << u"1"_s << u"1"_s;
    QTest::newRow("plus") << u"+2.5"_s << u"2.5"_s;
    QTest::newRow("zero") << u"0"_s << u"0"_s;
    QTest::newRow("minus zero") << u"-0.00"_s << u"0.00"_s;
    QTest::newRow("leading zeros") << u"007.5"_s << u"7.5"_s;
    QTest::newRow("18 digits") << u"999999999999999999"_s << u"999999999999999999"_s;
    QTest::newRow("12 decimals") << u"-0.000000000001"_s << u"-0.000000000001"_s;
}

void MoneyTest::reads()
{
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    const auto money = Money::fromString(text, u"usd"_s);
    QVERIFY(money.has_value());
    QCOMPARE(money->toString(), canonical);
    QCOMPARE(money->currency(), u"USD"_s);
    QVERIFY(!money->isNull());
}

void MoneyTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("currency");
    const QStringList bad{QString(),
                          u"-"_s,
                          u"."_s,
                          u".5"_s,
                          u"5."_s,
                          u"1e3"_s,
                          u" 1"_s,
                          u"1 "_s,
                          u"1,5"_s,
                          u"--1"_s,
                          u"1.2.3"_s,
                          u"0x1"_s,
                          u"nan"_s,
                          u"null"_s,
                          u"１"_s,
                          u"9999999999999999999"_s,
                          u"0.0000000000001"_s,
                          QString(10000, u'9')};
    for (const QString &text : bad)
        QTest::newRow(qPrintable(text.left(20))) << text << u"USD"_s;
    QTest::newRow("no currency") << u"1"_s << QString();
    QTest::newRow("long currency") << u"1"_s << u"USDX"_s;
    QTest::newRow("currency of digits") << u"1"_s << u"123"_s;
}

void MoneyTest::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, currency);
    QVERIFY(!Money::fromString(text, currency).has_value());
}

void MoneyTest::rounds_data()
{
    QTest::addColumn<QString>("price");
    QTest::addColumn<qint64>("cents");
    const auto row = [](const char *price, qint64 cents) {
        QTest::newRow(price) << QString::fromLatin1(price) << cents;
    };
    row("-0.00790", 1);
    row("-0.0049", 0);
    row("-0.005", 0); // half to even
    row("-0.015", 2);
    row("-0.025", 2);
    row("-0.0250001", 3);
    row("0.015", -2);
    row("0.025", -2);
    row("-1", 100);
    row("-2.5", 250);
    row("0", 0);
    row("-90000000000000000", 9'000'000'000'000'000'000);
    row("-999999999999999999", std::numeric_limits<qint64>::max()); // saturates
    row("999999999999999999", std::numeric_limits<qint64>::min());
}

void MoneyTest::rounds()
{
    QFETCH(QString, price);
    QFETCH(qint64, cents);
    QCOMPARE(usd(price).costCents(), cents);
}

void MoneyTest::adds()
{
    QCOMPARE(usd(u"-0.0079"_s).plus(usd(u"-0.0130"_s))->toString(), u"-0.0209"_s);
    QCOMPARE(usd(u"1"_s).plus(usd(u"0.25"_s))->toString(), u"1.25"_s);
    QVERIFY(!usd(u"1"_s).plus(*Money::fromString(u"1"_s, u"EUR"_s)).has_value());
    QVERIFY(!usd(u"999999999999999999"_s).plus(usd(u"1"_s)).has_value());
    QVERIFY(!usd(u"999999999999999999"_s).plus(usd(u"0.1"_s)).has_value());
    // A tenth, ten times, is one: what double can not do.
    Money sum = usd(u"0"_s);
    for (int i = 0; i < 10; ++i)
        sum = *sum.plus(usd(u"0.1"_s));
    QCOMPARE(sum, usd(u"1"_s));
}

void MoneyTest::multiplies()
{
    QCOMPARE(usd(u"0.0083"_s).times(3).toString(), u"0.0249"_s);
    QCOMPARE(usd(u"0.0083"_s).times(0).toString(), u"0.0000"_s);
    QCOMPARE(usd(u"-0.0083"_s).negated(), usd(u"0.0083"_s));
    QVERIFY(usd(u"999999999999999999"_s).times(2).isNull());
    QCOMPARE(usd(u"-2.50"_s).toDouble(), -2.5);
}

void MoneyTest::compares()
{
    QVERIFY(usd(u"0.10"_s) == usd(u"0.1"_s));
    QVERIFY(!(usd(u"0.10"_s) == usd(u"0.11"_s)));
    QVERIFY(!(usd(u"1"_s) == *Money::fromString(u"1"_s, u"EUR"_s)));
    QVERIFY(!(usd(u"999999999999999999"_s) == usd(u"0.000000000001"_s)));
    QVERIFY(Money() == Money());
    QCOMPARE(Money().toString(), QString());
    QCOMPARE(Money().costCents(), 0);
}

QTEST_APPLESS_MAIN(MoneyTest)
#include "tst_money.moc"
