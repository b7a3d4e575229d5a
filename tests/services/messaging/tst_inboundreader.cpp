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
    void lateTextsDoNotUndoNewerOnes();
    void personsDecisionStaysForYes();

private:
    Communication text(const Client &client, const QString &body, int seconds)
    {
        Communication row;
        row.id = CommunicationId::create();
        row.clientId = client.id;
        row.direction = Direction::Inbound;
        row.peer = client.primaryNumber();
        row.body = body;
        row.sortAt = QDateTime::currentDateTimeUtc().addSecs(3600 + seconds);
        return row;
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
    QTest::newRow("sentence, STOP, YES") << QStringList{u"please stop texting me"_s, u"STOP"_s, u"YES"_s} << may << 1;
}

void TestInboundReader::sequences()
{
    QFETCH(QStringList, texts);
    QFETCH(int, permission);
    QFETCH(int, judgements);
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    const Client client = desk.client(u"Maria"_s, clientNumber);
    QSignalSpy judge(desk.reader.get(), &InboundReader::needsJudgement);
    QList<Communication> rows;
    for (int i = 0; i < texts.size(); ++i)
        rows.prepend(text(client, texts.at(i), i)); // given newest first: read in the order in which they came
    readAll(desk, rows);
    QCOMPARE(int(this->permission(desk)), permission);
    QCOMPARE(judge.count(), judgements);
}

void TestInboundReader::waitingRowsAreBlocked()
{
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    const Client client = desk.client(u"Maria"_s, clientNumber);
    const auto waits = await(desk.sender->send(desk.draft(client, u"Hello"_s)));
    readAll(desk, {text(client, u"please stop texting me"_s, 0)});
    QCOMPARE(desk.row(waits->id).sendState, SendState::Held);
    QCOMPARE(desk.row(waits->id).block, SendBlock::JudgeReply);
    QSignalSpy out(desk.reader.get(), &InboundReader::optedOut);
    readAll(desk, {text(client, u"STOP"_s, 1)});
    QCOMPARE(out.count(), 1);
    QCOMPARE(desk.row(waits->id).sendState, SendState::Refused);
    QCOMPARE(desk.row(waits->id).block, SendBlock::OptedOut);
    readAll(desk, {text(client, u"START"_s, 2)});
    QCOMPARE(permission(desk), TextPermission::MayText);
    QCOMPARE(desk.row(waits->id).sendState, SendState::Refused); // what was refused stays so
}

void TestInboundReader::lateTextsDoNotUndoNewerOnes()
{
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    const Client client = desk.client(u"Maria"_s, clientNumber);
    readAll(desk, {text(client, u"STOP"_s, 100)});
    readAll(desk, {text(client, u"START"_s, 50)}); // listed late
    QCOMPARE(permission(desk), TextPermission::OptedOut);
    readAll(desk, {text(client, u"START"_s, 200)});
    QCOMPARE(permission(desk), TextPermission::MayText);
    readAll(desk, {text(client, u"STOP"_s, 150)}); // listed late
    QCOMPARE(permission(desk), TextPermission::MayText);
}

void TestInboundReader::personsDecisionStaysForYes()
{
    Desktop desk(m_dir->filePath(u"store.db"_s), nowhere, m_clock);
    const Client client = desk.client(u"Maria"_s, clientNumber);
    readAll(desk, {text(client, u"STOP"_s, 0)});
    QTest::qWait(5); // the change of permission is told apart by its time
    QVERIFY(
        await(desk.clients->setPermission(client.primaryNumber(), TextPermission::OptedOut, u"person"_s)).has_value());
    readAll(desk, {text(client, u"YES"_s, 1)});
    QCOMPARE(permission(desk), TextPermission::OptedOut);
}

QTEST_GUILESS_MAIN(TestInboundReader)
#include "tst_inboundreader.moc"
