#include "messagingfixture.h"

#include <QHash>
#include <QSet>

#include <algorithm>

Q_DECLARE_METATYPE(ListDisorder)

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int patience = 60'000;
constexpr int people = 6;
constexpr int texts = 30;
constexpr int inDoubt = 8;   // the first ones, whose reply is lost
constexpr int history = 120; // more than two pages of a look
constexpr int arriving = 60; // while it runs

QString numberOf(int person)
{
    return u"+1312555%1"_s.arg(3000 + person);
}
} // namespace

/// Twilio's lists as they may be (reliability.md, fault 9), each way and all ways together: late, with rows twice, in
/// another order, with pages that shift while they are read. Texts whose reply was lost are looked for in them.
class TestListFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fault09Sweep_data();
    void fault09Sweep();

private:
    void addHistory(TwilioSimulator &twilio);
    void sendAll(Desktop &desk);
    bool isSettled(Desktop &desk, const TwilioSimulator &twilio);

    SystemClock m_clock;
    QList<CommunicationId> m_sent;
    QStringList m_history; ///< sids of person 0's, oldest first
};

void TestListFaults::fault09Sweep_data()
{
    QTest::addColumn<ListDisorder>("disorder");
    for (int ways = 0; ways < 16; ++ways) {
        ListDisorder disorder;
        disorder.seed = quint64(ways) + 1;
        QStringList name;
        const auto with = [&](int bit, auto &option, auto value, const QString &word) {
            if ((ways & bit) != 0) {
                option = value;
                name.append(word);
            }
        };
        with(1, disorder.lagMax, std::chrono::milliseconds(1500), u"late"_s);
        with(2, disorder.repeatPercent, 40, u"twice"_s);
        with(4, disorder.shufflePercent, 60, u"another order"_s);
        with(8, disorder.shiftPercent, 70, u"shifting pages"_s);
        QTest::newRow(qPrintable(name.isEmpty() ? u"none"_s : name.join(u", "_s))) << disorder;
    }
}

/// A minute between two, ending an hour ago.
void TestListFaults::addHistory(TwilioSimulator &twilio)
{
    m_history.clear();
    const QDateTime from = QDateTime::currentDateTimeUtc().addSecs(-60LL * (history + 60));
    for (int i = 0; i < history; ++i) {
        const QString sid = twilio.addMessage(u"inbound"_s, numberOf(i % people), ownNumber, u"earlier %1"_s.arg(i),
                                              u"received"_s, from.addSecs(60LL * i));
        if (i % people == 0)
            m_history.append(sid);
    }
}

void TestListFaults::sendAll(Desktop &desk)
{
    QList<Client> clients;
    for (int i = 0; i < people; ++i)
        clients.append(desk.client(u"Client %1"_s.arg(i), numberOf(i)));
    m_sent.clear();
    for (int i = 0; i < texts; ++i) {
        // The same words to everybody: number and time alone tell them apart.
        const auto row = await(desk.sender->send(desk.draft(clients.at(i % people), u"Word %1"_s.arg(i / people))));
        QVERIFY(row);
        m_sent.append(row->id);
    }
}

bool TestListFaults::isSettled(Desktop &desk, const TwilioSimulator &twilio)
{
    const QList<Communication> rows = desk.rows();
    const auto isDone = [](const Communication &row) {
        return row.direction == Direction::Inbound || row.status == u"delivered"_s;
    };
    return rows.size() >= twilio.messageCount() && std::all_of(rows.cbegin(), rows.cend(), isDone);
}

void TestListFaults::fault09Sweep()
{
    QFETCH(ListDisorder, disorder);
    SimulatorOptions options;
    options.disorder = disorder;
    options.step = 60ms;
    options.priceLag = 200ms;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    addHistory(twilio);
    QVERIFY(twilio.setFault(u"post:drop-after:0"_s, inDoubt));
    const QTemporaryDir folder;
    Desktop desk(folder.filePath(u"store.db"_s), twilio.url(), m_clock);
    QHash<QString, int> announced;
    connect(desk.reader.get(), &InboundReader::arrived, this, [&](const QList<Communication> &rows) {
        for (const Communication &row : rows)
            ++announced[row.messageSid];
    });
    sendAll(desk);
    desk.startServices();
    for (int i = 0; i < arriving; ++i) {
        QVERIFY(!twilio.receiveText(numberOf(i % people), ownNumber, u"new %1"_s.arg(i)).isEmpty());
        QTest::qWait(20);
    }
    QTRY_VERIFY_WITH_TIMEOUT(isSettled(desk, twilio), patience);

    QCOMPARE(twilio.messagePosts(), texts); // a doubt was never sent again
    QCOMPARE(twilio.messageCount(), texts + history + arriving);
    const QList<Communication> rows = desk.rows();
    QCOMPARE(rows.size(), qsizetype(texts + history + arriving)); // none lost, none of ours taken for another's
    QSet<QString> sids;
    QList<Communication> earlier;
    for (const Communication &row : rows) {
        QVERIFY2(!sids.contains(row.messageSid), qPrintable(row.messageSid));
        sids.insert(row.messageSid);
        QCOMPARE(row.sendState, m_sent.contains(row.id) ? SendState::Accepted : SendState::NotOurs);
        if (m_history.contains(row.messageSid))
            earlier.append(row);
    }
    std::sort(earlier.begin(), earlier.end(), [](const auto &a, const auto &b) { return a.sortAt < b.sortAt; });
    QStringList shown;
    for (const Communication &row : std::as_const(earlier))
        shown.append(row.messageSid);
    QCOMPARE(shown, m_history); // in the order of the conversation
    QTRY_COMPARE_WITH_TIMEOUT(announced.size(), qsizetype(history + arriving), patience);
    QVERIFY(std::all_of(announced.cbegin(), announced.cend(), [](int times) { return times == 1; }));
}

QTEST_GUILESS_MAIN(TestListFaults)
#include "tst_listfaults.moc"
