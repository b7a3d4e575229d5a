#include "communication.h"
#include "money.h"
#include "storefixture.h"
#include "support/guidetables.h"
#include "support/practicefixture.h"
#include "sync/sharedmigrator.h"
#include "sync/sharedsql.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
/// A transaction that has run @p sql and stays open until this ends.
class Holding
{
public:
    Holding(const PracticeFixture &practice, SharedDatabase &connection, const QString &sql)
        : m_practice(practice)
    {
        m_done = connection.run(
            [sql](QSqlDatabase &db) {
                return execScript(db, u"BEGIN; "_s + sql + u"; SELECT pg_sleep(60); ROLLBACK"_s);
            },
            std::chrono::minutes(2));
        m_holds = QTest::qWaitFor([&] { return practice.asSuperuser(sleepers.arg(u"count(*)"_s)) == u"1"; }, 20'000);
    }
    Holding(const Holding &) = delete;
    Holding &operator=(const Holding &) = delete;
    ~Holding() { end(); }
    bool holds() const { return m_holds && !m_done.isFinished(); }
    void end()
    {
        (void)m_practice.asSuperuser(sleepers.arg(u"pg_cancel_backend(pid)"_s));
        (void)QTest::qWaitFor([&] { return m_done.isFinished(); }, 20'000);
    }

private:
    const QString sleepers =
        u"SELECT %1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"_s;
    const PracticeFixture &m_practice;
    QFuture<Result<void>> m_done;
    bool m_holds = false;
};

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}
} // namespace

/// The practice's schema on a real server: an empty database, one where the guide's tables live already, and what the
/// triggers do to every writer's rows.
class SharedSchemaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void emptyStart();
    void guideStart_keepsRowsAndWriters();
    void guideStart_refersToUsers();
    void guideTablesAreTheGuides_data();
    void guideTablesAreTheGuides();
    void runsAgain();
    void runsOnAfterAnInterruption();
    void waitsForATableThatIsHeld();
    void oneAdministratorAtATime();
    void brokenFileLeavesNothing();
    void parityWithTheLocalStore();
    void statusRanks();
    void costCents();
    void stepsOfTheOutbox();
    void addresses_data();
    void addresses();
    void statusesOnlyGoForward();
    void sidStays();
    void listedRowMakesWay();
    void listedRowThatIsHeldIsLeft();
    void hostedWriterWaitsForNobody();
    void unknownNumbersAreAdopted();

private:
    std::unique_ptr<PracticeFixture> practice(const QString &before = {});
    /// A single value of what the hosted role executes.
    QString hosted(const QString &sql);

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_guide; ///< of guideStart, for the tests of its triggers
    std::unique_ptr<SharedDatabase> m_hosted;
};

std::unique_ptr<PracticeFixture> SharedSchemaTest::practice(const QString &before)
{
    auto made = std::make_unique<PracticeFixture>(*m_cluster, m_certificates, before);
    if (!made->migrate())
        qWarning("%s", qPrintable(made->whyNot()));
    return made;
}

QString SharedSchemaTest::hosted(const QString &sql)
{
    return PracticeFixture::value(*m_hosted, sql);
}

void SharedSchemaTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    m_guide = practice(guideStart);
    QCOMPARE(m_guide->asSuperuser(u"SELECT max(number) FROM practiceline.migrations"_s),
             QString::number(SharedMigrator().newestVersion()));
    m_hosted = m_guide->connect(u"hosted_set_up_"_s + m_guide->database(), u"hosted"_s);
    QVERIFY2(m_hosted, qPrintable(m_guide->whyNot()));
}

void SharedSchemaTest::emptyStart()
{
    const auto made = practice();
    const auto ann = made->addAdmin(u"Ann"_s);
    QVERIFY2(ann, qPrintable(made->whyNot()));
    QCOMPARE(PracticeFixture::value(*ann, u"SELECT practiceline.my_role()"_s), u"admin"_s);
    QCOMPARE(PracticeFixture::value(*ann, u"SELECT version FROM practiceline.pull_state()"_s),
             QString::number(SharedMigrator().newestVersion()));
    // The guide's columns, in its order, before ours.
    QCOMPARE(made->asSuperuser(
                 u"SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM "
                 "information_schema.columns WHERE table_name = 'communication_logs' AND ordinal_position <= 15"_s),
             u"id user_id communication_type direction from_number to_number message_sid call_sid status content "
             "duration_seconds cost_cents created_at completed_at metadata"_s);
    // No foreign key where there is no auth.users.
    QCOMPARE(made->asSuperuser(u"SELECT count(*) FROM pg_constraint WHERE conrelid = 'communication_logs'::regclass "
                               "AND contype = 'f'"_s),
             u"0"_s);
}

void SharedSchemaTest::guideStart_keepsRowsAndWriters()
{
    // Every row is there as it was, and has its client now.
    QCOMPARE(m_guide->asSuperuser(
                 u"SELECT count(*), count(content), count(client_id), sum(cost_cents), count(DISTINCT client_id), "
                 "count(created_at), count(sort_at) FROM communication_logs"_s),
             u"5002|5000|5002|10000|52|4288|5002"_s);
    QCOMPARE(m_guide->asSuperuser(
                 u"SELECT persona, peer, change_xid > 0 FROM communication_logs WHERE message_sid = 'SM1'"_s),
             u"attorney|+13125550001|t"_s);
    QCOMPARE(m_guide->asSuperuser(u"SELECT peer FROM communication_logs WHERE call_sid = 'CA1'"_s), u"+13125559999"_s);
    // Who used the tables before goes on, as the hosted functions do.
    QCOMPARE(hosted(u"SELECT count(*) FROM communication_logs"_s), u"5002"_s);
    QCOMPARE(hosted(u"INSERT INTO communication_logs (user_id, communication_type, direction, from_number, "
                    "to_number, message_sid, status, content, metadata) VALUES "
                    "('00000000-0000-0000-0000-0000000000aa', 'sms', 'outbound', '+13125550100', '+13125550001', "
                    "'SMkept', 'queued', 'Hello', '{\"persona\": \"advisor\"}') RETURNING client_id IS NOT NULL"_s),
             u"true"_s);
    QCOMPARE(hosted(u"UPDATE communication_logs SET status = 'delivered', completed_at = now() "
                    "WHERE message_sid = 'SMkept' RETURNING status"_s),
             u"delivered"_s);
    QCOMPARE(hosted(u"SELECT content FROM sms_templates WHERE template_name = 'document_ready' AND "
                    "persona_type = 'advisor'"_s),
             u"Ready."_s);
    QCOMPARE(hosted(u"DELETE FROM communication_logs WHERE message_sid = 'SMkept' RETURNING 1"_s), u"1"_s);
    // And it gained nothing.
    QVERIFY(hosted(u"SELECT name FROM practiceline.clients"_s).contains(u"42501"_s));
}

void SharedSchemaTest::guideStart_refersToUsers()
{
    QCOMPARE(m_guide->asSuperuser(u"SELECT count(*) FROM pg_constraint WHERE conrelid = 'communication_logs'::regclass "
                                  "AND confrelid = 'auth.users'::regclass"_s),
             u"1"_s); // the guide's own, not a second one
    // A project with users and without the guide's table gets the key too.
    const auto made =
        practice(u"CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY); GRANT USAGE ON SCHEMA "
                 "auth TO SET_UP; GRANT SELECT, REFERENCES ON auth.users TO SET_UP"_s);
    QCOMPARE(made->asSuperuser(u"SELECT count(*) FROM pg_constraint WHERE conrelid = 'communication_logs'::regclass "
                               "AND confrelid = 'auth.users'::regclass"_s),
             u"1"_s);
    // One that may not be referred to is done without.
    const auto closed = practice(u"CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY)"_s);
    QCOMPARE(closed->asSuperuser(u"SELECT count(*) FROM practiceline.migrations"_s),
             QString::number(SharedMigrator().newestVersion()));
}

void SharedSchemaTest::guideTablesAreTheGuides_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<bool>("hasUsers");
    QTest::newRow("empty database") << QString() << false;
    QTest::newRow("users, no tables")
        << u"CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY); GRANT USAGE ON SCHEMA auth TO SET_UP; "
           "GRANT SELECT, REFERENCES ON auth.users TO SET_UP"_s
        << true;
    QTest::newRow("the guide's tables") << guideStart << true;
}

/// Whatever was there: the guide's columns come first and are of its types, with its defaults, and what a row may be is
/// neither less nor more than in a database that has run the guide's own statements.
void SharedSchemaTest::guideTablesAreTheGuides()
{
    QFETCH(QString, before);
    QFETCH(bool, hasUsers);
    const PracticeFixture guide(*m_cluster, m_certificates, guideStart);
    const auto made = practice(before);
    QVERIFY2(made->whyNot().isEmpty(), qPrintable(made->whyNot()));
    const QString columns =
        u"SELECT attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, "
        "pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
        "WHERE attrelid = 'public.%1'::regclass AND attnum BETWEEN 1 AND %2 AND NOT attisdropped ORDER BY attnum"_s;
    // Of the guide's columns alone. A key that was added where rows may be is not checked against those (NOT VALID).
    const QString constraints =
        u"SELECT contype, replace(pg_get_constraintdef(oid), ' NOT VALID', '') FROM pg_constraint WHERE conrelid = "
        "'public.%1'::regclass AND conkey <@ (SELECT array_agg(n::smallint) FROM generate_series(1, %2) AS n) "
        "ORDER BY 1, 2"_s;
    const QString unique =
        u"SELECT pg_get_indexdef(indexrelid, 1, true), pg_get_expr(indpred, indrelid) FROM pg_index WHERE indrelid = "
        "'public.%1'::regclass AND indisunique AND indnatts = 1 AND indkey[0] <= %2 ORDER BY 1"_s;
    const std::pair<QString, int> guides[] = {{u"communication_logs"_s, 15}, {u"sms_templates"_s, 7}};
    for (const auto &guided : guides) {
        const int count = guided.second;
        const auto lines = [&guided](const PracticeFixture &one, const QString &sql) {
            return one.asSuperuser(sql.arg(guided.first).arg(guided.second)).split(u'\n');
        };
        QCOMPARE(lines(guide, columns).size(), count);
        QCOMPARE(lines(*made, columns), lines(guide, columns));
        QStringList wanted = lines(guide, constraints);
        QCOMPARE(wanted.size(), count == 15 ? 6 : 1); // the key, two sids, two lists of words, the user
        if (!hasUsers)
            wanted.removeIf([](const QString &line) { return line.startsWith(u"f|"_s); });
        QCOMPARE(lines(*made, constraints), wanted);
        QCOMPARE(lines(*made, unique), lines(guide, unique));
    }
}

void SharedSchemaTest::runsAgain()
{
    const QString before =
        m_guide->asSuperuser(u"SELECT string_agg(number || at::text, ',') FROM practiceline.migrations"_s);
    QVERIFY2(m_guide->migrate(), qPrintable(m_guide->whyNot()));
    QCOMPARE(m_guide->asSuperuser(u"SELECT string_agg(number || at::text, ',') FROM practiceline.migrations"_s),
             before);
}

void SharedSchemaTest::runsOnAfterAnInterruption()
{
    QTemporaryDir folder; // of the files up to this one
    for (const QString &name : QDir(u":/sql/postgres"_s).entryList()) {
        if (name < "0009"_L1)
            QVERIFY(QFile::copy(u":/sql/postgres/"_s + name, folder.filePath(name)));
    }
    const auto made = std::make_unique<PracticeFixture>(*m_cluster, m_certificates, guideStart);
    QVERIFY2(made->migrate(folder.path()), qPrintable(made->whyNot()));
    // As if the last file had been cut off: an index half built, rows that have no client yet.
    QCOMPARE(
        made->asSuperuser(u"DELETE FROM practiceline.migrations WHERE number = 8;"
                          "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'practiceline_newest'::regclass;"
                          "ALTER TABLE communication_logs DISABLE TRIGGER USER;"
                          "UPDATE communication_logs SET client_id = NULL WHERE message_sid IN ('SM1', 'SM2');"
                          "ALTER TABLE communication_logs ENABLE TRIGGER USER"_s),
        QString());
    QVERIFY2(made->migrate(), qPrintable(made->whyNot()));
    QCOMPARE(made->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE client_id IS NULL"_s), u"0"_s);
    QCOMPARE(made->asSuperuser(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'practiceline_newest'::regclass"_s),
             u"t"_s);
}

void SharedSchemaTest::waitsForATableThatIsHeld()
{
    PracticeFixture made(*m_cluster, m_certificates, guideStart);
    const auto connection = made.connect(u"hosted_set_up_"_s + made.database(), u"hosted"_s);
    QVERIFY(connection);
    Holding holding(made, *connection, u"SELECT count(*) FROM communication_logs"_s);
    QVERIFY(holding.holds());
    bool wasHeld = false;
    QTimer::singleShot(4000, connection.get(), [&] {
        wasHeld = holding.holds() && made.asSuperuser(u"SELECT max(number) FROM practiceline.migrations"_s) == u"2";
        holding.end();
    });
    QVERIFY2(made.migrate(), qPrintable(made.whyNot()));
    QVERIFY(wasHeld);
}

void SharedSchemaTest::oneAdministratorAtATime()
{
    PracticeFixture made(*m_cluster, m_certificates);
    const auto second = made.connect(u"set_up_"_s + made.database(), u"set-up's own word"_s);
    QVERIFY(second);
    const auto step = [] {
        return [](QSqlDatabase &db) -> Result<void> {
            for (;;) {
                const auto done = SharedMigrator().migrateNext(db);
                if (!done)
                    return done.error();
                if (*done == SharedMigrator::Step::Done)
                    return {};
            }
        };
    };
    const auto first = made.setUp().run(step(), std::chrono::minutes(2));
    const auto other = second->run(step(), std::chrono::minutes(2));
    QTRY_VERIFY_WITH_TIMEOUT(first.isFinished() && other.isFinished(), 120'000);
    QVERIFY2(first.result().has_value(), qPrintable(first.result() ? QString() : first.result().error().detail));
    QVERIFY2(other.result().has_value(), qPrintable(other.result() ? QString() : other.result().error().detail));
    QCOMPARE(made.asSuperuser(u"SELECT count(*) FROM practiceline.migrations"_s),
             QString::number(SharedMigrator().newestVersion()));
}

void SharedSchemaTest::brokenFileLeavesNothing()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"0001_broken.sql"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("CREATE TABLE public.half (id integer); SELECT no_such_function();");
    file.close();
    PracticeFixture made(*m_cluster, m_certificates);
    QVERIFY(!made.migrate(folder.path()));
    QVERIFY2(made.whyNot().contains(u"42883"_s), qPrintable(made.whyNot()));
    QCOMPARE(made.asSuperuser(u"SELECT to_regclass('public.half') IS NULL"_s), u"t"_s);
}

/// A column that one side gets and the other lacks is data that silently stays behind. What each side has for itself is
/// named here.
void SharedSchemaTest::parityWithTheLocalStore()
{
    struct Pair {
        QString local;
        QString shared;
        QStringList onlyLocal;
        QStringList onlyShared;
    };
    const QList<Pair> pairs{
        {u"clients"_s,
         u"practiceline.clients"_s,
         {u"last_at"_s, u"last_outbound"_s, u"last_was_call"_s, u"last_text_sequence"_s, u"unread"_s, u"search_text"_s,
          u"list_at"_s},
         {u"change_xid"_s, u"merged_into"_s, u"updated_by"_s}},
        {u"client_numbers"_s, u"practiceline.client_numbers"_s, {}, {u"change_xid"_s}},
        {u"communication_logs"_s,
         u"public.communication_logs"_s,
         {u"sequence"_s, u"body_hash"_s, u"unread"_s, u"next_check_at"_s, u"poll_open"_s, u"outbox_state"_s},
         {u"change_xid"_s, u"listed_sid"_s}},
        {u"sms_templates"_s, u"public.sms_templates"_s, {u"use_count"_s}, {u"change_xid"_s}},
        {u"internal_notes"_s, u"practiceline.internal_notes"_s, {}, {u"change_xid"_s}},
        {u"settings"_s, u"practiceline.settings"_s, {}, {u"change_xid"_s, u"updated_by"_s}},
        {u"deputies"_s, u"practiceline.deputies"_s, {}, {u"change_xid"_s}},
        {u"staff"_s, u"practiceline.staff"_s, {}, {u"change_xid"_s, u"login"_s, u"public_key"_s, u"signing_key"_s}},
    };
    StoreFixture store;
    QVERIFY(store.open());
    for (const Pair &pair : pairs) {
        const auto local = waited(store.database.run([table = pair.local](QSqlDatabase &db) -> Result<QStringList> {
            auto query = execSql(db, u"SELECT name FROM pragma_table_xinfo(?)"_s, {table});
            if (!query)
                return query.error();
            QStringList names;
            while (query->next())
                names.append(query->value(0).toString());
            return names;
        }));
        QVERIFY(local.has_value());
        const QStringList shared =
            m_guide
                ->asSuperuser(u"SELECT attname FROM pg_attribute WHERE attrelid = '%1'::regclass AND attnum > 0 "
                              "AND NOT attisdropped"_s.arg(pair.shared))
                .split(u'\n');
        QStringList localRest = *local;
        for (const QString &name : pair.onlyLocal)
            QVERIFY2(localRest.removeAll(name) == 1, qPrintable(pair.local + u'.' + name));
        QStringList sharedRest = shared;
        for (const QString &name : pair.onlyShared)
            QVERIFY2(sharedRest.removeAll(name) == 1, qPrintable(pair.shared + u'.' + name));
        QCOMPARE(sorted(localRest), sorted(sharedRest));
    }
}

void SharedSchemaTest::statusRanks()
{
    const QStringList words{u""_s,
                            u"scheduled"_s,
                            u"accepted"_s,
                            u"queued"_s,
                            u"receiving"_s,
                            u"sending"_s,
                            u"sent"_s,
                            u"canceled"_s,
                            u"failed"_s,
                            u"undelivered"_s,
                            u"delivered"_s,
                            u"received"_s,
                            u"read"_s,
                            u"initiated"_s,
                            u"ringing"_s,
                            u"no-answer"_s,
                            u"busy"_s,
                            u"in-progress"_s,
                            u"completed"_s,
                            u"init"_s,
                            u"partially_delivered"_s,
                            u"some-new-word"_s};
    for (const Channel channel : {Channel::Sms, Channel::Voice, Channel::Conference}) {
        for (const QString &word : words)
            QCOMPARE(
                m_guide->asSuperuser(u"SELECT practiceline.status_rank('%1', '%2')"_s.arg(channelKey(channel), word)),
                QString::number(statusRank(channel, word)));
    }
}

void SharedSchemaTest::costCents()
{
    for (const QString &price : {u"-0.0083"_s, u"-0.005"_s, u"-0.015"_s, u"-0.025"_s, u"-0.0250001"_s, u"0.015"_s,
                                 u"-1"_s, u"-12.345"_s, u"0"_s, u"-0.0150000001"_s, u"-99999.995"_s}) {
        const auto money = Money::fromString(price, u"USD"_s);
        QVERIFY2(money, qPrintable(price));
        QCOMPARE(m_guide->asSuperuser(u"SELECT practiceline.cost_cents(%1)"_s.arg(price)),
                 QString::number(money->costCents()));
    }
    QCOMPARE(m_guide->asSuperuser(u"SELECT practiceline.cost_cents(-99999999999) IS NULL"_s), u"t"_s);
}

/// Final states stay, and a doubt ends only by being found.
void SharedSchemaTest::stepsOfTheOutbox()
{
    const QList<SendState> all{SendState::NotOurs,     SendState::Pending,  SendState::Sending,
                               SendState::Held,        SendState::Accepted, SendState::Failed,
                               SendState::Unconfirmed, SendState::Refused,  SendState::Canceled};
    for (const SendState known : all) {
        for (const SendState written : all)
            QCOMPARE(m_guide->asSuperuser(u"SELECT practiceline.may_follow('%1', '%2')"_s.arg(sendStateKey(known),
                                                                                              sendStateKey(written))),
                     maySendStateFollow(known, written) ? u"t"_s : u"f"_s);
    }
}

void SharedSchemaTest::addresses_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("address");
    QTest::newRow("E.164") << u"+13125550142"_s << u"+13125550142"_s;
    QTest::newRow("as people write it") << u" +1 (312) 555-0142"_s << u"+13125550142"_s;
    QTest::newRow("short code") << u"72345"_s << u"72345"_s;
    QTest::newRow("word") << u" anonymous "_s << u"anonymous"_s;
    QTest::newRow("nothing") << u" "_s << u"anonymous"_s;
    QTest::newRow("too long for a number") << u"+1234567890123456"_s << u"+1234567890123456"_s;
}

void SharedSchemaTest::addresses()
{
    QFETCH(QString, written);
    QFETCH(QString, address);
    QCOMPARE(m_guide->asSuperuser(u"SELECT practiceline.address_of('%1')"_s.arg(written)), address);
}

/// As the guide's webhook writes: whatever comes last, with completed_at and duration of its own.
void SharedSchemaTest::statusesOnlyGoForward()
{
    const auto write = [&](const QString &status, const QString &completed) {
        return hosted(u"UPDATE communication_logs SET status = '%1', completed_at = %2, duration_seconds = 0 "
                      "WHERE message_sid = 'SM10' RETURNING status || ' ' || (completed_at IS NOT NULL)::text"_s.arg(
                          status, completed));
    };
    QCOMPARE(write(u"delivered"_s, u"now()"_s), u"delivered true"_s);
    QCOMPARE(write(u"sent"_s, u"NULL"_s), u"delivered true"_s);
    QCOMPARE(write(u"queued"_s, u"NULL"_s), u"delivered true"_s);
    QCOMPARE(write(u"some-new-word"_s, u"NULL"_s), u"delivered true"_s);
    QCOMPARE(write(u"read"_s, u"now()"_s), u"read true"_s);
    QCOMPARE(hosted(u"UPDATE communication_logs SET status = 'completed', duration_seconds = 61 WHERE "
                    "call_sid = 'CA1' RETURNING duration_seconds"_s),
             u"61"_s);
    QCOMPARE(hosted(u"UPDATE communication_logs SET status = 'ringing', duration_seconds = 0 WHERE "
                    "call_sid = 'CA1' RETURNING status || duration_seconds"_s),
             u"completed61"_s);
    QCOMPARE(hosted(u"UPDATE communication_logs SET status = NULL WHERE call_sid = 'CA1' RETURNING status"_s),
             u"completed"_s);
}

void SharedSchemaTest::sidStays()
{
    QCOMPARE(hosted(u"UPDATE communication_logs SET message_sid = 'SMother' WHERE message_sid = 'SM11' "
                    "RETURNING message_sid"_s),
             u"SM11"_s);
    QCOMPARE(hosted(u"UPDATE communication_logs SET message_sid = NULL WHERE message_sid = 'SM11' "
                    "RETURNING message_sid"_s),
             u"SM11"_s);
}

/// Twilio's list was read before the program that sent the text wrote its row.
void SharedSchemaTest::listedRowMakesWay()
{
    const QString listed =
        m_guide
            ->asSuperuser(
                u"INSERT INTO communication_logs (communication_type, direction, to_number, listed_sid, status, price, "
                u"segments) "
                "VALUES ('sms', 'outbound', '+13125550001', 'SMlisted', 'delivered', -0.0083, 2) RETURNING id"_s)
            .section(u'\n', 0, 0);
    const QString written = hosted(
        u"INSERT INTO communication_logs (communication_type, direction, to_number, message_sid, status, content) "
        "VALUES ('sms', 'outbound', '+13125550001', 'SMlisted', 'queued', 'Hello') RETURNING id"_s);
    QVERIFY2(!written.startsWith(u"error"_s), qPrintable(written));
    QCOMPARE(m_guide->asSuperuser(u"SELECT id, status, price, segments, content FROM communication_logs WHERE "
                                  "'SMlisted' IN (message_sid, listed_sid)"_s),
             written + u"|delivered|-0.0083|2|Hello"_s);
    QCOMPARE(m_guide->asSuperuser(u"SELECT replaced_by FROM practiceline.tombstones WHERE id = '%1'"_s.arg(listed)),
             written);
    // The same where the sid is added later, as a function does that stores first and sends then.
    (void)m_guide->asSuperuser(u"INSERT INTO communication_logs (communication_type, direction, to_number, listed_sid, "
                               "status) VALUES ('sms', 'outbound', '+13125550001', 'SMlater', 'sent')"_s);
    (void)hosted(u"INSERT INTO communication_logs (id, communication_type, direction, to_number) VALUES "
                 "('00000000-0000-0000-0000-000000000001', 'sms', 'outbound', '+13125550001')"_s);
    QCOMPARE(hosted(u"UPDATE communication_logs SET message_sid = 'SMlater', status = 'queued' WHERE id = "
                    "'00000000-0000-0000-0000-000000000001' RETURNING status"_s),
             u"sent"_s);
    QCOMPARE(m_guide->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE listed_sid = 'SMlater'"_s), u"0"_s);
}

void SharedSchemaTest::listedRowThatIsHeldIsLeft()
{
    (void)m_guide->asSuperuser(u"INSERT INTO communication_logs (communication_type, direction, to_number, listed_sid, "
                               "status) VALUES ('sms', 'outbound', '+13125550001', 'SMheld', 'sent')"_s);
    Holding holding(*m_guide, m_guide->setUp(),
                    u"UPDATE communication_logs SET status = 'delivered' WHERE listed_sid = 'SMheld'"_s);
    // The hosted function neither waits nor fails.
    const QString written =
        hosted(u"INSERT INTO communication_logs (communication_type, direction, to_number, message_sid) VALUES "
               "('sms', 'outbound', '+13125550001', 'SMheld') RETURNING message_sid"_s);
    QVERIFY(holding.holds());
    QCOMPARE(written, u"SMheld"_s);
}

/// A hosted function's row needs nothing that somebody else may hold: not the client, not the number.
void SharedSchemaTest::hostedWriterWaitsForNobody()
{
    const QString number = u"+13125550002"_s;
    Holding holding(
        *m_guide, m_guide->setUp(),
        u"UPDATE practiceline.client_numbers SET label = 'held'; UPDATE practiceline.clients SET name = 'held'; "
        "INSERT INTO practiceline.client_numbers (e164) VALUES ('+13125558888')"_s);
    for (const QString &to : {number, u"+13125558888"_s})
        QCOMPARE(hosted(u"INSERT INTO communication_logs (communication_type, direction, to_number) VALUES "
                        "('sms', 'outbound', '%1') RETURNING to_number"_s.arg(to)),
                 to);
    QVERIFY(holding.holds());
}

void SharedSchemaTest::unknownNumbersAreAdopted()
{
    QCOMPARE(hosted(u"INSERT INTO communication_logs (communication_type, direction, from_number, message_sid) "
                    "VALUES ('sms', 'inbound', '+13125557777', 'SMin') RETURNING client_id IS NULL"_s),
             u"true"_s);
    const QString before =
        m_guide->asSuperuser(u"SELECT change_xid FROM communication_logs WHERE message_sid = 'SMin'"_s);
    QCOMPARE(m_guide->asSuperuser(u"SELECT practiceline.adopt_rows() > 0"_s), u"t"_s);
    QCOMPARE(m_guide->asSuperuser(u"SELECT c.unknown, c.name, n.e164, l.change_xid > %1 FROM communication_logs l JOIN "
                                  "practiceline.clients c ON c.id = l.client_id JOIN practiceline.client_numbers n ON "
                                  "n.client_id = c.id WHERE l.message_sid = 'SMin'"_s.arg(before)),
             u"t||+13125557777|t"_s);
    QCOMPARE(m_guide->asSuperuser(u"SELECT practiceline.adopt_rows()"_s), u"0"_s);
}

QTEST_GUILESS_MAIN(SharedSchemaTest)
#include "tst_sharedschema.moc"
