#include "benchmark.h"

#include "twilio/twilioclient.h"

#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QProcessEnvironment>

#include <map>
#include <optional>

using namespace Qt::StringLiterals;

namespace
{
constexpr int inFlight = 50;
constexpr int warm = 300; // requests before the clock starts: a compiler that is just in time must have its time
constexpr int rounds = 7;

/// bench_http_server in its own process; one for each run, or a port would run out of connections that linger.
class Server
{
public:
    bool start(int latency)
    {
        m_process.start(QStringLiteral(BENCH_HTTP_SERVER), {QString::number(latency)});
        if (!m_process.waitForStarted() || !m_process.waitForReadyRead())
            return false;
        m_url = QUrl(QString::fromLatin1(m_process.readLine().trimmed()));
        return m_url.isValid();
    }
    ~Server()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }
    QUrl url() const { return m_url; }
    /// How often requests arrived, since it started.
    QJsonObject arrivals() const
    {
        QNetworkAccessManager manager;
        QNetworkReply *reply = manager.get(QNetworkRequest(m_url));
        Benchmark::waitFor([reply] { return reply->isFinished(); });
        return QJsonDocument::fromJson(reply->readAll()).object();
    }

private:
    QProcess m_process;
    QUrl m_url;
};

class Ours
{
public:
    explicit Ours(const QUrl &url)
        : m_client(TwilioHosts::fromOverride(url).value_or(TwilioHosts{}), m_clock)
    {
        m_client.setCredentials({u"AC0123456789abcdef0123456789abcdef"_s, u"SK0123456789abcdef0123456789abcdef"_s,
                                 QByteArrayLiteral("not-so-secret")});
    }
    void run(const QString &word, int count)
    {
        int left = count;
        int next = 0;
        const std::function<void()> send = [&] {
            if (next == count)
                return;
            m_client.post(TwilioHost::Api, u"/Messages.json"_s,
                          {{u"To"_s, u"+13125550111"_s},
                           {u"From"_s, u"+13125550100"_s},
                           {u"Body"_s, u"%1 %2"_s.arg(word).arg(next++)}},
                          TwilioClient::Priority::Background, [&](const Result<TwilioReply> &reply) {
                              m_failed += reply ? 0 : 1;
                              --left;
                              send();
                          });
        };
        for (int i = 0; i < inFlight; ++i)
            send();
        Benchmark::waitFor([&left] { return left == 0; });
    }
    int failed() const { return m_failed; }

private:
    SystemClock m_clock;
    TwilioClient m_client;
    int m_failed = 0;
};

/// Requests a second of another client in its own process; nothing when it can not be run.
std::optional<double> rateOf(const QString &program, const QStringList &arguments, const QUrl &url, int count)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"CONTRACT_MODULES"_s, QStringLiteral(BENCH_NPM) + u"/node_modules"_s);
    process.setProcessEnvironment(environment);
    process.start(program, arguments + QStringList{url.toString(), QString::number(warm), QString::number(count),
                                                   QString::number(inFlight)});
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return {};
    return process.readAllStandardOutput().trimmed().toDouble();
}

/// What the rounds of one latency gave: requests a second by client, in the order of the rounds.
struct Rates {
    std::vector<double> ours, npm, curl;
    int sent = 0;
    int arrived = 0;
    int distinct = 0;
    int most = 0;
    int connections = 0;
    int failed = 0;
};

bool measureOurs(int latency, int count, Rates &rates)
{
    Server server;
    if (!server.start(latency))
        return false;
    Ours ours(server.url());
    ours.run(u"Warm"_s, warm);
    rates.ours.push_back(count * 1000.0 / Benchmark::time([&] { ours.run(u"Text"_s, count); }));
    const auto arrivals = server.arrivals();
    rates.sent += warm + count;
    rates.arrived += arrivals.value("requests"_L1).toInt();
    rates.distinct += arrivals.value("distinct"_L1).toInt();
    rates.most = std::max(rates.most, arrivals.value("most"_L1).toInt());
    rates.connections += arrivals.value("connections"_L1).toInt();
    rates.failed += ours.failed();
    return true;
}

void measureOther(const QString &program, const QStringList &arguments, int latency, int count,
                  std::vector<double> &rates)
{
    Server server;
    if (!server.start(latency))
        return;
    if (const auto rate = rateOf(program, arguments, server.url(), count))
        rates.push_back(*rate);
}

std::optional<Rates> measure(int latency, int count, bool npm)
{
    Rates rates;
    for (int round = 0; round < rounds; ++round) { // one after another, so that a busy minute hits all of them
        if (!measureOurs(latency, count, rates))
            return {};
        if (npm)
            measureOther(u"node"_s, {QStringLiteral(BENCH_HTTP_NPM)}, latency, count, rates.npm);
        measureOther(QStringLiteral(BENCH_HTTP_CURL), {}, latency, count, rates.curl);
    }
    return rates;
}

/// "474.0 /s (1.01x)": the other's median, and the median of the rounds' ratios.
QString comparison(const std::vector<double> &ours, const QString &name, const std::vector<double> &others)
{
    if (others.size() != ours.size())
        return name + u": absent"_s;
    std::vector<double> ratios;
    for (std::size_t i = 0; i < ours.size(); ++i)
        ratios.push_back(ours[i] / others[i]);
    return u"%1 %2 (%3x)"_s.arg(name, Benchmark::number(Benchmark::median(others), "/s"),
                                QString::number(Benchmark::median(ratios), 'f', 2));
}
} // namespace

/// TwilioClient alone: texts a second on fresh connections, beside npm twilio and libcurl, and that each arrives once.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const bool npm = QProcess::execute(QStringLiteral(BENCH_NPM_INSTALL), {QStringLiteral(BENCH_NPM)}) == 0;
    const auto report = [npm](const QString &server, int latency, int count, const QString &goalNpm,
                              const QString &goalCurl) {
        const auto rates = measure(latency, count, npm);
        if (!rates)
            return false;
        const QString what = u"TwilioClient, 50 in flight, a fresh connection a write, server answers "_s + server;
        const QString figure = Benchmark::number(Benchmark::median(rates->ours), "/s");
        Benchmark::row(what, figure,
                       comparison(rates->ours, u"npm twilio, connections kept (its default):"_s, rates->npm), goalNpm);
        Benchmark::row(what, figure, comparison(rates->ours, u"libcurl multi, fresh connections:"_s, rates->curl),
                       goalCurl);
        Benchmark::row(
            what + u": arrivals"_s,
            u"%1 requests of %2 texts on %3 connections, none more than %4 times, %5 failed"_s.arg(rates->arrived)
                .arg(rates->distinct)
                .arg(rates->connections)
                .arg(rates->most)
                .arg(rates->failed),
            u"%1 texts sent"_s.arg(rates->sent), u"each once"_s);
        return true;
    };
    return report(u"after 100 ms"_s, 100, 1500, u"≥ 1x"_s, u"≥ 0.95x"_s) &&
                   report(u"at once"_s, 0, 3000, u"≥ 1.5x"_s, u"–"_s)
               ? 0
               : 1;
}
