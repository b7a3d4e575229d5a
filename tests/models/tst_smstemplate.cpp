#include "smstemplate.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
constexpr quint32 seed = 20250411;

/// What the header says, the slow and plain way.
QString expected(const QString &content, const QMap<QString, QString> &values)
{
    static const QRegularExpression variable(u"\\{([A-Za-z][A-Za-z0-9_]*)\\}"_s);
    QString text;
    qsizetype done = 0;
    auto matches = variable.globalMatch(content);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const QString value = values.value(match.captured(1));
        text += content.mid(done, match.capturedStart() - done);
        text += value.trimmed().isEmpty() ? match.captured() : value;
        done = match.capturedEnd();
    }
    return text + content.mid(done);
}

QString randomText(QRandomGenerator &random, int length)
{
    static const QStringList pieces{u"{"_s,    u"}"_s,     u"{name}"_s, u"{date}"_s, u"{no_value}"_s,
                                    u"name"_s, u"{{"_s,    u"}}"_s,     u" "_s,      u"😀"_s,
                                    u"{1a}"_s, u"{a b}"_s, u"é"_s,      u"\n"_s,     u"{Time2}"_s};
    QString text;
    for (int i = 0; i < length; ++i)
        text += pieces.at(random.bounded(int(pieces.size())));
    return text;
}
} // namespace

class SmsTemplateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renders_data();
    void renders();
    void reportsMissing();
    void marksSpans();
    void listsVariables();
    void propertiesHold();
};

void SmsTemplateTest::renders_data()
{
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("no variable") << u"Hello"_s << u"Hello"_s;
    QTest::newRow("every occurrence") << u"{name} and {name}"_s << u"Ann and Ann"_s;
    QTest::newRow("braces around") << u"{{name}}"_s << u"{Ann}"_s;
    QTest::newRow("value with braces is text") << u"{evil} {name}"_s << u"{name} Ann"_s;
    QTest::newRow("values that join to a name") << u"{open}name}"_s << u"{name}"_s;
    QTest::newRow("open brace") << u"a { b {name"_s << u"a { b {name"_s;
    QTest::newRow("brace before a name") << u"{na{name}"_s << u"{naAnn"_s;
    QTest::newRow("digit first") << u"{1name}"_s << u"{1name}"_s;
    QTest::newRow("blank inside") << u"{ name }"_s << u"{ name }"_s;
    QTest::newRow("letter of another alphabet") << u"{nаme}"_s << u"{nаme}"_s; // Cyrillic а
    QTest::newRow("case counts") << u"{Name}"_s << u"{Name}"_s;
    QTest::newRow("empty braces") << u"{}"_s << u"{}"_s;
}

void SmsTemplateTest::renders()
{
    QFETCH(QString, content);
    QFETCH(QString, text);
    const QMap<QString, QString> values{{u"name"_s, u"Ann"_s}, {u"evil"_s, u"{name}"_s}, {u"open"_s, u"{"_s}};
    QCOMPARE(renderTemplate(content, values).text, text);
}

void SmsTemplateTest::reportsMissing()
{
    const RenderedText rendered =
        renderTemplate(u"{b} {a} {b} {c}"_s, {{u"a"_s, QString()}, {u"b"_s, u"  "_s}, {u"c"_s, u"x"_s}});
    QCOMPARE(rendered.text, u"{b} {a} {b} x"_s);
    QCOMPARE(rendered.missing, (QStringList{u"b"_s, u"a"_s}));
}

void SmsTemplateTest::marksSpans()
{
    const RenderedText rendered = renderTemplate(u"Hi {name}, {when}"_s, {{u"name"_s, u"Ann"_s}});
    QCOMPARE(rendered.spans.size(), 2);
    QCOMPARE(rendered.spans.at(0).start, 3);
    QCOMPARE(rendered.spans.at(0).length, 3);
    QVERIFY(!rendered.spans.at(0).missing);
    QCOMPARE(rendered.spans.at(1).variable, u"when"_s);
    QVERIFY(rendered.spans.at(1).missing);
    QCOMPARE(rendered.text.mid(rendered.spans.at(1).start, rendered.spans.at(1).length), u"{when}"_s);
}

void SmsTemplateTest::listsVariables()
{
    SmsTemplate sms;
    sms.content = u"{b} {a} {b} {1} {{c}} {d"_s;
    QCOMPARE(sms.variables(), (QStringList{u"b"_s, u"a"_s, u"c"_s}));
}

void SmsTemplateTest::propertiesHold()
{
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 3000; ++round) {
        const QString content = randomText(random, random.bounded(30));
        const QMap<QString, QString> values{{u"name"_s, randomText(random, random.bounded(4))},
                                            {u"date"_s, randomText(random, random.bounded(4))},
                                            {u"Time2"_s, u"9:00"_s}};
        const RenderedText rendered = renderTemplate(content, values);
        QCOMPARE(rendered.text, expected(content, values));
        qsizetype end = 0;
        for (const RenderedSpan &span : rendered.spans) {
            QVERIFY(span.start >= end);
            end = span.start + span.length;
            QVERIFY(end <= rendered.text.size());
            const QString shown = rendered.text.mid(span.start, span.length);
            QCOMPARE(shown, span.missing ? u'{' + span.variable + u'}' : values.value(span.variable));
            QCOMPARE(span.missing, rendered.missing.contains(span.variable));
            QVERIFY(templateVariables(content).contains(span.variable));
        }
    }
}

QTEST_APPLESS_MAIN(SmsTemplateTest)
#include "tst_smstemplate.moc"
