#pragma once

#include "support/postgrescluster.h"
#include "sync/shareddatabase.h"

#include <QUuid>

#include <memory>

/// Somebody of a practice: their login and an open connection.
struct Person {
    QString id;
    QString login;
    QString password;
    std::unique_ptr<SharedDatabase> connection;
};

/// One practice in a database of @p cluster, set up as an administrator would: by a login that owns the database and
/// may make roles, but is no superuser. Roles belong to the cluster, so several practices may stand side by side in it.
class PracticeFixture
{
public:
    /// @p before runs first, as superuser: what a database holds that was there already.
    PracticeFixture(PostgresCluster &cluster, const TestCertificates &certificates, const QString &before = {});

    /// Runs all migrations; false: see whyNot(). Again: those that are new.
    bool migrate(const QString &folder = QStringLiteral(":/sql/postgres"));
    /// The first administrator, or one whom @p by invited and approved. Null when a step was refused.
    std::unique_ptr<Person> addAdmin(const QString &name);
    std::unique_ptr<Person> add(Person &by, const QString &name, const QString &role);
    /// Invited, and not approved yet.
    std::unique_ptr<Person> invite(Person &by, const QString &name, const QString &role);
    bool approve(Person &by, const Person &newcomer);

    QString database() const { return m_database; }
    QString whyNot() const { return m_whyNot; }
    PracticeAddress addressFor(const QString &login) const;
    /// A connection of its own; null when it was refused.
    std::unique_ptr<SharedDatabase> connect(const QString &login, const QString &password);
    /// The set-up's own login.
    SharedDatabase &setUp() { return *m_setUp; }
    /// As superuser, what psql prints; "error: …" when it was refused.
    QString asSuperuser(const QString &sql) const;

    /// Runs @p sql over @p connection in a transaction that stays open for some seconds; returns once it does. The
    /// future's value comes with its commit.
    QFuture<Result<void>> holdOpen(SharedDatabase &connection, const QString &sql) const;

    /// A single value, or "error: …".
    static QString value(SharedDatabase &connection, const QString &sql, const QVariantList &values = {});
    static QString value(const Person &person, const QString &sql, const QVariantList &values = {})
    {
        return value(*person.connection, sql, values);
    }
    /// Lines of columns divided by "|".
    static QStringList rows(SharedDatabase &connection, const QString &sql, const QVariantList &values = {});

private:
    std::unique_ptr<Person> person(const QString &sql, SharedDatabase &by, QVariantList values);

    PostgresCluster &m_cluster;
    const TestCertificates &m_certificates;
    QString m_database;
    QString m_setUpLogin;
    QString m_whyNot;
    std::unique_ptr<SharedDatabase> m_setUp;
};
