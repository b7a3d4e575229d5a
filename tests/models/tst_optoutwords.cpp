#include "optoutwords.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
QHash<QString, ReplyMeaning> meanings()
{
    return {{u"None"_s, ReplyMeaning::None},
            {u"OptOut"_s, ReplyMeaning::OptOut},
            {u"MaybeOptOut"_s, ReplyMeaning::MaybeOptOut},
            {u"OptIn"_s, ReplyMeaning::OptIn},
            {u"Yes"_s, ReplyMeaning::Yes},
            {u"Agrees"_s, ReplyMeaning::Agrees},
            {u"Help"_s, ReplyMeaning::Help},
            {u"Confirm"_s, ReplyMeaning::Confirm},
            {u"Reschedule"_s, ReplyMeaning::Reschedule},
            {u"No"_s, ReplyMeaning::No}};
}

struct Reply {
    QString text;
    ReplyMeaning meaning;
};

QList<Reply> corpus()
{
    QFile file(QStringLiteral(PRACTICELINE_TEST_DATA "/replies.tsv"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Reply> replies;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const QStringList fields = line.split(u'\t');
        if (!line.startsWith(u'#') && fields.size() == 2 && meanings().contains(fields.at(1)))
            replies.append({fields.at(0), meanings().value(fields.at(1))});
    }
    return replies;
}
} // namespace

class OptOutWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void corpusIsThere() { QVERIFY(corpus().size() >= 150); }
    void readsCorpus_data();
    void readsCorpus();
    void neverOptsOutBySentence();
    void surroundingsDoNotCount();
    void survivesHostileText_data();
    void survivesHostileText();
};

void OptOutWordsTest::readsCorpus_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("meaning");
    const QList<Reply> replies = corpus();
    for (const Reply &reply : replies)
        QTest::newRow(qPrintable(reply.text)) << reply.text << int(reply.meaning);
}

void OptOutWordsTest::readsCorpus()
{
    QFETCH(QString, text);
    QFETCH(int, meaning);
    QCOMPARE(int(meaningOfReply(text)), meaning);
}

/// Whatever surrounds it, only the bare word opts out at once.
void OptOutWordsTest::neverOptsOutBySentence()
{
    const QList<Reply> replies = corpus();
    for (const Reply &reply : replies) {
        QVERIFY2(meaningOfReply(reply.text + u" tomorrow"_s) != ReplyMeaning::OptOut, qPrintable(reply.text));
        QVERIFY2(meaningOfReply(u"John "_s + reply.text) != ReplyMeaning::OptOut, qPrintable(reply.text));
    }
}

void OptOutWordsTest::surroundingsDoNotCount()
{
    const QStringList words{u"stop"_s,   u"unsubscribe"_s, u"end"_s,    u"quit"_s,   u"stopall"_s,
                            u"revoke"_s, u"optout"_s,      u"cancel"_s, u"opt out"_s};
    const QStringList around{u" "_s, u"."_s, u"!"_s, u"\n"_s, u"\t"_s, u"\""_s, u"\u3002"_s, u"\u200b"_s, u"-"_s};
    for (const QString &word : words) {
        for (const QString &mark : around) {
            const QString text = mark + word.toUpper() + mark;
            QVERIFY2(meaningOfReply(text) == ReplyMeaning::OptOut, qPrintable(text));
        }
    }
}

void OptOutWordsTest::survivesHostileText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("NUL") << QString(QChar(u'\0'));
    QTest::newRow("lone surrogate") << QString(QChar(0xd83d));
    QTest::newRow("blanks") << QString(10000, u' ');
    QTest::newRow("10 kB") << u"the report is ready "_s.repeated(500);
    QTest::newRow("near misses") << u"remove me from a b c d no more please now "_s.repeated(250);
    QTest::newRow("stop by, a thousand times") << u"stop by "_s.repeated(1250);
    QTest::newRow("right to left") << u"\u202eשלום"_s;
}

void OptOutWordsTest::survivesHostileText()
{
    QFETCH(QString, text);
    QCOMPARE(meaningOfReply(text), ReplyMeaning::None);
}

QTEST_APPLESS_MAIN(OptOutWordsTest)
#include "tst_optoutwords.moc"
