#include "messagingfixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 30'000;
const QString clientNumber = u"+13125550142"_s;
const QUrl nowhere(u"http://127.0.0.1:1"_s);
} // namespace

class TestInboundReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sequences_data();
    void sequences();
    void waitingRowsAreBlocked();
    void lateTexts_data();
    void lateTexts();
    void oneLookIsReadByDate();
    void personsDecisionStaysForYes();

private:
    /// Stores a text that Twilio dates @p seconds after this test's hour, as the poller does before the reader sees it.
    Communication text(Desktop &desk, const QString &body, int seconds)
    {
        TwilioNews news;
        news.sid = u"SM%1"_s.arg(++m_sid, 32, 16, QChar(u'0'));
        news.from = clientNumber;
        news.to = ownNumber;
        news.status = u"received"_s;
        news.body = body;
        news.createdAt = m_hour.addSecs(seconds);
        const auto applied = await(desk.communications->apply({news}, {ownNumber}));
        return applied ? applied->inserted.value(0) : Communication();
    }
    TextPermission permission(Desktop &desk)
    {
        return await(desk.clients->byNumber(PhoneNumber::fromE164(clientNumber)))->permission();
    }
    void readAll(Desktop &desk, const QList<Communication> &rows)
    {
        QSignalSpy arrived(desk.reader.get(), &InboundReader::arrived);
        desk.reader->read(rows);
        QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 1, patience);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    const QDateTime m_hour = QDateTime::currentDateTimeUtc().addSecs(-3600);
    int m_sid = 0;
    SystemClock m_clock;
};

void TestInboundReader::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestInboundReader::sequences_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<int>("permission");
    QTest::addColumn<int>("judgements");
    const int may = int(TextPermission::MayText);
    const int held = int(TextPermission::Held);
    const int out = int(TextPermission::OptedOut);
    QTest::newRow("plain") << QStringList{u"Thanks!"_s} << may << 0;
    QTest::newRow("STOP") << QStringList{u"STOP"_s} << out << 0;
    QTest::newRow("opt out") << QStringList{u"Opt out"_s} << out << 0;
    QTest::newRow("sentence") << QStringList{u"please stop texting me"_s} << held << 1;
    QTest::newRow("STOP, START") << QStringList{u"STOP"_s, u"START"_s} << may << 0;
    QTest::newRow("START, STOP") << QStringList{u"START"_s, u"STOP"_s} << out << 0;
    QTest::newRow("STOP, YES") << QStringList{u"STOP"_s, u"YES"_s} << may << 0;
    QTest::newRow("sentence, YES") << QStringList{u"please stop texting me"_s, u"YES"_s} << held << 1;
    QTest::newRow("sentence, UNSTOP") << QStringList{u"please stop texting me"_s, u"UNSTOP"_s} << may << 1;
    QTest::newRow("STOP, sentence") << QStringList{u"STOP"_s, u"please stop texting me"_s} << out << 0;
    // YES never lifts a hold from a sentence, also when a keyword's block lay over it.
    QTest::newRow("sentence, STOP, YES") << QStringList{u"please stop texting me"_s, u"STOP"_s, u"YES"_s} << held << 2;
    QTest::newRow("STOP, sentence, YES") << QStringList{u"STOP"_s, u"please stop texting me"_s, u"YES"_s} << held << 1;
    QTest::newRow("sentence, STOP, START")
        << QStringList{u"please stop texting me"_s, u"STOP"_s, u"START"_s} << may << 1;
    QTest::newRow("sentence, START") << QStringList{u"please stop texting me"_s, u"START"_s} << may << 1;
    QTest::newRow("STOP, UNSTOP") << QStringList{u"STOP"_s, u"UNSTOP"_s} << may << 0;
    QTest::newRow("STOP, Sí") << QStringList{u"STOP"_s, u"Sí"_s} << out << 0;
    QTest::newRow("STOP, yes please") << QStringList{u"STOP"_s, u"Yes, please"_s} << out << 0;
    QTest::newRow("YES, STOP") << QStringList{u"YES"_s, u"STOP"_s} << out << 0;
    QTest::newRow("UNSTOP, STOP") << QStringList{u"UNSTOP"_s, u"STOP"_s} << out << 0;
}

void TestInboundReader::sequences()
{
    QFETCH(QStringList, texts);
    QFETCH(int, permission);
    QFETCH(int, judgements);
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    desk.client(u"Maria"_s, clientNumber);
    QSignalSpy judge(desk.reader.get(), &InboundReader::needsJudgement);
    for (int i = 0; i < texts.size(); ++i)
        readAll(desk, {text(desk, texts.at(i), i)});
    QCOMPARE(int(this->permission(desk)), permission);
    QCOMPARE(judge.count(), judgements);
}

void TestInboundReader::waitingRowsAreBlocked()
{
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    const Client client = desk.client(u"Maria"_s, clientNumber);
    const auto waits = await(desk.sender->send(desk.draft(client, u"Hello"_s)));
    readAll(desk, {text(desk, u"please stop texting me"_s, 0)});
    QCOMPARE(desk.row(waits->id).sendState, SendState::Held);
    QCOMPARE(desk.row(waits->id).block, SendBlock::JudgeReply);
    QSignalSpy out(desk.reader.get(), &InboundReader::optedOut);
    readAll(desk, {text(desk, u"STOP"_s, 1)});
    QCOMPARE(out.count(), 1);
    QCOMPARE(desk.row(waits->id).sendState, SendState::Refused);
    QCOMPARE(desk.row(waits->id).block, SendBlock::OptedOut);
    readAll(desk, {text(desk, u"START"_s, 2)});
    QCOMPARE(permission(desk), TextPermission::MayText);
    QCOMPARE(desk.row(waits->id).sendState, SendState::Refused); // what was refused stays so
}

void TestInboundReader::lateTexts_data()
{
    QTest::addColumn<QStringList>("arriving"); ///< "seconds body", in order of arrival
    QTest::addColumn<int>("permission");
    const int may = int(TextPermission::MayText);
    const int held = int(TextPermission::Held);
    const int out = int(TextPermission::OptedOut);
    QTest::newRow("old START") << QStringList{u"100 STOP"_s, u"50 START"_s} << out;
    QTest::newRow("old START between") << QStringList{u"100 STOP"_s, u"200 STOP"_s, u"150 START"_s} << out;
    QTest::newRow("old UNSTOP") << QStringList{u"100 STOP"_s, u"50 UNSTOP"_s} << out;
    QTest::newRow("old YES") << QStringList{u"100 STOP"_s, u"50 YES"_s} << out;
    QTest::newRow("old STOP after START") << QStringList{u"100 STOP"_s, u"200 START"_s, u"150 STOP"_s} << may;
    QTest::newRow("old STOP, START alone") << QStringList{u"200 START"_s, u"150 STOP"_s} << may;
    QTest::newRow("old STOP after YES") << QStringList{u"100 STOP"_s, u"200 YES"_s, u"150 STOP"_s} << may;
    QTest::newRow("old sentence after START") << QStringList{u"200 START"_s, u"150 please stop texting me"_s} << may;
    QTest::newRow("old sentence after YES") << QStringList{u"200 YES"_s, u"150 please stop texting me"_s} << held;
    QTest::newRow("old START after sentence") << QStringList{u"200 please stop texting me"_s, u"150 START"_s} << held;
    QTest::newRow("newer STOP still counts") << QStringList{u"200 START"_s, u"150 STOP"_s, u"250 STOP"_s} << out;
    QTest::newRow("newer START still counts") << QStringList{u"100 STOP"_s, u"50 START"_s, u"250 START"_s} << may;
    QTest::newRow("one second: the block wins") << QStringList{u"100 START"_s, u"100 STOP"_s} << out;
    QTest::newRow("one second, listed the other way") << QStringList{u"100 STOP"_s, u"100 START"_s} << out;
}

/// Twilio's dates decide, also over a restart between the two.
void TestInboundReader::lateTexts()
{
    QFETCH(QStringList, arriving);
    QFETCH(int, permission);
    for (const bool restart : {false, true}) {
        m_dir = std::make_unique<QTemporaryDir>();
        const QString path = m_dir->filePath(u"store.db"_s);
        auto desk = std::make_unique<Desktop>(path, nowhere, m_clock);
        desk->client(u"Maria"_s, clientNumber);
        for (const QString &line : std::as_const(arriving)) {
            readAll(*desk, {text(*desk, line.section(u' ', 1), line.section(u' ', 0, 0).toInt())});
            if (restart) {
                desk.reset();
                desk = std::make_unique<Desktop>(path, nowhere, m_clock);
            }
        }
        QCOMPARE(int(this->permission(*desk)), permission);
    }
}

/// What was stored in one look is read by date as well.
void TestInboundReader::oneLookIsReadByDate()
{
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    desk.client(u"Maria"_s, clientNumber);
    const Communication start = text(desk, u"START"_s, 10);
    const Communication stop = text(desk, u"STOP"_s, 20);
    readAll(desk, {stop, start});
    QCOMPARE(permission(desk), TextPermission::OptedOut);
}

void TestInboundReader::personsDecisionStaysForYes()
{
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    const Client client = desk.client(u"Maria"_s, clientNumber);
    readAll(desk, {text(desk, u"STOP"_s, 0)});
    QVERIFY(
        await(desk.clients->setPermission(client.primaryNumber(), TextPermission::OptedOut, u"person"_s)).has_value());
    readAll(desk, {text(desk, u"YES"_s, 1)});
    QCOMPARE(permission(desk), TextPermission::OptedOut);
}

QTEST_GUILESS_MAIN(TestInboundReader)
#include "tst_inboundreader.moc"
