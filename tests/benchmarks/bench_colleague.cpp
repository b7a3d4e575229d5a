// How soon a colleague's text is seen: two computers of a practice, the second with its window and the conversation
// open.

#include "benchmark.h"

#include "../app/officefixture.h"
#include "mainwindow.h"
#include "windowcontext.h"

#include "common/theme.h"

#include <QAbstractItemView>
#include <QApplication>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int texts = 100;
const QString maria = u"+13125550142"_s;

/// When something was painted that was not there before.
class BubbleWatch : public QObject
{
public:
    BubbleWatch(QAbstractItemView *view, const QElapsedTimer &clock)
        : m_view(view)
        , m_clock(clock)
    {
        m_view->viewport()->installEventFilter(this);
    }
    void expect() { m_rows = m_view->model()->rowCount(); }
    double paintedAt = 0; ///< milliseconds of the clock; 0: not yet

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && paintedAt == 0 && m_view->model()->rowCount() > m_rows)
            QMetaObject::invokeMethod(
                this, [this] { paintedAt = double(m_clock.nsecsElapsed()) / 1e6; }, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }

private:
    QAbstractItemView *m_view;
    const QElapsedTimer &m_clock;
    int m_rows = 0;
};

QString spread(const std::vector<double> &all)
{
    return u"p50 %1, p95 %2"_s.arg(Benchmark::number(Benchmark::median(all), "ms"),
                                   Benchmark::number(Benchmark::percentile(all, 0.95), "ms"));
}

QAbstractItemView *conversationOf(const MainWindow &window)
{
    const auto views = window.findChildren<QAbstractItemView *>();
    for (QAbstractItemView *view : views) {
        if (view->accessibleName() == "Conversation"_L1)
            return view;
    }
    return nullptr;
}

void measure(OfficeComputer &ann, OfficeComputer &ben)
{
    const Client client = ann.addClient(u"Maria Vega"_s, maria);
    Benchmark::waitFor([&] { return !ben.client(maria).id.isNull(); });
    UiContext context = windowContext(*ben.backend, ben.folder.path());
    MainWindow window(context);
    window.resize(1280, 800);
    window.show();
    window.showConversation(client.id);
    QAbstractItemView *view = conversationOf(window);
    if (!view) {
        std::fprintf(stderr, "no conversation\n");
        return;
    }
    ann->sender.stop();
    QElapsedTimer clock;
    clock.start();
    double heardAt = 0;
    QObject::connect(&ben->sharing.listener(), &SharedListener::heard, view, [&] {
        if (heardAt == 0)
            heardAt = double(clock.nsecsElapsed()) / 1e6;
    });
    BubbleWatch watch(view, clock);
    std::vector<double> fromWord;
    std::vector<double> fromClick;
    for (int n = 0; n < texts; ++n) {
        QTest::qWait(150); // both have become quiet
        heardAt = watch.paintedAt = 0;
        watch.expect();
        const double clicked = double(clock.nsecsElapsed()) / 1e6;
        (void)ann->outbox.add(StoreFixture::text(client, u"Text %1"_s.arg(n)));
        Benchmark::waitFor([&] { return watch.paintedAt > 0 || clock.elapsed() > qint64(clicked) + 10'000; });
        if (watch.paintedAt == 0)
            continue;
        fromClick.push_back(watch.paintedAt - clicked);
        if (heardAt > 0)
            fromWord.push_back(watch.paintedAt - heardAt);
    }
    Benchmark::row(u"NOTIFY heard until the colleague's bubble is painted (%1 of %2)"_s.arg(fromWord.size()).arg(texts),
                   spread(fromWord), u"–"_s, u"p95 ≤ 100 ms"_s);
    Benchmark::row(u"stored at the colleague's until painted here"_s, spread(fromClick), u"–"_s, u"–"_s);
}
} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    if (!PostgresCluster::isInstalled())
        return 0;
    Theme::apply(*qApp, Theme::Scheme::Light);
    const TestCertificates certificates;
    PostgresCluster cluster(certificates);
    TwilioSimulator twilio{SimulatorOptions()};
    if (!cluster.start() || !twilio.listen())
        return 1;
    const PracticeFixture practice(cluster, certificates);
    OfficeComputer ann(twilio.url());
    OfficeComputer ben(twilio.url());
    ann.timing.sync = ben.timing.sync = {};
    if (!makePractice(practice, ann, ben))
        return 1;
    Benchmark::waitFor([&] { return ann->sharing.listener().hears() && ben->sharing.listener().hears(); });
    measure(ann, ben);
    ann.stop();
    ben.stop();
    return 0;
}
