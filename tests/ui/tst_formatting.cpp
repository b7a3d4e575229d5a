#include "common/formatting.h"
#include "common/plaintext.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestFormatting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void durations();
    void briefTimes();
    void money();
    void initials();
    void cleanedText();
    void linksAreSafe();
};

void TestFormatting::durations()
{
    QCOMPARE(Formatting::clockDuration(41), u"0:41"_s);
    QCOMPARE(Formatting::clockDuration(3723), u"1:02:03"_s);
    QCOMPARE(Formatting::wordDuration(41), u"41 s"_s);
    QCOMPARE(Formatting::wordDuration(372), u"6 min 12 s"_s);
    QCOMPARE(Formatting::wordDuration(1560), u"26 min"_s);
}

void TestFormatting::briefTimes()
{
    const QDateTime now(QDate(2026, 11, 18), QTime(14, 14));
    QCOMPARE(Formatting::briefWhen(now.addSecs(-10), now), u"now"_s);
    QCOMPARE(Formatting::briefWhen(now.addSecs(-120), now), u"2 min"_s);
    QCOMPARE(Formatting::briefWhen(now.addSecs(-3700), now), u"1 h"_s);
    QCOMPARE(Formatting::briefWhen(now.addDays(-2), now), u"Mon"_s);
    QCOMPARE(Formatting::briefWhen(now.addDays(-30), now), u"Oct 19"_s);
    QCOMPARE(Formatting::briefWhen(now.addYears(-1), now), u"Nov 18 2025"_s);
    QCOMPARE(Formatting::briefWhen({}, now), QString());
    QCOMPARE(Formatting::day(now.date(), now.date()), u"Today"_s);
    QCOMPARE(Formatting::day(now.date().addDays(-1), now.date()), u"Yesterday"_s);
    QCOMPARE(Formatting::day(QDate(2026, 11, 3), now.date()), u"Tuesday November 3"_s);
}

void TestFormatting::money()
{
    const auto price = Money::fromString(u"-0.00830"_s, u"USD"_s);
    QVERIFY(price.has_value());
    QVERIFY(Formatting::money(price->negated()).startsWith(u"$0.0083"));
    const auto zeros = [](const QString &decimal) { return Formatting::money(*Money::fromString(decimal, u"USD"_s)); };
    QCOMPARE(zeros(u"0.00790"_s), u"$0.0079"_s);
    QCOMPARE(zeros(u"1.000"_s), u"$1.00"_s);
    QCOMPARE(zeros(u"10"_s), u"$10.00"_s);
    QCOMPARE(zeros(u"0.50"_s), u"$0.50"_s);
    QCOMPARE(Formatting::moneyAbout(*Money::fromString(u"0.0083"_s, u"USD"_s)), u"$0.008"_s);
    QCOMPARE(Formatting::moneyAbout(*Money::fromString(u"1.5"_s, u"USD"_s)), u"$1.50"_s);
}

void TestFormatting::initials()
{
    QCOMPARE(Formatting::initials(u"Maria Lopez"_s), u"ML"_s);
    QCOMPARE(Formatting::initials(u"Acme"_s), u"A"_s);
    QCOMPARE(Formatting::initials(u"Ana de la Cruz"_s), u"AC"_s);
    QCOMPARE(Formatting::initials({}), u"?"_s);
    QCOMPARE(Formatting::initials(u"(312)"_s), u"?"_s);
}

void TestFormatting::cleanedText()
{
    QCOMPARE(PlainText::cleaned(u"a\u202eb\u2066c\u0000d"_s), u"abcd"_s);
    QCOMPARE(PlainText::cleaned(u"line\nnext\ttab"_s), u"line\nnext\ttab"_s);
    QCOMPARE(PlainText::oneLine(u"  a \n b "_s), u"a b"_s);
    const QString hebrew = u"שלום"_s;
    QCOMPARE(PlainText::cleaned(hebrew), hebrew);
}

void TestFormatting::linksAreSafe()
{
    const auto links =
        PlainText::links(u"see https://portal.example/a?b=1. or javascript:alert(1) https://me@evil.example"_s);
    QCOMPARE(links.size(), 1);
    QCOMPARE(links.first().url, QUrl(u"https://portal.example/a?b=1"_s));
    QCOMPARE(links.first().host, u"portal.example"_s);
    QVERIFY(PlainText::links(u"http://plain.example file:///etc/passwd ftp://x.example data:text/html,x"_s).isEmpty());
    const auto others = PlainText::links(u"Call tel:+13125550142 or write mailto:ana@ruiz.example?subject=Hi"_s);
    QCOMPARE(others.size(), 2);
    QCOMPARE(others.at(0).host, u"+13125550142"_s);
    QCOMPARE(others.at(1).host, u"ana@ruiz.example"_s);
    // A Cyrillic a: the host is shown for what it is, the rest of the text stays.
    const QString text = u"See https://аpple.com/аx and https://Portal.example/a."_s;
    QCOMPARE(PlainText::links(text).first().host, u"xn--pple-43d.com"_s);
    QCOMPARE(PlainText::withPlainHosts(text), u"See https://xn--pple-43d.com/аx and https://Portal.example/a."_s);
}

QTEST_MAIN(TestFormatting)
#include "tst_formatting.moc"
