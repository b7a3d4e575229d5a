#include "benchmark.h"
#include "bigstore.h"
#include "csv/clientimport.h"
#include "history/historywords.h"
#include "storage/bodysearch.h"
#include "storefixture.h"

#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace
{
constexpr int importRows = 100'000;
constexpr int runs = 3;

/// What a person sees of one search, in milliseconds.
struct Seen {
    double firstHits = 0;
    double whole = 0;
    double processor = 0;
    double longestGap = 0;
    double untilCanceled = 0;
};

constexpr int beforeCancel = 200; // ms, in the midst of it

Seen search(StoreFixture &store, const QString &words, bool cancel = false)
{
    Seen seen;
    BodySearch search(store.database, store.keys, {}, words, HistoryWords::searchable(QDateTime::currentDateTimeUtc()));
    bool over = false;
    const double before = Benchmark::processorTime();
    const Benchmark::Heartbeat heart;
    QElapsedTimer timer;
    QElapsedTimer sinceCancel;
    QObject::connect(&search, &BodySearch::found, &search, [&] {
        if (seen.firstHits == 0)
            seen.firstHits = double(timer.nsecsElapsed()) / 1e6;
    });
    if (cancel) {
        QTimer::singleShot(beforeCancel, &search, [&] {
            sinceCancel.start();
            search.cancel();
        });
    }
    QObject::connect(&search, &BodySearch::finished, &search, [&] { over = true; });
    timer.start();
    search.start();
    Benchmark::waitFor([&] { return over; });
    seen.whole = double(timer.nsecsElapsed()) / 1e6;
    seen.processor = Benchmark::processorTime() - before;
    seen.longestGap = heart.longestGap();
    seen.untilCanceled = cancel ? double(sinceCancel.nsecsElapsed()) / 1e6 : 0;
    return seen;
}

/// The median of one figure over some searches.
QString medianOf(const std::vector<Seen> &all, double Seen::*figure)
{
    std::vector<double> values;
    for (const Seen &one : all)
        values.push_back(one.*figure);
    return Benchmark::number(Benchmark::median(values), "ms");
}

std::vector<Seen> searches(StoreFixture &store, int count, const QString &words, bool cancel = false)
{
    std::vector<Seen> all;
    for (int i = 0; i < count; ++i)
        all.push_back(search(store, words, cancel));
    return all;
}

bool reportSearches()
{
    const QTemporaryDir folder;
    const QString copy = BigStore::copyTo(folder.path());
    StoreFixture store(copy, BigStore::key());
    if (copy.isEmpty() || !store.open())
        return false;
    const auto common = searches(store, runs * 3, QLatin1String(BigStore::commonWord), true);
    Benchmark::row(u"search 1,000,000 encrypted bodies: first hits"_s, medianOf(common, &Seen::firstHits), u"–"_s,
                   u"≤ 50 ms"_s);
    Benchmark::row(u"… cancel until it has stopped"_s, medianOf(common, &Seen::untilCanceled), u"–"_s, u"≤ 20 ms"_s);
    const auto whole = searches(store, runs, u"nobody wrote this"_s);
    Benchmark::row(u"… whole, nothing found"_s,
                   medianOf(whole, &Seen::whole) + u" (processor "_s + medianOf(whole, &Seen::processor) + u')', u"–"_s,
                   u"≤ 1,500 ms"_s);
    Benchmark::row(u"… longest gap of a 1 ms timer in the window's thread meanwhile"_s,
                   medianOf(whole, &Seen::longestGap), u"–"_s, u"alive"_s);
    Benchmark::row(u"… the only hit is the oldest row"_s,
                   medianOf(searches(store, runs, QLatin1String(BigStore::oldestWord)), &Seen::firstHits), u"–"_s,
                   u"≤ 1,500 ms"_s);
    return true;
}

bool writeClients(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("Name,Phone,State,Notes\r\n");
    for (int i = 0; i < importRows; ++i)
        file.write(u"Client %1,%2,IL,note %1\r\n"_s.arg(i).arg(BigStore::numberOf(i)).toUtf8());
    return true;
}

void importInto(StoreFixture &store, const QString &path)
{
    const auto preview = Csv::preview(path);
    ClientImport import(store.database, store.keys, store.clients, path, ImportMapping::guess(preview->header));
    bool over = false;
    QObject::connect(&import, &ClientImport::finished, &import, [&] { over = true; });
    import.start();
    Benchmark::waitFor([&] { return over; });
}

/// The same file by SQLite's own program, which looks at no number and encrypts nothing.
double importBySqlite(const QString &path)
{
    const QTemporaryDir folder;
    return Benchmark::time([&] {
        QProcess::execute(u"sqlite3"_s, {folder.filePath(u"plain.db"_s), u"-cmd"_s, u".mode csv"_s,
                                         u".import \"%1\" clients"_s.arg(path)});
    });
}

double parseNumbers()
{
    return Benchmark::time([] {
        for (int i = 0; i < importRows; ++i)
            Q_UNUSED(PhoneNumber::parse(BigStore::numberOf(i), u"US"_s));
    });
}

bool reportImport()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"clients.csv"_s);
    if (!writeClients(path))
        return false;
    Benchmark::Durations own;
    std::vector<double> sqlite;
    std::vector<double> numbers;
    double gap = 0;
    for (int i = 0; i < runs; ++i) {
        StoreFixture store;
        if (!store.open())
            return false;
        const Benchmark::Heartbeat heart;
        own.measure([&] { importInto(store, path); });
        gap = std::max(gap, heart.longestGap());
        sqlite.push_back(importBySqlite(path));
        numbers.push_back(parseNumbers());
    }
    const double whole = Benchmark::median(own.wall);
    const double reference = Benchmark::median(sqlite);
    const double floor = Benchmark::median(numbers);
    Benchmark::row(
        u"import 100,000 clients from CSV"_s,
        Benchmark::number(whole, "ms") + u" (processor "_s + Benchmark::number(Benchmark::median(own.processor), "ms") +
            u')',
        u"%1 of sqlite3 .import, %2"_s.arg(Benchmark::ratio(whole, reference), Benchmark::number(reference, "ms")),
        u"≤ 10×"_s);
    Benchmark::row(u"… floor: parsing the 100,000 numbers alone"_s, Benchmark::number(floor, "ms"),
                   u"%1 of sqlite3 .import"_s.arg(Benchmark::ratio(floor, reference)), u"–"_s);
    Benchmark::row(u"… longest gap of a 1 ms timer in the window's thread meanwhile"_s, Benchmark::number(gap, "ms"),
                   u"–"_s, u"alive"_s);
    return true;
}
} // namespace

/// Search over a million encrypted texts, and an import of 100,000 clients; "search" or "import": that alone.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString only = QCoreApplication::arguments().value(1);
    return (only == u"import"_s || reportSearches()) && (only == u"search"_s || reportImport()) ? 0 : 1;
}
