#include "bigwindow.h"

#include <QFile>
#include <QLineEdit>
#include <QTableView>

#include <malloc.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
// A busy person changes the client every five seconds and reads back there, sends a text every half a minute, and looks
// a thing up in the history every five minutes. Twilio is polled all the time.
constexpr int rounds = 720;
constexpr int sendEvery = 6;
constexpr int historyEvery = 60;
constexpr int sampleEvery = 24;
constexpr int warmUp = 120; // caches and the allocator have their size after ten minutes
constexpr int pagesRead = 5;

double residentMegabytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// What the program holds; the rest is code, and what the allocator keeps for later.
double heapMegabytes()
{
    const struct mallinfo2 heap = mallinfo2();
    return double(heap.uordblks + heap.hblkhd) / 1e6;
}

/// Megabytes a round by least squares over equally distant samples.
double slope(const std::vector<double> &samples)
{
    const double count = double(samples.size());
    double sumX = 0;
    double sumY = 0;
    double sumXY = 0;
    double sumXX = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
        const double x = double(i) * sampleEvery;
        sumX += x;
        sumY += samples[i];
        sumXY += x * samples[i];
        sumXX += x * x;
    }
    return (count * sumXY - sumX * sumY) / (count * sumXX - sumX * sumX);
}

void reportGrowth(const QString &what, const std::vector<double> &samples)
{
    Benchmark::row(what,
                   u"from %1 to %2: %3 an hour"_s.arg(Benchmark::number(samples.front(), "MB"),
                                                      Benchmark::number(samples.back(), "MB"),
                                                      Benchmark::number(slope(samples) * rounds, "MB")),
                   u"–"_s, u"none"_s);
}

void read(QAbstractItemView *view, int pixels)
{
    const PaintWatch painted(view->viewport());
    for (int i = 0; i < pagesRead; ++i)
        Person::scroll(view, pixels, painted);
}

/// What a store in use says: all in it was read and acted on. Without it the start takes every incoming text for new.
bool markAllRead(StoreFixture &store)
{
    return waited(store.settings.setMark(u"poll.messages.mark"_s,
                                         QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs))) &&
           waited(store.settings.setMark(u"poll.announced"_s, QString::number(BigStore::communications)));
}

/// Reads down the history, searches it for a few seconds and goes back.
void lookUp(const WindowFixture &world, int round)
{
    QTest::keyClick(world.window.get(), Qt::Key_2, Qt::ControlModifier);
    auto *table = world.find<QTableView>(u"History"_s);
    auto *words = world.find<QLineEdit>(u"Search history"_s);
    Benchmark::waitFor([&] { return table->isVisible() && table->model()->rowCount() > 0; });
    for (int i = 0; i < 20; ++i)
        read(table, table->verticalScrollBar()->pageStep());
    words->setText(u"case %1"_s.arg(round));
    QTest::keyClick(words, Qt::Key_Return);
    QTest::qWait(2'000);
    words->clear();
    QTest::keyClick(words, Qt::Key_Return);
    QTest::keyClick(world.window.get(), Qt::Key_1, Qt::ControlModifier);
}

void play(Person &person, const WindowFixture &world, int round)
{
    constexpr int rowsLoaded = 60;
    person.choose(round % 2 == 0 ? 1 + round % (rowsLoaded - 1) : person.rowOf(QLatin1String(BigStore::busyClient)));
    read(person.conversation(), -person.conversation()->verticalScrollBar()->pageStep());
    if (round % sendEvery == 0)
        person.send(u"Round %1: see you on Tuesday."_s.arg(round));
    if (round % historyEvery == historyEvery - 1)
        lookUp(world, round);
}
} // namespace

/// An hour of a busy person in the window over 1,000,000 communications, without the pauses: sending through the
/// simulated Twilio, which lives in the same process and counts too.
int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    BigWindow big;
    if (!big.start() || !markAllRead(big.world().store))
        return 1;
    big.world().startServices();
    big.person().open();
    const double first = residentMegabytes();
    double peak = first;
    std::vector<double> resident;
    std::vector<double> heap;
    for (int round = 0; round < rounds; ++round) {
        play(big.person(), big.world(), round);
        peak = std::max(peak, residentMegabytes());
        if (round >= warmUp && round % sampleEvery == 0) {
            resident.push_back(residentMegabytes());
            heap.push_back(heapMegabytes());
        }
    }
    Benchmark::row(
        u"resident memory, 1,000,000 communications, an hour of use (720 changes of client, 120 texts, 12 searches)"_s,
        u"%1 at the start, %2 at the end, peak %3"_s.arg(Benchmark::number(first, "MB"),
                                                         Benchmark::number(residentMegabytes(), "MB"),
                                                         Benchmark::number(peak, "MB")),
        u"–"_s, u"≤ 150 MB"_s);
    reportGrowth(u"… its growth after the first ten minutes"_s, resident);
    reportGrowth(u"… of that what the program holds on the heap"_s, heap);
    return 0;
}
