#include "benchmark.h"

#include "../services/sync/desktopfixture.h"
#include "storage/communicationrow.h"
#include "storage/storejob.h"
#include "sync/sharedlistener.h"

#include <QFile>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr int clients = 2000;

double residentMegabytes()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly)
               ? file.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / 1e6
               : 0;
}

QString numberOf(int client)
{
    return u"+1312555%1"_s.arg(client, 4, 10, QChar(u'0'));
}

/// A past of @p rows texts, written by the store's own SQL.
void fill(Desktop &desktop, int rows)
{
    std::vector<Client> all;
    for (int n = 0; n < clients; ++n)
        all.push_back(desktop.store.addClient(u"Client %1"_s.arg(n), numberOf(n)));
    constexpr int part = 1000;
    const QDateTime begin = QDateTime::currentDateTimeUtc().addYears(-1);
    for (int from = 0; from < rows; from += part) {
        (void)waited(desktop.store.database.run([&, from](QSqlDatabase &db) {
            return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
                for (int n = from; n < std::min(from + part, rows); ++n) {
                    Communication row = StoreFixture::text(all.at(size_t(n % clients)),
                                                           u"Your appointment is on day %1 at ten; reply YES to "
                                                           "confirm or call us, please."_s.arg(n));
                    row.sendState = SendState::Accepted;
                    row.messageSid = u"SM%1"_s.arg(n, 32, 16, QChar(u'0'));
                    row.status = u"delivered"_s;
                    row.price = Money::fromString(u"-0.0083"_s, u"USD"_s);
                    row.createdAt = row.sortAt = begin.addSecs(n);
                    if (const auto done = CommunicationRow::insert(inner, *desktop.store.cipher, row); !done)
                        return done.error();
                }
                return {};
            });
        }));
    }
}

/// Until the first round has ended in which nothing was left.
void share(Desktop &desktop)
{
    bool isDone = false;
    const auto connection = QObject::connect(
        &desktop.engine, &SyncEngine::statusChanged, &desktop.engine,
        [&isDone](const SyncStatus &now) { isDone |= now.state == SyncStatus::State::UpToDate && now.backlog == 0; });
    desktop.begin();
    Benchmark::waitFor([&] { return isDone; });
    QObject::disconnect(connection);
}

void rate(const QString &what, int rows, double ours, double copy)
{
    Benchmark::row(what, Benchmark::number(double(rows) / ours, "rows/ms"),
                   u"psql \\copy %1: %2×"_s.arg(Benchmark::number(double(rows) / copy, "rows/ms"),
                                                QString::number(copy / ours, 'f', 2)),
                   u"≥ 0.25×"_s);
}
} // namespace

/// bench_sync [rows]: what sharing costs, beside psql in the same run.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int rows = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 100'000;
    const TestCertificates certificates;
    PostgresCluster cluster(certificates);
    if (!cluster.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(cluster.whyNot()));
        return 1;
    }
    PracticeFixture practice(cluster, certificates);
    if (!practice.migrate())
        return 1;
    const auto ann = practice.addAdmin(u"Ann"_s);
    const auto bob = practice.add(*ann, u"Bob"_s, u"staff"_s);
    const auto keys = std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}});

    Desktop first(practice, *ann, keys);
    if (!first.open())
        return 1;
    fill(first, rows);
    const double pushed = Benchmark::time([&] { share(first); });
    if (practice.asSuperuser(u"SELECT count(*) FROM communication_logs"_s) != QString::number(rows))
        return 1;
    const QString file = QDir::temp().filePath(u"practiceline-bench-%1"_s.arg(getpid()));
    const double copiedOut =
        Benchmark::time([&] { (void)practice.asSuperuser(u"\\copy communication_logs TO '%1'"_s.arg(file)); });
    const double before = residentMegabytes();
    double most = before;
    double pulled = 0;
    Benchmark::Heartbeat heartbeat;
    {
        Desktop second(practice, *bob, keys);
        QObject::connect(&second.engine, &SyncEngine::merged, [&] { most = std::max(most, residentMegabytes()); });
        if (!second.open())
            return 1;
        pulled = Benchmark::time([&] { share(second); });
        if (second.value(u"SELECT count(*) FROM communication_logs"_s) != QString::number(rows))
            return 1;

        // From a colleague's commit to the store of this computer.
        SharedListener listener;
        listener.start(practice.addressFor(bob->login), bob->password);
        QObject::connect(&listener, &SharedListener::heard, &second.engine, &SyncEngine::wake);
        Benchmark::waitFor([&] { return listener.hears(); });
        std::vector<double> delays;
        for (int n = 0; n < 50; ++n) {
            const qsizetype known = second.all.arrived.size();
            QElapsedTimer clock;
            clock.start();
            (void)PracticeFixture::value(
                practice.setUp(),
                u"INSERT INTO communication_logs (communication_type, direction, from_number, message_sid, "
                "content) VALUES ('sms', 'inbound', '%1', 'SMnew%2', 'Hello')"_s.arg(numberOf(n))
                    .arg(n));
            Benchmark::waitFor([&] { return second.all.arrived.size() > known; });
            delays.push_back(double(clock.nsecsElapsed()) / 1e6);
        }
        Benchmark::row(u"a colleague's commit to the store here"_s,
                       u"p50 %1, p95 %2"_s.arg(Benchmark::number(Benchmark::median(delays), "ms"),
                                               Benchmark::number(Benchmark::percentile(delays, 0.95), "ms")),
                       u"50 texts"_s, u"p95 ≤ 100 ms to the bubble"_s);
    }
    // The same rows into the same table, with its triggers and indexes.
    (void)practice.asSuperuser(u"TRUNCATE communication_logs"_s);
    const double copiedIn =
        Benchmark::time([&] { (void)practice.asSuperuser(u"\\copy communication_logs FROM '%1'"_s.arg(file)); });
    QFile::remove(file);
    rate(u"push of %1 texts"_s.arg(rows), rows, pushed, copiedIn);
    rate(u"first pull of %1 texts"_s.arg(rows), rows, pulled, copiedOut);
    Benchmark::row(u"memory of the first pull"_s, Benchmark::number(most - before, "MB"), u"at most, above before"_s,
                   u"≤ 200 MB"_s);
    Benchmark::row(u"longest gap of the event loop while it pulls"_s, Benchmark::number(heartbeat.longestGap(), "ms"),
                   u"-"_s, u"-"_s);
    return 0;
}
