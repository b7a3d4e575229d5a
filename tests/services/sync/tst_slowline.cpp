#include "storefixture.h"
#include "support/badline.h"
#include "support/practicefixture.h"
#include "support/practicetexts.h"
#include "sync/syncengine.h"
#include "sync/syncmemory.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A first sync over a line that carries little: pages become as small as the line asks for.
class SlowLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstSyncEnds();
};

/// 500 rows take more than a second; the 1,000 that would follow are more than a job may take.
void SlowLine::firstSyncEnds()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    constexpr int rows = 2000;
    constexpr int rate = 350'000; // bytes a second
    const TestCertificates certificates;
    PostgresCluster cluster(certificates);
    QVERIFY2(cluster.start(), qPrintable(cluster.whyNot()));
    PracticeFixture practice(cluster, certificates);
    QVERIFY2(practice.migrate(), qPrintable(practice.whyNot()));
    const auto ann = practice.addAdmin(u"Ann"_s);
    QVERIFY(ann);
    const auto keys = std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}});
    const auto superuser = practice.connect(PostgresCluster::superuser(), cluster.password());
    QVERIFY(superuser && fillWithTexts(practice, *superuser, *keys, rows));

    BadLine line(cluster.port());
    line.setRate(rate);
    PracticeAddress address = practice.addressFor(ann->login);
    address.port = line.port();
    SharedTiming patience;
    patience.job = 2500ms;
    StoreFixture store;
    SharedDatabase shared(patience);
    SyncEngine engine(store.database, store.keys, shared, {10ms, 500ms, 50ms, 500ms});
    QVERIFY(store.open());
    const auto device = waited(store.database.run([](QSqlDatabase &db) { return SyncMemory::device(db); }));
    QVERIFY(device);
    qint64 fetched = 0;
    qint64 largest = 0; // page
    QObject::connect(&engine, &SyncEngine::statusChanged, this, [&](const SyncStatus &now) {
        largest = std::max(largest, now.fetched - fetched);
        fetched = now.fetched;
    });
    engine.start(address, ann->password, keys, *device);
    QVERIFY(QTest::qWaitFor([&] { return engine.status().state == SyncStatus::State::UpToDate; }, 60'000));
    const auto count = waited(store.database.run([](QSqlDatabase &db) -> Result<int> {
        auto query = execSql(db, u"SELECT count(*) FROM communication_logs"_s);
        return query && query->next() ? query->value(0).toInt() : 0;
    }));
    QCOMPARE(count.value_or(0), rows);
    QCOMPARE(largest, 500); // the first page, whose time told
}

QTEST_GUILESS_MAIN(SlowLine)
#include "tst_slowline.moc"
