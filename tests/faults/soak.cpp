#include "messagingfixture.h"
#include "twiliojournal.h"
#include "twiliothread.h"

#include <QCommandLineParser>
#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
struct Plan {
    quint64 seed = 0;
    int texts = 0;
    int calls = 0;
    int faultsPerMille = 40;
};

constexpr int people = 200;
constexpr int staffPhones = 1000; ///< a call in doubt keeps its phone, and the next one there is refused
constexpr int waitingAtMost = 100;
constexpr int textsPerInbound = 20;
constexpr int textsPerRestart = 1000; ///< on average
constexpr int callsPerRestart = 100;
constexpr int sendingAtMost = 35; ///< seconds; reliability.md, outbox contract 3
constexpr int reportEvery = 60;   ///< seconds
constexpr int quietAtMost = 120;  ///< seconds without any progress: then something hangs
/// 4 h of looking for a doubt take 15 s.
constexpr double doubtScale = 0.001;

QString numberOf(int index)
{
    return u"+1312555%1"_s.arg(2000 + index);
}

QString bodyOf(int index)
{
    return u"Text %1 of the day"_s.arg(index);
}

SimulatorOptions twilioOptions(const QString &journal, quint64 seed)
{
    SimulatorOptions options;
    options.journalFile = journal;
    options.step = std::chrono::milliseconds(5);
    options.priceLag = std::chrono::milliseconds(10);
    // As bad as lists get (reliability.md, fault 9): up to a minute late, scaled.
    options.disorder = {seed, std::chrono::milliseconds(60), 5, 10, 20};
    options.promptSteps = 1;
    options.talkSteps = 1;
    return options;
}

/// What Twilio did, by its journal of requests that arrived whole.
struct Arrivals {
    QHash<QString, QStringList> texts; ///< sids by body
    QSet<QString> calls;               ///< sids

    static Arrivals read(const QString &path)
    {
        Arrivals arrivals;
        const auto all = TwilioArrival::read(path);
        for (const TwilioArrival &one : all) {
            if (!one.sid.isEmpty() && one.kind == TwilioArrival::Kind::Text)
                arrivals.texts[one.body].append(one.sid);
            else if (!one.sid.isEmpty() && one.kind == TwilioArrival::Kind::Call)
                arrivals.calls.insert(one.sid);
        }
        return arrivals;
    }
};

/// One desktop that sends, calls and is restarted, against a Twilio whose faults come from a seed; then peace, and the
/// count: nothing twice, nothing lost, every row final or with a person.
class Soak : public QObject
{
public:
    explicit Soak(const Plan &plan)
        : m_plan(plan)
        , m_random(static_cast<quint32>(plan.seed))
        , m_twilio(twilioOptions(journal(), plan.seed))
        , m_restartEvery(plan.texts > 0 ? std::clamp(plan.texts / 4, 1, textsPerRestart) : callsPerRestart)
    {
        m_probe = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"probe"_s);
        m_probe.setDatabaseName(m_folder.filePath(u"store.db"_s));
        m_probe.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"_s);
    }

    bool run();

private:
    QString journal() const { return m_folder.filePath(u"journal"_s); }
    void begin();
    bool workFor(const std::function<bool()> &done);
    void work();
    void look();
    void restart();
    void logInAgain();
    void sendNext();
    void callNext();
    void receiveNext();
    bool isDone() const;
    bool isSettled() const;
    qint64 count(const QString &where) const;
    void find(const QString &what) { m_findings.append(what); }
    QList<Communication> allRows();
    void judge();
    void judgeText(const Communication &row, const Arrivals &arrivals, QSet<QString> &seen);
    void judgeCall(const Communication &row, const Arrivals &arrivals, QSet<QString> &seen);

    Plan m_plan;
    QTemporaryDir m_folder;
    SystemClock m_clock;
    QRandomGenerator m_random;
    TwilioThread m_twilio;
    QSqlDatabase m_probe;
    std::unique_ptr<Desktop> m_desk;
    QList<Client> m_clients;
    QHash<CommunicationId, QString> m_told; ///< what a person saw as stored; the body
    QStringList m_received;                 ///< sids of incoming texts
    QMap<QString, int> m_ends;              ///< how rows ended, for the report
    QStringList m_findings;
    QElapsedTimer m_sinceProgress;
    QElapsedTimer m_sinceLook;
    QElapsedTimer m_sinceRefusal;
    QElapsedTimer m_sinceReport;
    QString m_progress;
    int m_sent = 0;
    int m_called = 0;
    int m_restarts = 0;
    int m_nextRestart = 0;
    int m_restartEvery; ///< texts and calls, on average
    int m_waiting = 0;
    int m_storing = 0; ///< nobody has been told yet that they are stored
    bool m_calling = false;
    bool m_peace = false;
    bool m_settled = false; ///< as look() saw it
};

void Soak::begin()
{
    DesktopOptions options{.awaitsNews = true, .doubtScale = doubtScale};
    options.sends.longCodeInterval = std::chrono::milliseconds(1);
    options.calls.poll = std::chrono::milliseconds(8);
    options.polls.fast = std::chrono::milliseconds(200);
    m_desk = std::make_unique<Desktop>(m_folder.filePath(u"store.db"_s), m_twilio->url(), m_clock, options);
    m_calling = false;
    m_storing = 0;
    m_desk->startServices();
}

void Soak::restart()
{
    ++m_restarts;
    m_desk.reset();
    begin();
}

void Soak::logInAgain()
{
    m_desk->login();
    m_desk->sender->credentialsChanged();
    m_desk->poller->credentialsChanged();
    m_desk->placer->credentialsChanged();
    m_desk->reconciler->wake();
}

void Soak::sendNext()
{
    const QString body = bodyOf(m_sent);
    const Client &client = m_clients.at(m_random.bounded(people));
    ++m_sent;
    ++m_storing;
    whenDone(m_desk->sender->send(m_desk->draft(client, body)), m_desk->sender.get(),
             [this, body](const Result<Communication> &row) {
                 --m_storing;
                 if (row)
                     m_told.insert(row->id, body);
                 else if (row.error().kind != ErrorKind::Cancelled)
                     find(u"“%1” was not stored: %2"_s.arg(body, row.error().detail));
             });
}

void Soak::callNext()
{
    m_calling = true;
    const Client client = m_clients.at(m_random.bounded(people));
    PracticeSettings value = m_desk->settings->current();
    value.staffPhone = PhoneNumber::fromE164(numberOf(people + m_called % staffPhones));
    ++m_called;
    whenDone(m_desk->settings->save(value), m_desk->placer.get(), [this, client](const Result<void> &) {
        whenDone(m_desk->placer->call(client, client.primaryNumber()), m_desk->placer.get(),
                 [this](const Result<Communication> &row) {
                     m_calling = false;
                     if (row)
                         m_told.insert(row->id, QString());
                 });
    });
}

void Soak::receiveNext()
{
    const QString from = m_clients.at(m_random.bounded(people)).primaryNumber().e164();
    m_twilio.call(
        [&] { m_received.append(m_twilio->receiveText(from, ownNumber, u"Answer %1"_s.arg(m_received.size()))); });
}

qint64 Soak::count(const QString &where) const
{
    QSqlQuery query(m_probe);
    return query.exec(u"SELECT count(*) FROM communication_logs WHERE "_s + where) && query.next()
               ? query.value(0).toLongLong()
               : -1;
}

bool Soak::isDone() const
{
    return m_sent >= m_plan.texts && m_called >= m_plan.calls;
}

/// A doubt whose last look is over is with a person. Counts that indexes answer: the last texts are looked at as
/// quickly as the first.
bool Soak::isSettled() const
{
    return count(u"outbox_state IN ('pending', 'sending')"_s) == 0 &&
           count(u"outbox_state = 'unconfirmed' AND next_check_at IS NOT NULL"_s) == 0 &&
           count(u"poll_open = 1"_s) == 0 && count(u"direction = 'inbound'"_s) == m_received.size();
}

/// What can be seen from outside, twenty times a second.
void Soak::look()
{
    m_waiting = static_cast<int>(count(u"outbox_state IN ('pending', 'sending') AND communication_type = 'sms'"_s));
    if (count(u"outbox_state = 'sending' AND attempt_at < %1"_s.arg(
            m_clock.now().addSecs(-sendingAtMost).toMSecsSinceEpoch())) != 0)
        find(u"a row is “sending” for more than %1 s"_s.arg(sendingAtMost));
    const QString progress =
        u"%1 texts, %2 calls; %3 wait, %4 in doubt, %5 of them looked for, %6 open at Twilio"_s.arg(m_sent)
            .arg(m_called)
            .arg(m_waiting)
            .arg(count(u"outbox_state = 'unconfirmed'"_s))
            .arg(count(u"outbox_state = 'unconfirmed' AND next_check_at IS NOT NULL"_s))
            .arg(count(u"poll_open = 1"_s));
    if (progress != m_progress)
        m_sinceProgress.start();
    m_progress = progress;
    m_settled = m_peace && isSettled();
    if (m_sinceReport.elapsed() > reportEvery * 1000) {
        m_sinceReport.start();
        std::printf("%s\n", qPrintable(m_progress));
        std::fflush(stdout);
    }
}

void Soak::work()
{
    constexpr int lookEvery = 50;
    constexpr int personNeeds = 20; // milliseconds to type a password, scaled
    if (m_sinceLook.elapsed() > lookEvery) {
        m_sinceLook.start();
        look();
    }
    if (!m_desk->twilio->isLoginRefused())
        m_sinceRefusal.start();
    else if (m_sinceRefusal.elapsed() > personNeeds)
        logInAgain();
    if (m_peace)
        return;
    if (m_sent + m_called >= m_nextRestart) {
        m_nextRestart += 1 + m_random.bounded(2 * m_restartEvery);
        if (m_sent + m_called > 0)
            restart();
    }
    while (m_sent < m_plan.texts && m_waiting + m_storing < waitingAtMost) {
        sendNext();
        if (m_sent % textsPerInbound == 0)
            receiveNext();
    }
    if (m_called < m_plan.calls && !m_calling && m_desk->placer->phase() == CallPlacer::Phase::Idle)
        callNext();
}

bool Soak::workFor(const std::function<bool()> &done)
{
    QTimer tick;
    tick.start(2);
    m_sinceProgress.start();
    m_sinceLook.start();
    m_sinceRefusal.start();
    m_sinceReport.start();
    while (!done()) {
        work();
        if (!m_findings.isEmpty() || m_sinceProgress.elapsed() > quietAtMost * 1000)
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

QList<Communication> Soak::allRows()
{
    constexpr int pageSize = 500;
    QList<Communication> rows;
    std::optional<CommunicationKey> after;
    do {
        const auto page = await(m_desk->communications->page({}, after, pageSize));
        if (!page) {
            find(u"the store can not be read: "_s + page.error().detail);
            break;
        }
        rows += page->rows;
        after = page->next;
    } while (after);
    return rows;
}

void Soak::judgeText(const Communication &row, const Arrivals &arrivals, QSet<QString> &seen)
{
    const QStringList sids = arrivals.texts.value(row.body);
    if (seen.contains(row.body))
        find(u"“%1” is stored twice"_s.arg(row.body));
    seen.insert(row.body);
    if (m_told.contains(row.id) && m_told.value(row.id) != row.body)
        find(u"“%1” became “%2”"_s.arg(m_told.value(row.id), row.body));
    if (row.sendState == SendState::Accepted && sids != QStringList(row.messageSid))
        find(u"“%1” is bound to a sid that Twilio did not give it"_s.arg(row.body));
    if (row.sendState != SendState::Accepted && !sids.isEmpty())
        find(u"“%1” was sent, and reads %2"_s.arg(row.body, sendStateKey(row.sendState)));
}

void Soak::judgeCall(const Communication &row, const Arrivals &arrivals, QSet<QString> &seen)
{
    if (!row.callSid.isEmpty() && (!arrivals.calls.contains(row.callSid) || seen.contains(row.callSid)))
        find(u"a call is bound to a sid that is not its own"_s);
    if (!row.callSid.isEmpty())
        seen.insert(row.callSid);
}

void Soak::judge()
{
    const Arrivals arrivals = Arrivals::read(journal());
    for (auto it = arrivals.texts.begin(); it != arrivals.texts.end(); ++it) {
        if (it->size() > 1)
            find(u"“%1” was sent %2 times"_s.arg(it.key()).arg(it->size()));
    }
    QSet<QString> bodies;
    QSet<QString> calls;
    QSet<QString> incoming;
    QSet<CommunicationId> ids;
    const QList<Communication> rows = allRows();
    for (const Communication &row : rows) {
        ids.insert(row.id);
        ++m_ends[u"%1 %2 %3"_s.arg(row.channel == Channel::Voice         ? u"call"_s
                                   : row.direction == Direction::Inbound ? u"incoming text"_s
                                                                         : u"text"_s,
                                   sendStateKey(row.sendState), row.status)];
        if (row.channel == Channel::Voice)
            judgeCall(row, arrivals, calls);
        else if (row.direction == Direction::Outbound)
            judgeText(row, arrivals, bodies);
        else
            incoming.insert(row.messageSid);
    }
    for (auto it = m_told.begin(); it != m_told.end(); ++it) {
        if (!ids.contains(it.key()))
            find(u"“%1” was stored, and is gone"_s.arg(it.value()));
    }
    for (auto it = arrivals.texts.begin(); it != arrivals.texts.end(); ++it) {
        if (!bodies.contains(it.key()))
            find(u"“%1” was sent, and nobody knows"_s.arg(it.key()));
    }
    if (calls != arrivals.calls)
        find(u"%1 calls were placed, %2 are known"_s.arg(arrivals.calls.size()).arg(calls.size()));
    if (incoming != QSet<QString>(m_received.begin(), m_received.end()))
        find(u"%1 texts came in, %2 are stored"_s.arg(m_received.size()).arg(incoming.size()));
}

bool Soak::run()
{
    QElapsedTimer timer;
    timer.start();
    begin();
    for (int i = 0; i < people; ++i)
        m_clients.append(m_desk->client(u"Client %1"_s.arg(i), numberOf(i)));
    if (!m_probe.open())
        return false;
    m_twilio.call([this] { m_twilio->setFaultPlan(m_plan.seed, m_plan.faultsPerMille); });
    bool ended = workFor([this] { return isDone(); });
    m_twilio.call([this] { m_twilio->setFaultPlan(0, 0); });
    m_peace = true;
    ended = ended && workFor([this] { return m_settled; });
    if (!ended && m_findings.isEmpty())
        find(u"nothing moves any more: "_s + m_progress +
             u", %1 of %2 texts came in"_s.arg(count(u"direction = 'inbound'"_s)).arg(m_received.size()));
    judge();
    std::printf("%d texts, %d calls, %d restarts in %.0f s\n", m_sent, m_called, m_restarts,
                double(timer.elapsed()) / 1000);
    for (auto it = m_ends.begin(); it != m_ends.end(); ++it)
        std::printf("%8d %s\n", it.value(), qPrintable(it.key()));
    for (const QString &finding : std::as_const(m_findings))
        std::printf("FOUND: %s\n", qPrintable(finding));
    std::printf("%s\n", m_findings.isEmpty() ? "nothing twice, nothing lost" : "failed");
    std::fflush(stdout);
    m_probe.close();
    return m_findings.isEmpty();
}
} // namespace

/// Random faults from a printed seed; --seed N plays them again.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({u"seed"_s, u"Of the faults; without: a new one."_s, u"N"_s});
    parser.addOption({u"texts"_s, u"How many are sent."_s, u"N"_s, u"0"_s});
    parser.addOption({u"calls"_s, u"How many are placed."_s, u"N"_s, u"0"_s});
    parser.addOption({u"faults"_s, u"Of a thousand requests."_s, u"N"_s, u"40"_s});
    parser.process(application);
    QLoggingCategory::setFilterRules(u"practiceline.*=false"_s); // each fault is warned of
    Plan plan;
    plan.seed =
        parser.isSet(u"seed"_s) ? parser.value(u"seed"_s).toULongLong() : QRandomGenerator::global()->generate();
    plan.texts = parser.value(u"texts"_s).toInt();
    plan.calls = parser.value(u"calls"_s).toInt();
    plan.faultsPerMille = parser.value(u"faults"_s).toInt();
    std::printf("seed %llu\n", static_cast<unsigned long long>(plan.seed));
    std::fflush(stdout);
    return Soak(plan).run() ? 0 : 1;
}
