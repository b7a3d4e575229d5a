#include "common/errortext.h"
#include "messaging/smssender.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;

class TestErrorText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyListedCodeHasCauseAndNextStep_data();
    void everyListedCodeHasCauseAndNextStep();
    void unknownCodeShowsTwiliosText();
    void everyKindHasASentence();
    void everyBlockHasAReason();
    void unconfirmedNeverReadsAsNotSent();
    void acceptedIsNotDelivered();
    void statesInWords_data();
    void statesInWords();
    void hourlyLimitNamesNumberAndTime();
    void outsideHoursNamesBothTimes();
};

void TestErrorText::everyListedCodeHasCauseAndNextStep_data()
{
    QTest::addColumn<int>("code");
    // The list of codes to explain to staff (Twilio's error dictionary).
    for (const int code :
         {20003, 20005, 20403, 20404, 20429, 429,   20500, 503,   10001, 30002, 21210, 21211, 21217, 21212,
          21606, 21214, 21612, 21215, 21408, 21216, 21608, 21610, 21611, 21614, 21617, 21635, 30001, 30003,
          30004, 30005, 30006, 30007, 30008, 30022, 30032, 30033, 30034, 30035, 30450, 30610, 30640, 30047,
          31600, 34002, 32018, 35114, 35115, 35116, 35117, 35118, 35125, 60202, 60203, 60212, 60308, 70051})
        QTest::addRow("%d", code) << code;
}

void TestErrorText::everyListedCodeHasCauseAndNextStep()
{
    QFETCH(int, code);
    const ErrorText::CodeText text = ErrorText::codeText(code);
    QVERIFY(!text.cause.isEmpty());
    QVERIFY(text.nextStep.endsWith(u'.'));
    QVERIFY(!text.cause.endsWith(u'.'));
    QVERIFY(ErrorText::codeSentence(code, u"outside"_s).contains(text.cause));
    QVERIFY(!ErrorText::codeSentence(code, u"outside"_s).contains(u"outside"));
}

void TestErrorText::unknownCodeShowsTwiliosText()
{
    QVERIFY(ErrorText::codeText(99999).cause.isEmpty());
    const QString text = ErrorText::codeSentence(99999, u"A new\u202e rule"_s);
    QVERIFY(text.contains(u"A new rule"));
    QVERIFY(text.contains(u"99999"));
    QVERIFY(!ErrorText::codeSentence(99999, {}).isEmpty());
    // A failed operation, as hanging up, and a row whose call or text failed.
    const QString failed = ErrorText::sentence({ErrorKind::Rejected, 99999, u"A new <b>rule</b>"_s, {}});
    QVERIFY2(failed.contains(u"A new <b>rule</b>") && failed.contains(u"99999"), qPrintable(failed));
    QVERIFY(!ErrorText::sentence({ErrorKind::Rejected, 21211, u"outside"_s, {}}).contains(u"outside"));
    for (const Channel channel : {Channel::Sms, Channel::Voice}) {
        Communication row;
        row.channel = channel;
        row.direction = Direction::Outbound;
        row.errorCode = 99999;
        row.errorText = u"A new rule"_s;
        row.sendState = SendState::Failed;
        QVERIFY(ErrorText::state(row).text.contains(u"A new rule"));
        row.sendState = SendState::Accepted;
        row.status = u"failed"_s;
        QVERIFY(ErrorText::state(row).text.contains(u"A new rule"));
    }
}

void TestErrorText::everyKindHasASentence()
{
    for (int kind = 0; kind < int(ErrorKind::Cancelled); ++kind) {
        if (static_cast<ErrorKind>(kind) == ErrorKind::Rejected)
            continue; // its detail is Twilio's text
        const QString text = ErrorText::sentence({static_cast<ErrorKind>(kind), 0, u"secret detail"_s, {}});
        QVERIFY2(text.endsWith(u'.'), qPrintable(text));
        QVERIFY(!text.contains(u"secret detail"));
    }
    QVERIFY(ErrorText::sentence({ErrorKind::Cancelled, 0, {}, {}}).isEmpty());
}

void TestErrorText::everyBlockHasAReason()
{
    QSet<QString> seen;
    for (int block = 1; block <= int(SendBlock::HourlyLimit); ++block)
        seen << ErrorText::blockReason(static_cast<SendBlock>(block));
    QCOMPARE(seen.size(), int(SendBlock::HourlyLimit));
    QVERIFY(!seen.contains(QString()));
}

void TestErrorText::unconfirmedNeverReadsAsNotSent()
{
    Communication row;
    row.sendState = SendState::Unconfirmed;
    for (const int checks : {0, 4, 5, 8}) {
        row.checks = checks;
        const QString text = ErrorText::state(row).text;
        QVERIFY(text.startsWith(u"Unconfirmed"));
        QVERIFY(!text.contains(u"not sent", Qt::CaseInsensitive));
    }
}

void TestErrorText::acceptedIsNotDelivered()
{
    Communication row;
    row.sendState = SendState::Accepted;
    for (const QString &status : {u"queued"_s, u"accepted"_s, u"sending"_s, QString()}) {
        row.status = status;
        QCOMPARE(ErrorText::state(row).text, u"Accepted by Twilio"_s);
        QVERIFY(ErrorText::state(row).tone != ErrorText::Tone::Good);
    }
    row.status = u"brand-new"_s;
    QVERIFY(ErrorText::state(row).text.contains(u"brand-new"));
}

void TestErrorText::statesInWords_data()
{
    QTest::addColumn<SendState>("state");
    QTest::addColumn<QString>("status");
    QTest::addColumn<SendBlock>("block");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("begins");
    QTest::newRow("waiting") << SendState::Pending << QString() << SendBlock::None << 0 << u"Waiting"_s;
    QTest::newRow("sending") << SendState::Sending << QString() << SendBlock::None << 0 << u"Sending"_s;
    QTest::newRow("held") << SendState::Held << QString() << SendBlock::JudgeReply << 0
                          << u"Held: a reply may mean stop"_s;
    QTest::newRow("refused") << SendState::Refused << QString() << SendBlock::OptedOut << 0
                             << u"Refused: the client opted out"_s;
    QTest::newRow("canceled") << SendState::Canceled << QString() << SendBlock::None << 0 << u"Canceled"_s;
    QTest::newRow("failed") << SendState::Failed << QString() << SendBlock::None << 21614
                            << u"Not sent: this is not a mobile number. Ask"_s;
    QTest::newRow("off") << SendState::Accepted << u"undelivered"_s << SendBlock::None << 30003
                         << u"Not delivered: the phone was off or out of reach. Try later or call."_s;
    QTest::newRow("delivered") << SendState::Accepted << u"delivered"_s << SendBlock::None << 0 << u"Delivered"_s;
    QTest::newRow("sent") << SendState::Accepted << u"sent"_s << SendBlock::None << 0 << u"Sent"_s;
}

void TestErrorText::statesInWords()
{
    QFETCH(SendState, state);
    QFETCH(QString, status);
    QFETCH(SendBlock, block);
    QFETCH(int, code);
    QFETCH(QString, begins);
    Communication row;
    row.sendState = state;
    row.status = status;
    row.block = block;
    row.errorCode = code;
    row.sortAt = QDateTime::currentDateTimeUtc();
    const ErrorText::StateText text = ErrorText::state(row);
    QVERIFY2(text.text.startsWith(begins), qPrintable(text.text));
    QVERIFY(!ErrorText::shortState(row).text.isEmpty());
}

/// A text that waits for a slot says how many there were and when it leaves; a colleague's is not "you".
void TestErrorText::hourlyLimitNamesNumberAndTime()
{
    Communication row;
    row.sendState = SendState::Held;
    row.block = SendBlock::HourlyLimit;
    row.errorText = u"30"_s;
    row.sendAfter = QDateTime::currentDateTime().addSecs(60).toUTC();
    QString text = ErrorText::state(row).text;
    QVERIFY2(text.startsWith(u"Held: you have sent 30 texts within the last hour"), qPrintable(text));
    QVERIFY(text.contains(QString::number(row.sendAfter.toLocalTime().time().minute())));
    row.deviceId = DeviceId::create();
    text = ErrorText::state(row).text;
    QVERIFY2(!text.contains(u"you have sent"), qPrintable(text));
}

void TestErrorText::outsideHoursNamesBothTimes()
{
    const QTimeZone chicago("America/Chicago");
    SendVerdict verdict;
    verdict.block = SendBlock::OutsideHours;
    verdict.window.local = QDateTime(QDate(2026, 11, 20), QTime(21, 40), chicago);
    verdict.opensAt = QDateTime(QDate(2026, 11, 21), QTime(8, 0), chicago).toUTC();
    const QString text = ErrorText::blockSentence(verdict, u"Maria"_s);
    QVERIFY2(text.contains(u"Maria"), qPrintable(text));
    QVERIFY(text.contains(QLocale().toString(QTime(21, 40), QLocale::ShortFormat)));
    QVERIFY(text.contains(QLocale().toString(QTime(8, 0), QLocale::ShortFormat)));
    QVERIFY(text.contains(u"tomorrow"));
}

QTEST_MAIN(TestErrorText)
#include "tst_errortext.moc"
