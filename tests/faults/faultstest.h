#pragma once

#include "storefixture.h"
#include "support/pgfaults.h"
#include "support/practicefixture.h"

#include <memory>

/// What is done again and again until each of its calls has failed once:
/// for (FaultRun run(isDone); run.next();) { …; run.arm(); …; run.disarm(); … }
class FaultRun
{
public:
    /// @p isDone: the server has done what the failing call asked.
    explicit FaultRun(bool isDone)
        : m_moment(isDone ? PgFaults::Moment::After : PgFaults::Moment::Before)
    {
    }
    /// False once a run had fewer calls.
    bool next()
    {
        if (!m_hasCome)
            return false;
        m_hasCome = false;
        ++m_call;
        return true;
    }
    void arm() const { PgFaults::arm(m_call, m_moment); }
    /// True when the call has come.
    bool disarm() { return m_hasCome = PgFaults::disarm(); }
    int call() const { return m_call; }
    int failed() const { return m_call - 1; } ///< at the end
    QString where(const QString &why = {}) const { return QStringLiteral("call %1 %2").arg(m_call).arg(why); }
    template <class T>
    QString where(const Result<T> &result) const
    {
        return where(result ? QString() : result.error().detail);
    }

private:
    PgFaults::Moment m_moment;
    int m_call = 0;
    bool m_hasCome = true;
};

/// A test over one cluster, whose functions have a practice of their own, and run before and after.
class FaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!PostgresCluster::isInstalled())
            QSKIP("Postgres is not installed");
        m_cluster = std::make_unique<PostgresCluster>(m_certificates);
        QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    }

protected:
    static void moments()
    {
        QTest::addColumn<bool>("isDone");
        QTest::newRow("before") << false;
        QTest::newRow("after") << true;
    }
    bool migrate()
    {
        m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
        if (!m_practice->migrate())
            qWarning("%s", qPrintable(m_practice->whyNot()));
        return m_practice->whyNot().isEmpty();
    }
    /// What the server answers to somebody who may do all.
    QString asked(const QString &sql) const { return m_practice->asSuperuser(sql); }

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
};
