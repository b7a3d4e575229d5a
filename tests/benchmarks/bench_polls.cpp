// Requests to Twilio's lists a minute, for a practice of 10, 100 and 1000 people (reliability.md, "What polling costs":
// 40 texts out and 30 in a person and day of eight hours). One computer reads for all; the others are one store that
// sends at the rate of them all. Everything is ten times as fast as it is in life.

#include "benchmark.h"

#include "../app/officefixture.h"

#include <random>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int speed = 10;
constexpr int seconds = 60; // ten minutes of life
constexpr int clientCount = 300;

QString numberOf(int client)
{
    return u"+1312555%1"_s.arg(1000 + client);
}

Backend::Timing tenTimes()
{
    Backend::Timing timing;
    timing.polls.fast /= speed;
    timing.polls.busy /= speed;
    timing.polls.idle /= speed;
    timing.polls.youth /= speed;
    timing.polls.sweep /= speed;
    timing.sync = {10ms, 1500ms, 50ms, 500ms, 6s};
    return timing;
}

/// One text by the way that SmsSender goes, without its pace: a thousand people have a thousand senders.
void send(OfficeComputer &crowd, const Client &client, int number)
{
    Communication row = StoreFixture::text(client, u"Text %1 of the crowd"_s.arg(number));
    whenDone(crowd->outbox.add(row), crowd.backend.get(), [&crowd](const Result<Communication> &added) {
        if (!added)
            return;
        const auto attempt = AttemptId::create();
        const auto marked = crowd->outbox.markSending(added->id, attempt, QDateTime::currentDateTimeUtc());
        whenDone(marked, crowd.backend.get(), [&crowd, attempt](const Result<Communication> &sending) {
            if (!sending)
                return;
            const auto posted = crowd->messages.create(
                {sending->peer.e164(), SimulatorOptions().ownNumbers.first(), sending->body, 14'400s});
            whenDone(posted, crowd.backend.get(),
                     [&crowd, attempt, id = sending->id](const Result<MessageResource> &message) {
                         if (message)
                             (void)crowd->outbox.markAccepted(id, attempt, message->sid, message->status, {},
                                                              QDateTime::currentDateTimeUtc());
                     });
        });
    });
}

/// Of the texts that are not at their end on the reader's screen.
int openAt(OfficeComputer &reader)
{
    return int(waited(reader->communications.open(1000)).value_or(QList<Communication>()).size());
}

void measure(PostgresCluster &cluster, const TestCertificates &certificates, int people)
{
    const PracticeFixture practice(cluster, certificates);
    SimulatorOptions options;
    options.step = 70ms;
    options.priceLag = 150ms;
    TwilioSimulator twilio(options);
    if (!twilio.listen())
        return;
    OfficeComputer first(twilio.url());
    OfficeComputer crowd(twilio.url());
    first.timing = crowd.timing = tenTimes();
    if (!makePractice(practice, first, crowd))
        return;
    Benchmark::waitFor([&] { return first->sharing.lease().isHolder() && !crowd->sharing.lease().isHolder(); });
    crowd->sender.stop();
    QList<Client> clients;
    for (int n = 0; n < clientCount; ++n)
        clients.append(crowd.addClient(u"Client %1"_s.arg(n), numberOf(n)));
    Benchmark::waitFor([&] { return !first.client(numberOf(clientCount - 1)).id.isNull(); });
    QTest::qWait(3000);

    std::mt19937 random(20261127);
    const double outAMinute = people * 40 / 480.0;
    const double inAMinute = people * 30 / 480.0;
    std::exponential_distribution<double> gap((outAMinute + inAMinute) * speed / 60'000); // milliseconds
    const int before = first->poller.requests();
    QElapsedTimer clock;
    clock.start();
    int sent = 0;
    for (double at = gap(random); at < seconds * 1000; at += gap(random)) {
        const qint64 wait = qint64(at) - clock.elapsed();
        if (wait > 0)
            QTest::qWait(int(wait));
        const int client = int(random() % clientCount);
        if (random() % 70 < 40)
            send(crowd, clients.at(client), ++sent);
        else
            (void)twilio.receiveText(numberOf(client), SimulatorOptions().ownNumbers.first(), u"Fine"_s);
    }
    while (clock.elapsed() < seconds * 1000)
        QTest::qWait(10);
    const double minutes = double(clock.elapsed()) * speed / 60'000;
    const double asked = (first->poller.requests() - before) / minutes;
    // A look each two seconds in which something happened: what nobody can do with less and see within two.
    const double bound = 30 * (1 - std::exp(-(outAMinute + inAMinute) / 30));
    QTest::qWait(3000);
    const QString left = openAt(first) == 0 ? QString() : u", %1 still open"_s.arg(openAt(first));
    Benchmark::row(u"requests to Twilio a minute, %1 people%2"_s.arg(people).arg(left), QString::number(asked, 'f', 1),
                   u"at least %1: %2"_s.arg(QString::number(bound, 'f', 1), Benchmark::ratio(asked, bound)),
                   people == 100    ? u"≤ 1.8×"_s
                   : people == 1000 ? u"≤ 1.1×"_s
                                    : QString());
    crowd.stop();
    first.stop();
}
} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (!PostgresCluster::isInstalled())
        return 0;
    const TestCertificates certificates;
    PostgresCluster cluster(certificates);
    if (!cluster.start())
        return 1;
    for (const int people : {10, 100, 1000})
        measure(cluster, certificates, people);
    return 0;
}
