#include "support/practicefixture.h"

#include "sync/scramverifier.h"
#include "sync/sharedmigrator.h"
#include "sync/sharedsql.h"

#include <QSqlRecord>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60'000; // the machine may be busy
constexpr auto setUpPassword = "set-up's own word";

template <class T>
Result<T> awaited(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"waited too long"_s, {}};
    return future.result();
}

/// A key that is as long as a real one.
QString keyOf(const QString &login)
{
    return u"\\x"_s + QString::fromLatin1(login.toUtf8().leftJustified(32, '.', true).toHex());
}
} // namespace

PracticeFixture::PracticeFixture(PostgresCluster &cluster, const TestCertificates &certificates, const QString &before)
    : m_cluster(cluster)
    , m_certificates(certificates)
    , m_database(cluster.createDatabase())
    , m_setUpLogin(u"set_up_"_s + m_database)
{
    const auto prepared =
        cluster.exec(m_database, u"CREATE ROLE %1 LOGIN CREATEROLE PASSWORD '%2'; ALTER DATABASE %3 OWNER TO %1; "
                                 "GRANT ALL ON SCHEMA public TO %1; %4"_s.arg(
                                     m_setUpLogin, QString::fromLatin1(setUpPassword).replace(u'\'', u"''"_s),
                                     m_database, QString(before).replace(u"SET_UP"_s, m_setUpLogin)));
    if (!prepared)
        m_whyNot = prepared.error().detail;
    else if (m_setUp = connect(m_setUpLogin, QString::fromLatin1(setUpPassword)); !m_setUp)
        m_whyNot = u"no connection"_s;
}

bool PracticeFixture::migrate(const QString &folder)
{
    if (!m_setUp)
        return false;
    for (;;) {
        const auto step = awaited(m_setUp->run(
            [folder](QSqlDatabase &db) { return SharedMigrator(folder).migrateNext(db); }, std::chrono::minutes(5)));
        if (!step) {
            m_whyNot = step.error().detail;
            return false;
        }
        if (*step == SharedMigrator::Step::Done)
            return true;
    }
}

PracticeAddress PracticeFixture::addressFor(const QString &login) const
{
    return {PostgresCluster::host(), m_cluster.port(), m_database, login, m_certificates.ca()};
}

std::unique_ptr<SharedDatabase> PracticeFixture::connect(const QString &login, const QString &password)
{
    auto connection = std::make_unique<SharedDatabase>();
    const auto opened = awaited(connection->open(addressFor(login), password));
    if (!opened)
        m_whyNot = opened.error().detail;
    return opened ? std::move(connection) : nullptr;
}

std::unique_ptr<Person> PracticeFixture::person(const QString &sql, SharedDatabase &by, QVariantList values)
{
    auto made = std::make_unique<Person>();
    made->password = QUuid::createUuid().toString();
    const auto verifier =
        awaited(by.run([password = made->password](QSqlDatabase &db) { return scramVerifier(db, password); }));
    if (!verifier)
        return nullptr;
    values.append(*verifier);
    const QStringList answer = rows(by, sql, values);
    m_whyNot = answer.value(0);
    made->id = m_whyNot.section(u'|', 0, 0);
    made->login = m_whyNot.section(u'|', 1, 1);
    made->connection = connect(made->login, made->password);
    return made->connection ? std::move(made) : nullptr;
}

std::unique_ptr<Person> PracticeFixture::addAdmin(const QString &name)
{
    return person(u"SELECT staff_id, login FROM practiceline.add_first_admin(?, ?, '\\x00', '\\x00')"_s, *m_setUp,
                  {name});
}

std::unique_ptr<Person> PracticeFixture::invite(Person &by, const QString &name, const QString &role)
{
    return person(u"SELECT staff_id, login FROM practiceline.invite(?, ?, 'advisor', '', ?)"_s, *by.connection,
                  {name, role});
}

bool PracticeFixture::approve(Person &by, const Person &newcomer)
{
    const QString key = keyOf(newcomer.login);
    const QString asked = value(newcomer, u"SELECT practiceline.ask_to_join(?::bytea, ?::bytea)::text"_s, {key, key});
    const QString approved =
        value(by,
              u"SELECT practiceline.approve(?::uuid, ?::bytea, '[{\"epoch\": 1, \"sealed\": \"\\\\x01\", "
              "\"signature\": \"\\\\x02\"}]')::text"_s,
              {newcomer.id, key});
    m_whyNot = asked + approved;
    return m_whyNot.isEmpty();
}

std::unique_ptr<Person> PracticeFixture::add(Person &by, const QString &name, const QString &role)
{
    auto invited = invite(by, name, role);
    return invited && approve(by, *invited) ? std::move(invited) : nullptr;
}

QString PracticeFixture::asSuperuser(const QString &sql) const
{
    const auto answer = m_cluster.exec(m_database, sql);
    return answer ? *answer : u"error: "_s + answer.error().detail;
}

QString PracticeFixture::value(SharedDatabase &connection, const QString &sql, const QVariantList &values)
{
    return rows(connection, sql, values).value(0);
}

QFuture<Result<void>> PracticeFixture::holdOpen(SharedDatabase &connection, const QString &sql) const
{
    const auto committed = connection.run(
        [sql](QSqlDatabase &db) { return execScript(db, u"BEGIN; %1; SELECT pg_sleep(8); COMMIT"_s.arg(sql)); },
        std::chrono::minutes(1));
    const QString sleeps = u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s;
    (void)QTest::qWaitFor([&] { return committed.isFinished() || asSuperuser(sleeps) == u"1"; }, 20'000);
    return committed;
}

QStringList PracticeFixture::rows(SharedDatabase &connection, const QString &sql, const QVariantList &values)
{
    const auto answer = awaited(connection.run([sql, values](QSqlDatabase &db) -> Result<QStringList> {
        auto query = execShared(db, sql, values);
        if (!query)
            return query.error();
        QStringList lines;
        const int columns = query->columns();
        while (query->next()) {
            QStringList line;
            for (int column = 0; column < columns; ++column)
                line.append(query->value(column).toString());
            lines.append(line.join(u'|'));
        }
        return lines;
    }));
    return answer ? *answer : QStringList{u"error: "_s + answer.error().detail};
}
