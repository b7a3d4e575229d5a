#include "benchmark.h"

#include "storefixture.h"
#include "support/guidetables.h"
#include "support/practicefixture.h"
#include "sync/reencryption.h"
#include "sync/sharedmigrator.h"
#include "sync/sharedsql.h"
#include "sync/syncpull.h"
#include "sync/syncpush.h"

#include <QRandomGenerator>
#include <QStorageInfo>

using namespace Qt::StringLiterals;

namespace
{
using namespace std::chrono_literals;

constexpr int clients = 20'000;
constexpr int pageRows = 500;
constexpr qint64 roomToKeep = 15'000'000'000;

/// The practice at work, or the word why not.
class BigPractice
{
public:
    BigPractice(PostgresCluster &cluster, PracticeFixture &practice)
        : m_practice(practice)
        , m_superuser(practice.connect(PostgresCluster::superuser(), cluster.password()))
    {
    }
    bool fill(qint64 rows);
    bool migrate();
    bool people();
    void rounds();
    void pages();
    void push(int rows);

private:
    /// Milliseconds of @p job on @p connection; negative when it was refused.
    template <class Job>
    static double time(SharedDatabase &connection, Job job)
    {
        bool isDone = false;
        const double taken = Benchmark::time([&] {
            const auto future = connection.run(job, 12h);
            QObject context;
            whenDone(future, &context, [](const auto &) {}); // its event ends the wait
            Benchmark::waitFor([&future] { return future.isFinished(); });
            isDone = future.result().has_value();
            if (!isDone)
                std::fprintf(stderr, "%s\n", qPrintable(future.result().error().detail));
        });
        return isDone ? taken : -1;
    }
    static double time(SharedDatabase &connection, const QString &sql)
    {
        return time(connection, [sql](QSqlDatabase &db) {
            const auto done = execShared(db, sql);
            return done ? Result<void>() : Result<void>(done.error());
        });
    }
    static void row(const QString &what, double taken, const QString &remark = u"-"_s)
    {
        Benchmark::row(what, taken > 10'000 ? Benchmark::number(taken / 1000, "s") : Benchmark::number(taken, "ms"),
                       remark, u"-"_s);
    }
    /// @p run many times, from somewhere else each time.
    void spread(const QString &what, const std::function<double(int)> &run, const QString &plan)
    {
        std::vector<double> all;
        for (int n = 0; n < 30; ++n)
            all.push_back(run(n));
        Benchmark::row(what,
                       u"p50 %1, p95 %2"_s.arg(Benchmark::number(Benchmark::median(all), "ms"),
                                               Benchmark::number(Benchmark::percentile(all, 0.95), "ms")),
                       plan, u"-"_s);
    }
    /// The index that is walked, and the milliseconds in the server.
    QString plan(const QString &sql, const QVariantList &values)
    {
        const QStringList lines = PracticeFixture::rows(*m_bob->connection, u"EXPLAIN (ANALYZE) "_s + sql, values);
        QString words;
        for (const QString &line : lines) {
            if (line.contains("Index"_L1) || line.contains("Seq Scan"_L1) || line.contains("Sort "_L1))
                words += line.section(u'(', 0, 0).simplified().remove(u"-> "_s) + u"; "_s;
            if (line.contains("Execution Time"_L1))
                words += line.simplified();
        }
        return words;
    }

    PracticeFixture &m_practice;
    std::unique_ptr<SharedDatabase> m_superuser;
    std::unique_ptr<Person> m_ann;
    std::unique_ptr<Person> m_bob;
    const SyncKeys m_keys{std::make_shared<const FieldCipher>(SecureKey::random(), 1),
                          std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}})};
};

/// As hosted functions leave it: clear texts, some calls, no column of ours.
bool BigPractice::fill(qint64 rows)
{
    if (!m_superuser || time(*m_superuser, u"TRUNCATE public.communication_logs"_s) < 0)
        return false;
    constexpr qint64 part = 500'000;
    double taken = 0;
    for (qint64 from = 0; from < rows; from += part) {
        if (QStorageInfo(QDir::tempPath()).bytesAvailable() < roomToKeep) {
            std::fprintf(stderr, "too little room on the disk\n");
            return false;
        }
        const double one = time(
            *m_superuser,
            u"INSERT INTO public.communication_logs (communication_type, direction, from_number, to_number, "
            u"message_sid, "
            "call_sid, status, content, cost_cents, created_at, metadata) SELECT CASE WHEN n % 10 = 0 THEN 'voice' "
            "ELSE "
            "'sms' END, CASE WHEN n % 3 = 0 THEN 'inbound' ELSE 'outbound' END, CASE WHEN n % 3 = 0 THEN number ELSE "
            "'+13125550100' END, CASE WHEN n % 3 = 0 THEN '+13125550100' ELSE number END, CASE WHEN n % 10 <> 0 THEN "
            "'SM' "
            "|| md5(n::text) END, CASE WHEN n % 10 = 0 THEN 'CA' || md5(n::text) END, CASE WHEN n % 10 = 0 THEN "
            "'completed' WHEN n % 3 = 0 THEN 'received' ELSE 'delivered' END, CASE WHEN n % 10 <> 0 THEN 'Your "
            "appointment is on day ' || n || ' at ten; reply YES to confirm.' END, 1, now() - (%3 - n) * interval '3 "
            "seconds', '{\"persona\": \"attorney\"}' FROM generate_series(%1, %2) AS n, LATERAL (SELECT '+1312' || "
            "(5550000 + "
            "(n::bigint * 7919) % %4) AS number) AS other"_s.arg(from + 1)
                .arg(std::min(from + part, rows))
                .arg(rows)
                .arg(clients));
        if (one < 0)
            return false;
        taken += one;
    }
    row(u"%1 rows of hosted functions"_s.arg(rows), taken, u"INSERT … SELECT generate_series"_s);
    return true;
}

bool BigPractice::migrate()
{
    double all = 0;
    for (int number = 1;; ++number) {
        bool isMore = false;
        const double one = time(m_practice.setUp(), [&isMore](QSqlDatabase &db) -> Result<void> {
            const auto step = SharedMigrator().migrateNext(db);
            isMore = step && *step == SharedMigrator::Step::More;
            return step ? Result<void>() : Result<void>(step.error());
        });
        if (one < 0)
            return false;
        all += one;
        if (one > 1000)
            row(u"… migration %1"_s.arg(number), one);
        if (!isMore)
            break;
    }
    row(u"all migrations, with a client for each row"_s, all);
    row(u"ANALYZE"_s, time(*m_superuser, u"ANALYZE"_s));
    return m_practice.asSuperuser(
               u"SELECT count(*) FROM communication_logs WHERE client_id IS NULL OR change_xid = 0"_s) == u"0"_s;
}

/// An administrator and somebody who does not see each hundredth client.
bool BigPractice::people()
{
    m_ann = m_practice.addAdmin(u"Ann"_s);
    m_bob = m_ann ? m_practice.add(*m_ann, u"Bob"_s, u"staff"_s) : nullptr;
    return m_bob && time(*m_superuser, u"UPDATE practiceline.clients SET visible_to = '%1' WHERE id IN (SELECT id FROM "
                                       "practiceline.clients ORDER BY id LIMIT %2)"_s.arg(m_ann->id)
                                           .arg(clients / 100)) >= 0;
}

/// What every round asks, whatever there is.
void BigPractice::rounds()
{
    SharedDatabase &bob = *m_bob->connection;
    const qint64 horizon =
        PracticeFixture::value(bob, u"SELECT horizon::text FROM practiceline.pull_state()"_s).toLongLong();
    spread(
        u"what a round asks first"_s,
        [&](int) { return time(bob, [horizon](QSqlDatabase &db) { return SyncPull::state(db, horizon); }); },
        u"all that an idle one asks"_s);
    spread(
        u"whether there are clear texts"_s, [&](int) { return time(*m_ann->connection, Reencryption::hasClearTexts); },
        u"-"_s);
}

void BigPractice::pages()
{
    SharedDatabase &bob = *m_bob->connection;
    const SyncTable &table = SyncTable::communications();
    const auto lowest = PracticeFixture::value(*m_superuser, u"SELECT min(change_xid)::text FROM communication_logs"_s);
    const auto highest =
        PracticeFixture::value(*m_superuser, u"SELECT max(change_xid)::text FROM communication_logs"_s);
    QRandomGenerator random(1);
    const auto cursor = [&] { return PullPosition{random.bounded(lowest.toInt(), highest.toInt() + 1), {}}; };
    const auto pull = [&](const PullPosition &after) {
        return time(bob, [after = PullPosition{after.xid, u"00000000-0000-0000-0000-000000000000"_s},
                          keys = m_keys](QSqlDatabase &db) {
            return SyncPull::page(db, PullKind::Communications, after, pageRows, keys);
        });
    };
    spread(
        u"a page of changes, %1 rows"_s.arg(pageRows), [&](int) { return pull(cursor()); },
        plan(
            table.sharedSelect() +
                u"WHERE (t.change_xid, t.id) > (?::bigint, ?::uuid) AND t.change_xid < "
                "pg_snapshot_xmax(pg_current_snapshot())::text::bigint ORDER BY t.change_xid, t.id LIMIT ?"_s,
            {lowest.toLongLong() / 2 + highest.toLongLong() / 2, u"00000000-0000-0000-0000-000000000000"_s, pageRows}));
    spread(
        u"a page without changes"_s,
        [&](int) {
            return pull({highest.toLongLong() + 1, {}});
        },
        u"-"_s);
    const QDateTime newest = QDateTime::currentDateTimeUtc();
    const auto days = PracticeFixture::value(*m_superuser, u"SELECT (now()::date - min(sort_at)::date)::text FROM "
                                                           "communication_logs"_s)
                          .toInt();
    spread(
        u"a page of the past, newest first, %1 rows"_s.arg(pageRows),
        [&](int n) {
            const QString after = newest.addDays(-random.bounded(days)).toString(Qt::ISODate) +
                                  u"|ffffffff-0000-0000-0000-000000000000"_s;
            return time(bob, [after = n == 0 ? QString() : after, keys = m_keys](QSqlDatabase &db) {
                return SyncPull::history(db, after, pageRows, keys);
            });
        },
        plan(table.sharedSelect() + u"WHERE t.change_xid > 0 AND t.sort_at IS NOT NULL AND (t.sort_at, t.id) < "
                                    "(?::timestamptz, ?::uuid) ORDER BY t.sort_at DESC, t.id DESC LIMIT ?"_s,
             {newest.addDays(-days / 2).toString(Qt::ISODate), u"ffffffff-0000-0000-0000-000000000000"_s, pageRows}));
    const QStringList some =
        PracticeFixture::rows(bob, u"SELECT id::text FROM practiceline.clients ORDER BY name LIMIT 30"_s);
    spread(
        u"all of one client, a page of %1 rows"_s.arg(pageRows),
        [&](int n) {
            return time(bob,
                        [client = ClientId::fromString(some.value(n % some.size())), keys = m_keys](QSqlDatabase &db) {
                            return SyncPull::ofClient(db, PullKind::Communications, client,
                                                      SyncPull::begin(PullKind::Communications, 0), pageRows, keys);
                        });
        },
        u"as when somebody may see one"_s);
}

/// Of a computer, in two batches as it would.
void BigPractice::push(int rows)
{
    const QStringList some = PracticeFixture::rows(
        *m_bob->connection, u"SELECT n.client_id::text, n.e164 FROM practiceline.client_numbers n LIMIT 200"_s);
    std::vector<double> all;
    for (int run = 0; run < 5; ++run) {
        double taken = 0;
        for (int from = 0; from < rows; from += pageRows) {
            PushBatch batch;
            batch.kind = SyncKind::Communication;
            for (int n = from; n < from + pageRows; ++n) {
                const QString owner = some.at(n % some.size());
                const QString id = CommunicationId::create().toString();
                const QHash<QString, QVariant> values{
                    {u"id"_s, id},
                    {u"communication_type"_s, u"sms"_s},
                    {u"direction"_s, u"outbound"_s},
                    {u"to_number"_s, owner.section(u'|', 1)},
                    {u"peer"_s, owner.section(u'|', 1)},
                    {u"client_id"_s, owner.section(u'|', 0, 0)},
                    {u"message_sid"_s, u"SM"_s + QString(id).remove(u'-')},
                    {u"status"_s, u"delivered"_s},
                    {u"send_state"_s, u"accepted"_s},
                    {u"metadata"_s, u"{}"_s},
                    {u"persona"_s, u"advisor"_s},
                    {u"created_at"_s, QDateTime::currentMSecsSinceEpoch()},
                    {u"sort_at"_s, QDateTime::currentMSecsSinceEpoch()},
                    {u"content_enc"_s,
                     m_keys.own->encrypt(u"Reply YES to confirm."_s,
                                         {u"communication_logs"_s, u"content_enc"_s, id, owner.section(u'|', 1)})},
                    {u"key_epoch"_s, 1}};
                QueuedChange change;
                change.id = id;
                for (const SyncColumn &column : SyncTable::communications().columns())
                    change.row.append(values.value(QString(column.name)));
                batch.changes.append(change);
            }
            taken += time(*m_bob->connection, [batch, keys = m_keys](QSqlDatabase &db) {
                return SyncPush::send(db, batch, keys, DeviceId::create());
            });
        }
        all.push_back(taken);
    }
    Benchmark::row(u"push of %1 texts"_s.arg(rows), u"p50 %1"_s.arg(Benchmark::number(Benchmark::median(all), "ms")),
                   u"at most %1"_s.arg(Benchmark::number(*std::max_element(all.begin(), all.end()), "ms")), u"-"_s);
}
} // namespace

/// bench_schema [rows]: a project of hosted functions with very many rows becomes a practice, and what its computers
/// ask then. Not among the others of tests/benchmarks/run: ten million rows take the better part of an hour and 15 GB.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const qint64 rows = argc > 1 ? QString::fromLocal8Bit(argv[1]).toLongLong() : 10'000'000;
    const TestCertificates certificates;
    PostgresCluster::Options options;
    options.settings = {u"shared_buffers=256MB"_s, u"maintenance_work_mem=256MB"_s, u"max_wal_size=2GB"_s};
    PostgresCluster cluster(certificates, options);
    if (!cluster.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(cluster.whyNot()));
        return 1;
    }
    PracticeFixture practice(cluster, certificates, guideStart);
    BigPractice big(cluster, practice);
    if (!big.fill(rows) || !big.migrate() || !big.people())
        return 1;
    big.rounds();
    big.pages();
    big.push(1000);
    Benchmark::row(
        u"size of the table with its indexes"_s,
        practice.asSuperuser(u"SELECT pg_size_pretty(pg_total_relation_size('public.communication_logs'))"_s),
        practice.asSuperuser(u"SELECT pg_size_pretty(pg_relation_size('public.communication_logs'))"_s) + u" without"_s,
        u"-"_s);
    return 0;
}
