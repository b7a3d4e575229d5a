#include "phonenumber.h"

#include <QTest>

using namespace Qt::StringLiterals;
using Problem = PhoneNumber::Problem;

Q_DECLARE_METATYPE(PhoneNumber::Problem)

class PhoneNumberTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void readsE164_data();
    void readsE164();
    void formatsAsTyped_data();
    void formatsAsTyped();
    void shows_data();
    void shows();
    void knowsPlaces_data();
    void knowsPlaces();
    void knowsKinds();
    void nullAnswersEverything();
    void parseIsFast();
};

void PhoneNumberTest::parses_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("region");
    QTest::addColumn<QString>("e164");
    const auto row = [](const char *name, const QString &typed, const QString &region, const QString &e164) {
        QTest::newRow(name) << typed << region << e164;
    };
    row("national", u"(312) 555-0142"_s, u"US"_s, u"+13125550142"_s);
    row("dots", u"312.555.0142"_s, u"US"_s, u"+13125550142"_s);
    row("bare", u"3125550142"_s, u"US"_s, u"+13125550142"_s);
    row("trunk 1", u"1 312 555 0142"_s, u"US"_s, u"+13125550142"_s);
    row("E.164", u"+13125550142"_s, u"DE"_s, u"+13125550142"_s);
    row("lower-case region", u"312 555 0142"_s, u"us"_s, u"+13125550142"_s);
    row("blanks around", u"  312 555 0142\n"_s, u"US"_s, u"+13125550142"_s);
    row("letters", u"1-800-FLOWERS"_s, u"US"_s, u"+18003569377"_s);
    row("full width", u"３１２５５５０１４２"_s, u"US"_s, u"+13125550142"_s);
    row("no-break blanks", u"312\u00a0555\u00a00142"_s, u"US"_s, u"+13125550142"_s);
    row("bidi marks of an address book", u"\u202a+1 312 555 0142\u202c"_s, u"US"_s, u"+13125550142"_s);
    row("zero width", u"312\u200b5550142"_s, u"US"_s, u"+13125550142"_s);
    row("exit code", u"011 44 20 7946 0018"_s, u"US"_s, u"+442079460018"_s);
    row("Germany", u"030 123456"_s, u"DE"_s, u"+4930123456"_s);
    row("trunk zero in brackets", u"+44 (0)20 7946 0018"_s, u"US"_s, u"+442079460018"_s);
    row("Italy keeps its zero", u"06 1234 5678"_s, u"IT"_s, u"+390612345678"_s);
    row("Mexico", u"55 1234 5678"_s, u"MX"_s, u"+525512345678"_s);
}

void PhoneNumberTest::parses()
{
    QFETCH(QString, typed);
    QFETCH(QString, region);
    QFETCH(QString, e164);
    const PhoneNumber::Parsed parsed = PhoneNumber::parse(typed, region);
    QCOMPARE(int(parsed.problem), int(Problem::None));
    QCOMPARE(parsed.number.e164(), e164);
    QCOMPARE(PhoneNumber::fromE164(e164), parsed.number);
}

void PhoneNumberTest::refuses_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("region");
    QTest::addColumn<PhoneNumber::Problem>("problem");
    const auto row = [](const char *name, const QString &typed, Problem problem, const QString &region = u"US"_s) {
        QTest::newRow(name) << typed << region << problem;
    };
    row("empty", QString(), Problem::Empty);
    row("blanks", u" \t "_s, Problem::Empty);
    row("invisible only", u"\u200b\u202a\u202c"_s, Problem::Empty);
    row("words", u"call me"_s, Problem::NotANumber);
    row("anonymous", u"anonymous"_s, Problem::NotANumber);
    row("extension", u"312 555 0142 ext. 7"_s, Problem::NotANumber);
    row("extension x", u"312-555-0142x7"_s, Problem::NotANumber);
    row("extension RFC 3966", u"tel:+13125550142;ext=7"_s, Problem::NotANumber);
    row("local only", u"555-0142"_s, Problem::LocalOnly);
    row("short code", u"72345"_s, Problem::TooShort);
    row("emergency", u"911"_s, Problem::TooShort);
    row("short code of Germany", u"110"_s, Problem::LocalOnly, u"DE"_s);
    row("one digit too many", u"312 555 01423"_s, Problem::TooLong);
    row("no such country", u"+999 123 456 789"_s, Problem::InvalidCountry);
    row("region not known", u"312 555 0142"_s, Problem::InvalidCountry, u"XX"_s);
    row("no region", u"312 555 0142"_s, Problem::InvalidCountry, QString());
    row("NUL", u"312"_s + QChar(u'\0') + u"5550142"_s, Problem::NotANumber);
    row("escape", u"312\u001b5550142"_s, Problem::NotANumber);
    row("10 kB of digits", QString(10000, u'3'), Problem::TooLong);
    row("10 kB of words", u"call "_s.repeated(2000), Problem::TooLong);
    row("markup", u"<b>x</b>"_s, Problem::NotANumber);
    row("lone surrogate", QString(QChar(0xd83d)), Problem::NotANumber);
    row("emoji", u"📞"_s, Problem::NotANumber);
    row("would be another number when read again", u"+82 0012345678"_s, Problem::NotANumber);
    row("plus only", u"+"_s, Problem::NotANumber);
}

void PhoneNumberTest::refuses()
{
    QFETCH(QString, typed);
    QFETCH(QString, region);
    QFETCH(PhoneNumber::Problem, problem);
    const PhoneNumber::Parsed parsed = PhoneNumber::parse(typed, region);
    QCOMPARE(int(parsed.problem), int(problem));
    QVERIFY(parsed.number.isNull());
}

void PhoneNumberTest::readsE164_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("US") << u"+13125550142"_s << true;
    QTest::newRow("UK") << u"+442079460018"_s << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("national") << u"3125550142"_s << false;
    QTest::newRow("blank") << u"+1 3125550142"_s << false;
    QTest::newRow("short code") << u"72345"_s << false;
    QTest::newRow("anonymous") << u"anonymous"_s << false;
    QTest::newRow("Twilio's ANONYMOUS") << u"+266696687"_s << false;
    QTest::newRow("Twilio's RESTRICTED") << u"+7378742833"_s << false;
    QTest::newRow("Twilio's BLOCKED") << u"+2562533"_s << false;
    QTest::newRow("SIP") << u"sip:ann@example.com"_s << false;
    QTest::newRow("client") << u"client:ann"_s << false;
    QTest::newRow("messaging service") << u"MG00000000000000000000000000000000"_s << false;
    QTest::newRow("full width") << u"+１３１２５５５０１４２"_s << false;
    QTest::newRow("17 digits") << u"+13125550142131255"_s << false;
    QTest::newRow("country 0") << u"+03125550142"_s << false;
    QTest::newRow("10 kB") << u'+' + QString(10000, u'1') << false;
}

void PhoneNumberTest::readsE164()
{
    QFETCH(QString, text);
    QFETCH(bool, good);
    const PhoneNumber number = PhoneNumber::fromE164(text);
    QCOMPARE(number.isNull(), !good);
    if (good)
        QCOMPARE(number.e164(), text);
}

void PhoneNumberTest::formatsAsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("shown");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("bracket") << u"("_s << u"("_s;
    QTest::newRow("3") << u"312"_s << u"312"_s;
    QTest::newRow("6") << u"312555"_s << u"312-555"_s;
    QTest::newRow("10") << u"3125550142"_s << u"(312) 555-0142"_s;
    QTest::newRow("again") << u"(312) 555-0142"_s << u"(312) 555-0142"_s;
    QTest::newRow("international") << u"+442079460018"_s << u"+44 20 7946 0018"_s;
    QTest::newRow("plus") << u"+"_s << u"+"_s;
    QTest::newRow("letters") << u"1-800-FLOWERS"_s << u"1-800-FLOWERS"_s;
    QTest::newRow("plus inside") << u"312+555"_s << u"312+555"_s;
    QTest::newRow("10 kB") << QString(10000, u'1') << QString(10000, u'1');
}

void PhoneNumberTest::formatsAsTyped()
{
    QFETCH(QString, typed);
    QFETCH(QString, shown);
    QCOMPARE(PhoneNumber::formatAsTyped(typed, u"US"_s), shown);
    QCOMPARE(PhoneNumber::formatAsTyped(u"3125550142"_s, u"XX"_s), u"3125550142"_s);
}

void PhoneNumberTest::shows_data()
{
    QTest::addColumn<QString>("e164");
    QTest::addColumn<QString>("region");
    QTest::addColumn<QString>("shown");
    QTest::newRow("home") << u"+13125550142"_s << u"US"_s << u"(312) 555-0142"_s;
    QTest::newRow("abroad") << u"+442079460018"_s << u"US"_s << u"+44 20 7946 0018"_s;
    QTest::newRow("seen from abroad") << u"+13125550142"_s << u"GB"_s << u"+1 312-555-0142"_s;
    QTest::newRow("Canada from the US") << u"+14165550142"_s << u"US"_s << u"+1 416-555-0142"_s;
    QTest::newRow("no region") << u"+13125550142"_s << QString() << u"+1 312-555-0142"_s;
    QTest::newRow("possible, not valid") << u"+11115550142"_s << u"US"_s << u"1115550142"_s;
}

void PhoneNumberTest::shows()
{
    QFETCH(QString, e164);
    QFETCH(QString, region);
    QFETCH(QString, shown);
    QCOMPARE(PhoneNumber::fromE164(e164).display(region), shown);
}

void PhoneNumberTest::knowsPlaces_data()
{
    QTest::addColumn<QString>("e164");
    QTest::addColumn<QString>("place");
    QTest::newRow("city") << u"+13125550142"_s << u"Chicago, IL"_s;
    QTest::newRow("state") << u"+15205550142"_s << u"Arizona"_s;
    QTest::newRow("London") << u"+442079460018"_s << u"London"_s;
    QTest::newRow("toll-free") << u"+18005550142"_s << QString();
    QTest::newRow("only a country") << u"+4915112345678"_s << QString();
}

void PhoneNumberTest::knowsPlaces()
{
    QFETCH(QString, e164);
    QFETCH(QString, place);
    QCOMPARE(PhoneNumber::fromE164(e164).place(u"en"_s), place);
}

void PhoneNumberTest::knowsKinds()
{
    QVERIFY(PhoneNumber::fromE164(u"+18003569377"_s).isTollFree());
    QVERIFY(!PhoneNumber::fromE164(u"+13125550142"_s).isTollFree());
    QVERIFY(PhoneNumber::fromE164(u"+13125550142"_s).isValid());
    const PhoneNumber possible = PhoneNumber::fromE164(u"+11115550142"_s);
    QVERIFY(!possible.isNull());
    QVERIFY(!possible.isValid());
    QCOMPARE(possible.region(), QString());
    QCOMPARE(PhoneNumber::fromE164(u"+13125550142"_s).region(), u"US"_s);
    QCOMPARE(PhoneNumber::fromE164(u"+14165550142"_s).region(), u"CA"_s);
    QCOMPARE(PhoneNumber::fromE164(u"+80012345678"_s).region(), QString());
    QCOMPARE(PhoneNumber::fromE164(u"+13125550142"_s).lastFour(), u"…0142"_s);
}

void PhoneNumberTest::nullAnswersEverything()
{
    const PhoneNumber none;
    QVERIFY(none.isNull() && !none.isValid() && !none.isTollFree());
    QCOMPARE(none.display(u"US"_s) + none.region() + none.place(u"en"_s) + none.lastFour(), QString());
    QVERIFY(none.timeZones().isEmpty());
}

void PhoneNumberTest::parseIsFast()
{
    PhoneNumber::Parsed parsed;
    QBENCHMARK
    {
        parsed = PhoneNumber::parse(u"(312) 555-0142"_s, u"US"_s);
    }
    QVERIFY(!parsed.number.isNull());
}

QTEST_APPLESS_MAIN(PhoneNumberTest)
#include "tst_phonenumber.moc"
