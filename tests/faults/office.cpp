#include "office.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
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
        < practiceline.status_rank(OLD.communication_type, OLD.status)
        -- Of a call the first leg's word alone was known before.
        AND NOT (OLD.status = 'completed' AND NEW.parent_status = 'completed' AND NEW.status = NEW.child_status))
    EXECUTE FUNCTION soak.backwards();
CREATE TRIGGER legs AFTER UPDATE ON public.communication_logs FOR EACH ROW
    WHEN (practiceline.status_rank('voice', NEW.parent_status) < practiceline.status_rank('voice', OLD.parent_status)
        OR practiceline.status_rank('voice', NEW.child_status) < practiceline.status_rank('voice', OLD.child_status))
    EXECUTE FUNCTION soak.backwards();
CREATE TRIGGER soak AFTER UPDATE ON practiceline.poll_lease FOR EACH ROW
    WHEN (NEW.epoch < OLD.epoch) EXECUTE FUNCTION soak.backwards();
)"_s;

SimulatorOptions twilioOptions(const QString &journal, quint64 seed)
{
    SimulatorOptions options;
    options.journalFile = journal;
    options.step = 100ms;
    options.priceLag = 100ms;
    options.disorder = {seed, 600ms, 5, 10, 20};
    return options;
}
} // namespace

Office::Office(const SoakPlan &plan)
    : m_plan(plan)
    , m_random(quint32(plan.seed))
    , m_twilio(twilioOptions(journal(), plan.seed))
{
}

bool Office::begin()
{
    return startServer() && addComputers() && makePractice() && makeClients() && addSpies();
}

bool Office::startServer()
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
    return true;
}

bool Office::addComputers()
{
    for (int at = 0; at < m_plan.desktops; ++at) {
        auto computer = std::make_unique<Computer>();
        computer->number = at;
        computer->key = u"SK%1"_s.arg(at + 1, 32, 10, QChar(u'0'));
        computer->folder = m_folder.filePath(u"computer%1"_s.arg(at));
        computer->line = std::make_unique<BadLine>(m_cluster->port(), m_plan.seed + quint64(at));
        QObject::connect(computer->line.get(), &BadLine::wasCut, computer->line.get(), [this, at] {
            const auto now = QDateTime::currentDateTimeUtc();
            addTrouble(at, {now, now.addDuration(reconnects)});
        });
        QDir().mkpath(computer->folder);
        computer->process = std::make_unique<OrderedProcess>(QStringList{u"--desktop"_s, computer->folder},
                                                             computer->folder + u"/log"_s);
        if (!start(*computer))
            return false;
        m_computers.push_back(std::move(computer));
    }
    return true;
}

bool Office::start(Computer &computer)
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

bool Office::restart(Computer &computer, std::chrono::milliseconds ahead)
{
    computer.process->kill();
    ++computer.kills;
    computer.ahead = ahead.count();
    return start(computer);
}

void Office::end()
{
    for (const auto &computer : m_computers)
        computer->process->end();
    if (m_findings.isEmpty() || !m_plan.isLoud)
        return;
    m_folder.setAutoRemove(false);
    std::printf("kept in %s\n", qPrintable(m_folder.path()));
}

QJsonObject Office::ask(Computer &computer, const QJsonObject &what)
{
    if (computer.isOff())
        return {};
    const QJsonObject answer = computer.process->ask(what);
    if (answer.isEmpty())
        find(u"computer %1 does not answer “%2”"_s.arg(computer.number).arg(what.value("op"_L1).toString()));
    return answer;
}

QString Office::whyNotReady(const Computer &computer) const
{
    const QJsonObject now = computer.process->ask({{"op"_L1, u"progress"_s}});
    const QString waiting = now.value("waiting"_L1).toString();
    if (now.value("upToDate"_L1).toBool() && waiting.isEmpty())
        return {};
    return u"computer %1 is not up to date: state %2, “%3”; waiting: %4"_s.arg(computer.number)
        .arg(now.value("state"_L1).toInt())
        .arg(now.value("error"_L1).toString(), waiting);
}

bool Office::areAllReady() const
{
    return std::all_of(m_computers.begin(), m_computers.end(),
                       [this](const auto &computer) { return isReady(*computer); });
}

/// Each through the product: set up by the first, invited, joined, approved.
bool Office::makePractice()
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
    const PracticeAddress address = m_practice->addressFor(u"set_up_"_s + m_practice->database());
    (void)must(first(), {{"op"_L1, u"setUp"_s},
                         {"host"_L1, address.host},
                         {"port"_L1, first().line->port()},
                         {"database"_L1, address.database},
                         {"login"_L1, address.user},
                         {"ca"_L1, address.caFile},
                         {"name"_L1, u"Person 0"_s}});
    ready(first());
    QJsonArray deputies;
    for (const auto &computer : m_computers) {
        if (computer.get() == &first() || !m_findings.isEmpty())
            continue;
        const QJsonObject invited = must(first(), {{"op"_L1, u"invite"_s},
                                                   {"name"_L1, u"Person %1"_s.arg(computer->number)},
                                                   {"role"_L1, computer->number % 3 == 2 ? u"admin"_s : u"staff"_s}});
        (void)must(*computer, {{"op"_L1, u"join"_s},
                               {"invitation"_L1, invited.value("invitation"_L1)},
                               {"port"_L1, computer->line->port()}});
        (void)must(first(), {{"op"_L1, u"approve"_s}});
        ready(*computer);
        deputies.append(computer->person);
    }
    if (m_findings.isEmpty())
        (void)must(first(), {{"op"_L1, u"deputies"_s}, {"people"_L1, deputies}});
    return m_findings.isEmpty();
}

bool Office::makeClients()
{
    // Two whose texts do not arrive.
    QStringList numbers{u"+13125550003"_s, u"+13125550005"_s};
    for (int at = 0; at < 10 + m_plan.desktops; ++at)
        numbers.append(u"+1312555%1"_s.arg(1000 + at));
    // One whose line is busy, one who does not answer.
    numbers += {u"+13125550011"_s, u"+13125550012"_s};
    for (const QString &number : std::as_const(numbers)) {
        Computer &computer = some();
        const QJsonObject made = ask(
            computer, {{"op"_L1, u"client"_s}, {"name"_L1, u"Client %1"_s.arg(m_peers.size())}, {"e164"_L1, number}});
        m_peers.append({made.value("id"_L1).toString(), number, computer.number});
    }
    return std::all_of(m_peers.begin(), m_peers.end(), [](const Peer &peer) { return !peer.id.isEmpty(); }) &&
           QTest::qWaitFor([this] { return areAllReady(); }, 60'000);
}

bool Office::addSpies()
{
    const QString refused = sql(spies);
    if (refused.startsWith(u"error"_s))
        find(refused);
    return m_findings.isEmpty();
}

OfficeEvidence::CallEnd Office::callEnd(const QString &sid)
{
    QNetworkAccessManager network;
    const auto get = [&](const QString &target) {
        QNetworkRequest request(QUrl(m_twilio->url().toString() + target));
        request.setRawHeader("Authorization", "Basic " + QByteArray("SKjudge:secret").toBase64());
        const std::unique_ptr<QNetworkReply> reply(network.get(request));
        (void)QTest::qWaitFor([&] { return reply->isFinished(); }, 10'000);
        return QJsonDocument::fromJson(reply->readAll()).object();
    };
    const QString calls = u"/2010-04-01/Accounts/%1/Calls"_s.arg(SimulatorOptions().accountSid);
    OfficeEvidence::CallEnd end;
    end.status = get(calls + u'/' + sid + u".json"_s).value("status"_L1).toString();
    const QJsonArray legs = get(calls + u".json?ParentCallSid="_s + sid).value("calls"_L1).toArray();
    for (const QJsonValue &leg : legs)
        end.childStatus = leg.toObject().value("status"_L1).toString();
    return end;
}

void Office::find(const QString &what)
{
    m_findings.append(what);
    std::printf("FOUND (step %d): %s\n", m_step, qPrintable(what));
    std::fflush(stdout);
}

void Office::findAll(const QStringList &all)
{
    constexpr qsizetype shown = 25;
    for (const QString &one : all.first(std::min(all.size(), shown)))
        find(one);
    if (all.size() > shown)
        find(u"and %1 more"_s.arg(all.size() - shown));
}

void Office::say(const QString &what) const
{
    if (!m_plan.isLoud)
        return;
    std::printf("  %d %s\n", m_step, qPrintable(what));
    std::fflush(stdout);
}

void Office::beginStep(int step)
{
    m_step = step;
    m_random.seed(quint32((m_plan.seed ^ (m_plan.seed >> 32)) * 1'000'003 + quint64(step)));
}
