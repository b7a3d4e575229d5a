#include "messagingfixture.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 600'000;
constexpr int daysOff = 9;
constexpr int texts = 5000;
constexpr int people = 40;
constexpr int stopper = 3;       // writes STOP in the middle of it
constexpr int bystander = 5;     // a text waits for each of the two
constexpr int twilioPage = 1000; // rows a page at most

QString numberOf(int person)
{
    return u"+1312555%1"_s.arg(2000 + person);
}
} // namespace

/// Nine days without the program, and 5,000 texts in and out meanwhile: all are there once and in order, a STOP among
/// them counts before anything leaves, it costs few requests, and the window's thread comes round all the time. A kill
/// is a Desktop that goes away and another one over the same file.
class TestCatchUp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { m_desk.reset(); }
    void nineDaysOff_data();
    void nineDaysOff();

private:
    void fill(TwilioSimulator &twilio, const QDateTime &off);
    void open(const QUrl &url);
    void start();
    void kill();
    QStringList conversation(int person);

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Desktop> m_desk;
    QHash<int, QStringList> m_sids; ///< of each person, oldest first: the truth
    QSet<QString> m_stored;
    QSet<QString> m_inbound;         ///< sids of what came in
    QHash<QString, int> m_announced; ///< how often, by sid
    QList<int> m_requests;           ///< of each run of the program, until it knew everything or was killed
    bool m_caughtUp = false;
    qsizetype m_rowsThisTurn = 0;
    qsizetype m_mostRowsATurn = 0;
};

void TestCatchUp::fill(TwilioSimulator &twilio, const QDateTime &off)
{
    const auto add = [&](int person, bool inbound, const QString &body, const QDateTime &at) {
        const QString own = ownNumber;
        const QString sid =
            twilio.addMessage(inbound ? u"inbound"_s : u"outbound-api"_s, inbound ? numberOf(person) : own,
                              inbound ? own : numberOf(person), body, inbound ? u"received"_s : u"delivered"_s, at);
        m_sids[person].append(sid);
        if (inbound)
            m_inbound.insert(sid);
    };
    constexpr qint64 gap = daysOff * 86'400LL / texts;
    for (int i = 0; i < texts - 1; ++i) {
        const QDateTime at = off.addSecs(i * gap);
        add((i * 7) % people, (i / people) % 2 == 0, u"text %1"_s.arg(i), at);
        if (i == texts / 2)
            add(stopper, true, u"STOP"_s, at.addSecs(gap / 2));
    }
}

void TestCatchUp::open(const QUrl &url)
{
    m_caughtUp = false;
    m_desk =
        std::make_unique<Desktop>(m_dir->filePath(u"store.db"_s), url, m_clock, DesktopOptions{.awaitsNews = true});
    connect(m_desk->reader.get(), &InboundReader::arrived, this, [this](const QList<Communication> &rows) {
        for (const Communication &row : rows)
            ++m_announced[row.messageSid];
    });
    connect(m_desk->communications.get(), &CommunicationStore::changed, this, [this](const QList<Communication> &rows) {
        for (const Communication &row : rows)
            m_stored.insert(row.messageSid);
        if (m_rowsThisTurn == 0)
            QTimer::singleShot(0, this, [this] { m_rowsThisTurn = 0; });
        m_rowsThisTurn += rows.size();
        m_mostRowsATurn = std::max(m_mostRowsATurn, m_rowsThisTurn);
    });
    connect(m_desk->poller.get(), &StatusPoller::checked, this, [this] {
        if (!std::exchange(m_caughtUp, true))
            m_requests.append(m_desk->poller->requests());
    });
}

void TestCatchUp::start()
{
    m_desk->poller->start();
    m_desk->sender->start();
}

void TestCatchUp::kill()
{
    if (!m_caughtUp)
        m_requests.append(m_desk->poller->requests());
    m_desk.reset();
}

/// Sids as the conversation shows them, oldest first.
QStringList TestCatchUp::conversation(int person)
{
    const auto client = await(m_desk->clients->byNumber(PhoneNumber::fromE164(numberOf(person))));
    if (!client)
        return {};
    CommunicationFilter filter;
    filter.clientId = client->id;
    QStringList sids;
    std::optional<CommunicationKey> key;
    do {
        const auto page = await(m_desk->communications->page(filter, key, 50));
        if (!page)
            return {};
        for (const Communication &row : page->rows) {
            if (row.sendState == SendState::NotOurs)
                sids.prepend(row.messageSid);
        }
        key = page->next;
    } while (key);
    return sids;
}

void TestCatchUp::nineDaysOff_data()
{
    QTest::addColumn<QList<int>>("stored");    // kills when so many texts were stored,
    QTest::addColumn<QList<int>>("announced"); // and then when so many were announced
    QTest::newRow("at one go") << QList<int>{} << QList<int>{};
    QTest::newRow("killed in the middle of a day") << QList<int>{2600} << QList<int>{};
    QTest::newRow("killed while announcing") << QList<int>{} << QList<int>{1200};
    QTest::newRow("killed again and again") << QList<int>{1, 2700} << QList<int>{1500};
}

void TestCatchUp::nineDaysOff()
{
    QFETCH(QList<int>, stored);
    QFETCH(QList<int>, announced);
    m_dir = std::make_unique<QTemporaryDir>();
    m_sids.clear();
    m_inbound.clear();
    m_announced.clear();
    m_requests.clear();
    m_stored.clear();
    m_mostRowsATurn = 0;
    const QDateTime off = QDateTime::currentDateTimeUtc().addDays(-daysOff);
    TwilioSimulator twilio({});
    QVERIFY(twilio.listen());
    fill(twilio, off);
    open(twilio.url());
    QVERIFY(await(m_desk->settings->setMark(u"poll.messages.mark"_s, off.toString(Qt::ISODateWithMs))));
    const auto waitingFor = [this](int person) {
        return await(m_desk->sender->send(
            m_desk->draft(m_desk->client(u"Person %1"_s.arg(person), numberOf(person)), u"See you on Monday"_s)));
    };
    const auto unwanted = waitingFor(stopper);
    const auto wanted = waitingFor(bystander);
    QVERIFY(unwanted && wanted);
    QCOMPARE(unwanted->sendState, SendState::Pending);
    start();
    const auto killWhen = [&](const auto &happened) {
        if (!QTest::qWaitFor(happened, patience))
            return false;
        kill();
        open(twilio.url());
        start();
        return true;
    };
    for (const int count : std::as_const(stored))
        QVERIFY(killWhen([&] { return m_stored.size() >= count; }));
    for (const int count : std::as_const(announced))
        QVERIFY(killWhen([&] { return m_announced.size() >= count; }));
    QTRY_VERIFY_WITH_TIMEOUT(m_caughtUp, patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->row(wanted->id).sendState, SendState::Accepted, patience);

    // STOP was read before anything left.
    QCOMPARE(m_desk->row(unwanted->id).sendState, SendState::Refused);
    QCOMPARE(await(m_desk->clients->byNumber(PhoneNumber::fromE164(numberOf(stopper))))->permission(),
             TextPermission::OptedOut);
    QCOMPARE(twilio.messagePosts(), 1);
    // A new start over it finds nothing to do any more.
    kill();
    open(twilio.url());
    start();
    QTRY_VERIFY_WITH_TIMEOUT(m_caughtUp, patience);
    for (int person = 0; person < people; ++person)
        QCOMPARE(conversation(person), m_sids.value(person));
    QCOMPARE(QSet<QString>(m_announced.keyBegin(), m_announced.keyEnd()), m_inbound);
    for (auto it = m_announced.cbegin(); it != m_announced.cend(); ++it)
        QVERIFY2(it.value() == 1, qPrintable(it.key()));
    // Each day costs one page of texts and one of calls, then come the sweep since yesterday and the newest pages: a
    // run that was killed did less than a whole one.
    const int days = int(off.date().addDays(-1).daysTo(QDateTime::currentDateTimeUtc().date()));
    const int textsOfTwoDays = texts * 2 / daysOff;
    const int most = 2 * days + (textsOfTwoDays / twilioPage + 1) + 1 + 1 + 1;
    QCOMPARE(m_requests.size(), stored.size() + announced.size() + 2);
    for (const int requests : std::as_const(m_requests))
        QVERIFY2(requests <= most, qPrintable(QString::number(requests)));
    QVERIFY(m_requests.constLast() < 10); // nothing was missed any more
    // The window's thread gets the rows in pieces, and comes round between them.
    QVERIFY2(m_mostRowsATurn <= 200, qPrintable(QString::number(m_mostRowsATurn)));
}

QTEST_GUILESS_MAIN(TestCatchUp)
#include "tst_catchup.moc"
