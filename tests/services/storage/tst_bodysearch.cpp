#include "storage/bodysearch.h"

#include "storefixture.h"

using namespace Qt::StringLiterals;

/// Searching bodies, notes, names, numbers and what the window shows of a row.
class TestBodySearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void finds_data();
    void finds();
    void archivedClientsToo();
    void streamsAndCancels();

private:
    struct Outcome {
        QStringList bodies;
        int batches = 0;
        bool complete = false;
    };
    Outcome search(const QString &text, int cancelAfterBatches = -1);

    std::unique_ptr<StoreFixture> m_store;
    Client m_maria;
};

namespace
{
/// As the window would: a day, a time and a sum.
BodySearch::Shown shown()
{
    return {[](const QDate &day) { return QLocale(QLocale::English).toString(day, u"MMM d yyyy"_s); },
            [](const QTime &time) { return time.toString(u"HH:mm"_s); },
            [](const Money &price) { return u'$' + price.negated().toString(); }};
}
} // namespace

void TestBodySearch::init()
{
    m_store = std::make_unique<StoreFixture>();
    QVERIFY(m_store->open());
    m_maria = m_store->addClient(u"María López"_s, u"+13125550142"_s);
    m_store->addClient(u"Tom Novak"_s, u"+13125550143"_s);
    auto first = StoreFixture::news(Direction::Outbound, u"SM1"_s, u"+13125550142"_s, u"first"_s, u"delivered"_s);
    first.createdAt = QDateTime(QDate(2026, 11, 17), QTime(12, 0), Qt::UTC);
    first.price = Money::fromString(u"-0.0083"_s, u"USD"_s);
    auto second =
        StoreFixture::news(Direction::Inbound, u"SM2"_s, u"+13125550143"_s, u"second, déjà vu"_s, u"received"_s);
    second.createdAt = QDateTime(QDate(2026, 11, 3), QTime(12, 0), Qt::UTC);
    const auto applied =
        waited(m_store->communications.apply({first, second}, {QLatin1String(StoreFixture::ownNumber)}));
    QVERIFY(applied);
    QCOMPARE(applied->inserted.size(), 2);
    for (const Communication &row : applied->inserted) {
        if (row.body.startsWith("second"_L1))
            QVERIFY(waited(m_store->communications.setNote(row.id, u"Prefers mornings"_s)));
    }
}

void TestBodySearch::cleanup()
{
    m_store.reset();
}

TestBodySearch::Outcome TestBodySearch::search(const QString &text, int cancelAfterBatches)
{
    Outcome outcome;
    BodySearch search(m_store->database, m_store->keys, {}, text, shown());
    bool ended = false;
    connect(&search, &BodySearch::found, this, [&](const QList<Communication> &rows) {
        for (const Communication &row : rows)
            outcome.bodies.append(row.body.section(u',', 0, 0));
        if (++outcome.batches == cancelAfterBatches)
            search.cancel();
    });
    connect(&search, &BodySearch::finished, this, [&](bool complete, const Error &) {
        outcome.complete = complete;
        ended = true;
    });
    search.start();
    if (!QTest::qWaitFor([&] { return ended; }, 60'000))
        outcome.bodies = {u"never finished"_s};
    return outcome;
}

void TestBodySearch::finds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("bodies");
    const QStringList first{u"first"_s};
    const QStringList second{u"second"_s};
    QTest::newRow("body") << u"FIRST"_s << first;
    QTest::newRow("accents") << u"deja"_s << second;
    QTest::newRow("name") << u"lopez"_s << first;
    QTest::newRow("number as typed") << u"(312) 555-0143"_s << second;
    QTest::newRow("note") << u"mornings"_s << second;
    QTest::newRow("date as shown") << u"Nov 17"_s << first;
    QTest::newRow("other date") << u"nov 3 2026"_s << second;
    QTest::newRow("a day is no part of a number") << u"nov 1"_s << QStringList();
    QTest::newRow("sum as shown") << u"$0.0083"_s << first;
    QTest::newRow("sum without its sign") << u"0.0083"_s << first;
    QTest::newRow("words of both sides") << u"first nov lopez"_s << first;
    QTest::newRow("all") << u"2026"_s << first + second; // newest first
    QTest::newRow("none") << u"0.0084"_s << QStringList();
}

void TestBodySearch::finds()
{
    QFETCH(QString, text);
    QFETCH(QStringList, bodies);
    const Outcome outcome = search(text);
    QVERIFY(outcome.complete);
    QCOMPARE(outcome.bodies, bodies);
}

void TestBodySearch::archivedClientsToo()
{
    QVERIFY(waited(m_store->clients.setArchived(m_maria.id, true)));
    QCOMPARE(search(u"lopez"_s).bodies, QStringList{u"first"_s});
}

void TestBodySearch::streamsAndCancels()
{
    QList<TwilioNews> news;
    for (int i = 0; i < 200; ++i)
        news.append(
            StoreFixture::news(Direction::Inbound, u"SMx%1"_s.arg(i), u"+13125550143"_s, u"many"_s, u"received"_s));
    QVERIFY(waited(m_store->communications.apply(news, {QLatin1String(StoreFixture::ownNumber)})));
    const Outcome all = search(u"many"_s);
    QVERIFY(all.complete);
    QCOMPARE(all.bodies.size(), 200);
    QVERIFY(all.batches > 1);
    const Outcome some = search(u"many"_s, 1);
    QVERIFY(!some.complete);
    QCOMPARE(some.batches, 1);
    QVERIFY(some.bodies.size() < 200);
}

QTEST_GUILESS_MAIN(TestBodySearch)
#include "tst_bodysearch.moc"
