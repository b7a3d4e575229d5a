#include "benchmark.h"

#include "../services/sync/desktopfixture.h"
#include "storage/communicationrow.h"
#include "storage/storejob.h"
#include "support/practicetexts.h"
#include "sync/sharedlistener.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <cstring>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr int clients = 2000;

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

// ---- a new computer, in a process of its own

constexpr auto newcomerWord = "--newcomer";

/// The most memory that this process ever had.
double peakMegabytes()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray all = file.readAll();
    return all.mid(all.indexOf("VmHWM:") + 6).trimmed().split(' ').first().toDouble() * 1024 / 1e6;
}

/// How long a job of the window would wait for the database's thread, asked again and again.
class Waits
{
public:
    explicit Waits(Database &database)
        : m_database(database)
    {
        m_timer.setInterval(20);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { ask(); });
        m_timer.start();
    }
    std::vector<double> all;

private:
    void ask()
    {
        if (std::exchange(m_isAsking, true))
            return;
        m_clock.start();
        whenDone(m_database.run([](QSqlDatabase &) { return Result<void>(); }), &m_timer, [this](const Result<void> &) {
            all.push_back(double(m_clock.nsecsElapsed()) / 1e6);
            m_isAsking = false;
        });
    }
    Database &m_database;
    QTimer m_timer;
    QElapsedTimer m_clock;
    bool m_isAsking = false;
};

QJsonObject orderFor(const PracticeAddress &address, const QString &password, const SecureKey &key)
{
    return {{"host"_L1, address.host},
            {"port"_L1, address.port},
            {"database"_L1, address.database},
            {"login"_L1, address.user},
            {"ca"_L1, address.caFile},
            {"password"_L1, password},
            {"key"_L1, QString::fromLatin1(key.toBytes().toHex())}};
}

/// Joins whom the line on standard input names, and says on standard output how it went.
int newcomer()
{
    QByteArray line(65536, '\0');
    if (!std::fgets(line.data(), int(line.size()), stdin))
        return 2;
    const QJsonObject order = QJsonDocument::fromJson(line.first(qsizetype(std::strlen(line.constData())))).object();
    const auto word = [&order](QLatin1StringView name) { return order.value(name).toString(); };
    QByteArray key = QByteArray::fromHex(word("key"_L1).toLatin1());
    const auto practiceKey = SecureKey::fromBytes(key);
    StoreFixture store;
    SharedDatabase shared;
    SyncEngine engine(store.database, store.keys, shared);
    if (!store.open())
        return 3;
    const double before = peakMegabytes();
    double firstPage = 0;
    QSet<qint64> steps; // that a person could see
    bool isDone = false;
    QElapsedTimer clock;
    QObject::connect(&engine, &SyncEngine::merged, &engine, [&](const MergedRows &rows) {
        if (firstPage == 0 && !rows.communications.isEmpty())
            firstPage = double(clock.elapsed());
    });
    QObject::connect(&engine, &SyncEngine::statusChanged, &engine, [&](const SyncStatus &now) {
        if (now.state == SyncStatus::State::FirstSync && now.total > 0)
            steps.insert(now.fetched);
        isDone |= now.state == SyncStatus::State::UpToDate;
    });
    const auto device = waited(store.database.run([](QSqlDatabase &db) { return SyncMemory::device(db); }));
    const Waits waits(store.database);
    const Benchmark::Heartbeat heartbeat;
    clock.start();
    engine.start(
        {word("host"_L1), order.value("port"_L1).toInt(), word("database"_L1), word("login"_L1), word("ca"_L1)},
        word("password"_L1), std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, practiceKey}}),
        device.value_or(DeviceId()));
    Benchmark::waitFor([&isDone] { return isDone; });
    const auto taken = double(clock.elapsed());
    const auto rows = waited(store.database.run([](QSqlDatabase &db) -> Result<qint64> {
        auto query = execSql(db, u"SELECT count(*) FROM communication_logs"_s);
        return query && query->next() ? query->value(0).toLongLong() : 0;
    }));
    const QJsonObject said{{"taken"_L1, taken},
                           {"firstPage"_L1, firstPage},
                           {"rows"_L1, rows.value_or(0)},
                           {"steps"_L1, steps.size()},
                           {"before"_L1, before},
                           {"peak"_L1, peakMegabytes()},
                           {"wait"_L1, Benchmark::percentile(waits.all, 0.95)},
                           {"longestWait"_L1, Benchmark::percentile(waits.all, 1)},
                           {"gap"_L1, heartbeat.longestGap()}};
    std::printf("%s\n", QJsonDocument(said).toJson(QJsonDocument::Compact).constData());
    return 0;
}

/// Milliseconds of the first sync of a new computer; negative when it failed.
double firstSync(const QJsonObject &order, int rows)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(newcomerWord)});
    process.write(QJsonDocument(order).toJson(QJsonDocument::Compact) + '\n');
    process.waitForFinished(-1);
    const QJsonObject said = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const auto figure = [&said](QLatin1StringView name, const char *unit) {
        return Benchmark::number(said.value(name).toDouble(), unit);
    };
    if (said.value("rows"_L1).toInt() != rows)
        return -1;
    Benchmark::row(u"first sync of %1 texts: the newest are here after"_s.arg(rows), figure("firstPage"_L1, "ms"),
                   u"all after %1; told %2 times how far it is"_s.arg(
                       Benchmark::number(said.value("taken"_L1).toDouble() / 1000, "s"),
                       QString::number(said.value("steps"_L1).toInt())),
                   u"usable at once, with progress"_s);
    Benchmark::row(u"… most memory of its process"_s, figure("peak"_L1, "MB"),
                   u"%1 before it began"_s.arg(figure("before"_L1, "MB")), u"≤ 200 MB"_s);
    Benchmark::row(
        u"… a job of the window waits for the database"_s, u"p95 "_s + figure("wait"_L1, "ms"),
        u"at most %1; longest gap of the event loop %2"_s.arg(figure("longestWait"_L1, "ms"), figure("gap"_L1, "ms")),
        u"-"_s);
    return said.value("taken"_L1).toDouble();
}
} // namespace

/// bench_sync [rows]: what sharing costs, beside psql in the same run.
/// bench_sync rows first: the first sync alone, of texts that are in the practice.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    if (argc > 1 && std::strcmp(argv[1], newcomerWord) == 0)
        return newcomer();
    const int rows = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 100'000;
    const bool isFirstOnly = argc > 2;
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
    const auto key = SecureKey::random();
    const auto keys = std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, key}});
    const QJsonObject order = orderFor(practice.addressFor(bob->login), bob->password, key);
    if (isFirstOnly) {
        const auto superuser = practice.connect(PostgresCluster::superuser(), cluster.password());
        if (!superuser || !fillWithTexts(practice, *superuser, *keys, rows, clients))
            return 1;
        (void)practice.asSuperuser(u"ANALYZE"_s);
        return firstSync(order, rows) < 0 ? 1 : 0;
    }

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
    const double pulled = firstSync(order, rows);
    if (pulled < 0)
        return 1;
    {
        // From a colleague's commit to the store of this computer.
        SharedListener listener;
        listener.start(practice.addressFor(ann->login), ann->password);
        QObject::connect(&listener, &SharedListener::heard, &first.engine, &SyncEngine::wakeFor);
        Benchmark::waitFor([&] { return listener.hears(); });
        std::vector<double> delays;
        for (int n = 0; n < 50; ++n) {
            const qsizetype known = first.all.arrived.size();
            QElapsedTimer clock;
            clock.start();
            (void)PracticeFixture::value(
                practice.setUp(),
                u"INSERT INTO communication_logs (communication_type, direction, from_number, message_sid, "
                "content) VALUES ('sms', 'inbound', '%1', 'SMnew%2', 'Hello')"_s.arg(numberOf(n))
                    .arg(n));
            Benchmark::waitFor([&] { return first.all.arrived.size() > known; });
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
    return 0;
}
