#include "benchmark.h"
#include "messagingfixture.h"

#include <QFile>
#include <QJsonDocument>
#include <QProcess>

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>
#include <optional>
#include <string_view>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
std::atomic<int> commits{0};
}

/// In the place of the C library's: with synchronous=FULL every commit of SQLite is one of these on the write-ahead log
/// (and so is, now and then, the header of a log that begins anew).
extern "C" int fdatasync(int descriptor) // NOLINT(readability-inconsistent-declaration-parameter-name)
{
    std::array<char, PATH_MAX> path{};
    const auto link = "/proc/self/fd/" + std::to_string(descriptor);
    const auto size = readlink(link.c_str(), path.data(), path.size());
    if (size > 0 && std::string_view(path.data(), std::size_t(size)).ends_with("-wal"))
        ++commits;
    return int(syscall(SYS_fdatasync, descriptor));
}

namespace
{
/// practiceline-simulator in a process of its own, with its journal.
class Simulator
{
public:
    explicit Simulator(const QStringList &arguments)
    {
        m_process.start(QStringLiteral(BENCH_SIMULATOR),
                        arguments + QStringList{u"--journal"_s, m_folder.filePath(u"journal"_s)});
        if (m_process.waitForStarted() && m_process.waitForReadyRead())
            m_url = QUrl(QString::fromLatin1(m_process.readLine().trimmed().split(' ').last()));
    }
    ~Simulator()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QUrl url() const { return m_url; }

    /// GETs that arrived so far.
    int polls() const
    {
        QFile journal(m_folder.filePath(u"journal"_s));
        int count = 0;
        if (journal.open(QIODevice::ReadOnly)) {
            while (!journal.atEnd()) {
                const auto line = QJsonDocument::fromJson(journal.readLine()).object();
                count += line.value("method"_L1).toString() == "GET"_L1 ? 1 : 0;
            }
        }
        return count;
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QUrl m_url;
};

void waitFor(std::chrono::milliseconds time)
{
    QElapsedTimer timer;
    timer.start();
    QTimer turn; // or a quiet loop would sleep over the end
    turn.start(20);
    Benchmark::waitFor([&] { return timer.hasExpired(time.count()); });
}

/// The longest time for which the event loop did not come round.
class Gap
{
public:
    Gap()
    {
        m_ticks.setTimerType(Qt::PreciseTimer);
        m_ticks.callOnTimeout([this] {
            m_longest = std::max(m_longest, double(m_since.nsecsElapsed()) / 1e6);
            m_since.start();
        });
        m_since.start();
        m_ticks.start(5ms);
    }
    double longest() const { return m_longest; }

private:
    QTimer m_ticks;
    QElapsedTimer m_since;
    double m_longest = 0;
};

QString numberOf(int person)
{
    return u"+1312%1"_s.arg(5'550'200 + person);
}

/// What a backlog is sent with.
struct Pace {
    QString name;
    QString sender = ownNumber;
    double rate = 1; ///< texts a second that the practice's number may send
    int speed = 1;   ///< every time of the product and of Twilio is divided by it
    int texts = 0;   ///< how many of the backlog are waited for
};

template <class T>
void scale(T &time, int by)
{
    time /= by;
}

/// The product's own times, divided by @p speed.
DesktopOptions timingOf(int speed)
{
    DesktopOptions timing{.awaitsNews = true, .sends = {}, .polls = {}, .client = {}};
    scale(timing.sends.longCodeInterval, speed);
    scale(timing.sends.tollFreeInterval, speed);
    scale(timing.polls.fast, speed);
    scale(timing.polls.busy, speed);
    scale(timing.polls.idle, speed);
    scale(timing.polls.youth, speed);
    scale(timing.polls.sweep, speed);
    return timing;
}

QStringList twilioOf(int speed)
{
    return {u"--step"_s, QString::number(700 / speed), u"--price-lag"_s, QString::number(1500 / speed)};
}

/// 1,000 texts to 200 clients wait; then the program starts.
void sendBacklog(const Pace &pace)
{
    constexpr int backlog = 1000;
    constexpr int people = 200;
    const Simulator twilio(twilioOf(pace.speed) + QStringList{u"--own-number"_s, pace.sender});
    const QTemporaryDir folder;
    const SystemClock clock;
    Desktop desk(folder.filePath(u"store.db"_s), twilio.url(), clock, timingOf(pace.speed));
    desk.useSettings([&pace](PracticeSettings &settings) { settings.sender = pace.sender; });
    for (int i = 0; i < people; ++i)
        desk.client(u"Client %1"_s.arg(i), numberOf(i));
    const int beforeClicks = commits;
    for (int i = 0; i < backlog; ++i) {
        SmsDraft draft;
        draft.to = PhoneNumber::fromE164(numberOf(i % people));
        draft.body = u"Your documents are ready, number %1"_s.arg(i);
        (void)await(desk.sender->send(draft));
    }
    const double click = double(commits - beforeClicks) / backlog;

    int sent = 0;
    int commitsAtFirst = 0;
    QElapsedTimer sinceFirst;
    double seconds = 0;
    QObject::connect(desk.sender.get(), &SmsSender::sent, desk.sender.get(), [&] {
        if (sent++ == 0) {
            sinceFirst.start();
            commitsAtFirst = commits;
        }
        seconds = double(sinceFirst.nsecsElapsed()) / 1e9;
    });
    const Gap gap;
    desk.sender->start();
    desk.poller->start();
    desk.reconciler->start();
    Benchmark::waitFor([&] { return sent >= pace.texts; });
    const double rate = (sent - 1) / seconds;
    const double goal = pace.rate * pace.speed;
    Benchmark::row(pace.name, Benchmark::number(rate, "texts/s"),
                   u"the number's %1/s (%2x)"_s.arg(goal).arg(rate / goal, 0, 'f', 3), u"±5 %"_s);
    Benchmark::row(pace.name + u": commits (syncs of the log) a text, news of it included"_s,
                   Benchmark::number(double(commits - commitsAtFirst) / (sent - 1), ""),
                   u"and %1 at the click"_s.arg(click, 0, 'f', 2), u"≤ 3"_s);
    Benchmark::row(pace.name + u": longest gap of a 5 ms timer in the window's thread"_s,
                   Benchmark::number(gap.longest(), "ms"), u"–"_s, u"≤ 50 ms"_s);
}

/// What the adaptive rules (reliability.md, "What polling costs") let one desktop ask in @p minute (0, 1, …) after
/// @p open texts were sent at once and stay open.
int allowedPolls(int open, int minute)
{
    constexpr int youth = 25;
    constexpr int page = 50;
    int polls = 0;
    int looks = 0;
    int sweepAt = 2 * youth + 10; // the look after the youth still takes a page of all of them, and sees no young one
    int sweepWait = 10;
    for (int second = 0; second < 60 * (minute + 1);) {
        int asked = 1;
        if (second < 2 * youth) // rows that may still change are followed from page to page; the page size doubles
            asked = looks == 0 ? (open + page - 1) / page : 1;
        asked += looks % 4 == 0 ? 1 : 0;        // calls, every fourth look
        if (open > page && second >= sweepAt) { // open ones that the first page lacks
            asked += 1;
            sweepAt = second + sweepWait;
            sweepWait *= 2;
        }
        if (second >= 60 * minute)
            polls += asked;
        ++looks;
        second += second < youth ? 2 : 10;
    }
    return polls;
}

/// @p open texts that Twilio never calls delivered, all at once; every time is a quarter.
void pollOpen(int open)
{
    constexpr int speed = 4;
    const Simulator twilio(twilioOf(speed));
    const QTemporaryDir folder;
    const SystemClock clock;
    auto timing = timingOf(speed);
    timing.sends.longCodeInterval = 1ms;
    Desktop desk(folder.filePath(u"store.db"_s), twilio.url(), clock, timing);
    QList<SmsDraft> drafts;
    for (int i = 0; i < open; ++i) {
        const QString number = u"+1312%1%2"_s.arg(200 + i).arg(u"0009"_s); // "sent" for ever
        drafts.append(desk.draft(desk.client(u"Client %1"_s.arg(i), number), u"Are you coming?"_s));
    }
    bool checked = false;
    QObject::connect(desk.poller.get(), &StatusPoller::checked, desk.poller.get(), [&] { checked = true; });
    desk.poller->start(); // the first look has its sweeps
    Benchmark::waitFor([&] { return checked; });
    for (const SmsDraft &draft : std::as_const(drafts)) {
        if (!await(desk.sender->send(draft)))
            return;
    }
    int sent = 0;
    QObject::connect(desk.sender.get(), &SmsSender::sent, desk.sender.get(), [&] { ++sent; });
    desk.sender->start();
    Benchmark::waitFor([&] { return sent > 0; });
    for (int minute = 0; minute < 2; ++minute) {
        const int before = twilio.polls();
        waitFor(60'000ms / speed);
        const int polls = twilio.polls() - before;
        const int allowed = allowedPolls(open, minute);
        Benchmark::row(u"polls in the %1 minute after %2 texts were sent that stay open"_s
                           .arg(minute == 0 ? u"first"_s : u"second"_s)
                           .arg(open),
                       QString::number(polls) + (sent == open ? QString() : u" (only %1 sent)"_s.arg(sent)),
                       u"the adaptive model's %1 (%2x)"_s.arg(allowed).arg(double(polls) / allowed, 0, 'f', 2),
                       u"≤ the model"_s);
    }
}
} // namespace

/// The outbox at work against a Twilio in another process: the pace of a backlog, what it costs the store and the
/// window, and what looking after open texts costs.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc > 1) { // any argument: the polls alone
        for (const int open : {1, 10, 100})
            pollOpen(open);
        return 0;
    }
    sendBacklog({u"first 90 of a backlog of 1,000, long code"_s, ownNumber, 1, 1, 90});
    sendBacklog({u"first 180 of a backlog of 1,000, toll-free"_s, u"+18335550100"_s, 3, 1, 180});
    sendBacklog({u"a whole backlog of 1,000, long code, time ten times as fast"_s, ownNumber, 1, 10, 1000});
    for (const int open : {1, 10, 100})
        pollOpen(open);
    return 0;
}
