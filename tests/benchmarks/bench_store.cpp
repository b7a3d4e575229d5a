#include "benchmark.h"
#include "csv/clientimport.h"
#include "history/historywords.h"
#include "storage/bodysearch.h"
#include "storefixture.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace
{
constexpr int texts = 100'000;
constexpr int people = 500;
constexpr int importRows = 100'000;
constexpr int runs = 3;

QString numberOf(int index)
{
    return u"+1%1"_s.arg(2'012'000'000LL + index);
}

bool fill(StoreFixture &store)
{
    constexpr int batch = 500;
    const QDateTime newest = QDateTime::currentDateTimeUtc();
    for (int first = 0; first < texts; first += batch) {
        QList<TwilioNews> news;
        for (int i = first; i < first + batch; ++i) {
            auto item = StoreFixture::news(
                Direction::Inbound, u"SM%1"_s.arg(i, 32, 10, QLatin1Char('0')), numberOf(i % people),
                u"Text %1 about the engagement letter and the next appointment"_s.arg(i), u"received"_s);
            item.createdAt = newest.addSecs(-60LL * i);
            news.append(item);
        }
        if (!waited(store.communications.apply(news, {QLatin1String(StoreFixture::ownNumber)})))
            return false;
    }
    return true;
}

/// Until the first hit, or to the end.
void search(StoreFixture &store, const QString &words, bool toTheEnd)
{
    BodySearch search(store.database, store.keys, {}, words, HistoryWords::searchable(QDateTime::currentDateTimeUtc()));
    bool over = false;
    QObject::connect(&search, &BodySearch::finished, &search, [&] { over = true; });
    if (!toTheEnd)
        QObject::connect(&search, &BodySearch::found, &search, [&] { over = true; });
    search.start();
    Benchmark::waitFor([&] { return over; });
}

bool writeClients(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("Name,Phone,State,Notes\r\n");
    for (int i = 0; i < importRows; ++i)
        file.write(u"Client %1,%2,IL,note %1\r\n"_s.arg(i).arg(numberOf(i)).toUtf8());
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
} // namespace

/// Search over 100,000 encrypted texts, and an import of 100,000 clients.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    {
        StoreFixture store;
        if (!store.open() || !fill(store))
            return 1;
        Benchmark::row(
            u"search 100,000 texts, all of them, nothing found"_s,
            Benchmark::number(
                Benchmark::median(Benchmark::times(runs, [&] { search(store, u"nobody wrote this"_s, true); })), "ms"),
            u"–"_s, u"–"_s);
        Benchmark::row(
            u"search 100,000 texts, first hit of a common word"_s,
            Benchmark::number(
                Benchmark::median(Benchmark::times(runs * 3, [&] { search(store, u"appointment"_s, false); })), "ms"),
            u"–"_s, u"–"_s);
        Benchmark::row(u"search 100,000 texts, first hit is the oldest"_s,
                       Benchmark::number(Benchmark::median(Benchmark::times(
                                             runs, [&] { search(store, u"text %1"_s.arg(texts - 1), false); })),
                                         "ms"),
                       u"–"_s, u"–"_s);
    }
    QTemporaryDir folder;
    const QString path = folder.filePath(u"clients.csv"_s);
    if (!writeClients(path))
        return 1;
    Benchmark::row(u"import 100,000 clients from CSV"_s,
                   Benchmark::number(Benchmark::median(Benchmark::times(1,
                                                                        [&] {
                                                                            StoreFixture store;
                                                                            if (store.open())
                                                                                importInto(store, path);
                                                                        })),
                                     "ms"),
                   u"–"_s, u"–"_s);
    return 0;
}
