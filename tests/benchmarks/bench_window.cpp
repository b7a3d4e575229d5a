#include "benchmark.h"
#include "windowfixture.h"

#include "common/theme.h"

#include <QApplication>
#include <QListView>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace
{
constexpr int texts = 20'000; // of one client
constexpr int batch = 500;
constexpr int starts = 5;
constexpr int switches = 15;
constexpr int pagesUp = 15;

bool fill(StoreFixture &store)
{
    store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    store.addClient(u"Tom Novak"_s, u"+13125550143"_s);
    const QDateTime newest = QDateTime::currentDateTimeUtc();
    for (int first = 0; first < texts; first += batch) {
        QList<TwilioNews> news;
        for (int i = first; i < first + batch; ++i) {
            const bool in = i % 3 == 0;
            auto item = StoreFixture::news(in ? Direction::Inbound : Direction::Outbound,
                                           u"SM%1"_s.arg(i, 32, 10, QLatin1Char('0')), u"+13125550142"_s,
                                           u"Text %1, long enough that its bubble takes a second line here"_s.arg(i),
                                           in ? u"received"_s : u"delivered"_s);
            item.createdAt = newest.addSecs(-60LL * i);
            news.append(item);
        }
        if (!waited(store.communications.apply(news, {QLatin1String(StoreFixture::ownNumber)})))
            return false;
    }
    auto other = StoreFixture::news(Direction::Inbound, u"SMother"_s, u"+13125550143"_s, u"Short"_s, u"received"_s);
    return waited(store.communications.apply({other}, {QLatin1String(StoreFixture::ownNumber)})).has_value();
}

QListView *conversation(const WindowFixture &world)
{
    return world.find<QListView>(u"Conversation"_s);
}

/// Chooses a client of the list by its row and waits until the conversation is there and painted.
void choose(const WindowFixture &world, const QString &name, int atLeast)
{
    if (!world.openConversation(name))
        return;
    const auto *list = conversation(world);
    Benchmark::waitFor([&] { return list->model()->rowCount() >= atLeast; });
    world.window->grab();
}

void start(WindowFixture &world)
{
    world.window.reset();
    world.window = std::make_unique<MainWindow>(*world.context);
    world.window->resize(1280, 800);
    world.window->show();
    world.window->grab();
}

void report(const QString &what, const std::vector<double> &milliseconds)
{
    Benchmark::row(what, Benchmark::number(Benchmark::median(milliseconds), "ms"), u"–"_s, u"–"_s);
}
} // namespace

/// The window over a conversation of 20,000 texts: start to first paint, switching clients, going up page by page.
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::apply(application, Theme::Scheme::Light);
    WindowFixture world;
    if (!world.start() || !fill(world.store))
        return 1;
    report(u"window: construct to first paint"_s, Benchmark::times(starts, [&] { start(world); }));
    report(u"window: construct to the list of clients"_s, Benchmark::times(starts, [&] {
               start(world);
               const auto *list = world.find<QListView>(u"Clients"_s);
               Benchmark::waitFor([&] { return list->model()->rowCount() >= 2; });
               world.window->grab();
           }));
    std::vector<double> times;
    for (int i = 0; i < switches; ++i) {
        choose(world, u"Tom"_s, 1);
        QElapsedTimer timer;
        timer.start();
        choose(world, u"Maria"_s, 20);
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    report(u"switch to the conversation of 20,000 texts, painted"_s, times);
    auto *list = conversation(world);
    report(u"scroll up a page of that conversation, painted"_s, Benchmark::times(pagesUp, [&] {
               list->verticalScrollBar()->setValue(list->verticalScrollBar()->value() -
                                                   list->verticalScrollBar()->pageStep());
               QCoreApplication::processEvents(); // an older page may be asked for, and arrive
               list->grab();
           }));
    return 0;
}
