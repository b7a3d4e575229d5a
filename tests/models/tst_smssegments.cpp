#include "smssegments.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using Encoding = SmsSegments::Encoding;

namespace
{
constexpr quint32 seed = 23038;

/// 3GPP TS 23.038's two tables, and nothing clever.
const QString basicAlphabet =
    u"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"_s;
const QString extension = u"\f^{}\\[~]|€"_s;

struct Parts {
    bool gsm = true;
    QList<QStringList> parts; ///< units that must stay together, by part
    int used = 0;
};

Parts oracle(const QString &text)
{
    Parts result;
    for (const QChar c : text)
        result.gsm = result.gsm && (basicAlphabet.contains(c) || extension.contains(c));
    QList<std::pair<QString, int>> pieces;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (result.gsm) {
            pieces.append({text.mid(i, 1), extension.contains(text.at(i)) ? 2 : 1});
        } else if (text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            pieces.append({text.mid(i, 2), 2});
            ++i;
        } else {
            pieces.append({text.mid(i, 1), 1});
        }
        result.used += pieces.last().second;
    }
    if (pieces.isEmpty())
        return result;
    const int room = result.used <= (result.gsm ? 160 : 70) ? (result.gsm ? 160 : 70) : (result.gsm ? 153 : 67);
    int filled = 0;
    result.parts.append(QStringList());
    for (const auto &[piece, width] : pieces) {
        if (filled + width > room) {
            result.parts.append(QStringList());
            filled = 0;
        }
        filled += width;
        result.parts.last().append(piece);
    }
    return result;
}

QString randomText(QRandomGenerator &random)
{
    static const QStringList exotic{u"😀"_s,
                                    u"’"_s,
                                    u"é"_s,
                                    u"€"_s,
                                    u"{"_s,
                                    u"]"_s,
                                    u"ñ"_s,
                                    u"e\u0301"_s,
                                    u"…"_s,
                                    u"日"_s,
                                    QString(QChar(0xd83d)),
                                    u"\u200b"_s,
                                    u"👨\u200d👩\u200d👧"_s,
                                    u"\u00a0"_s,
                                    u"½"_s};
    const bool gsmOnly = random.bounded(2) == 0;
    const int rarity = 1 + random.bounded(60);
    const int length = random.bounded(500);
    QString text;
    for (int i = 0; i < length; ++i) {
        if (random.bounded(rarity) != 0)
            text += basicAlphabet.at(random.bounded(int(basicAlphabet.size())));
        else if (gsmOnly)
            text += extension.at(random.bounded(int(extension.size())));
        else
            text += exotic.at(random.bounded(int(exotic.size())));
    }
    return text;
}
} // namespace

class SmsSegmentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data();
    void counts();
    void knowsTheAlphabet();
    void namesOffenders();
    void writesPlain_data();
    void writesPlain();
    void plainIsAFixedPoint();
    void agreesWithOracle();
    void isFast();
};

void SmsSegmentsTest::counts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("gsm");
    QTest::addColumn<int>("segments");
    QTest::addColumn<int>("used");
    QTest::addColumn<int>("capacity");
    const auto row = [](const char *name, const QString &text, bool gsm, int segments, int used, int capacity) {
        QTest::newRow(name) << text << gsm << segments << used << capacity;
    };
    const auto a = [](int count) { return QString(count, u'a'); };
    const auto wide = [](int count) { return QString(count, u'日'); };
    row("empty", QString(), true, 0, 0, 160);
    row("1", a(1), true, 1, 1, 160);
    row("160", a(160), true, 1, 160, 160);
    row("161", a(161), true, 2, 161, 306);
    row("306", a(306), true, 2, 306, 306);
    row("307", a(307), true, 3, 307, 459);
    row("459", a(459), true, 3, 459, 459);
    row("1600", a(1600), true, 11, 1600, 1683);
    row("euro counts two", a(158) + u"€"_s, true, 1, 160, 160);
    row("euro does not fit", a(159) + u"€"_s, true, 2, 161, 306);
    row("escape is not split", a(152) + u"€"_s + a(152), true, 3, 306, 459);
    row("escape fits", a(151) + u"€"_s + a(153), true, 2, 306, 306);
    row("80 brackets", QString(80, u'['), true, 1, 160, 160);
    row("81 brackets", QString(81, u'['), true, 2, 162, 306);
    row("153 brackets", QString(153, u'['), true, 3, 306, 459); // 76 a part
    row("UCS-2 70", wide(70), false, 1, 70, 70);
    row("UCS-2 71", wide(71), false, 2, 71, 134);
    row("UCS-2 134", wide(134), false, 2, 134, 134);
    row("UCS-2 135", wide(135), false, 3, 135, 201);
    row("one quote makes it UCS-2", a(70) + u"’"_s, false, 2, 71, 134);
    row("emoji is two", a(68) + u"😀"_s, false, 1, 70, 70);
    row("pair is not split", a(66) + u"😀"_s + a(66), false, 3, 134, 201);
    row("pair fits", a(65) + u"😀"_s + a(67), false, 2, 134, 134);
    row("backtick is not GSM", u"`"_s, false, 1, 1, 70);
    row("small c cedilla is not GSM", u"ç"_s, false, 1, 1, 70);
    row("tab is not GSM", u"\t"_s, false, 1, 1, 70);
    row("escape character is not GSM", u"\u001b"_s, false, 1, 1, 70);
    row("NUL is not GSM", QString(QChar(u'\0')), false, 1, 1, 70);
}

void SmsSegmentsTest::counts()
{
    QFETCH(QString, text);
    QFETCH(bool, gsm);
    QFETCH(int, segments);
    QFETCH(int, used);
    QFETCH(int, capacity);
    const SmsSegments counted = SmsSegments::of(text);
    QCOMPARE(counted.encoding == Encoding::Gsm7, gsm);
    QCOMPARE(counted.segments, segments);
    QCOMPARE(counted.used, used);
    QCOMPARE(counted.capacity, capacity);
    QCOMPARE(counted.offenders.isEmpty(), gsm);
}

/// All of the basic plane, one by one.
void SmsSegmentsTest::knowsTheAlphabet()
{
    QCOMPARE(basicAlphabet.size(), 127); // 128 less the escape
    for (int unit = 0; unit <= 0xffff; ++unit) {
        const QString text{QChar(unit)};
        const SmsSegments counted = SmsSegments::of(text);
        const int width = basicAlphabet.contains(text) ? 1 : extension.contains(text) ? 2 : 0;
        QVERIFY2(counted.encoding == (width ? Encoding::Gsm7 : Encoding::Ucs2), qPrintable(QString::number(unit, 16)));
        QCOMPARE(counted.used, std::max(width, 1));
    }
}

void SmsSegmentsTest::namesOffenders()
{
    const SmsSegments counted = SmsSegments::of(u"It’s 5–6, it’s 😀 e\u0301 ½ \u200b"_s);
    QStringList found;
    for (const SmsSegments::Offender &offender : counted.offenders)
        found += u"%1>%2*%3%4"_s.arg(offender.character, offender.plain, QString::number(offender.count),
                                     offender.invisible ? u"!"_s : QString());
    QCOMPARE(found, (QStringList{u"’>'*2"_s, u"–>-*1"_s, u"😀>*1"_s, u"e\u0301>é*1"_s, u"½>*1"_s, u"\u200b>*1!"_s}));
}

void SmsSegmentsTest::writesPlain_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain");
    QTest::newRow("quotes") << u"“It’s” ‘a’ «b» `c´"_s << u"\"It's\" 'a' \"b\" 'c'"_s;
    QTest::newRow("dashes") << u"9–10 — x‑y −3"_s << u"9-10 - x-y -3"_s;
    QTest::newRow("ellipsis") << u"wait…"_s << u"wait..."_s;
    QTest::newRow("blanks") << u"a\u00a0b\u202fc\u2009d\u3000e\tf"_s << u"a b c d e f"_s;
    QTest::newRow("bullets") << u"• one\u2028• two"_s << u"* one\n* two"_s;
    QTest::newRow("accents of Spanish") << u"Está aquí, ¿cómo? Mañana según él. Ángel Ó"_s
                                        << u"Esta aqui, ¿como? Mañana segun él. Angel O"_s;
    QTest::newRow("more accents") << u"façade São Łódź Škoda ÿ œuvre"_s << u"facade Sao Lodz Skoda y oeuvre"_s;
    QTest::newRow("composes first") << u"e\u0301 n\u0303 a\u0301"_s << u"é ñ a"_s;
    QTest::newRow("wide forms") << u"ＡＢＣ１"_s << u"ABC1"_s;
    QTest::newRow("marks") << u"© ® ™ № ×"_s << u"(c) (R) TM No. x"_s;
    QTest::newRow("ligature") << u"oﬃce"_s << u"office"_s;
    QTest::newRow("mark on what is no letter") << u"™\u0301 Ⅷ\u0301 ’"_s << u"™\u0301 Ⅷ\u0301 '"_s;
    QTest::newRow("mark behind an invisible character") << u"e\u200b\u0301’"_s << u"é'"_s;
    QTest::newRow("invisible") << u"a\u200bb\ufeffc\u00add"_s << u"abcd"_s;
    QTest::newRow("amounts keep their meaning") << u"2½ x² 5‰"_s << u"2½ x² 5‰"_s;
    QTest::newRow("emoji stays") << u"👨\u200d👩\u200d👧 ’"_s << u"👨\u200d👩\u200d👧 '"_s;
    QTest::newRow("other scripts stay") << u"日本 שלום привет"_s << u"日本 שלום привет"_s;
    QTest::newRow("GSM stays") << basicAlphabet + extension << basicAlphabet + extension;
}

void SmsSegmentsTest::writesPlain()
{
    QFETCH(QString, text);
    QFETCH(QString, plain);
    QCOMPARE(SmsSegments::plain(text), plain);
}

/// Every character of Unicode: the plain form is GSM-7 or the character itself, and is not changed again.
void SmsSegmentsTest::plainIsAFixedPoint()
{
    for (char32_t code = 1; code <= 0x1ffff; ++code) {
        const QString text = QString::fromUcs4(&code, 1);
        const QString plain = SmsSegments::plain(text);
        QVERIFY2(plain == text || SmsSegments::of(plain).encoding == Encoding::Gsm7,
                 qPrintable(QString::number(code, 16)));
        QCOMPARE(SmsSegments::plain(plain), plain);
    }
}

void SmsSegmentsTest::agreesWithOracle()
{
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 3000; ++round) {
        const QString text = randomText(random);
        const SmsSegments counted = SmsSegments::of(text);
        const Parts parts = oracle(text);
        QCOMPARE(counted.encoding == Encoding::Gsm7, parts.gsm);
        QCOMPARE(counted.segments, int(parts.parts.size()));
        QCOMPARE(counted.used, parts.used);
        QVERIFY(counted.used <= counted.capacity);
        QString joined;
        for (const QStringList &part : parts.parts)
            joined += part.join(QString());
        QCOMPARE(joined, text);
        qsizetype offending = 0;
        for (const SmsSegments::Offender &offender : counted.offenders)
            offending += offender.count;
        QCOMPARE(offending == 0, parts.gsm);
        // Never dearer. "…" grows to three, but not beyond what leaving UCS-2 gains.
        const SmsSegments plain = SmsSegments::of(SmsSegments::plain(text));
        QVERIFY(plain.encoding == Encoding::Ucs2 || plain.segments <= counted.segments || counted.segments == 0);
    }
}

void SmsSegmentsTest::isFast()
{
    const QString text = QString(800, u'a') + QString(799, u'’') + u'日';
    SmsSegments counted;
    QBENCHMARK
    {
        counted = SmsSegments::of(text);
    }
    QCOMPARE(counted.offenders.size(), 2);
}

QTEST_APPLESS_MAIN(SmsSegmentsTest)
#include "tst_smssegments.moc"
