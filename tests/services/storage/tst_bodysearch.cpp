#include "storage/bodysearch.h"

#include "storefixture.h"

using namespace Qt::StringLiterals;

/// Searching bodies, notes, names, numbers and what the window shows of a row.
class TestBodySearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_many.reset(); }
    void init();
    void cleanup();
    void finds_data();
    void finds();
    void archivedClientsToo();
    void streamsAndCancels();
    void goesThroughManyStretches_data();
    void goesThroughManyStretches();
    void withinBounds();
    void stopsWhenLocked();
    void damagedRowHidesNoOther();
    void unreadableStore();

private:
    struct Outcome {
        QStringList bodies;
        QList<QDateTime> times;
        int batches = 0;
        qint64 looked = 0;
        bool complete = false;
        ErrorKind error{};
    };
    Outcome search(const QString &text, int cancelAfterBatches = -1);
    Outcome searchMany(const QString &text, const CommunicationFilter &filter = {});
    Outcome run(BodySearch &search, int cancelAfterBatches);

    std::unique_ptr<StoreFixture> m_store;
    Client m_maria;
    std::unique_ptr<StoreFixture> m_many; ///< thousands of rows, never changed
    Client m_busy;
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

namespace
{
constexpr int manyRows = 9'000; // beyond the short first stretches
constexpr int everyOther = 2;   // is Tom's
const QDateTime manyFrom(QDate(2026, 1, 1), QTime(8, 0), Qt::UTC);
} // namespace

/// A minute between two, half of them Maria's; half came long after they were written.
void TestBodySearch::initTestCase()
{
    m_many = std::make_unique<StoreFixture>();
    QVERIFY(m_many->open());
    m_busy = m_many->addClient(u"María López"_s, u"+13125550142"_s);
    m_many->addClient(u"Tom Novak"_s, u"+13125550143"_s);
    constexpr int perBatch = 1'000;
    for (const int late : {0, 1}) {
        QList<TwilioNews> news;
        for (int i = late; i < manyRows; i += 2) {
            const bool toms = i / 2 % everyOther == 1;
            news.append(StoreFixture::news(Direction::Inbound, u"SMm%1"_s.arg(i),
                                           toms ? u"+13125550143"_s : u"+13125550142"_s,
                                           i == 0 ? u"parchment"_s : u"many %1"_s.arg(i), u"received"_s));
            news.last().createdAt = manyFrom.addSecs(60LL * i);
            if (news.size() == perBatch || i + 2 >= manyRows) {
                QVERIFY(waited(m_many->communications.apply(news, {QLatin1String(StoreFixture::ownNumber)})));
                news.clear();
            }
        }
    }
}

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
    BodySearch search(m_store->database, m_store->keys, {}, text, shown());
    return run(search, cancelAfterBatches);
}

TestBodySearch::Outcome TestBodySearch::searchMany(const QString &text, const CommunicationFilter &filter)
{
    BodySearch search(m_many->database, m_many->keys, filter, text, shown());
    return run(search, -1);
}

TestBodySearch::Outcome TestBodySearch::run(BodySearch &search, int cancelAfterBatches)
{
    Outcome outcome;
    bool ended = false;
    connect(&search, &BodySearch::found, this, [&](const QList<Communication> &rows) {
        for (const Communication &row : rows) {
            outcome.bodies.append(row.body.section(u',', 0, 0));
            outcome.times.append(row.sortAt);
        }
        if (++outcome.batches == cancelAfterBatches)
            search.cancel();
    });
    connect(&search, &BodySearch::progressed, this, [&](qint64 looked, qint64) { outcome.looked = looked; });
    connect(&search, &BodySearch::finished, this, [&](bool complete, const Error &error) {
        outcome.complete = complete;
        outcome.error = error.kind;
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

void TestBodySearch::goesThroughManyStretches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qsizetype>("hits");
    QTest::newRow("body of nearly all") << u"many"_s << qsizetype(manyRows - 1);
    QTest::newRow("client, whose rows lie in all stretches") << u"novak"_s << qsizetype(manyRows / 2);
    QTest::newRow("only the oldest") << u"parchment"_s << qsizetype(1);
    QTest::newRow("nothing") << u"nobody wrote this"_s << qsizetype(0);
}

void TestBodySearch::goesThroughManyStretches()
{
    QFETCH(QString, text);
    QFETCH(qsizetype, hits);
    const Outcome outcome = searchMany(text);
    QVERIFY(outcome.complete);
    QCOMPARE(outcome.bodies.size(), hits);
    QVERIFY(std::is_sorted(outcome.times.crbegin(), outcome.times.crend()));
    QCOMPARE(QSet<QString>(outcome.bodies.cbegin(), outcome.bodies.cend()).size(), hits); // none twice
    QCOMPARE(outcome.looked, qint64(manyRows));
}

void TestBodySearch::withinBounds()
{
    CommunicationFilter filter;
    filter.clientId = m_busy.id;
    filter.from = manyFrom.addSecs(60LL * 1'000);
    filter.to = manyFrom.addSecs(60LL * 8'000);
    const Outcome outcome = searchMany(u"many"_s, filter);
    QVERIFY(outcome.complete);
    QCOMPARE(outcome.looked, qint64(3'500)); // the index bounds the walk: nobody else's rows are looked at
    QCOMPARE(outcome.bodies.size(), qsizetype(3'500));
    QCOMPARE(outcome.times.last(), filter.from);
    QVERIFY(outcome.times.first() < filter.to);
}

void TestBodySearch::stopsWhenLocked()
{
    BodySearch search(m_many->database, m_many->keys, {}, u"many"_s, shown());
    connect(&search, &BodySearch::found, this, [this] { m_many->keys.lock(); });
    const Outcome outcome = run(search, -1);
    m_many->keys.unlock(m_many->cipher);
    QVERIFY(!outcome.complete);
    QCOMPARE(outcome.error, ErrorKind::Locked);
    QCOMPARE(outcome.batches, 1);
}

void TestBodySearch::damagedRowHidesNoOther()
{
    QVERIFY(waited(m_store->database.run([](QSqlDatabase &db) -> Result<void> {
        const auto done =
            execSql(db, u"UPDATE communication_logs SET content_enc = x'0102' WHERE message_sid = 'SM1'"_s);
        return done ? Result<void>() : done.error();
    })));
    const Outcome damaged = search(u"first"_s);
    QVERIFY(damaged.complete);
    QCOMPARE(damaged.bodies, QStringList());
    QCOMPARE(search(u"second"_s).bodies, QStringList{u"second"_s});
    QCOMPARE(search(u"lopez"_s).bodies.size(), qsizetype(1)); // by its client
}

void TestBodySearch::unreadableStore()
{
    QVERIFY(QFile::rename(m_store->database.path(), m_store->database.path() + u".away"_s));
    const Outcome outcome = search(u"first"_s);
    QVERIFY(!outcome.complete);
    QCOMPARE(outcome.error, ErrorKind::Storage);
}

QTEST_GUILESS_MAIN(TestBodySearch)
#include "tst_bodysearch.moc"
