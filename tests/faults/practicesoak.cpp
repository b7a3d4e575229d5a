#include "communication.h"
#include "orders.h"
#include "soakdesktop.h"
#include "soakplan.h"
#include "storefixture.h"
#include "support/badline.h"
#include "support/practicefixture.h"
#include "sync/recordssync.h"
#include "sync/syncengine.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

using namespace Qt::StringLiterals;

namespace
{
/// A desktop's process, and what is asked of it.
struct Computer {
    int number = 0;
    Person *person = nullptr;
    bool isAdmin = false;
    QByteArray ownKey;
    QString folder;
    std::unique_ptr<OrderedProcess> process;
    QString device;
    qint64 ahead = 0; ///< of the true time, by its clock; milliseconds
};

/// What a desktop says of itself when all are compared.
struct View {
    QJsonObject status;
    QJsonObject rows;
    QJsonObject records;
    QJsonObject heads;
};

/// A note to colleagues that a desktop said is stored.
struct Note {
    QString author;
    QString text;
    bool isWithdrawn = false;
};

/// A text that an outbox said is stored.
struct Text {
    int desktop = 0;
    QString body;
    QString peer;
    QString attempt;
    QString sid;
    bool isSending = false;
};

const QStringList words{u"queued"_s, u"sending"_s, u"sent"_s, u"delivered"_s, u"undelivered"_s};

class PracticeSoak
{
public:
    explicit PracticeSoak(const SoakPlan &plan)
        : m_plan(plan)
        , m_random(quint32(plan.seed ^ (plan.seed >> 32)))
    {
    }
    int run();

private:
    bool begin();
    bool startComputer(Computer &computer);
    static int order(Computer &computer, const QJsonObject &what) { return computer.process->order(what); }
    QJsonObject answer(Computer &computer, int n, int patience = 60'000);
    QJsonObject ask(Computer &computer, const QJsonObject &what) { return answer(computer, order(computer, what)); }
    void kill(Computer &computer);
    void step();
    void act();
    void fault();
    void mend();
    void addClient(Computer &computer);
    void edit(Computer &computer);
    void sendStep(Computer &computer);
    void finish(Computer &computer, const QString &id, Text &text);
    void news(Computer &computer);
    void hosted();
    void show();
    void internalNote(Computer &computer);
    void setting(Computer &computer);
    void deputies();
    void jump(Computer &computer);
    void setClock(Computer &computer);
    void ranks();
    void rank(const QString &holder, const QJsonObject &dump);
    void lastNews();
    void darken();
    void heal();
    bool isQuiet(QStringList &writes);
    bool becomeSame(const QString &since);
    bool headsMeet();
    QStringList decideAll();
    QStringList differences();
    QStringList differences(const Computer &computer, const QJsonObject &theirs, const View &view) const;
    QStringList recordDifferences(const Computer &computer, const QJsonObject &theirs, const View &view) const;
    SharedDatabase &lineOf(Person &person);
    QJsonObject practiceDump(Person &person);
    QJsonObject practiceRecords();
    QJsonObject practiceHeads();
    void judge();
    void judgeQueue(Computer &computer);
    void find(const QString &what)
    {
        m_findings.append(what);
        std::printf("FOUND (step %d): %s\n", m_step, qPrintable(what));
        std::fflush(stdout);
    }
    void say(const QString &what) const
    {
        if (m_plan.isLoud) {
            std::printf("  %d %s\n", m_step, qPrintable(what));
            std::fflush(stdout);
        }
    }
    void pause(int ms) { QTest::qWait(ms); }
    int pick(qsizetype below) { return int(m_random.bounded(int(below))); }
    bool chance(int percent) { return pick(100) < percent; }
    QString sql(const QString &as, const QString &text)
    {
        const QString answer = m_practice->asSuperuser(u"SET SESSION AUTHORIZATION %1; %2"_s.arg(as, text));
        if (answer.startsWith(u"error"_s))
            say(answer.left(300));
        return answer;
    }
    bool isUp() const { return m_frozenUntil < 0 && m_deadUntil < 0; }
    QString newNumber() { return u"+1312555%1"_s.arg(1000 + m_numbers++); }
    QString someClient() { return m_clients.isEmpty() ? QString() : m_clients.at(pick(m_clients.size())); }
    Computer &some() { return *m_computers.at(size_t(pick(qsizetype(m_computers.size())))); }

    const SoakPlan m_plan;
    QRandomGenerator m_random;
    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<BadLine> m_proxy;
    QTemporaryDir m_folder;
    QByteArray m_practiceKey;
    SyncKeys m_keys;
    std::vector<std::unique_ptr<Person>> m_people;
    std::vector<std::unique_ptr<Computer>> m_computers;
    QStringList m_clients;
    QStringList m_e164s;
    QHash<QString, QString> m_ownerOf; ///< of a number, as far as we know
    QMap<QString, Text> m_texts;       ///< by id, which grow
    QMap<QString, Note> m_notes;       ///< by id
    QStringList m_hosted;
    QHash<QString, QSet<int>> m_editors; ///< by client and field
    QHash<QString, int> m_ranks;         ///< by holder and sid
    QHash<QString, int> m_outcomes;
    QStringList m_findings;
    int m_step = 0;
    int m_numbers = 0;
    int m_kills = 0;
    int m_jumps = 0;
    QElapsedTimer m_sinceHealing; ///< or since people decided
    qint64 m_readAt = 0;          ///< when the last comparison had read all stores
    int m_frozenUntil = -1;
    int m_deadUntil = -1;
};

bool PracticeSoak::begin()
{
    m_cluster = std::make_unique<PostgresCluster>(
        m_certificates, PostgresCluster::Options{.settings = {u"synchronous_commit=on"_s, u"max_connections=120"_s},
                                                 .environment = {}});
    if (!m_cluster->start()) {
        find(m_cluster->whyNot());
        return false;
    }
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    if (!m_practice->migrate()) {
        find(m_practice->whyNot());
        return false;
    }
    (void)m_practice->asSuperuser(u"CREATE ROLE hosted LOGIN BYPASSRLS; GRANT ALL ON communication_logs TO hosted"_s);
    m_people.push_back(m_practice->addAdmin(u"Ann"_s));
    const int people = std::max(3, m_plan.desktops * 3 / 4);
    for (int at = 1; at < people && m_people.front(); ++at)
        m_people.push_back(
            m_practice->add(*m_people.front(), u"Person %1"_s.arg(at), at % 3 == 2 ? u"admin"_s : u"staff"_s));
    for (const auto &person : m_people) {
        if (!person) {
            find(m_practice->whyNot());
            return false;
        }
    }
    const SecureKey key = SecureKey::random();
    m_practiceKey = key.toBytes();
    m_keys = {std::make_shared<const FieldCipher>(SecureKey::random(), 1),
              std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, key}})};
    m_proxy = std::make_unique<BadLine>(m_cluster->port(), m_plan.seed);
    for (int at = 0; at < m_plan.desktops; ++at) {
        auto computer = std::make_unique<Computer>();
        computer->number = at;
        computer->person = m_people.at(size_t(at) % m_people.size()).get();
        computer->isAdmin = size_t(at) % m_people.size() % 3 == 2 || size_t(at) % m_people.size() == 0;
        computer->ownKey = SecureKey::random().toBytes();
        computer->folder = m_folder.filePath(u"desktop%1"_s.arg(at));
        QDir().mkpath(computer->folder);
        if (!startComputer(*computer))
            return false;
        m_computers.push_back(std::move(computer));
    }
    return true;
}

bool PracticeSoak::startComputer(Computer &computer)
{
    computer.process =
        std::make_unique<OrderedProcess>(QStringList{u"--desktop"_s, computer.folder}, computer.folder + u"/log"_s);
    computer.process->start();
    if (computer.ahead != 0)
        setClock(computer);
    const PracticeAddress address = m_practice->addressFor(computer.person->login);
    const QJsonObject told = ask(computer, {{"op"_L1, u"begin"_s},
                                            {"own"_L1, QString::fromLatin1(computer.ownKey.toHex())},
                                            {"practice"_L1, QString::fromLatin1(m_practiceKey.toHex())},
                                            {"host"_L1, address.host},
                                            {"port"_L1, m_proxy->port()},
                                            {"database"_L1, address.database},
                                            {"login"_L1, address.user},
                                            {"person"_L1, computer.person->id},
                                            {"ca"_L1, address.caFile},
                                            {"password"_L1, computer.person->password}});
    computer.device = told.value("device"_L1).toString();
    if (!told.value("ok"_L1).toBool())
        find(u"desktop %1 does not start: %2"_s.arg(computer.number).arg(told.value("why"_L1).toString()));
    return told.value("ok"_L1).toBool();
}

/// Empty when the process ended first.
QJsonObject PracticeSoak::answer(Computer &computer, int n, int patience)
{
    const QJsonObject answer = computer.process->answer(n, patience);
    if (answer.isEmpty() && computer.process->isRunning())
        find(u"desktop %1 does not answer"_s.arg(computer.number));
    return answer;
}

void PracticeSoak::kill(Computer &computer)
{
    ++m_kills;
    computer.process->kill();
    say(u"desktop %1 killed"_s.arg(computer.number));
    if (chance(20)) // a battery that is empty, a person who sets the clock before the program starts
        jump(computer);
    if (!startComputer(computer))
        return;
    // Its attempts are in doubt now.
    for (Text &text : m_texts) {
        if (text.desktop == computer.number)
            text.isSending = false;
    }
}

// ---- what people do

void PracticeSoak::addClient(Computer &computer)
{
    // At times two enter the same number.
    const QString e164 = chance(12) && !m_e164s.isEmpty() ? m_e164s.at(pick(m_e164s.size())) : newNumber();
    const QJsonObject made = ask(computer, {{"op"_L1, u"client"_s},
                                            {"name"_L1, u"Client %1 of %2"_s.arg(m_step).arg(computer.number)},
                                            {"e164"_L1, e164}});
    if (!made.value("ok"_L1).toBool())
        return;
    m_clients.append(made.value("id"_L1).toString());
    if (!m_e164s.contains(e164))
        m_e164s.append(e164);
    m_ownerOf.insert(e164, m_clients.last());
    say(u"desktop %1 adds client %2 with %3"_s.arg(computer.number).arg(m_clients.last(), e164));
}

void PracticeSoak::edit(Computer &computer)
{
    static const QStringList fields{u"name"_s, u"notes_enc"_s, u"tags"_s, u"us_state"_s, u"archived"_s};
    const QString client = someClient();
    const QString field = fields.at(pick(fields.size()));
    QList<Computer *> editors{&computer};
    if (chance(30))
        editors.append(&some());
    QList<std::pair<Computer *, int>> orders;
    for (Computer *one : std::as_const(editors)) {
        orders.append({one, order(*one, {{"op"_L1, u"edit"_s},
                                         {"id"_L1, client},
                                         {"field"_L1, field},
                                         {"value"_L1, u"%1 %2 %3"_s.arg(field).arg(one->number).arg(m_step)}})});
        m_editors[client + field].insert(one->number);
    }
    for (const auto &[one, n] : std::as_const(orders))
        say(u"desktop %1 edits %2 of %3: %4"_s.arg(one->number)
                .arg(field, client, answer(*one, n).value("why"_L1).toString()));
}

void PracticeSoak::finish(Computer &computer, const QString &id, Text &text)
{
    const QString attempt = text.attempt;
    const int way = pick(10);
    if (way == 0 && text.isSending) {
        (void)ask(computer, {{"op"_L1, u"failed"_s}, {"id"_L1, id}, {"attempt"_L1, attempt}});
        text.attempt.clear();
        return;
    }
    if (way <= 2 && text.isSending) {
        (void)ask(computer, {{"op"_L1, u"unconfirmed"_s}, {"id"_L1, id}, {"attempt"_L1, attempt}});
        return;
    }
    const QString sid = u"SM"_s + text.body;
    const QJsonObject done =
        ask(computer, {{"op"_L1, u"accepted"_s}, {"id"_L1, id}, {"attempt"_L1, attempt}, {"sid"_L1, sid}});
    if (done.value("ok"_L1).toBool()) {
        text.sid = sid;
        text.attempt.clear();
    }
    say(u"desktop %1 accepted %2 as %3: %4"_s.arg(computer.number).arg(id, sid, done.value("why"_L1).toString()));
}

/// The outbox's next step at a desktop.
void PracticeSoak::sendStep(Computer &computer)
{
    for (auto it = m_texts.begin(); it != m_texts.end(); ++it) {
        if (it->desktop == computer.number && !it->attempt.isEmpty() && chance(70)) {
            finish(computer, it.key(), *it);
            return;
        }
    }
    const QJsonObject next = ask(computer, {{"op"_L1, u"send"_s}});
    const QString body = next.value("body"_L1).toString();
    if (body.isEmpty())
        return;
    if (!body.startsWith(u"t%1-"_s.arg(computer.number)) || next.value("elsewhere"_L1).toBool())
        find(u"desktop %1 was handed a colleague's text: %2"_s.arg(computer.number).arg(body));
    if (!next.value("ok"_L1).toBool())
        return;
    const QString id = next.value("id"_L1).toString();
    Text &text = m_texts[id];
    text.desktop = computer.number;
    text.body = body;
    text.peer = next.value("peer"_L1).toString();
    text.attempt = next.value("attempt"_L1).toString();
    text.isSending = true;
    say(u"desktop %1 sends %2 %3"_s.arg(computer.number).arg(body, id));
}

void PracticeSoak::news(Computer &computer)
{
    QStringList sent;
    for (auto it = m_texts.begin(); it != m_texts.end(); ++it) {
        if (!it->sid.isEmpty())
            sent.append(it.key());
    }
    sent.sort();
    if (sent.isEmpty() || chance(25)) {
        const QString peer = !m_e164s.isEmpty() && chance(60) ? m_e164s.at(pick(m_e164s.size())) : newNumber();
        if (!m_e164s.contains(peer))
            m_e164s.append(peer);
        const QJsonObject item{{"op"_L1, u"news"_s},
                               {"inbound"_L1, true},
                               {"peer"_L1, peer},
                               {"sid"_L1, u"SMin%1"_s.arg(m_step)},
                               {"status"_L1, u"received"_s},
                               {"body"_L1, u"in %1"_s.arg(m_step)}};
        QList<Computer *> readers{&computer};
        if (chance(50))
            readers.append(&some());
        for (Computer *one : std::as_const(readers))
            (void)ask(*one, item);
        say(u"desktop %1 hears from %2"_s.arg(computer.number).arg(peer));
        return;
    }
    const Text &text = m_texts[sent.at(pick(sent.size()))];
    const QString status = words.at(pick(words.size()));
    (void)ask(computer, {{"op"_L1, u"news"_s},
                         {"inbound"_L1, false},
                         {"peer"_L1, text.peer},
                         {"sid"_L1, text.sid},
                         {"status"_L1, status},
                         {"body"_L1, text.body}});
    say(u"desktop %1 hears that %2 is %3"_s.arg(computer.number).arg(text.sid, status));
}

void PracticeSoak::hosted()
{
    if (!isUp())
        return;
    if (m_hosted.isEmpty() || chance(30)) {
        const QString sid = u"SMh%1"_s.arg(m_step);
        const QString peer = !m_e164s.isEmpty() && chance(60) ? m_e164s.at(pick(m_e164s.size())) : newNumber();
        if (!m_e164s.contains(peer))
            m_e164s.append(peer);
        (void)sql(
            u"hosted"_s,
            u"INSERT INTO communication_logs (communication_type, direction, from_number, to_number, message_sid, "
            "status, content) VALUES ('sms', 'outbound', '+13125550100', '%1', '%2', 'queued', 'h%3')"_s.arg(peer, sid)
                .arg(m_step));
        m_hosted.append(sid);
        return;
    }
    QStringList sids = m_hosted;
    for (const Text &text : std::as_const(m_texts)) {
        if (!text.sid.isEmpty())
            sids.append(text.sid);
    }
    sids.sort();
    (void)sql(u"hosted"_s, u"UPDATE communication_logs SET status = '%1' WHERE message_sid = '%2'"_s.arg(
                               words.at(pick(words.size())), sids.at(pick(sids.size()))));
}

void PracticeSoak::show()
{
    if (!isUp())
        return;
    const QString client = someClient();
    const QString whom =
        chance(50) ? u"NULL"_s : u"'%1'"_s.arg(m_people.at(size_t(pick(qsizetype(m_people.size()))))->id);
    (void)sql(m_people.front()->login, u"SELECT practiceline.show_client('%1', %2)"_s.arg(client, whom));
    say(u"client %1 is for %2"_s.arg(client, whom));
}

void PracticeSoak::internalNote(Computer &computer)
{
    QStringList own;
    for (auto it = m_notes.begin(); it != m_notes.end(); ++it) {
        if (it->author == computer.person->id && !it->isWithdrawn)
            own.append(it.key());
    }
    if (!own.isEmpty() && chance(30)) {
        const QString id = own.at(pick(own.size()));
        Note &note = m_notes[id];
        const QJsonObject done = ask(computer, {{"op"_L1, u"inote"_s}, {"id"_L1, id}, {"withdraw"_L1, true}});
        note.isWithdrawn |= done.value("ok"_L1).toBool();
        say(u"desktop %1 takes back note %2: %3"_s.arg(computer.number).arg(id, done.value("why"_L1).toString()));
        return;
    }
    const QString text = u"to colleagues %1"_s.arg(m_step);
    const QJsonObject done = ask(computer, {{"op"_L1, u"inote"_s}, {"id"_L1, someClient()}, {"value"_L1, text}});
    const QString id = done.value("id"_L1).toString();
    if (done.value("ok"_L1).toBool())
        m_notes.insert(id, {computer.person->id, text, false});
    say(u"desktop %1 tells colleagues %2: %3"_s.arg(computer.number).arg(id, done.value("why"_L1).toString()));
}

/// Two administrators may set the same.
void PracticeSoak::setting(Computer &computer)
{
    const int which = pick(3);
    const bool isShared = chance(30);
    for (const auto &one : m_computers) {
        if (one->isAdmin && (one.get() == &computer || (isShared && chance(30)))) {
            const QString value = u"0.%1%2"_s.arg(one->number).arg(m_step);
            const QJsonObject done = ask(*one, {{"op"_L1, u"setting"_s}, {"which"_L1, which}, {"value"_L1, value}});
            say(u"desktop %1 sets %2 to %3: %4"_s.arg(one->number)
                    .arg(which)
                    .arg(value, done.value("why"_L1).toString()));
        }
    }
}

void PracticeSoak::deputies()
{
    if (!isUp())
        return;
    const QString person = m_people.at(size_t(pick(qsizetype(m_people.size()))))->id;
    const QString deputy = m_people.at(size_t(pick(qsizetype(m_people.size()))))->id;
    if (person == deputy)
        return;
    const QString what = chance(70) ? u"name"_s : u"withdraw"_s;
    (void)sql(m_people.front()->login, u"SELECT practiceline.%1_deputy('%2', '%3')"_s.arg(what, person, deputy));
    say(u"%1 %2 as deputy of %3"_s.arg(what, deputy, person));
}

void PracticeSoak::act()
{
    Computer &computer = some();
    const int way = pick(110);
    if (m_clients.size() < 3 || way < 10)
        addClient(computer);
    else if (way < 26)
        edit(computer);
    else if (way < 34) {
        const QString e164 = chance(50) ? newNumber() : m_e164s.at(pick(m_e164s.size()));
        const QString to = someClient();
        const QJsonObject done =
            ask(computer, {{"op"_L1, u"move"_s}, {"id"_L1, to}, {"from"_L1, m_ownerOf.value(e164)}, {"e164"_L1, e164}});
        say(u"desktop %1 moves %2 from %3 to %4: %5"_s.arg(computer.number)
                .arg(e164, m_ownerOf.value(e164), to, done.value("why"_L1).toString()));
        if (!m_e164s.contains(e164))
            m_e164s.append(e164);
        if (done.value("ok"_L1).toBool())
            m_ownerOf.insert(e164, to);
    } else if (way < 50) {
        const QString body = u"t%1-%2"_s.arg(computer.number).arg(m_step);
        const QJsonObject done =
            ask(computer, {{"op"_L1, u"text"_s}, {"id"_L1, someClient()}, {"which"_L1, pick(1000)}, {"body"_L1, body}});
        if (done.value("ok"_L1).toBool())
            m_texts.insert(done.value("id"_L1).toString(),
                           {computer.number, body, done.value("peer"_L1).toString(), {}, {}, false});
        say(u"desktop %1 writes %2 %3"_s.arg(computer.number).arg(body, done.value("id"_L1).toString()));
    } else if (way < 68)
        sendStep(computer);
    else if (way < 78)
        news(computer);
    else if (way < 82) {
        const QString e164 = m_e164s.at(pick(m_e164s.size()));
        const bool stop = chance(50);
        (void)ask(computer, {{"op"_L1, u"permission"_s}, {"e164"_L1, e164}, {"stop"_L1, stop}, {"why"_L1, u"soak"_s}});
        say(u"desktop %1: %2 %3"_s.arg(computer.number).arg(stop ? u"STOP"_s : u"START"_s, e164));
    } else if (way < 86 && !m_texts.isEmpty()) {
        QStringList ids = m_texts.keys();
        ids.sort();
        const QString id = ids.at(pick(ids.size()));
        (void)ask(computer, {{"op"_L1, u"note"_s}, {"id"_L1, id}, {"value"_L1, u"note %1"_s.arg(m_step)}});
        say(u"desktop %1 notes %2"_s.arg(computer.number).arg(id));
    } else if (way < 89) {
        if (computer.isAdmin) {
            const QJsonObject done =
                ask(computer,
                    {{"op"_L1, u"template"_s}, {"which"_L1, pick(4)}, {"value"_L1, u"template %1"_s.arg(m_step)}});
            m_editors[done.value("id"_L1).toString() + u"template"_s].insert(computer.number);
            say(u"desktop %1 edits template %2"_s.arg(computer.number).arg(done.value("id"_L1).toString()));
        }
    } else if (way < 93)
        show();
    else if (way < 98)
        internalNote(computer);
    else if (way < 101)
        setting(computer);
    else if (way < 103)
        deputies();
    else
        hosted();
}

// ---- what breaks

void PracticeSoak::setClock(Computer &computer)
{
    if (!ask(computer, {{"op"_L1, u"clock"_s}, {"ahead"_L1, computer.ahead}}).value("ok"_L1).toBool())
        find(u"the clock of desktop %1 can not be set"_s.arg(computer.number));
}

/// Its wall clock, by minutes to hours in either direction, or back to the true time.
void PracticeSoak::jump(Computer &computer)
{
    constexpr qint64 minute = 60'000;
    constexpr qint64 farthest = 24 * 60 * minute;
    ++m_jumps;
    const auto minutes = qint64(std::exp(m_random.generateDouble() * std::log(12.0 * 60)));
    const qint64 by = minutes * minute * (chance(50) ? 1 : -1);
    computer.ahead = chance(20) ? 0 : std::clamp(computer.ahead + by, -farthest, farthest);
    say(u"the clock of desktop %1 is %2 min ahead"_s.arg(computer.number).arg(computer.ahead / minute));
}

void PracticeSoak::fault()
{
    const int way = pick(100);
    if (way < 6) {
        kill(some());
    } else if (way < 9) {
        Computer &computer = some(); // in the middle of something
        (void)order(computer, {{"op"_L1, u"text"_s},
                               {"id"_L1, someClient()},
                               {"body"_L1, u"t%1-%2k"_s.arg(computer.number).arg(m_step)}});
        pause(pick(30));
        kill(computer);
    } else if (way < 11 && isUp()) {
        m_cluster->freeze();
        m_frozenUntil = m_step + 5 + pick(20);
        say(u"server stopped"_s);
    } else if (way < 13 && isUp()) {
        m_cluster->kill9();
        m_deadUntil = m_step + pick(15);
        say(u"server killed"_s);
    } else if (way < 19) {
        Computer &computer = some(); // while it runs
        jump(computer);
        setClock(computer);
    }
}

void PracticeSoak::mend()
{
    if (m_frozenUntil >= 0 && m_step >= m_frozenUntil) {
        m_cluster->thaw();
        m_frozenUntil = -1;
        say(u"server goes on"_s);
    }
    if (m_deadUntil >= 0 && m_step >= m_deadUntil) {
        if (!m_cluster->restart())
            find(m_cluster->whyNot());
        m_deadUntil = -1;
        say(u"server restarted"_s);
    }
}

void PracticeSoak::step()
{
    // Each step draws from its own seed, so that an answer that came late does not change all that follows.
    m_random.seed(quint32((m_plan.seed ^ (m_plan.seed >> 32)) * 1'000'003 + quint64(m_step)));
    mend();
    fault();
    act();
    if (m_step % 15 == 0)
        ranks();
    pause(chance(50) ? 0 : pick(120));
}

// ---- what must hold

void PracticeSoak::rank(const QString &holder, const QJsonObject &dump)
{
    const QJsonObject rows = dump.value("communication_logs"_L1).toObject();
    for (const QJsonValue &value : rows) {
        const QJsonObject row = value.toObject();
        const QString sid = row.value("message_sid"_L1).toString();
        const QString status = row.value("status"_L1).toString();
        if (sid.isEmpty() || row.value("send_state"_L1) == u"not_ours"_s)
            continue;
        int &highest = m_ranks[holder + u' ' + sid];
        const int now = statusRank(Channel::Sms, status);
        if (now < highest)
            find(u"%1: %2 went back to %3"_s.arg(holder, sid, status));
        highest = std::max(now, highest);
    }
}

void PracticeSoak::ranks()
{
    Computer &computer = some();
    // A client that went out of sight takes its texts along.
    const QJsonObject dump = ask(computer, {{"op"_L1, u"dump"_s}}).value("dump"_L1).toObject();
    rank(u"desktop %1"_s.arg(computer.number), dump);
    if (isUp()) {
        const auto lines =
            m_practice
                ->asSuperuser(u"SELECT message_sid, status FROM communication_logs WHERE message_sid IS NOT NULL"_s)
                .split(u'\n');
        for (const QString &line : lines) {
            if (line.startsWith(u"error"_s))
                break;
            int &highest = m_ranks[u"practice "_s + line.section(u'|', 0, 0)];
            const int now = statusRank(Channel::Sms, line.section(u'|', 1));
            if (now < highest)
                find(u"practice: %1 went back"_s.arg(line));
            highest = std::max(now, highest);
        }
    }
}

/// What Twilio's list says at last, which every computer reads.
void PracticeSoak::lastNews()
{
    for (const auto &computer : m_computers) {
        for (auto it = m_texts.begin(); it != m_texts.end(); ++it) {
            if (!it->attempt.isEmpty() && it->desktop == computer->number) { // doubts end
                const QJsonObject done = ask(*computer, {{"op"_L1, u"accepted"_s},
                                                         {"id"_L1, it.key()},
                                                         {"attempt"_L1, it->attempt},
                                                         {"sid"_L1, u"SM"_s + it->body}});
                if (done.value("ok"_L1).toBool())
                    it->sid = u"SM"_s + it->body;
                else
                    say(u"%1 stays in doubt: %2"_s.arg(it->body, done.value("why"_L1).toString()));
            }
        }
    }
    for (const auto &computer : m_computers) {
        for (const Text &text : std::as_const(m_texts)) {
            if (!text.sid.isEmpty())
                (void)ask(*computer, {{"op"_L1, u"news"_s},
                                      {"inbound"_L1, false},
                                      {"peer"_L1, text.peer},
                                      {"sid"_L1, text.sid},
                                      {"status"_L1, u"read"_s},
                                      {"body"_L1, text.body}});
        }
    }
}

// ---- the end of all faults

/// The last outage, long enough for the waits between tries to grow. What people and Twilio say meanwhile is still in
/// the queues when it ends.
void PracticeSoak::darken()
{
    m_random.seed(quint32(m_plan.seed * 7919 + 1));
    m_step = m_plan.steps * 10;
    mend();
    QElapsedTimer dark;
    dark.start();
    const int way = pick(3);
    if (way == 0)
        m_cluster->freeze();
    else if (way == 1)
        m_cluster->kill9();
    else
        m_proxy->block();
    m_frozenUntil = way == 0 ? m_step + 1 : -1;
    m_deadUntil = way == 1 ? m_step + 1 : -1;
    for (int killed = 0; killed < m_plan.desktops / 4; ++killed)
        kill(some());
    lastNews();
    const int longest = std::clamp(m_plan.steps / 30, 2, 20) * 1000;
    pause(int(std::max<qint64>(0, longest - dark.elapsed())));
    static const QStringList ways{u"a stopped server"_s, u"a killed server"_s, u"a cut line"_s};
    std::printf("%.0f s of %s end\n", double(dark.elapsed()) / 1000, qPrintable(ways.at(way)));
    std::fflush(stdout);
}

/// The instant from which the seconds are counted: the server answers, the line passes everything, every desktop's
/// process runs. Nothing else is waited for: that a desktop notices, its wait before the next try, its login and its
/// rounds are the product's, and count. Clocks that are wrong stay wrong.
void PracticeSoak::heal()
{
    ++m_step;
    mend();
    m_proxy->heal();
    m_sinceHealing.start();
}

/// Whether a comparison is worth while; and how often each store and the server were written to.
bool PracticeSoak::isQuiet(QStringList &writes)
{
    QList<std::pair<Computer *, int>> orders;
    for (const auto &computer : m_computers)
        orders.append({computer.get(), order(*computer, {{"op"_L1, u"progress"_s}})});
    bool isQuiet = true;
    writes.clear();
    for (const auto &[computer, n] : std::as_const(orders)) {
        const QJsonObject told = answer(*computer, n);
        const int waiting = told.value("waiting"_L1).toInt();
        const int state = told.value("state"_L1).toInt();
        writes.append(told.value("changes"_L1).toString());
        if (waiting == 0 && state == int(SyncStatus::State::UpToDate))
            continue;
        isQuiet = false;
        say(u"%1 ms: desktop %2 has %3 waiting, is in state %4: %5"_s.arg(m_sinceHealing.elapsed())
                .arg(computer->number)
                .arg(waiting)
                .arg(state)
                .arg(told.value("error"_L1).toString()));
    }
    if (isQuiet)
        writes.append(PracticeFixture::value(lineOf(*m_people.front()),
                                             u"SELECT pg_snapshot_xmax(pg_current_snapshot())::text"_s));
    return isQuiet;
}

/// Until every desktop and Postgres hold the same; what takes longer than promised is a finding, and what is not so
/// after another minute is named. Reading everything takes a while: where nothing was written meanwhile, what is the
/// same at its end was the same at its begin.
bool PracticeSoak::becomeSame(const QString &since)
{
    const qint64 promised = m_plan.within * 1000;
    QStringList found;
    qint64 nextLook = promised - 1000; // looking takes time from those who are looked at
    while (m_sinceHealing.elapsed() < promised + 60'000) {
        QStringList writes;
        const bool wasQuiet = isQuiet(writes);
        if (!wasQuiet && m_sinceHealing.elapsed() < nextLook) {
            pause(100);
            continue;
        }
        const qint64 begun = m_sinceHealing.elapsed();
        const QStringList before = std::exchange(found, differences());
        if (found.isEmpty()) {
            QStringList writesNow;
            const bool isStill = isQuiet(writesNow) && wasQuiet && writesNow == writes;
            const qint64 took = isStill ? begun : m_readAt;
            std::printf("the same %.1f s after %s\n", double(took) / 1000, qPrintable(since));
            std::fflush(stdout);
            if (took > promised)
                find(u"the same only %1 ms after %2: %3"_s.arg(took).arg(since, before.mid(0, 5).join(u"; ")));
            return true;
        }
        say(u"%1 ms: %2 differences, %3"_s.arg(m_readAt).arg(found.size()).arg(found.first()));
        nextLook = m_sinceHealing.elapsed() + 2000;
    }
    for (const QString &one : std::as_const(found).first(std::min<qsizetype>(found.size(), 25)))
        find(one);
    if (found.size() > 25)
        find(u"and %1 more"_s.arg(found.size() - 25));
    return false;
}

/// Where all chains end, every desktop knows after its next round: nobody is told of a record, for each round may write
/// one. That the heads it saw before are in the chains is a part of each comparison.
bool PracticeSoak::headsMeet()
{
    for (int round = 0; round < 50; ++round) {
        QStringList behind;
        const QJsonObject heads = practiceHeads();
        for (const auto &computer : m_computers) {
            if (ask(*computer, {{"op"_L1, u"dump"_s}}).value("heads"_L1).toObject() != heads)
                behind.append(QString::number(computer->number));
            if (round % 10 == 0)
                (void)ask(*computer, {{"op"_L1, u"wake"_s}});
        }
        if (round > 0 && behind.isEmpty())
            return true;
        if (round == 49)
            find(u"desktops %1 do not know where the chains of records end"_s.arg(behind.join(u", "_s)));
        pause(100);
    }
    return false;
}

/// Ends every conflict as a person would; what stood there.
QStringList PracticeSoak::decideAll()
{
    QStringList all;
    for (const auto &computer : m_computers) {
        const auto conflicts = ask(*computer, {{"op"_L1, u"status"_s}}).value("conflicts"_L1).toArray();
        for (const QJsonValue &conflict : conflicts) {
            const QString kind = conflict.toString().section(u'|', 0, 0);
            const QString id = conflict.toString().section(u'|', 1, 1);
            all.append(conflict.toString());
            bool isExplained = kind == u"number"_s;
            for (auto it = m_editors.begin(); it != m_editors.end(); ++it)
                isExplained |= it.key().startsWith(id) && it->size() > 1;
            if (!isExplained)
                find(
                    u"desktop %1 has a conflict that nobody made: %2"_s.arg(computer->number).arg(conflict.toString()));
            (void)ask(*computer, {{"op"_L1, u"decide"_s}, {"kind"_L1, kind}, {"id"_L1, id}, {"ours"_L1, chance(50)}});
        }
    }
    return all;
}

SharedDatabase &PracticeSoak::lineOf(Person &person)
{
    if (!person.connection->isOpen())
        person.connection = m_practice->connect(person.login, person.password);
    if (!person.connection)
        person.connection = std::make_unique<SharedDatabase>(); // not open: its answers are errors
    return *person.connection;
}

QJsonObject PracticeSoak::practiceDump(Person &person)
{
    return waited(lineOf(person).run([keys = m_keys](QSqlDatabase &db) -> Result<QJsonObject> {
               return SoakDump::ofPractice(db, keys);
           }))
        .value_or(QJsonObject());
}

QJsonObject PracticeSoak::practiceRecords()
{
    return waited(lineOf(*m_people.front()).run([keys = m_keys](QSqlDatabase &db) -> Result<QJsonObject> {
               return SoakDump::recordsOfPractice(db, *keys.practice);
           }))
        .value_or(QJsonObject());
}

QJsonObject PracticeSoak::practiceHeads()
{
    return waited(lineOf(*m_people.front()).run([](QSqlDatabase &db) -> Result<QJsonObject> {
               return SoakDump::headsOfPractice(db);
           }))
        .value_or(QJsonObject());
}

/// Its own chain, entry for entry, and that the chains hold what it saw of all.
QStringList PracticeSoak::recordDifferences(const Computer &computer, const QJsonObject &theirs, const View &view) const
{
    QStringList found;
    const QString who = u"desktop %1: "_s.arg(computer.number);
    for (auto record = view.records.begin(); record != view.records.end(); ++record) {
        if (theirs.value(record.key()) != record.value())
            found.append(who + u"record %1 is %2"_s.arg(record.key(),
                                                        theirs.contains(record.key()) ? u"another"_s : u"missing"_s));
    }
    for (auto record = theirs.begin(); record != theirs.end(); ++record) {
        if (record.key().startsWith(computer.device) && !view.records.contains(record.key()))
            found.append(who + u"has no record %1"_s.arg(record.key()));
    }
    for (auto head = view.heads.begin(); head != view.heads.end(); ++head) {
        if (head.key() == RecordsHeads::practice)
            continue;
        const QString place = head.key() + u' ' + head.value().toString().section(u' ', 0, 0);
        if (theirs.value(place).toObject().value("hash"_L1).toString() != head.value().toString().section(u' ', 1))
            found.append(who + u"saw a record that is not there: %1"_s.arg(place));
    }
    return found;
}

QStringList PracticeSoak::differences(const Computer &computer, const QJsonObject &theirs, const View &view) const
{
    const QJsonObject &ours = view.rows;
    // Two versions of one row wait for a person, who has both before them.
    QSet<QString> undecided;
    for (const QJsonValue &conflict : view.status.value("conflicts"_L1).toArray()) {
        const QString kind = conflict.toString().section(u'|', 0, 0);
        if (kind == "client"_L1 || kind == "template"_L1)
            undecided.insert(conflict.toString().section(u'|', 1, 1));
    }
    QSet<QString> refused; // numbers
    for (const QJsonValue &line : view.status.value("queue"_L1).toArray()) {
        if (line.toString().startsWith(u"number|"_s))
            refused.insert(line.toString().section(u'|', 1, 1));
    }
    // What is still to be sent keeps its client here, whoever may see it.
    static const QStringList open{u"pending"_s, u"sending"_s, u"held"_s, u"unconfirmed"_s};
    QSet<QString> kept;
    const QJsonObject texts = ours.value("communication_logs"_L1).toObject();
    for (const QJsonValue &value : texts) {
        const QJsonObject row = value.toObject();
        if (row.value("device_id"_L1) == computer.device && open.contains(row.value("send_state"_L1).toString()))
            kept += {row.value("id"_L1).toString(), row.value("client_id"_L1).toString()};
    }

    QStringList found;
    for (auto table = theirs.begin(); table != theirs.end(); ++table) {
        const QJsonObject practice = table.value().toObject();
        const QJsonObject store = ours.value(table.key()).toObject();
        for (auto row = practice.begin(); row != practice.end(); ++row) {
            const QString where = u"desktop %1: %2 %3 "_s.arg(computer.number).arg(table.key(), row.key());
            if (undecided.contains(row.key()))
                continue;
            if (!store.contains(row.key())) {
                found.append(where + u"is missing "_s + row.value().toObject().value("message_sid"_L1).toString());
                continue;
            }
            const QJsonObject known = row.value().toObject();
            const QJsonObject here = store.value(row.key()).toObject();
            // What a colleague's computer reads of it in Twilio's list stays there: that is the sender's to tell.
            // So does what this computer sent, lost with a client that was hidden for a while, and got back.
            const bool mayKnowMore = table.key() == u"communication_logs"_s && here.value("elsewhere"_L1).toBool() &&
                                     statusRank(Channel::Sms, here.value("status"_L1).toString()) >
                                         statusRank(Channel::Sms, known.value("status"_L1).toString());
            static const QStringList ofStatus{u"status"_s, u"completed_at"_s, u"error_code"_s, u"error_text"_s};
            for (auto column = known.begin(); column != known.end(); ++column) {
                if (here.value(column.key()) != column.value() && !(mayKnowMore && ofStatus.contains(column.key())))
                    found.append(where + u"%1: practice “%2”, here “%3”"_s.arg(column.key(), column.value().toString(),
                                                                               here.value(column.key()).toString()));
            }
        }
        for (auto row = store.begin(); row != store.end(); ++row) {
            const QJsonObject here = row.value().toObject();
            const bool isOfTheList =
                table.key() == u"communication_logs"_s && here.value("send_state"_L1) == u"not_ours"_s;
            const bool isShipped = table.key() == u"sms_templates"_s;
            // A number of nobody keeps its word about permission; one that was refused is for a person to look at.
            const bool isNumber = table.key() == u"client_numbers"_s;
            const bool isLeft =
                isNumber && (here.value("client_id"_L1).toString().isEmpty() || refused.contains(row.key()));
            const bool isKept =
                kept.contains(row.key()) || (isNumber && kept.contains(here.value("client_id"_L1).toString()));
            if (!practice.contains(row.key()) && !isOfTheList && !isShipped && !isLeft && !isKept)
                found.append(u"desktop %1: %2 %3 is not the practice's, or not for this person"_s.arg(computer.number)
                                 .arg(table.key(), row.key()));
        }
    }
    return found;
}

QStringList PracticeSoak::differences()
{
    // All at once, so that comparing takes little of the time that is measured.
    QList<std::pair<int, int>> orders;
    for (const auto &computer : m_computers)
        orders.append({order(*computer, {{"op"_L1, u"status"_s}}), order(*computer, {{"op"_L1, u"dump"_s}})});
    QHash<const Person *, QJsonObject> practices;
    for (const auto &computer : m_computers) {
        if (!practices.contains(computer->person))
            practices.insert(computer->person, practiceDump(*computer->person));
    }
    const QJsonObject records = practiceRecords();
    QList<View> views;
    for (qsizetype at = 0; at < orders.size(); ++at) {
        Computer &computer = *m_computers.at(size_t(at));
        const QJsonObject status = answer(computer, orders.at(at).first);
        const QJsonObject dump = answer(computer, orders.at(at).second);
        views.append({status, dump.value("dump"_L1).toObject(), dump.value("records"_L1).toObject(),
                      dump.value("heads"_L1).toObject()});
    }
    m_readAt = m_sinceHealing.elapsed();
    QStringList found;
    for (qsizetype at = 0; at < orders.size(); ++at) {
        const Computer &computer = *m_computers.at(size_t(at));
        const QJsonObject practice = practices.value(computer.person);
        if (practice.isEmpty() || views.at(at).rows.isEmpty())
            found.append(u"no dump for desktop %1"_s.arg(computer.number));
        found += differences(computer, practice, views.at(at)) + recordDifferences(computer, records, views.at(at));
    }
    return found;
}

void PracticeSoak::judgeQueue(Computer &computer)
{
    static const QStringList explained{u"number owned"_s,         u"number refused"_s, u"client refused"_s,
                                       u"note refused"_s,         u"template admin"_s, u"setting admin"_s,
                                       u"internal_note refused"_s};
    const auto queue = ask(computer, {{"op"_L1, u"status"_s}}).value("queue"_L1).toArray();
    for (const QJsonValue &value : queue) {
        const QString line = value.toString();
        const QString what = line.section(u'|', 0, 0) + u' ' + line.section(u'|', 2);
        ++m_outcomes[what];
        if (!explained.contains(what))
            find(u"desktop %1 still has in its queue: %2"_s.arg(computer.number).arg(line));
    }
}

void PracticeSoak::judge()
{
    const QJsonObject all = practiceDump(*m_people.front());
    const QJsonObject rows = all.value("communication_logs"_L1).toObject();
    QHash<QString, int> bodies;
    for (const QJsonValue &value : rows)
        ++bodies[value.toObject().value("content_enc"_L1).toString()];
    for (auto it = bodies.begin(); it != bodies.end(); ++it) {
        if (it.value() > 1 && it.key().startsWith(u't'))
            find(u"“%1” is there %2 times"_s.arg(it.key()).arg(it.value()));
    }
    for (auto it = m_texts.begin(); it != m_texts.end(); ++it) {
        if (bodies.value(it->body) == 0)
            find(u"“%1” (%2) was stored, and the practice has not got it"_s.arg(it->body, it.key()));
        else if (!rows.contains(it.key()))
            find(u"“%1” (%2) has another id in the practice"_s.arg(it->body, it.key()));
    }
    const QJsonObject notes = all.value("internal_notes"_L1).toObject();
    for (auto it = m_notes.begin(); it != m_notes.end(); ++it) {
        const QJsonObject note = notes.value(it.key()).toObject();
        if (note.value("text_enc"_L1).toString() != it->text)
            find(u"the note “%1” was stored, and the practice has not got it"_s.arg(it->text));
        else if (it->isWithdrawn && note.value("withdrawn_at"_L1).toString().isEmpty())
            find(u"the note “%1” was taken back, and the practice does not know"_s.arg(it->text));
    }
    for (const auto &computer : m_computers)
        judgeQueue(*computer);
}

int PracticeSoak::run()
{
    QElapsedTimer timer;
    timer.start();
    if (!begin())
        return 1;
    m_proxy->setCut(30);
    for (m_step = 1; m_step <= m_plan.steps; ++m_step)
        step();
    darken();
    heal();
    bool isSame = becomeSame(u"healing"_s);
    for (int round = 0; isSame && round < 10; ++round) {
        if (decideAll().isEmpty())
            break;
        m_sinceHealing.start();
        isSame = becomeSame(u"people decided"_s);
    }
    (void)headsMeet();
    judge();
    std::printf("%d steps, %lld texts, %lld notes, %lld clients, %d kills, %d cuts, %d clock jumps in %.0f s\n",
                m_plan.steps, qint64(m_texts.size()), qint64(m_notes.size()), qint64(m_clients.size()), m_kills,
                m_proxy->cuts(), m_jumps, double(timer.elapsed()) / 1000);
    for (auto it = m_outcomes.begin(); it != m_outcomes.end(); ++it)
        std::printf("%8d %s\n", it.value(), qPrintable(it.key()));
    std::printf("%s\n", m_findings.isEmpty() ? "nothing lost, nothing twice, all the same" : "failed");
    std::fflush(stdout);
    for (const auto &computer : m_computers)
        computer->process->end();
    if (!m_findings.isEmpty() && m_plan.isLoud)
        m_folder.setAutoRemove(false);
    return m_findings.isEmpty() ? 0 : 1;
}
} // namespace

/// A practice whose desktops and server fail at random, from a printed seed; --seed N plays the same actions and faults
/// again (how they meet is the machine's).
int main(int argc, char **argv)
{
    return soakMain(argc, argv, {.desktops = 12, .within = 5}, runSoakDesktop,
                    [](const SoakPlan &plan) { return PracticeSoak(plan).run(); });
}
