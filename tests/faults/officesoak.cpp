#include "officejudge.h"
#include "officesoakcomputer.h"
#include "orders.h"
#include "soakplan.h"
#include "support/badline.h"
#include "support/practicefixture.h"
#include "twiliothread.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int faultsPerMille = 120; // of Twilio's answers
constexpr int cutPerHundred = 25;   // of the lines to the practice
/// After trouble a computer's line may be dead for this long yet: the engine waits before it tries again.
constexpr auto reconnects = 5s;

/// Watches in the practice's own database, in its own order: what happens between two looks counts too.
const QString spies = uR"(
CREATE SCHEMA soak;
CREATE TABLE soak.permissions (e164 text, stops boolean);
CREATE TABLE soak.questions (id uuid, at timestamptz);
CREATE TABLE soak.backwards (what text);
CREATE FUNCTION soak.permission() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$ BEGIN INSERT INTO soak.permissions VALUES (NEW.e164, NEW.permission = 'opted_out'); RETURN NULL; END $$;
CREATE TRIGGER soak AFTER INSERT OR UPDATE OF permission ON practiceline.client_numbers FOR EACH ROW
    EXECUTE FUNCTION soak.permission();
CREATE FUNCTION soak.question() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$ BEGIN INSERT INTO soak.questions VALUES (NEW.id, NEW.at); RETURN NULL; END $$;
CREATE TRIGGER soak AFTER INSERT OR UPDATE ON practiceline.send_slots FOR EACH ROW
    WHEN (NEW.at > clock_timestamp() - interval '20 ms') EXECUTE FUNCTION soak.question();
CREATE FUNCTION soak.backwards() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$ BEGIN INSERT INTO soak.backwards VALUES (TG_TABLE_NAME || ' ' || OLD::text || ' -> ' || NEW::text); RETURN NULL; END $$;
CREATE TRIGGER soak AFTER UPDATE ON public.communication_logs FOR EACH ROW
    WHEN (practiceline.status_rank(NEW.communication_type, NEW.status)
        < practiceline.status_rank(OLD.communication_type, OLD.status)) EXECUTE FUNCTION soak.backwards();
CREATE TRIGGER soak AFTER UPDATE ON practiceline.poll_lease FOR EACH ROW
    WHEN (NEW.epoch < OLD.epoch) EXECUTE FUNCTION soak.backwards();
)"_s;

struct Computer {
    int number = 0;
    QString folder;
    QString key; ///< of Twilio
    QString person;
    std::unique_ptr<BadLine> line;
    std::unique_ptr<OrderedProcess> process;
    int offUntil = -1; ///< step
    qint64 ahead = 0;  ///< of the true time, by its clock; milliseconds
};

struct Peer {
    QString id;
    QString number;
    int editor = 0; ///< one computer alone edits it: nobody has to decide between two
};

SimulatorOptions twilioOptions(const QString &journal, quint64 seed)
{
    SimulatorOptions options;
    options.journalFile = journal;
    options.step = 100ms;
    options.priceLag = 100ms;
    options.disorder = {seed, 600ms, 5, 10, 20};
    return options;
}

/// A practice of whole computers that text through a Twilio which fails, over lines and a server that fail, and are
/// killed; then peace, and the count.
class OfficeSoak
{
public:
    explicit OfficeSoak(const SoakPlan &plan)
        : m_plan(plan)
        , m_random(quint32(plan.seed))
        , m_twilio(twilioOptions(journal(), plan.seed))
    {
    }
    int run();

private:
    QString journal() const { return m_folder.filePath(u"journal"_s); }
    bool begin();
    bool makePractice();
    bool makeClients();
    bool start(Computer &computer);
    bool isReady(const Computer &computer) const;
    QJsonObject ask(Computer &computer, const QJsonObject &what);
    void kill(Computer &computer);
    void step();
    void act();
    void text(Computer &computer);
    void receive();
    void fault();
    void stopServer(bool kills);
    void mend();
    void jump(Computer &computer);
    void heal();
    bool settle(const QString &since);
    OfficeEvidence evidence();
    bool stopsAreHeeded();
    void judgeLease();
    void judge();
    void report(qint64 took);
    QString sql(const QString &text) const { return m_practice->asSuperuser(text); }
    void find(const QString &what)
    {
        m_findings.append(what);
        std::printf("FOUND (step %d): %s\n", m_step, qPrintable(what));
        std::fflush(stdout);
    }
    void findAll(const QStringList &all)
    {
        constexpr qsizetype shown = 25;
        for (const QString &one : all.first(std::min(all.size(), shown)))
            find(one);
        if (all.size() > shown)
            find(u"and %1 more"_s.arg(all.size() - shown));
    }
    void say(const QString &what) const
    {
        if (m_plan.isLoud) {
            std::printf("  %d %s\n", m_step, qPrintable(what));
            std::fflush(stdout);
        }
    }
    int pick(qsizetype below) { return int(m_random.bounded(int(below))); }
    bool chance(int percent) { return pick(100) < percent; }
    Computer &some() { return *m_computers.at(size_t(pick(qsizetype(m_computers.size())))); }
    const Peer &somePeer() { return m_peers.at(pick(m_peers.size())); }
    bool isServerUp() const { return m_serverUntil < 0; }

    const SoakPlan m_plan;
    QRandomGenerator m_random;
    QTemporaryDir m_folder;
    TwilioThread m_twilio;
    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::vector<std::unique_ptr<Computer>> m_computers;
    QList<Peer> m_peers;
    QHash<QString, OfficeEvidence::Text> m_texts;
    QStringList m_inbound;
    QMap<int, QList<OfficeEvidence::Trouble>> m_troubles;
    QDateTime m_serverSince; ///< in trouble
    bool m_isFrozen = false;
    int m_serverUntil = -1; ///< step
    QStringList m_findings;
    int m_step = 0;
    int m_kills = 0;
    int m_outages = 0;
    int m_jumps = 0;
};

// ---- the office

bool OfficeSoak::begin()
{
    m_cluster = std::make_unique<PostgresCluster>(
        m_certificates, PostgresCluster::Options{.settings = {u"synchronous_commit=on"_s, u"max_connections=120"_s,
                                                              u"track_commit_timestamp=on"_s},
                                                 .environment = {}});
    if (!m_cluster->start()) {
        find(m_cluster->whyNot());
        return false;
    }
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    for (int at = 0; at < m_plan.desktops; ++at) {
        auto computer = std::make_unique<Computer>();
        computer->number = at;
        computer->key = u"SK%1"_s.arg(at + 1, 32, 10, QChar(u'0'));
        computer->folder = m_folder.filePath(u"computer%1"_s.arg(at));
        computer->line = std::make_unique<BadLine>(m_cluster->port(), m_plan.seed + quint64(at));
        QObject::connect(computer->line.get(), &BadLine::wasCut, computer->line.get(), [this, at] {
            const auto now = QDateTime::currentDateTimeUtc();
            m_troubles[at].append({now, now.addDuration(reconnects)});
        });
        QDir().mkpath(computer->folder);
        computer->process = std::make_unique<OrderedProcess>(QStringList{u"--desktop"_s, computer->folder},
                                                             computer->folder + u"/log"_s);
        if (!start(*computer))
            return false;
        m_computers.push_back(std::move(computer));
    }
    if (!makePractice() || !makeClients())
        return false;
    if (const QString refused = sql(spies); refused.startsWith(u"error"_s)) {
        find(refused);
        return false;
    }
    for (const auto &computer : m_computers)
        computer->line->setCut(cutPerHundred);
    m_twilio.call([this] { m_twilio->setFaultPlan(m_plan.seed, faultsPerMille); });
    return true;
}

bool OfficeSoak::start(Computer &computer)
{
    computer.process->start();
    computer.offUntil = -1;
    if (computer.ahead != 0)
        (void)ask(computer, {{"op"_L1, u"clock"_s}, {"ahead"_L1, computer.ahead}});
    const QJsonObject told =
        ask(computer, {{"op"_L1, u"begin"_s}, {"twilio"_L1, m_twilio->url().toString()}, {"key"_L1, computer.key}});
    if (!told.value("ok"_L1).toBool())
        find(u"computer %1 does not start"_s.arg(computer.number));
    return told.value("ok"_L1).toBool();
}

QJsonObject OfficeSoak::ask(Computer &computer, const QJsonObject &what)
{
    if (computer.offUntil >= 0)
        return {};
    const QJsonObject answer = computer.process->ask(what);
    if (answer.isEmpty())
        find(u"computer %1 does not answer “%2”"_s.arg(computer.number).arg(what.value("op"_L1).toString()));
    return answer;
}

bool OfficeSoak::isReady(const Computer &computer) const
{
    const QJsonObject now = computer.process->ask({{"op"_L1, u"progress"_s}});
    return now.value("upToDate"_L1).toBool() && now.value("waiting"_L1).toInt() == 0;
}

/// Each through the product: set up by the first, invited, joined, approved.
bool OfficeSoak::makePractice()
{
    const auto must = [this](Computer &computer, const QJsonObject &what) {
        const QJsonObject told = ask(computer, what);
        if (!told.value("ok"_L1).toBool())
            find(u"computer %1: %2: %3"_s.arg(computer.number)
                     .arg(what.value("op"_L1).toString(), told.value("why"_L1).toString()));
        return told;
    };
    const auto ready = [this](Computer &computer) {
        const bool isSo = QTest::qWaitFor([&] { return isReady(computer); }, 60'000);
        computer.person = ask(computer, {{"op"_L1, u"progress"_s}}).value("person"_L1).toString();
        if (!isSo)
            find(u"computer %1 does not become a member"_s.arg(computer.number));
    };
    Computer &first = *m_computers.front();
    const PracticeAddress address = m_practice->addressFor(u"set_up_"_s + m_practice->database());
    (void)must(first, {{"op"_L1, u"setUp"_s},
                       {"host"_L1, address.host},
                       {"port"_L1, first.line->port()},
                       {"database"_L1, address.database},
                       {"login"_L1, address.user},
                       {"ca"_L1, address.caFile},
                       {"name"_L1, u"Person 0"_s}});
    ready(first);
    QJsonArray deputies;
    for (const auto &computer : m_computers) {
        if (computer.get() == &first || !m_findings.isEmpty())
            continue;
        const QJsonObject invited = must(first, {{"op"_L1, u"invite"_s},
                                                 {"name"_L1, u"Person %1"_s.arg(computer->number)},
                                                 {"role"_L1, computer->number % 3 == 2 ? u"admin"_s : u"staff"_s}});
        (void)must(*computer, {{"op"_L1, u"join"_s},
                               {"invitation"_L1, invited.value("invitation"_L1)},
                               {"port"_L1, computer->line->port()}});
        (void)must(first, {{"op"_L1, u"approve"_s}});
        ready(*computer);
        deputies.append(computer->person);
    }
    if (m_findings.isEmpty())
        (void)must(first, {{"op"_L1, u"deputies"_s}, {"people"_L1, deputies}});
    return m_findings.isEmpty();
}

bool OfficeSoak::makeClients()
{
    // Two whose texts do not arrive.
    QStringList numbers{u"+13125550003"_s, u"+13125550005"_s};
    for (int at = 0; at < 10 + m_plan.desktops; ++at)
        numbers.append(u"+1312555%1"_s.arg(1000 + at));
    for (const QString &number : std::as_const(numbers)) {
        Computer &computer = some();
        const QJsonObject made = ask(
            computer, {{"op"_L1, u"client"_s}, {"name"_L1, u"Client %1"_s.arg(m_peers.size())}, {"e164"_L1, number}});
        m_peers.append({made.value("id"_L1).toString(), number, computer.number});
    }
    return std::all_of(m_peers.begin(), m_peers.end(), [](const Peer &peer) { return !peer.id.isEmpty(); }) &&
           QTest::qWaitFor(
               [this] {
                   return std::all_of(m_computers.begin(), m_computers.end(),
                                      [this](const auto &computer) { return isReady(*computer); });
               },
               60'000);
}

// ---- what people do

void OfficeSoak::text(Computer &computer)
{
    const Peer &to = somePeer();
    const QString body = u"t%1-%2"_s.arg(computer.number).arg(m_step);
    QJsonObject order{{"op"_L1, u"text"_s}, {"client"_L1, to.id}, {"body"_L1, body}};
    if (chance(15))
        order.insert("at"_L1, QDateTime::currentMSecsSinceEpoch() + 2000 + pick(5000));
    if (computer.number != 0 && chance(20))
        order.insert("for"_L1, m_computers.front()->person);
    const bool isCutShort = chance(8);
    m_texts.insert(body, {computer.number, {}});
    if (isCutShort) { // before it is stored, while it waits, amid its POST or after
        (void)computer.process->order(order);
        QTest::qWait(pick(1500));
        kill(computer);
    } else {
        const QJsonObject told = ask(computer, order);
        m_texts[body].id = told.value("id"_L1).toString();
        say(u"computer %1 texts %2 to %3: %4 %5"_s.arg(computer.number)
                .arg(body, to.number, m_texts[body].id, told.value("why"_L1).toString()));
    }
}

/// A client writes, or somebody whom nobody knows.
void OfficeSoak::receive()
{
    const QString from = chance(10) ? u"+1312556%1"_s.arg(1000 + pick(5)) : somePeer().number;
    const QString body = chance(8) ? u"STOP"_s : chance(35) ? u"START"_s : u"in %1"_s.arg(m_step);
    m_twilio.call([&] { m_inbound.append(m_twilio->receiveText(from, SimulatorOptions().ownNumbers.first(), body)); });
    say(u"%1 writes “%2”"_s.arg(from, body));
}

void OfficeSoak::act()
{
    Computer &computer = some();
    const int way = pick(100);
    const QString value = u"%1 of %2"_s.arg(m_step).arg(computer.number);
    if (way < 25) {
        receive();
    } else if (computer.offUntil >= 0) {
        return;
    } else if (way < 70) {
        text(computer);
    } else if (way < 78) {
        const Peer &peer = somePeer();
        Computer &editor = *m_computers.at(size_t(peer.editor));
        (void)ask(editor, {{"op"_L1, u"edit"_s}, {"client"_L1, peer.id}, {"value"_L1, value}});
    } else if (way < 84) {
        (void)ask(computer, {{"op"_L1, u"inote"_s}, {"client"_L1, somePeer().id}, {"value"_L1, value}});
    } else if (way < 92 && !m_texts.isEmpty()) {
        QStringList ids;
        for (const auto &one : std::as_const(m_texts))
            ids.append(one.id);
        ids.sort();
        (void)ask(computer, {{"op"_L1, u"note"_s}, {"id"_L1, ids.at(pick(ids.size()))}, {"value"_L1, value}});
    } else {
        const Peer &peer = somePeer();
        const bool stops = chance(25);
        (void)ask(computer, {{"op"_L1, u"permission"_s}, {"e164"_L1, peer.number}, {"stop"_L1, stops}});
        say(u"computer %1: %2 %3"_s.arg(computer.number).arg(stops ? u"no texts to"_s : u"texts to"_s, peer.number));
    }
}

// ---- what breaks

void OfficeSoak::kill(Computer &computer)
{
    ++m_kills;
    computer.process->kill();
    computer.offUntil = m_step + (chance(50) ? 0 : pick(40));
    say(u"computer %1 killed until %2"_s.arg(computer.number).arg(computer.offUntil));
}

/// Its wall clock, by minutes to hours in either direction, or back to the true time.
void OfficeSoak::jump(Computer &computer)
{
    constexpr qint64 minute = 60'000;
    ++m_jumps;
    const auto minutes = qint64(std::exp(m_random.generateDouble() * std::log(12.0 * 60)));
    computer.ahead = chance(30) ? 0 : minutes * minute * (chance(50) ? 1 : -1);
    (void)ask(computer, {{"op"_L1, u"clock"_s}, {"ahead"_L1, computer.ahead}});
    say(u"the clock of computer %1 is %2 min ahead"_s.arg(computer.number).arg(computer.ahead / minute));
}

void OfficeSoak::stopServer(bool kills)
{
    ++m_outages;
    m_serverSince = QDateTime::currentDateTimeUtc();
    m_isFrozen = !kills;
    if (kills)
        m_cluster->kill9();
    else
        m_cluster->freeze();
    m_serverUntil = m_step + 5 + pick(20);
    say(kills ? u"server killed"_s : u"server stopped"_s);
}

void OfficeSoak::fault()
{
    const int way = pick(1000);
    if (Computer &computer = some(); way < 30 && computer.offUntil < 0)
        kill(computer);
    else if (way < 50 && computer.offUntil < 0)
        jump(computer);
    if (way >= 980 && isServerUp())
        stopServer(way >= 990);
}

void OfficeSoak::mend()
{
    // A stopped server is stopped for less than ten seconds: what waits longer is another fault (a cut line).
    const bool isLong = m_isFrozen && m_serverSince.msecsTo(QDateTime::currentDateTimeUtc()) > 8000;
    if (!isServerUp() && (m_step >= m_serverUntil || isLong)) {
        if (m_isFrozen)
            m_cluster->thaw();
        else if (!m_cluster->restart())
            find(m_cluster->whyNot());
        m_serverUntil = -1;
        const auto until = QDateTime::currentDateTimeUtc().addDuration(reconnects);
        for (const auto &computer : m_computers)
            m_troubles[computer->number].append({m_serverSince, until});
        say(u"server goes on"_s);
    }
    for (const auto &computer : m_computers) {
        if (computer->offUntil >= 0 && m_step >= computer->offUntil)
            (void)start(*computer);
    }
}

void OfficeSoak::step()
{
    // Each step draws from its own seed, so that an answer that came late does not change all that follows.
    m_random.seed(quint32((m_plan.seed ^ (m_plan.seed >> 32)) * 1'000'003 + quint64(m_step)));
    mend();
    fault();
    act();
    QTest::qWait(chance(30) ? 0 : pick(200));
}

/// From here on nothing fails; what is wrong in a computer (its clock) stays so.
void OfficeSoak::heal()
{
    m_step = m_plan.steps * 10;
    mend();
    m_twilio.call([this] {
        m_twilio->setFaultPlan(0, 0);
        m_twilio->setFault({}, 0);
    });
    for (const auto &computer : m_computers)
        computer->line->heal();
}

// ---- what must hold

OfficeEvidence OfficeSoak::evidence()
{
    OfficeEvidence all{m_texts, m_inbound, TwilioArrival::read(journal()), {}, {}, m_troubles, {}, {}};
    QList<int> orders;
    for (const auto &computer : m_computers)
        orders.append(computer->process->order({{"op"_L1, u"dump"_s}}));
    for (qsizetype at = 0; at < orders.size(); ++at)
        all.stores.append(m_computers.at(size_t(at))->process->answer(orders.at(at)).value("dump"_L1).toObject());
    all.practice = ask(*m_computers.front(), {{"op"_L1, u"practice"_s}}).value("dump"_L1).toObject();
    const auto moment = [](const QString &ms) { return QDateTime::fromMSecsSinceEpoch(ms.toLongLong(), Qt::UTC); };
    const auto lines = [this](const QString &query) { return sql(query).split(u'\n', Qt::SkipEmptyParts); };
    for (const QString &line :
         lines(u"SELECT e164, stops, (date_part('epoch', at) * 1000)::bigint FROM (SELECT e164, "
               "stops, pg_xact_commit_timestamp(xmin) AS at FROM soak.permissions) p ORDER BY at"_s))
        all.permissions[line.section(u'|', 0, 0)].append(
            {moment(line.section(u'|', 2)), line.section(u'|', 1, 1) == u't'});
    for (const QString &line : lines(u"SELECT id, (date_part('epoch', at) * 1000)::bigint FROM soak.questions"_s))
        all.questions[line.section(u'|', 0, 0)].append(moment(line.section(u'|', 1)));
    return all;
}

/// Until every text has come to its end, and all hold the same.
bool OfficeSoak::settle(const QString &since)
{
    QElapsedTimer timer;
    timer.start();
    QStringList found;
    qint64 nextLook = 0;
    while (timer.elapsed() < m_plan.within * 1000) {
        QTest::qWait(300);
        const bool isQuiet = std::all_of(m_computers.begin(), m_computers.end(),
                                         [this](const auto &computer) { return isReady(*computer); });
        if (!isQuiet || timer.elapsed() < nextLook)
            continue;
        const OfficeEvidence now = evidence();
        const OfficeJudge judge(now);
        found = judge.unsettled() + judge.differences() + judge.inboundWrong();
        if (found.isEmpty()) {
            std::printf("all settled and the same %.1f s after %s\n", double(timer.elapsed()) / 1000,
                        qPrintable(since));
            std::fflush(stdout);
            return true;
        }
        say(u"%1 ms: %2 open, %3"_s.arg(timer.elapsed()).arg(found.size()).arg(found.first()));
        nextLook = timer.elapsed() + 1000;
    }
    if (found.isEmpty()) // never quiet
        found.append(u"not all become up to date"_s);
    find(u"not settled %1 s after %2:"_s.arg(m_plan.within).arg(since));
    findAll(found);
    return false;
}

/// In peace nothing excuses: once the practice knows a STOP, a client's own or what a colleague was told, nobody's text
/// goes there, and other texts go on.
bool OfficeSoak::stopsAreHeeded()
{
    const QStringList stopped{m_peers.at(2).number, m_peers.at(3).number};
    for (const QString &number : stopped)
        (void)ask(*m_computers.back(), {{"op"_L1, u"permission"_s}, {"e164"_L1, number}, {"stop"_L1, true}});
    const auto known = [&](const QString &number, const QString &permission) {
        return QTest::qWaitFor(
            [&] {
                return sql(u"SELECT permission FROM practiceline.client_numbers WHERE e164 = '%1'"_s.arg(number)) ==
                       permission;
            },
            30'000);
    };
    m_twilio.call([&] {
        m_inbound.append(m_twilio->receiveText(stopped.last(), SimulatorOptions().ownNumbers.first(), u"STOP"_s));
    });
    for (const QString &number : stopped) {
        if (!known(number, u"opted_out"_s))
            find(u"the practice does not hear of the STOP of %1"_s.arg(number));
    }
    const qint64 before = QFileInfo(journal()).size();
    QStringList bodies;
    for (int at : {2, 3, 4}) {
        for (const auto &computer : m_computers) {
            const QString body = u"t%1-peace%2"_s.arg(computer->number).arg(at);
            const QJsonObject told =
                ask(*computer, {{"op"_L1, u"text"_s}, {"client"_L1, m_peers.at(at).id}, {"body"_L1, body}});
            m_texts.insert(body, {computer->number, told.value("id"_L1).toString()});
        }
    }
    if (!settle(u"the last texts"_s))
        return false;
    for (const TwilioArrival &one : TwilioArrival::read(journal(), before)) {
        if (one.kind == TwilioArrival::Kind::Text && stopped.contains(one.to))
            find(u"“%1” was posted to %2, who had said STOP, in peace"_s.arg(one.body, one.to));
    }
    return true;
}

/// One computer reads for all, and the others do not.
void OfficeSoak::judgeLease()
{
    const auto lease = [this] { return sql(u"SELECT epoch, device FROM practiceline.poll_lease"_s); };
    for (int round = 0; round < 5; ++round) {
        const QString before = lease();
        QStringList readers;
        QStringList keys;
        for (const auto &computer : m_computers) {
            const QJsonObject now = ask(*computer, {{"op"_L1, u"progress"_s}});
            if (!now.value("reads"_L1).toBool())
                continue;
            readers.append(now.value("device"_L1).toString());
            keys.append(TwilioSimulator::journalMark(computer->key));
        }
        const qint64 from = QFileInfo(journal()).size();
        QTest::qWait(3000);
        QStringList looked;
        for (const TwilioArrival &one : TwilioArrival::read(journal(), from)) {
            if (one.kind == TwilioArrival::Kind::Look && !looked.contains(one.keyMark))
                looked.append(one.keyMark);
        }
        if (lease() != before) // a slow machine: it changed hands meanwhile
            continue;
        if (readers != QStringList{before.section(u'|', 1)})
            find(u"%1 computers hold the lease (%2), the practice says %3"_s.arg(readers.size())
                     .arg(readers.join(u' '), before));
        if (looked != keys)
            find(u"%1 read Twilio's lists, and %2 has the lease"_s.arg(looked.join(u' '), keys.join(u' ')));
        return;
    }
    find(u"the lease does not come to rest"_s);
}

void OfficeSoak::judge()
{
    const OfficeEvidence all = evidence();
    const OfficeJudge judge(all);
    findAll(judge.sentTwice());
    findAll(judge.sentAfterStop());
    findAll(sql(u"SELECT what FROM soak.backwards"_s).split(u'\n', Qt::SkipEmptyParts));
    const auto ends = judge.ends();
    for (auto it = ends.begin(); it != ends.end(); ++it)
        std::printf("%8d %s\n", it.value(), qPrintable(it.key()));
    QMap<int, int> answers;
    for (const TwilioArrival &one : all.arrivals) {
        if (one.kind == TwilioArrival::Kind::Text)
            ++answers[one.status];
    }
    for (auto it = answers.begin(); it != answers.end(); ++it)
        std::printf("%8d POSTs answered %d\n", it.value(), it.key());
    std::printf("%lld texts; %d POSTs to a number whose STOP had not been heard there; lease %s\n",
                qint64(m_texts.size()), judge.sentUnheard(),
                qPrintable(sql(u"SELECT epoch FROM practiceline.poll_lease"_s)));
}

void OfficeSoak::report(qint64 took)
{
    int cuts = 0;
    for (const auto &computer : m_computers)
        cuts += computer->line->cuts();
    std::printf("%d steps, %d computers, %d kills, %d outages of the server, %d cuts, %d clock jumps in %.0f s\n",
                m_plan.steps, m_plan.desktops, m_kills, m_outages, cuts, m_jumps, double(took) / 1000);
    std::printf("%s\n", m_findings.isEmpty() ? "nothing twice, nothing lost, nothing after a STOP" : "failed");
    if (!m_findings.isEmpty())
        std::printf("again: officesoak --seed %llu --desktops %d --steps %d --loud\n",
                    static_cast<unsigned long long>(m_plan.seed), m_plan.desktops, m_plan.steps);
    std::fflush(stdout);
}

int OfficeSoak::run()
{
    QElapsedTimer timer;
    timer.start();
    if (!begin())
        return 1;
    for (m_step = 1; m_step <= m_plan.steps; ++m_step)
        step();
    heal();
    if (settle(u"healing"_s) && stopsAreHeeded())
        judgeLease();
    judge();
    report(timer.elapsed());
    for (const auto &computer : m_computers)
        computer->process->end();
    if (!m_findings.isEmpty() && m_plan.isLoud) {
        m_folder.setAutoRemove(false);
        std::printf("kept in %s\n", qPrintable(m_folder.path()));
    }
    return m_findings.isEmpty() ? 0 : 1;
}
} // namespace

/// A practice of whole computers against a Twilio, lines and a server that fail at random, from a printed seed; --seed
/// N plays the same actions and faults again (how they meet is the machine's).
int main(int argc, char **argv)
{
    return soakMain(argc, argv, {.desktops = 8, .within = 90}, runOfficeSoakComputer,
                    [](const SoakPlan &plan) { return OfficeSoak(plan).run(); });
}
