#include "rightsrules.h"
#include "rightssession.h"
#include "support/practicefixture.h"
#include "sync/sharedmigrator.h"

#include <QHash>
#include <QTest>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace rights;

namespace
{
const QString idsOfOurs = u"00000000-0000-7000-8000-0000000000"_s; ///< and a letter and a digit
const QString hostedUser = u"00000000-0000-0000-0000-0000000000aa"_s;

/// How a database was before the set-up ran in it.
enum class Before {
    Empty,
    Granted,  ///< the guide's tables with everything for PUBLIC and a hosted role, views and functions of the owner
    Policies, ///< the guide's tables under policies that trust request.jwt.claims
};

/// The guide's statements, as far as they matter here.
const QString guideTables = uR"(
    CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);
    GRANT USAGE ON SCHEMA auth TO SET_UP; GRANT SELECT, REFERENCES ON auth.users TO SET_UP;
    INSERT INTO auth.users VALUES ('00000000-0000-0000-0000-0000000000aa');
    CREATE TABLE public.communication_logs (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid REFERENCES auth.users (id),
        communication_type text CHECK (communication_type IN ('sms', 'voice', 'conference')),
        direction text CHECK (direction IN ('inbound', 'outbound')), from_number text, to_number text,
        message_sid text UNIQUE, call_sid text UNIQUE, status text, content text, duration_seconds integer,
        cost_cents integer, created_at timestamptz DEFAULT now(), completed_at timestamptz, metadata jsonb DEFAULT '{}');
    CREATE TABLE public.sms_templates (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), persona_type text NOT NULL, template_name text NOT NULL,
        content text NOT NULL, variables jsonb DEFAULT '[]', is_active boolean DEFAULT true,
        created_at timestamptz DEFAULT now());
    ALTER TABLE public.communication_logs OWNER TO SET_UP; ALTER TABLE public.sms_templates OWNER TO SET_UP;
    INSERT INTO public.communication_logs (user_id, communication_type, direction, to_number, content)
        VALUES ('00000000-0000-0000-0000-0000000000aa', 'sms', 'outbound', '+13125559992', 'Before.');
    INSERT INTO public.sms_templates (persona_type, template_name, content) VALUES ('advisor', 'ready', 'Ready.');
    CREATE ROLE hosted_SET_UP LOGIN PASSWORD 'hosted';
    GRANT ALL ON public.communication_logs, public.sms_templates TO hosted_SET_UP;
)"_s;

/// A view and a function of the owner, %1 "before" or "after": everybody may use them.
const QString doors = uR"(
    CREATE VIEW public.view_%1 AS SELECT * FROM public.communication_logs;
    CREATE FUNCTION public.definer_%1() RETURNS SETOF public.communication_logs LANGUAGE sql SECURITY DEFINER
        AS 'SELECT * FROM public.communication_logs';
    CREATE FUNCTION public.wipe_%1() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        AS 'WITH gone AS (DELETE FROM public.communication_logs RETURNING 1) SELECT count(*) FROM gone';
    GRANT ALL ON public.view_%1 TO PUBLIC;
)"_s;

const QString grants = uR"(
    GRANT ALL ON public.communication_logs, public.sms_templates TO PUBLIC;
    SET ROLE SET_UP; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
)"_s;

const QString policies = uR"(
    GRANT SELECT ON public.communication_logs, public.sms_templates TO PUBLIC;
    ALTER TABLE public.communication_logs ENABLE ROW LEVEL SECURITY;
    ALTER TABLE public.sms_templates ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON public.communication_logs USING
        (user_id::text = nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub');
    CREATE POLICY read ON public.sms_templates USING (true);
)"_s;

QString before(Before kind)
{
    // Somebody who only has what everybody has.
    const QString stranger = u"CREATE ROLE stranger_SET_UP LOGIN PASSWORD 'stranger';"_s;
    switch (kind) {
    case Before::Empty:
        return stranger;
    case Before::Granted:
        return stranger + guideTables + grants + doors.arg(u"before"_s) + u"RESET ROLE;"_s;
    case Before::Policies:
        return stranger + guideTables + policies;
    }
    return {};
}

/// Sees everything, also what a transaction has not committed: what did the statement before this one change?
/// Superuser's, and in no database but a test's.
const QString probe = uR"(
    CREATE SCHEMA probe; GRANT USAGE ON SCHEMA probe TO PUBLIC;
    CREATE TABLE probe.rules (name text, key text, label text);
    CREATE FUNCTION probe.lines() RETURNS TABLE (place text, key text, label text, line text) LANGUAGE plpgsql AS $$
    DECLARE rule record;
    BEGIN
        FOR rule IN SELECT * FROM probe.rules LOOP
            RETURN QUERY EXECUTE format('SELECT split_part(%L, ''.'', 2), concat_ws('' '', %s), (%s)::text, to_jsonb(t)::text FROM %s AS t',
                rule.name, rule.key, rule.label, rule.name);
        END LOOP;
        RETURN QUERY SELECT 'relations', c.oid::text, '', concat_ws(' ', relname, relowner, relacl, relnatts, relrowsecurity,
                relforcerowsecurity, reloptions)
            FROM pg_class c WHERE c.relnamespace IN ('public'::regnamespace, 'practiceline'::regnamespace);
        RETURN QUERY SELECT 'triggers', t.oid::text, '', concat_ws(' ', tgrelid, tgname, tgfoid, tgenabled)
            FROM pg_trigger t;
        RETURN QUERY SELECT 'rules', r.oid::text, '', concat_ws(' ', ev_class, rulename) FROM pg_rewrite r WHERE r.oid > 16383;
        RETURN QUERY SELECT 'functions', p.oid::text, '', concat_ws(' ', proname, proowner, proacl, prosecdef, proconfig, prosrc)
            FROM pg_proc p WHERE p.pronamespace IN ('public'::regnamespace, 'practiceline'::regnamespace);
        RETURN QUERY SELECT 'policies', p.oid::text, '', to_jsonb(p)::text FROM pg_policy p;
        RETURN QUERY SELECT 'schemas', n.oid::text, '', to_jsonb(n)::text FROM pg_namespace n WHERE nspname !~ '^pg_';
        RETURN QUERY SELECT 'members', concat(m.roleid, ' ', m.member), '', to_jsonb(m)::text FROM pg_auth_members m;
        RETURN QUERY SELECT 'roles', r.oid::text, '', to_jsonb(r)::text FROM pg_authid r;
    END $$;
    CREATE TABLE probe.before (place text, key text, label text, line text);
    CREATE FUNCTION probe.changes() RETURNS text LANGUAGE sql SECURITY DEFINER SET client_min_messages = error AS $$
        SELECT coalesce(string_agg(DISTINCT CASE WHEN o.line IS NULL THEN '+' WHEN n.line IS NULL THEN '-' ELSE '~' END
            || coalesce(n.place, o.place) || CASE WHEN coalesce(n.place, o.place) IN ('member_keys') THEN '' ELSE coalesce(n.label, o.label) END, ' '), '')
        FROM probe.before o FULL JOIN probe.lines() n ON n.place = o.place AND n.key = o.key
        WHERE n.line IS DISTINCT FROM o.line
    $$;
    -- A row whose every text is @word, but for what is given.
    CREATE FUNCTION probe.fill(t regclass, word text, given jsonb) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format('INSERT INTO %s SELECT * FROM jsonb_populate_record(NULL::%s, $1)', t, t) USING (
            SELECT jsonb_object_agg(attname, CASE atttypid::regtype::text
                WHEN 'text' THEN to_jsonb(word)
                WHEN 'bytea' THEN to_jsonb('\x' || encode(word::bytea, 'hex'))
                WHEN 'jsonb' THEN jsonb_build_object('word', word)
                WHEN 'boolean' THEN 'false'
                WHEN 'timestamp with time zone' THEN '"2026-01-01T00:00:00Z"'
                WHEN 'uuid' THEN 'null'
                ELSE '0' END)
            FROM pg_attribute WHERE attrelid = t AND attnum > 0 AND NOT attisdropped) || given;
    END $$;
)"_s;

/// Functions that a person makes for themselves, cheap enough to be asked first.
const QString leaks = uR"(
    CREATE FUNCTION pg_temp.leak(word text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
        $$ BEGIN RAISE NOTICE 'leaked %', word; RETURN true; END $$;
    CREATE FUNCTION pg_temp.word(text, text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
        $$ BEGIN RAISE NOTICE 'leaked %', $1; RETURN true; END $$;
    CREATE OPERATOR pg_temp.<~ (FUNCTION = pg_temp.word, LEFTARG = text, RIGHTARG = text);
)"_s;

struct Role {
    QString name;
    char kind; ///< s, a, v, g, n as in FunctionRule; '-' nothing at all; 'h' hosted; 'p' has what PUBLIC has
    QString id;
    QString login;
    std::unique_ptr<RightsSession> session;
    QStringList secrets; ///< words that it must never hear

    bool isPerson() const { return kind != 'h' && kind != 'p'; }
    bool isMember() const { return QStringView(u"savg").contains(QLatin1Char(kind)); }
    bool seesAll() const { return isMember() && kind != 's'; }
    /// The cluster's group that it is in, which may be more than it is here.
    char group() const
    {
        if (name.startsWith(u"Otto"_s) || name.startsWith(u"Lee"_s))
            return 's';
        return name.startsWith(u"Olga"_s) ? 'a' : kind;
    }
    QChar own() const { return name == u"Carol" ? u'3' : u'1'; }
};

/// A row and the words by which it would be recognised, wherever they turn up.
struct Marked {
    QString table;
    QString label;
    QStringList words;
};

QString statement(const Operation &operation, const TableRule &rule)
{
    return QString(operation.sql)
        .replace(u"%1"_s, rule.name)
        .replace(u"%2"_s, rule.key)
        .replace(u"%3"_s, rule.key.section(u',', 0, 0))
        .replace(u"%4"_s, rule.label);
}

/// One sign of what came of it.
QChar outcome(const Heard &heard)
{
    if (heard.state == "42501")
        return u'x';
    if (!heard.ok())
        return u'e';
    return heard.touched > 9 ? QLatin1Char('+') : QLatin1Char(static_cast<char>('0' + heard.touched));
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

/// The bytes of an id as a plan prints them.
QString asPlanPrints(const QString &id)
{
    QStringList bytes;
    const auto raw = QByteArray::fromHex(QString(id).remove(u'-').toLatin1());
    for (const char byte : raw)
        bytes.append(QString::number(static_cast<signed char>(byte)));
    return bytes.join(u' ');
}
} // namespace

/// The privilege matrix on a real server: every role × every table of the catalog × every operation, every function ×
/// every role × a client that is one's own, shared, somebody else's, none; and what gets around such things. The rules
/// are in rightsrules.h; each of them is tried in each of three databases.
class RightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();

    void everythingHasARule_data() { databases(); }
    void everythingHasARule();
    void leaverIsShutOut_data() { databases(); }
    void leaverIsShutOut();
    void tablesAndOperations_data() { databases(); }
    void tablesAndOperations();
    void functionsAndRows_data() { databases(); }
    void functionsAndRows();
    void impersonation_data() { databases(); }
    void impersonation();
    void attemptsOfEveryRole_data() { databases(); }
    void attemptsOfEveryRole();
    void disguisesChangeNothing_data() { databases(); }
    void disguisesChangeNothing();
    void settingsOfALoginChangeNothing();
    void catalogsTellNothing();
    void whoHadTheTablesKeepsThem_data() { databases(); }
    void whoHadTheTablesKeepsThem();
    void hiddenIsLikeNone_data() { databases(); }
    void hiddenIsLikeNone();

private:
    struct World {
        Before kind = Before::Empty;
        std::unique_ptr<PracticeFixture> practice;
        std::vector<std::unique_ptr<Person>> people;
        std::vector<Role> roles;
        std::unique_ptr<RightsSession> superuser;
        QHash<QString, QString> names; ///< of {placeholders}
        QList<TableRule> rules;
        QHash<QString, QStringList> labels; ///< of all rows, by table
        QList<Marked> marked;
        QHash<QString, QString> hadBefore; ///< "role table": an outcome for each operation
    };

    static void databases();
    bool prepare(World &world);
    bool addPeople(World &world);
    bool addRole(World &world, const QString &name, char kind, const QString &login, const QString &password,
                 const QString &id = {});
    bool fill(World &world) const;
    static bool readLabels(World &world);
    bool mark(World &world, const QString &table, const QString &label, const QString &word, const QString &given,
              const QStringList &more = {}) const;
    void outsiders(World &world);
    QString outcomes(Role &role, TableRule rule);

    bool sees(const World &world, const Role &role, const TableRule &rule, const QString &label) const;
    QStringList expected(const World &world, const Role &role, const TableRule &rule) const;
    QStringList hidden(const World &world, const Role &role) const;
    /// Executes in a transaction that is rolled back; @p changes: what it would have left.
    Heard say(Role &role, const QString &sql, QString *changes = nullptr, const QString &prelude = {});
    QList<Heard> sayAll(Role &role, const QStringList &statements, const QString &prelude);
    void checkOperation(World &world, Role &role, const TableRule &rule, const Operation &operation, const Heard &heard,
                        const QString &changes);
    void checkCall(World &world, Role &role, const Call &call, int client);
    void checkTold(const World &world, const Role &role, const QString &what, const Heard &heard,
                   const QStringList &more = {});
    QString filled(const World &world, const Role &role, QString text, QChar client = u'1') const;
    void leak(const World &world, const Role &role, const QString &what, const QString &saw);
    World &world();

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_elsewhere; ///< another practice of the cluster
    std::unique_ptr<Person> m_adminElsewhere;
    std::unique_ptr<Person> m_staffElsewhere;
    QHash<int, std::shared_ptr<World>> m_worlds;
    int m_probes = 0;
    int m_allProbes = 0;
    QStringList m_leaks;
    int m_allLeaks = 0;
    QTextStream m_out{stdout};
};

void RightsTest::databases()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("empty") << int(Before::Empty);
    QTest::newRow("granted to PUBLIC") << int(Before::Granted);
    QTest::newRow("policies on claims") << int(Before::Policies);
}

void RightsTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    m_elsewhere = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    QVERIFY2(m_elsewhere->migrate(), qPrintable(m_elsewhere->whyNot()));
    m_adminElsewhere = m_elsewhere->addAdmin(u"Olga"_s);
    QVERIFY2(m_adminElsewhere, qPrintable(m_elsewhere->whyNot()));
    m_staffElsewhere = m_elsewhere->add(*m_adminElsewhere, u"Otto"_s, u"staff"_s);
    QVERIFY2(m_staffElsewhere, qPrintable(m_elsewhere->whyNot()));
    for (const Before kind : {Before::Empty, Before::Granted, Before::Policies}) {
        auto made = std::make_shared<World>();
        made->kind = kind;
        QVERIFY(prepare(*made));
        m_worlds.insert(int(kind), made);
    }
}

void RightsTest::cleanupTestCase()
{
    m_out << m_allProbes << " probes, " << m_allLeaks << " leaks" << Qt::endl;
    m_worlds.clear();
}

void RightsTest::init()
{
    m_probes = 0;
    m_leaks.clear();
}

void RightsTest::cleanup()
{
    m_allProbes += m_probes;
    m_allLeaks += int(m_leaks.size());
    for (const QString &one : std::as_const(m_leaks))
        m_out << "LEAK " << one << Qt::endl;
    QCOMPARE(m_leaks.size(), 0);
}

RightsTest::World &RightsTest::world()
{
    QFETCH(int, kind);
    World &world = *m_worlds[kind];
    (void)world.superuser->say(u"TRUNCATE probe.before; INSERT INTO probe.before SELECT * FROM probe.lines()"_s);
    return world;
}

bool RightsTest::prepare(World &world)
{
    world.practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates, before(world.kind));
    PracticeFixture &practice = *world.practice;
    world.superuser = std::make_unique<RightsSession>(*m_cluster, practice.database(), PostgresCluster::superuser(),
                                                      m_cluster->password());
    world.rules = tables();
    outsiders(world);
    if (!practice.migrate()) {
        qWarning("%s", qPrintable(practice.whyNot()));
        return false;
    }
    if (world.kind == Before::Granted) {
        for (const QString &statement : doors.arg(u"after"_s).split(u';', Qt::SkipEmptyParts)) {
            if (!statement.trimmed().isEmpty())
                (void)PracticeFixture::value(practice.setUp(), statement);
        }
        world.rules += doorsOfTheOwner();
    }
    if (!addPeople(world) || !fill(world))
        return false;
    for (Role &role : world.roles)
        role.secrets = hidden(world, role);
    return true;
}

/// Those who are no persons, and what they could do before the set-up.
void RightsTest::outsiders(World &world)
{
    const QString setUp = u"set_up_"_s + world.practice->database();
    addRole(world, u"stranger"_s, 'p', u"stranger_"_s + setUp, u"stranger"_s);
    if (world.kind != Before::Empty)
        addRole(world, u"hosted"_s, 'h', u"hosted_"_s + setUp, u"hosted"_s);
    for (Role &role : world.roles) {
        if (role.kind == 'h')
            (void)role.session->say(u"SET request.jwt.claims = '{\"sub\": \"%1\"}'"_s.arg(hostedUser));
        for (const TableRule &rule : std::as_const(world.rules)) {
            if (!rule.name.startsWith(u"public."_s) || world.kind == Before::Empty)
                continue;
            world.hadBefore.insert(role.name + u' ' + rule.name, outcomes(role, rule));
        }
    }
}

/// A sign for each operation, whichever columns there are.
QString RightsTest::outcomes(Role &role, TableRule rule)
{
    rule.label = u"1"_s;
    QString signs;
    for (const Operation &operation : operations())
        signs += outcome(say(role, statement(operation, rule)));
    return signs;
}

bool RightsTest::addRole(World &world, const QString &name, char kind, const QString &login, const QString &password,
                         const QString &id)
{
    auto session = std::make_unique<RightsSession>(*m_cluster, world.practice->database(), login, password);
    if (!session->isOpen()) {
        qWarning("%s: %s", qPrintable(name), qPrintable(session->whyNot()));
        return false;
    }
    (void)session->say(leaks);
    world.roles.push_back({name, kind, id, login, std::move(session), {}});
    return true;
}

bool RightsTest::addPeople(World &world)
{
    PracticeFixture &practice = *world.practice;
    auto ann = practice.addAdmin(u"Ann"_s);
    if (!ann)
        return false;
    const auto take = [&](std::unique_ptr<Person> person, const QString &name, char kind) {
        if (!person || !addRole(world, name, kind, person->login, person->password, person->id))
            return false;
        world.names.insert(u'{' + name.toLower() + u'}', person->id);
        world.people.push_back(std::move(person));
        return true;
    };
    auto rex = practice.add(*ann, u"Rex"_s, u"staff"_s);
    auto lee = practice.add(*ann, u"Lee"_s, u"staff"_s);
    auto spare = practice.add(*ann, u"Zoe"_s, u"staff"_s);
    auto nina = practice.invite(*ann, u"Nina"_s, u"staff"_s);
    if (!rex || !lee || !spare || !nina)
        return false;
    spare->connection.reset(); // "removing somebody" would end it
    const QString key = QString::fromLatin1(QByteArray(32, 'k').toHex());
    (void)PracticeFixture::value(*nina, u"SELECT practiceline.ask_to_join('\\x%1', '\\x%1')"_s.arg(key));
    const QString removed =
        PracticeFixture::value(*ann, u"SELECT practiceline.remove_person('%1', 'word')::text"_s.arg(lee->id));
    // By hand: what Rex lost, and what Lee must not get back.
    (void)practice.asSuperuser(
        u"REVOKE practice_staff FROM %1; GRANT practice_staff TO %2"_s.arg(rex->login, lee->login));
    world.names.insert(
        {{u"{spare}"_s, spare->id},
         {u"{asked}"_s, nina->id},
         {u"{key}"_s, key},
         {u"{sparelogin}"_s, spare->login},
         {u"{superuser}"_s, PostgresCluster::superuser()},
         {u"{setup}"_s, u"set_up_"_s + practice.database()},
         {u"{database}"_s, practice.database()},
         {u"{owner}"_s, practice.asSuperuser(u"SELECT nspowner::regrole FROM pg_namespace WHERE nspname = "
                                             "'practiceline'"_s)},
         {u"{large}"_s, practice.asSuperuser(u"SELECT lo_from_bytea(0, 'secret-object')"_s)}});
    Person &admin = *ann;
    const bool taken = take(practice.add(admin, u"Bob"_s, u"staff"_s), u"Bob"_s, 's') &&
                       take(practice.add(admin, u"Carol"_s, u"staff"_s), u"Carol"_s, 's') &&
                       take(std::move(ann), u"Ann"_s, 'a') &&
                       take(practice.add(admin, u"Sue"_s, u"supervisor"_s), u"Sue"_s, 'v') &&
                       take(practice.add(admin, u"Agent"_s, u"agent"_s), u"Agent"_s, 'g') &&
                       take(std::move(nina), u"Nina (asked)"_s, 'n') &&
                       take(practice.invite(admin, u"Nora"_s, u"staff"_s), u"Nora"_s, 'n') &&
                       take(std::move(lee), u"Lee (left)"_s, 'l') && take(std::move(rex), u"Rex (revoked)"_s, '-');
    world.people.push_back(std::move(spare));
    world.names.insert(u"{invited}"_s, world.names.value(u"{nora}"_s));
    return removed.isEmpty() && taken &&
           addRole(world, u"Otto (elsewhere)"_s, '-', m_staffElsewhere->login, m_staffElsewhere->password) &&
           addRole(world, u"Olga (admin elsewhere)"_s, '-', m_adminElsewhere->login, m_adminElsewhere->password);
}

bool RightsTest::mark(World &world, const QString &table, const QString &label, const QString &word,
                      const QString &given, const QStringList &more) const
{
    const Heard heard =
        world.superuser->say(u"SELECT probe.fill('%1', '%2', '{%3}')"_s.arg(table, word, filled(world, {}, given)));
    if (!heard.ok())
        qWarning("%s", qPrintable(heard.text));
    world.marked.append({table, label, QStringList{word, QString::fromLatin1(word.toUtf8().toHex())} + more});
    return heard.ok();
}

bool RightsTest::fill(World &world) const
{
    RightsSession &superuser = *world.superuser;
    if (!superuser.say(probe + u"SET session_replication_role = replica"_s).ok())
        return false;
    for (const TableRule &rule : std::as_const(world.rules)) {
        if (rule.isTable)
            (void)superuser.say(u"INSERT INTO probe.rules VALUES ('%1', '%2', '%3')"_s.arg(
                rule.name, rule.key, QString(rule.label).replace(u'\'', u"''"_s)));
    }
    const QString people[] = {{}, u"\"{bob}\""_s, u"null"_s, u"\"{carol}\""_s, u"null"_s};
    const QString user = world.kind == Before::Empty ? u"null"_s : u'"' + hostedUser + u'"';
    bool done = true;
    for (int kind = 1; kind <= 4; ++kind) {
        const QString k = QString::number(kind);
        const QString owner = kind == 4 ? u"-"_s : k;
        const QString client = kind == 4 ? u"null"_s : u"\"{C}%1\""_s.arg(k);
        const QString label = k + u'@' + owner;
        const QString number = u"1312555010"_s + k;
        const QString peer = u"1312555020"_s + k;
        const QString communication = u"\"client_id\": %1, \"user_id\": %2, \"communication_type\": \"sms\", "
                                      u"\"direction\": \"outbound\", \"from_number\": "
                                      "\"+13125550100\", \"to_number\": \"+%3\", \"peer\": \"+%3\", \"send_state\": "
                                      "\"not_ours\", \"call_sid\": null, "
                                      "\"child_call_sid\": null, \"persona\": \"advisor\", "_s.arg(client, user, peer);
        if (kind != 4)
            done &= mark(world, u"practiceline.clients"_s, k, u"secret-client-"_s + k,
                         u"\"id\": \"{C}%1\", \"visible_to\": %2"_s.arg(k, people[kind]));
        if (kind != 4)
            done &= mark(world, u"practiceline.internal_notes"_s, label, u"secret-note-"_s + k,
                         u"\"id\": \"{D}%1\", \"client_id\": \"{C}%1\", \"author\": %2, \"withdrawn_at\": null"_s.arg(
                             k, people[kind]));
        if (kind == 1 || kind == 3)
            done &= mark(world, u"practiceline.visibility"_s, {}, u"secret-visibility-"_s + k,
                         u"\"client_id\": \"{C}%1\", \"visible_to\": %2"_s.arg(k, people[kind]));
        done &= mark(world, u"practiceline.client_numbers"_s, label + u'h', u"secret-number-"_s + k,
                     u"\"e164\": \"+%1\", \"client_id\": %2, \"permission\": \"held\""_s.arg(number, client), {number});
        done &= mark(world, u"public.communication_logs"_s, label, u"secret-text-"_s + k,
                     communication + u"\"id\": \"{D}%1\", \"message_sid\": \"SMsecret%1\", \"listed_sid\": null, "
                                     "\"staff_id\": %2"_s.arg(k, people[kind]),
                     {peer, u"SMsecret"_s + k});
        done &=
            mark(world, u"public.communication_logs"_s, label, u"secret-listed-"_s + k,
                 communication + u"\"id\": \"{E}%1\", \"message_sid\": null, \"listed_sid\": \"SMlisted%1\""_s.arg(k),
                 {u"SMlisted"_s + k});
    }
    done &= mark(world, u"practiceline.settings"_s, {}, u"secret-setting"_s, u"\"change_xid\": 0"_s);
    done &=
        mark(world, u"public.sms_templates"_s, {}, u"secret-template"_s, u"\"id\": \"{D}1\", \"removed_at\": null"_s);
    done &= mark(world, u"practiceline.tombstones"_s, {}, u"secret-tombstone"_s, u"\"id\": \"{F}8\""_s);
    done &= mark(world, u"practiceline.endorsements"_s, {}, u"secret-endorsement-of-32-bytes-..."_s.left(32),
                 u"\"endorsed\": \"{bob}\", \"signer\": \"{ann}\""_s);
    done &= mark(world, u"practiceline.secrets"_s, {}, u"secret-name"_s, u"\"updated_by\": \"{ann}\""_s);
    done &= mark(world, u"practiceline.recovery"_s, {}, u"secret-recovery-of-32-bytes-......"_s.left(32),
                 u"\"id\": \"{F}8\", \"made_by\": \"{ann}\", \"only_one\": true"_s);
    done &= mark(world, u"practiceline.recovery_keys"_s, {}, u"secret-recovery-key"_s,
                 u"\"epoch\": 1, \"made_by\": \"{ann}\""_s);
    done &= superuser.say(u"INSERT INTO practiceline.reencrypting VALUES (7)"_s).ok();
    done &=
        superuser
            .say(filled(world, {}, u"INSERT INTO practiceline.deputies (person, deputy) VALUES ('{ann}', '{spare}')"_s))
            .ok();
    done &= superuser.say(filled(world, {}, u"INSERT INTO practiceline.erasures VALUES ('{F}3', '{lee (left)}', 0)"_s))
                .ok();
    done &= mark(world, u"practiceline.found"_s, {}, u"secret-found"_s, u"\"grantee\": \"1\""_s);
    const QString record = u"\"device_id\": \"{F}7\", \"person\": \"{spare}\", \"first\": 1, \"number\": 1, "
                           u"\"earlier\": null, \"hash\": \"\\\\x"_s +
                           QString(64, u'0') + u'"';
    done &= mark(world, u"practiceline.audit_log"_s, {}, u"secret-record"_s, record);
    done &= mark(world, u"practiceline.audit_heads"_s, {}, u"secret-head"_s, record);
    done &=
        mark(world, u"practiceline.send_slots"_s, {}, u"secret-slot"_s, u"\"id\": \"{F}7\", \"person\": \"{spare}\""_s);
    for (const auto &role : world.people)
        world.marked.append({u"practiceline.member_keys"_s,
                             role->id,
                             {QString::fromLatin1(QByteArray("secret-key-" + role->id.toUtf8()).toHex())}});
    done &= superuser
                .say(u"UPDATE practiceline.member_keys SET sealed = ('secret-key-' || staff_id)::bytea; "
                     "RESET session_replication_role; ANALYZE"_s)
                .ok();
    return done && readLabels(world);
}

bool RightsTest::readLabels(World &world)
{
    bool done = true;
    for (const TableRule &rule : std::as_const(world.rules)) {
        const Heard all = world.superuser->say(u"SELECT %1 FROM %2 AS t"_s.arg(rule.label, rule.name));
        world.labels.insert(rule.name, all.rows);
        done &= all.ok() && !all.rows.isEmpty();
        if (!done)
            qWarning("%s: %s", qPrintable(rule.name), qPrintable(all.text));
    }
    return done;
}

QString RightsTest::filled(const World &world, const Role &role, QString text, QChar client) const
{
    text.replace(u"{k}"_s, client).replace(u"{own}"_s, role.own());
    for (const QChar letter : QStringView(u"CDEF"))
        text.replace(u'{' + QString(letter) + u'}', idsOfOurs + letter.toLower());
    const QString other = role.name == u"Bob" ? u"{carol}"_s : u"{bob}"_s;
    text.replace(u"{other}"_s, other)
        .replace(u"{me}"_s, role.id.isEmpty() ? hostedUser : role.id)
        .replace(u"{self}"_s, role.login);
    const QHash<char, QString> groups{
        {'s', u"staff"_s}, {'a', u"admin"_s}, {'v', u"supervisor"_s}, {'g', u"agent"_s}, {'n', u"newcomer"_s}};
    text.replace(u"{group}"_s, u"practice_"_s + groups.value(role.group(), u"none"_s));
    for (auto name = world.names.begin(); name != world.names.end(); ++name)
        text.replace(name.key(), name.value());
    return text;
}

bool RightsTest::sees(const World &world, const Role &role, const TableRule &rule, const QString &label) const
{
    if (!role.isPerson() && rule.name.startsWith(u"public."_s)) // what they had before
        return world.kind == Before::Granted ||
               (world.kind == Before::Policies && (role.kind == 'h' || rule.name == u"public.sms_templates"_s));
    if (!role.isMember())
        return false;
    const QChar client = rule.see == See::Clients ? label.front() : label.size() > 2 ? label.at(2) : QChar();
    const bool seesClient = role.seesAll() || client == role.own() || client == u'2';
    switch (rule.see) {
    case See::Clients:
    case See::Communications:
        return seesClient;
    case See::Numbers:
        return seesClient || client == u'-';
    case See::Members:
        return true;
    case See::Own:
        return label == role.id;
    case See::Admins:
        return role.kind == 'a';
    case See::Keepers:
        return role.kind == 'a' || role.kind == 'g';
    case See::Overseers:
        return role.kind == 'a' || role.kind == 'v';
    case See::Nobody:
        return false;
    }
    return false;
}

QStringList RightsTest::expected(const World &world, const Role &role, const TableRule &rule) const
{
    QStringList labels;
    for (const QString &label : world.labels.value(rule.name)) {
        if (sees(world, role, rule, label))
            labels.append(label);
    }
    return sorted(labels);
}

/// Words that this role must never hear.
QStringList RightsTest::hidden(const World &world, const Role &role) const
{
    QStringList words{u"secret-object"_s};
    for (const Marked &marked : world.marked) {
        for (const TableRule &rule : world.rules) {
            if (rule.name == marked.table && !sees(world, role, rule, marked.label))
                words += marked.words;
        }
    }
    return words;
}

Heard RightsTest::say(Role &role, const QString &sql, QString *changes, const QString &prelude)
{
    ++m_probes;
    (void)role.session->say(u"BEGIN"_s);
    Heard heard;
    if (prelude.isEmpty() || role.session->say(prelude).ok()) {
        heard = role.session->say(sql);
        if (changes && heard.ok())
            *changes = role.session->say(u"SELECT probe.changes()"_s).value();
    } else {
        heard.state = "refused";
    }
    (void)role.session->say(u"ROLLBACK; CLOSE ALL"_s);
    return heard;
}

/// Each of @p statements by itself, after @p prelude; nothing where that was refused.
QList<Heard> RightsTest::sayAll(Role &role, const QStringList &statements, const QString &prelude)
{
    QList<Heard> heard;
    (void)role.session->say(u"BEGIN"_s);
    const bool isDisguised = role.session->say(prelude + u"; SAVEPOINT each"_s).ok();
    for (const QString &sql : statements) {
        ++m_probes;
        if (isDisguised) {
            heard.append(role.session->say(sql));
            (void)role.session->say(u"ROLLBACK TO each"_s);
        }
    }
    (void)role.session->say(u"ROLLBACK"_s);
    return heard;
}

void RightsTest::leak(const World &world, const Role &role, const QString &what, const QString &saw)
{
    m_leaks.append(u"%1 in %2: %3\n    %4"_s.arg(role.name, world.practice->database(), what, saw.left(400)));
}

void RightsTest::checkTold(const World &world, const Role &role, const QString &what, const Heard &heard,
                           const QStringList &more)
{
    const QString text = heard.text.simplified();
    for (const QString &word : role.secrets + more) {
        if (text.contains(word) && !what.contains(word))
            leak(world, role, what, u"told "_s + word + u": …"_s + text.mid(qMax(0, text.indexOf(word) - 100), 250));
    }
}

/// Every table of ours and every function has a rule, and is made as the rules take for granted.
void RightsTest::everythingHasARule()
{
    World &world = this->world();
    RightsSession &superuser = *world.superuser;
    const auto ask = [&](const QString &sql) { return sorted(superuser.say(sql).rows); };
    QStringList ruled;
    for (const TableRule &rule : tables())
        ruled.append(rule.name);
    QCOMPARE(
        ask(u"SELECT relnamespace::regnamespace || '.' || relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', "
            u"'f', 'S') AND "
            "(relnamespace = 'practiceline'::regnamespace OR relnamespace = 'public'::regnamespace AND relkind = 'r')"_s),
        sorted(ruled));
    QCOMPARE(ask(u"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('practiceline'::regnamespace, "
                 u"'public'::regnamespace) "
                 "AND NOT (relrowsecurity AND relforcerowsecurity)"_s),
             QStringList());
    // Whatever the database grants by default: only SELECT, and only to the groups.
    QCOMPARE(
        ask(u"SELECT relname, a.grantee::regrole, a.privilege_type FROM pg_class c, aclexplode(relacl) a "
            "WHERE relnamespace = 'practiceline'::regnamespace AND a.grantee <> relowner AND NOT (a.privilege_type = "
            "'SELECT' AND "
            "a.grantee IN (SELECT oid FROM pg_roles WHERE rolname ~ '^practice_(staff|admin|supervisor|agent)$'))"_s),
        QStringList());

    QHash<QString, QString> callers;
    for (const FunctionRule &rule : functions())
        callers.insert(rule.signature, rule.callers);
    const auto found =
        ask(u"SELECT replace(oid::regprocedure::text, 'practiceline.', '') FROM pg_proc WHERE pronamespace = "
            "'practiceline'::regnamespace"_s);
    for (auto rule = callers.keyBegin(); rule != callers.keyEnd(); ++rule)
        QVERIFY2(found.contains(*rule), qPrintable(*rule));
    for (const Role &role : world.roles) {
        for (const QString &function : found) {
            ++m_probes;
            const QString who = callers.value(function);
            const bool may = superuser
                                 .say(u"SELECT has_function_privilege('%1', 'practiceline.%2', 'EXECUTE')"_s.arg(
                                     role.login, function))
                                 .value() == u"t";
            // Groups belong to the cluster: people of another practice may call, and are nobody here
            // (functionsAndRows).
            const bool isDue =
                who == u"*" || who.contains(QLatin1Char(role.group())) || (role.kind == 'l' && who.contains(u'l'));
            if (may != isDue)
                leak(world, role, function, may ? u"may execute it"_s : u"may not execute it"_s);
        }
    }
    // A definer function belongs to the schema's owner, and no setting of its caller reaches into it.
    QCOMPARE(
        ask(u"SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'practiceline'::regnamespace AND (proowner <> "
            "(SELECT nspowner FROM pg_namespace WHERE nspname = 'practiceline') OR prosecdef AND NOT "
            "coalesce(proconfig @> "
            "'{\"search_path=pg_catalog, pg_temp\",client_min_messages=warning}', false))"_s),
        QStringList());
}

void RightsTest::leaverIsShutOut()
{
    World &world = this->world();
    Person &admin = **std::find_if(world.people.begin(), world.people.end(),
                                   [&](const auto &person) { return person->id == world.names.value(u"{ann}"_s); });
    const auto leaver = world.practice->add(admin, u"Liam"_s, u"staff"_s);
    QVERIFY2(leaver, qPrintable(world.practice->whyNot()));
    RightsSession open(*m_cluster, world.practice->database(), leaver->login, leaver->password);
    QCOMPARE(open.say(u"SELECT count(*) > 0 FROM practiceline.clients"_s).value(), u"t"_s);
    QCOMPARE(PracticeFixture::value(admin, u"SELECT practiceline.remove_person('%1')::text"_s.arg(leaver->id)),
             QString());
    const Heard after = open.say(u"SELECT count(*) FROM practiceline.clients"_s);
    QVERIFY2(!after.ok() && !open.isOpen(), qPrintable(after.text));
    // The login is in nothing but the group of those who left: it may ask for that, and reads nothing.
    QCOMPARE(
        world.superuser
            ->say(u"SELECT string_agg(roleid::regrole::text, ' ') FROM pg_auth_members WHERE member = '%1'::regrole"_s
                      .arg(leaver->login))
            .value(),
        u"practice_parted"_s);
    const QString device = QUuid::createUuid().toString(QUuid::WithoutBraces);
    RightsSession again(*m_cluster, world.practice->database(), leaver->login, leaver->password);
    QVERIFY2(again.isOpen(), qPrintable(again.whyNot()));
    QCOMPARE(again.say(u"SELECT practiceline.me() IS NULL"_s).value(), u"t"_s);
    for (const QString &table : {u"practiceline.clients"_s, u"practiceline.staff"_s, u"public.communication_logs"_s}) {
        const Heard seen = again.say(u"SELECT * FROM "_s + table);
        QVERIFY2(seen.state == "42501" || (seen.ok() && seen.rows.isEmpty()), qPrintable(table + seen.text));
    }
    QCOMPARE(again.say(u"SELECT practiceline.parting('%1') ->> 'at' IS NOT NULL"_s.arg(device)).value(), u"t"_s);
    // Somebody who was quick enough to come back before the removal was committed goes the second time.
    QCOMPARE(PracticeFixture::value(admin, u"SELECT practiceline.remove_person('%1')::text"_s.arg(leaver->id)),
             QString());
    QVERIFY(!again.say(u"SELECT 1"_s).ok());
    // With the last of their computers the login is locked, and nothing is taken from one that has erased everything.
    RightsSession last(*m_cluster, world.practice->database(), leaver->login, leaver->password);
    QVERIFY(last.say(u"SELECT practiceline.say_erased('%1', 0)"_s.arg(device)).ok());
    QCOMPARE(last.say(u"SELECT practiceline.part_with_communications('%1', '[]')"_s.arg(device)).state, "42501"_ba);
    QCOMPARE(last.say(u"SELECT practiceline.part_with_records('%1', NULL, '[]')"_s.arg(device)).state, "42501"_ba);
    const RightsSession locked(*m_cluster, world.practice->database(), leaver->login, leaver->password);
    QVERIFY(!locked.isOpen());
    QVERIFY2(locked.whyNot().contains(u"28000"_s) || locked.whyNot().contains(u"not permitted"_s),
             qPrintable(locked.whyNot()));
    world.labels[u"practiceline.staff"_s].append(QString()); // the row stays
    m_probes += 10;
}

void RightsTest::checkOperation(World &world, Role &role, const TableRule &rule, const Operation &operation,
                                const Heard &heard, const QString &changes)
{
    const QString sql = statement(operation, rule);
    const bool isGranted = world.kind == Before::Granted && rule.name.startsWith(u"public."_s);
    const bool isOutsiders = !role.isPerson() && rule.name.startsWith(u"public."_s) && world.kind != Before::Empty;
    checkTold(world, role, sql, heard);
    switch (operation.does) {
    case Does::Reads:
    case Does::Copies: {
        const QStringList due = expected(world, role, rule);
        const bool isRight =
            heard.ok() ? (operation.does == Does::Reads ? sorted(heard.rows) == due : heard.rows.size() == due.size())
                       : due.isEmpty();
        if (!isRight)
            leak(world, role, sql,
                 u"saw %1 instead of %2 %3"_s.arg(heard.rows.join(u' '), due.join(u' '), heard.text.left(200)));
        break;
    }
    case Does::Tells:
        break;
    case Does::Locks:
        if (isOutsiders || isGranted)
            break;
        [[fallthrough]];
    case Does::Writes: {
        // A trigger runs as whoever writes, and TRUNCATE goes past row security: gone, though it was there.
        const bool isGone = operation.sign == 'T' || (operation.sign == 't' && role.kind != 'h');
        if (isOutsiders && !isGone)
            break; // whoHadTheTablesKeepsThem
        // What PUBLIC was granted reaches no row; GRANT and REVOKE of what one does not have only warn.
        const bool mayPass = (isGranted && !isGone) || operation.sign == 'g' || operation.sign == 'G';
        const bool isRefused = heard.state == "42501" || (operation.sign == 'k' && heard.state == "0A000");
        if (!isRefused && !(mayPass && heard.ok() && changes.isEmpty() && heard.touched == 0))
            leak(world, role, sql,
                 u"was not refused: "_s + QString::fromLatin1(heard.state) + changes + heard.text.left(200));
    }
    }
}

void RightsTest::tablesAndOperations()
{
    World &world = this->world();
    QVERIFY(readLabels(world)); // what was done meanwhile is on the record
    const QList<Operation> all = operations();
    QString signs;
    for (const Operation &operation : all)
        signs += QLatin1Char(operation.sign);
    m_out << "\n"
          << QTest::currentDataTag()
          << ": x refused, 0 reached no row, 1-9 + rows, e another error, blank: not for these\n"
          << u"%1 %2"_s.arg(QString(), -22).arg(signs) << Qt::endl;
    for (Role &role : world.roles) {
        QMap<QString, QStringList> same; // tables with the same outcomes
        for (const TableRule &rule : std::as_const(world.rules)) {
            QString line;
            for (const Operation &operation : all) {
                const bool isView = rule.name.startsWith(u"public.view"_s);
                if (!rule.isTable && operation.on != On::Everything &&
                    !(isView && operation.on == On::TablesAndViews)) {
                    line += u' ';
                    continue;
                }
                QString changes;
                const bool isWrite = operation.does == Does::Writes;
                const Heard heard = say(role, statement(operation, rule), isWrite ? &changes : nullptr);
                checkOperation(world, role, rule, operation, heard, changes);
                line += outcome(heard);
            }
            same[line].append(rule.name.section(u'.', 1));
        }
        for (const QString &function : world.kind == Before::Granted && role.isPerson()
                                           ? QStringList{u"wipe_before"_s, u"wipe_after"_s}
                                           : QStringList()) {
            QString changes;
            const Heard heard = say(role, u"SELECT public.%1()"_s.arg(function), &changes);
            if (heard.value() != u"0" || !changes.isEmpty())
                leak(world, role, function, heard.text + changes);
        }
        for (auto line = same.cbegin(); line != same.cend(); ++line)
            m_out << u"%1 %2 %3"_s.arg(role.name, -22).arg(line.key(), line.value().join(u' ')) << Qt::endl;
    }
}

void RightsTest::checkCall(World &world, Role &role, const Call &call, int client)
{
    static const QString refused = u"42501"_s;
    const bool may = (role.isMember() || role.kind == 'l') && call.callers.contains(QLatin1Char(role.kind));
    const QStringList &answers = role.kind == 's'                                ? call.forStaff
                                 : role.kind == 'a' && !call.forAdmins.isEmpty() ? call.forAdmins
                                                                                 : call.forOthers;
    // For Carol it is the other way round: 3 is hers.
    const int asSeen = role.kind == 's' && role.own() == u'3' && client % 2 == 1 ? 4 - client : client;
    const QChar digit = QLatin1Char(static_cast<char>('0' + client));
    const QString sql = filled(world, role, call.sql, digit);
    const QString due = may ? filled(world, role, answers.value(answers.size() == 1 ? 0 : asSeen - 1), digit) : refused;
    // Whose a number is must not come out in any way; ids of clients as such are no secret (visibility).
    QStringList ids;
    if (role.kind == 's' || !role.isMember()) {
        const QString foreign = idsOfOurs + (role.own() == u'3' ? u"c1"_s : u"c3"_s);
        ids = {foreign, asPlanPrints(foreign)};
        if (sql.contains(foreign))
            ids.clear();
    }
    for (const QString &prelude :
         {QString(),
          u"SET client_min_messages = debug1; SET debug_print_plan = on; SET plan_cache_mode = force_custom_plan"_s}) {
        QString changes;
        const Heard heard = say(role, sql, prelude.isEmpty() ? &changes : nullptr, prelude);
        const QString got = heard.ok() ? heard.rows.join(u',') + u'|' + changes : QString::fromLatin1(heard.state);
        const bool isNothing = !may && got == u"|"; // the state of nobody
        if (prelude.isEmpty() && got != due && !isNothing)
            leak(world, role, sql, u"%1 instead of %2 %3"_s.arg(got, due, heard.ok() ? QString() : heard.text));
        checkTold(world, role, sql, heard, ids);
    }
}

void RightsTest::functionsAndRows()
{
    World &world = this->world();
    for (Role &role : world.roles) {
        for (const Call &call : calls()) {
            for (int client = 1; client <= (call.sql.contains(u"{k}"_s) ? 4 : 1); ++client)
                checkCall(world, role, call, client);
        }
    }
}

/// Who wrote a row is not the writer's to say.
void RightsTest::impersonation()
{
    World &world = this->world();
    (void)world.superuser->say(
        u"CREATE OR REPLACE FUNCTION probe.row(t text, id text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS "
        "$$ DECLARE r jsonb; BEGIN EXECUTE format('SELECT to_jsonb(t) FROM %s AS t WHERE id = %L', t, id) INTO r; RETURN r; END $$"_s);
    for (Role &role : world.roles) {
        if (!role.isMember() || role.kind == 'v')
            continue;
        const auto written = [&](const QString &call, const QString &table, const QString &column) {
            ++m_probes;
            (void)role.session->say(u"BEGIN"_s);
            const Heard done = role.session->say(filled(world, role, call));
            const Heard row = role.session->say(
                filled(world, role, u"SELECT probe.row('%1', '{F}5')::jsonb ->> '%2'"_s.arg(table, column)));
            (void)role.session->say(u"ROLLBACK"_s);
            return done.ok() ? row.value() : done.text;
        };
        const auto due = [&](const QString &call, const QString &table, const QString &column, const QString &value) {
            const QString found = written(call, table, column);
            if (found != filled(world, role, value))
                leak(world, role, call, u"%1 is %2"_s.arg(column, found));
        };
        const QString client =
            u"SELECT practiceline.push_clients('[{\"id\": \"{F}5\", \"visible_to\": \"{other}\", \"updated_by\": "
            "\"{other}\", \"revision\": 7, \"merged_into\": \"{C}2\", \"change_xid\": 5}]')"_s;
        due(client, u"practiceline.clients"_s, u"updated_by"_s, u"{me}"_s);
        // Whoever sees all may say who sees a client, which is a change of its own.
        due(client, u"practiceline.clients"_s, u"visible_to"_s, role.seesAll() ? u"{other}"_s : QString());
        due(client, u"practiceline.clients"_s, u"revision"_s, role.seesAll() ? u"1"_s : u"0"_s);
        due(client, u"practiceline.clients"_s, u"merged_into"_s, {});
        const QString communication =
            u"SELECT practiceline.push_communications('{F}9', '[{\"id\": \"{F}5\", \"client_id\": \"{C}2\", "
            u"\"staff_id\": \"{other}\", \"on_behalf_of\": \"{other}\", \"on_behalf_name\": \"Somebody else\", "
            "\"device_id\": \"{F}%1\", \"listed_sid\": \"SMmine\", \"staff_name\": \"Somebody else\", \"user_id\": %2, "
            "\"change_xid\": 5}]')"_s.arg(role.kind == 's' ? u"7"_s : u"9"_s,
                                          role.kind == 's' ? u'"' + hostedUser + u'"' : u"null"_s);
        due(communication, u"public.communication_logs"_s, u"staff_id"_s, u"{me}"_s);
        due(communication, u"public.communication_logs"_s, u"device_id"_s, u"{F}9"_s);
        due(communication, u"public.communication_logs"_s, u"on_behalf_name"_s,
            role.name == u"Bob" ? u"Carol"_s : u"Bob"_s);
        due(communication, u"public.communication_logs"_s, u"listed_sid"_s, {});
        due(communication, u"public.communication_logs"_s, u"user_id"_s, {});
        if (role.kind == 's')
            due(communication, u"public.communication_logs"_s, u"staff_name"_s, role.name);
        if (written(communication, u"public.communication_logs"_s, u"change_xid"_s) == u"5")
            leak(world, role, communication, u"change_xid"_s);
    }
}

void RightsTest::attemptsOfEveryRole()
{
    World &world = this->world();
    for (Role &role : world.roles) {
        for (const Attempt &attempt : attempts()) {
            const QString sql = filled(world, role, attempt.sql);
            // One's own group is no disguise: who someone is follows from the login.
            if (sql == filled(world, role, u"SET ROLE {group}"_s))
                continue;
            QString changes;
            const Heard heard = say(role, sql, &changes);
            checkTold(world, role, sql, heard);
            const bool isRefused = heard.state == "42501" ||
                                   (heard.ok() && !attempt.works && changes.isEmpty() && sql.startsWith(u"GRANT"_s));
            if (attempt.works ? !heard.ok() : !isRefused)
                leak(world, role, sql, QString::fromLatin1(heard.state) + u' ' + changes + heard.text.left(300));
        }
    }
}

void RightsTest::disguisesChangeNothing()
{
    World &world = this->world();
    const QStringList whoIAm{u"me()"_s, u"my_role()"_s, u"sees_all()"_s, u"is_no_person()"_s, u"is_inside()"_s};
    QStringList statements;
    for (const TableRule &rule : std::as_const(world.rules))
        statements.append(u"SELECT %1 FROM %2 AS t"_s.arg(rule.label, rule.name));
    for (const QString &function : whoIAm)
        statements.append(u"SELECT practiceline."_s + function);
    for (Role &role : world.roles) {
        if (!role.isPerson())
            continue;
        const QList<Heard> plain = sayAll(role, statements, {});
        for (const QString &disguise : disguises()) {
            const QList<Heard> heard = sayAll(role, statements, filled(world, role, disguise));
            for (qsizetype i = 0; i < heard.size(); ++i) {
                const QString what = disguise + u"; "_s + statements[i];
                checkTold(world, role, what, heard[i]);
                const QStringList due = i < world.rules.size() ? expected(world, role, world.rules[i]) : plain[i].rows;
                if (heard[i].ok() && sorted(heard[i].rows) != due)
                    leak(world, role, what, heard[i].rows.join(u' '));
            }
        }
    }
}

void RightsTest::settingsOfALoginChangeNothing()
{
    World &world = *m_worlds[int(Before::Granted)];
    for (Role &role : world.roles) {
        const auto person = std::find_if(world.people.begin(), world.people.end(),
                                         [&](const auto &one) { return one->login == role.login; });
        if (person == world.people.end())
            continue;
        for (const QString &setting : settingsOfALogin()) {
            (void)role.session->say(filled(world, role, u"ALTER ROLE {self} SET "_s + setting));
            Role again{role.name,
                       role.kind,
                       role.id,
                       role.login,
                       std::make_unique<RightsSession>(*m_cluster, world.practice->database(), role.login,
                                                       (*person)->password),
                       role.secrets};
            for (const TableRule &rule : std::as_const(world.rules)) {
                const QString sql = u"SELECT %1 FROM %2 AS t"_s.arg(rule.label, rule.name);
                const Heard heard = say(again, sql);
                checkTold(world, role, setting, heard);
                if (heard.ok() && sorted(heard.rows) != expected(world, role, rule))
                    leak(world, role, setting + u"; "_s + sql, heard.rows.join(u' '));
            }
            (void)world.practice->asSuperuser(u"ALTER ROLE %1 RESET ALL"_s.arg(role.login));
        }
    }
}

/// Statistics, sessions of others, everything else that the server shows.
void RightsTest::catalogsTellNothing()
{
    World &world = *m_worlds[int(Before::Granted)];
    // Everybody's last statement stands in pg_stat_activity.
    (void)world.superuser->say(u"SELECT 'secret-statement'"_s);
    for (const auto &person : world.people) {
        if (person->connection && person->connection->isOpen())
            (void)PracticeFixture::value(*person, u"SELECT 'secret-statement of %1'"_s.arg(person->login));
    }
    const QStringList catalogs =
        world.superuser
            ->say(
                u"SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace IN "
                u"('pg_catalog'::regnamespace, "
                "'information_schema'::regnamespace) AND relname NOT IN ('pg_depend', 'pg_description', 'pg_operator', 'pg_collation')"_s)
            .rows;
    QVERIFY(catalogs.size() > 150);
    for (Role &role : world.roles) {
        if (!QStringList{u"Bob"_s, u"Nora"_s}.contains(role.name))
            continue; // thousands of rows, the same for everybody of their kind
        for (const QString &catalog : catalogs) {
            const QString sql = u"SELECT * FROM "_s + catalog;
            Heard heard = say(role, sql);
            heard.text.remove(u"secret-statement of "_s + role.login);
            checkTold(world, role, sql, heard, {u"secret-statement"_s});
        }
    }
}

/// Hosted functions go on as before; so does whoever has what everybody has, as long as it is no person of a practice.
void RightsTest::whoHadTheTablesKeepsThem()
{
    World &world = this->world();
    const QList<Operation> all = operations();
    for (Role &role : world.roles) {
        for (const TableRule &rule : tables()) {
            const QString had = world.hadBefore.value(role.name + u' ' + rule.name);
            const QString has = had.isEmpty() ? had : outcomes(role, rule);
            for (qsizetype i = 0; i < had.size(); ++i) {
                // A trigger runs as whoever writes, here as the practice's owner; TRUNCATE goes past row security; and
                // Postgres has no COPY FROM under row security.
                const bool mayBeLost =
                    all[i].sign == 'T' || all[i].sign == 'k' || (role.kind == 'p' && all[i].sign == 't');
                const auto isRefused = [](QChar sign) { return sign == u'x' || sign == u'e'; };
                if (isRefused(had[i]) != isRefused(has[i]) && !(mayBeLost && isRefused(has[i])))
                    leak(world, role, statement(all[i], rule), u"was %1, is %2"_s.arg(had[i]).arg(has[i]));
            }
        }
    }
}

/// A statement about a row that is hidden is answered as one about a row that does not exist.
void RightsTest::hiddenIsLikeNone()
{
    World &world = this->world();
    for (Role &role : world.roles) {
        if (!role.isPerson() || role.seesAll())
            continue;
        const QChar foreign = role.own() == u'3' ? u'1' : u'3';
        for (const QString &sql : twins()) {
            const auto answer = [&](QChar digit) {
                QString changes;
                const Heard heard = say(role, filled(world, role, sql, digit), &changes);
                checkTold(world, role, filled(world, role, sql, digit), heard);
                return QString(QString::fromLatin1(heard.state) + heard.text + changes)
                    .replace(digit + u'"', u"k\""_s)
                    .replace(digit + u'\'', u"k'"_s)
                    .replace(digit + u'|', u"k|"_s)
                    .replace(digit + u'@', u"k@"_s);
            };
            const QString hiddenOne = answer(foreign);
            const QString none = answer(u'6');
            if (hiddenOne != none)
                leak(world, role, sql, hiddenOne + u" or "_s + none);
        }
    }
}

QTEST_GUILESS_MAIN(RightsTest)
#include "tst_rights.moc"
