#pragma once

#include "storefixture.h"
#include "support/clustertest.h"
#include "support/pgfaults.h"

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

/// Its functions run before and after.
class FaultsTest : public ClusterTest
{
    Q_OBJECT

protected:
    static void moments()
    {
        QTest::addColumn<bool>("isDone");
        QTest::newRow("before") << false;
        QTest::newRow("after") << true;
    }
};
