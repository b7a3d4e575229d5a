#include "backoff.h"
#include "messaging/latewatch.h"
#include "messaging/messagetext.h"
#include "messaging/reconcilematch.h"
#include "messaging/reconciler.h"
#include "messaging/sendgate.h"
#include "voice/callplacer.h"

#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace
{
QDateTime utc(const QString &iso)
{
    return QDateTime::fromString(iso, Qt::ISODate);
}

PracticeSettings practice()
{
    PracticeSettings settings;
    settings.accountSid = u"AC1"_s;
    settings.sender = u"+13125550100"_s;
    settings.timeZone = u"America/Chicago"_s;
    return settings;
}

SendFacts chicago()
{
    SendFacts facts;
    facts.to = PhoneNumber::fromE164(u"+13125550142"_s);
    facts.clientTimeZone = u"America/Chicago"_s;
    return facts;
}

SendMoment at(const QString &iso)
{
    SendMoment moment;
    moment.now = utc(iso);
    return moment;
}
} // namespace

class TestSendGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesWithinHours();
    void blocks_data();
    void blocks();
    void sendBeforeIsTheEarlierLimit();
    void repliesAndReasonsLiftTheWindowOnly();
    void lastMinuteCountsAsClosed();
    void validityIsCapped();
    void cleansBodies();
    void comparesBodies();
    void matchesAttempts();
    void dueTimes();
    void backoffStaysInBounds();
    void lateWatchDoubles();
    void twimlIsXml();
};

void TestSendGate::passesWithinHours()
{
    // 15:00 UTC in January is 9:00 in Chicago.
    const SendVerdict verdict = SendGate::judge(chicago(), practice(), at(u"2026-01-14T15:00:00Z"_s));
    QCOMPARE(verdict.block, SendBlock::None);
    QCOMPARE(verdict.sendBefore, utc(u"2026-01-14T19:00:00Z"_s)); // click + 4 h
    QVERIFY(verdict.window.open);
}

void TestSendGate::blocks_data()
{
    QTest::addColumn<int>("permission");
    QTest::addColumn<QString>("to");
    QTest::addColumn<bool>("configured");
    QTest::addColumn<bool>("unlocked");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("sendBefore");
    QTest::addColumn<SendBlock>("block");
    const QString number = u"+13125550142"_s;
    const QString day = u"2026-01-14T15:00:00Z"_s;
    const int may = int(TextPermission::MayText);
    QTest::newRow("opted out") << int(TextPermission::OptedOut) << number << true << true << day << QString()
                               << SendBlock::OptedOut;
    QTest::newRow("opted out at night, locked") << int(TextPermission::OptedOut) << number << false << false
                                                << u"2026-01-14T05:00:00Z"_s << QString() << SendBlock::OptedOut;
    QTest::newRow("sentence") << int(TextPermission::Held) << number << true << true << day << QString()
                              << SendBlock::JudgeReply;
    QTest::newRow("no number") << may << QString() << true << true << day << QString() << SendBlock::NumberNotUsable;
    QTest::newRow("not configured") << may << number << false << true << day << QString() << SendBlock::NotConfigured;
    QTest::newRow("locked") << may << number << true << false << day << QString() << SendBlock::Locked;
    QTest::newRow("late") << may << number << true << true << day << u"2026-01-14T15:00:59Z"_s
                          << SendBlock::PastSendBefore;
    QTest::newRow("just in time") << may << number << true << true << day << u"2026-01-14T15:01:00Z"_s
                                  << SendBlock::None;
    QTest::newRow("night") << may << number << true << true << u"2026-01-14T05:00:00Z"_s << QString()
                           << SendBlock::OutsideHours;
    QTest::newRow("early") << may << number << true << true << u"2026-01-14T13:59:00Z"_s << QString()
                           << SendBlock::OutsideHours;
}

void TestSendGate::blocks()
{
    QFETCH(int, permission);
    QFETCH(QString, to);
    QFETCH(bool, configured);
    QFETCH(bool, unlocked);
    QFETCH(QString, now);
    QFETCH(QString, sendBefore);
    QFETCH(SendBlock, block);
    SendFacts facts = chicago();
    facts.to = PhoneNumber::fromE164(to);
    facts.permission = TextPermission(permission);
    PracticeSettings settings = practice();
    if (!configured)
        settings.sender.clear();
    SendMoment moment = at(now);
    moment.unlocked = unlocked;
    moment.sendBefore = sendBefore.isEmpty() ? QDateTime() : utc(sendBefore);
    const SendVerdict verdict = SendGate::judge(facts, settings, moment);
    QCOMPARE(verdict.block, block);
    if (block == SendBlock::OutsideHours) {
        QCOMPARE(verdict.opensAt, utc(u"2026-01-14T14:00:00Z"_s)); // 8:00 in Chicago
        QVERIFY(!verdict.sendBefore.isValid());
    }
}

void TestSendGate::sendBeforeIsTheEarlierLimit()
{
    // 18:00 in Chicago: the window ends at 20:00, before click + 4 h.
    SendVerdict verdict = SendGate::judge(chicago(), practice(), at(u"2026-01-15T00:00:00Z"_s));
    QCOMPARE(verdict.sendBefore, utc(u"2026-01-15T02:00:00Z"_s));
    SendMoment stored = at(u"2026-01-15T00:00:00Z"_s);
    stored.sendBefore = utc(u"2026-01-15T01:00:00Z"_s);
    verdict = SendGate::judge(chicago(), practice(), stored);
    QCOMPARE(verdict.sendBefore, stored.sendBefore);
}

void TestSendGate::repliesAndReasonsLiftTheWindowOnly()
{
    const QString night = u"2026-01-14T05:00:00Z"_s;
    SendFacts reply = chicago();
    reply.wroteWithinDay = true;
    QCOMPARE(SendGate::judge(reply, practice(), at(night)).block, SendBlock::None);
    QCOMPARE(SendGate::judge(reply, practice(), at(night)).sendBefore, utc(u"2026-01-14T09:00:00Z"_s));
    SendMoment anyway = at(night);
    anyway.overridden = true;
    QCOMPARE(SendGate::judge(chicago(), practice(), anyway).block, SendBlock::None);
    reply.permission = TextPermission::OptedOut;
    QCOMPARE(SendGate::judge(reply, practice(), anyway).block, SendBlock::OptedOut);
    reply.permission = TextPermission::MayText;
    anyway.sendBefore = anyway.now;
    QCOMPARE(SendGate::judge(reply, practice(), anyway).block, SendBlock::PastSendBefore);
}

void TestSendGate::lastMinuteCountsAsClosed()
{
    // 19:59:30 in Chicago.
    const SendVerdict verdict = SendGate::judge(chicago(), practice(), at(u"2026-01-15T01:59:30Z"_s));
    QCOMPARE(verdict.block, SendBlock::OutsideHours);
    QCOMPARE(verdict.opensAt, utc(u"2026-01-15T14:00:00Z"_s));
}

void TestSendGate::validityIsCapped()
{
    const QDateTime now = utc(u"2026-01-14T15:00:00Z"_s);
    QCOMPARE(SendGate::validity(now.addSecs(90), now).count(), 90);
    QCOMPARE(SendGate::validity(now.addDays(1), now).count(), 14'400);
}

void TestSendGate::cleansBodies()
{
    QCOMPARE(cleanMessageText(u"a"_s + QChar(u'\0') + u"b\r\nc\rd\te"_s + QChar(0x1b)), u"ab\nc\nd\te"_s);
    const QString family = QString::fromUtf8("👩‍👩‍👧 \u202bשלום");
    QCOMPARE(cleanMessageText(family), family);
    QCOMPARE(cleanMessageText(u"x"_s + QChar(0xd83d)), u"x"_s);
    QCOMPARE(cleanMessageText(QChar(0xdc00) + u"x"_s), u"x"_s);
}

void TestSendGate::comparesBodies()
{
    QCOMPARE(comparableMessageText(u"Hi  \r\nthere \n"_s), comparableMessageText(u"Hi\nthere"_s));
    QCOMPARE(comparableMessageText(QString::fromUtf8("e\u0301")), comparableMessageText(QString::fromUtf8("\u00e9")));
    QVERIFY(comparableMessageText(u"Hi there"_s) != comparableMessageText(u"Hi  there"_s));
}

void TestSendGate::matchesAttempts()
{
    Communication row;
    row.peer = PhoneNumber::fromE164(u"+13125550142"_s);
    row.body = u"See you"_s;
    row.attemptAt = utc(u"2026-01-14T15:00:00Z"_s);
    const auto message = [&row](const QString &sid, int seconds) {
        MessageResource one;
        one.sid = sid;
        one.direction = u"outbound-api"_s;
        one.to = row.peer.e164();
        one.body = row.body;
        one.created = row.attemptAt.addSecs(seconds);
        return one;
    };
    QList<MessageResource> listed{message(u"late"_s, 156), message(u"b"_s, 10), message(u"early"_s, -6),
                                  message(u"a"_s, -5), message(u"b"_s, 10)};
    listed.append(message(u"body"_s, 1));
    listed.last().body = u"Other"_s;
    listed.append(message(u"to"_s, 1));
    listed.last().to = u"+13125550143"_s;
    listed.append(message(u"in"_s, 1));
    listed.last().direction = u"inbound"_s;
    listed.append(message(u"null"_s, 1));
    listed.last().created = QDateTime();
    QStringList sids;
    for (const auto &found : ReconcileMatch::candidates(row, listed))
        sids.append(found.sid);
    QCOMPARE(sids, QStringList({u"a"_s, u"b"_s}));
}

void TestSendGate::dueTimes()
{
    const QDateTime start = utc(u"2026-01-14T15:00:00Z"_s);
    const QList<int> seconds{2, 5, 15, 60, 300, 900, 3600, 14'520};
    for (int i = 0; i < seconds.size(); ++i)
        QCOMPARE(Reconciler::dueAt(start, i), start.addSecs(seconds.at(i)));
    QVERIFY(!Reconciler::dueAt(start, 8).isValid());
    QCOMPARE(Reconciler::dueAt(start, 0, 0.5), start.addSecs(1));
    Communication row;
    row.checks = 4;
    QVERIFY(!Reconciler::maySendAgain(row));
    row.checks = 5; // the check at 5 minutes is the fifth
    QVERIFY(Reconciler::maySendAgain(row));
}

void TestSendGate::backoffStaysInBounds()
{
    Backoff waits(std::chrono::milliseconds(10), std::chrono::milliseconds(100));
    for (int i = 0; i < 200; ++i) {
        const qint64 wait = waits.next().count();
        QVERIFY(wait >= 1 && wait <= std::min(100, 10 << std::min(i, 5)));
    }
    for (int i = 0; i < 200; ++i)
        QVERIFY(waits.next(std::chrono::milliseconds(20)).count() <= 20);
    waits.reset();
    QVERIFY(waits.next(std::chrono::hours(1)).count() <= 10); // but doubles like any other
}

void TestSendGate::lateWatchDoubles()
{
    const QDateTime start = utc(u"2026-01-14T15:00:00Z"_s);
    LateWatch watch(std::chrono::seconds(10), std::chrono::seconds(60));
    watch.add(u"SM1"_s, Channel::Sms, start, start.addSecs(3600));
    int questions = 0;
    for (int second = 0; second <= 4000; ++second) {
        for (const auto &item : watch.due(start.addSecs(second))) {
            watch.asked(item.sid, start.addSecs(second));
            ++questions;
        }
    }
    QVERIFY2(questions > 55 && questions < 65, qPrintable(QString::number(questions)));
    QVERIFY(!watch.contains(u"SM1"_s)); // its time is over
}

void TestSendGate::twimlIsXml()
{
    const QString hostile = u"</Say><Dial>+19005550000</Dial> & \"stay\""_s;
    for (const QString &prompt : {u"Stay on the line."_s, hostile, QString(5000, u'&')}) {
        const QString twiml = CallPlacer::bridgeTwiml(u"+13125550100"_s, u"+13125550142"_s, prompt, u"en-US"_s);
        QVERIFY(twiml.size() <= 4000);
        QXmlStreamReader xml(twiml);
        QStringList elements;
        QStringList numbers;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            elements.append(xml.name().toString());
            if (xml.name() == u"Dial")
                QCOMPARE(xml.attributes().value(u"callerId"_s), u"+13125550100"_s);
            if (xml.name() == u"Number")
                numbers.append(xml.readElementText());
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(elements, QStringList({u"Response"_s, u"Say"_s, u"Pause"_s, u"Dial"_s, u"Number"_s}));
        QCOMPARE(numbers, QStringList{u"+13125550142"_s});
    }
}

QTEST_GUILESS_MAIN(TestSendGate)
#include "tst_sendgate.moc"
