#pragma once

#include "support/practicefixture.h"

#include <QTest>

#include <memory>

/// A test over one cluster, whose functions each have a practice of their own.
class ClusterTest : public QObject
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
    /// A new practice in the place of the one before.
    bool migrate()
    {
        m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
        if (!m_practice->migrate())
            qWarning("%s", qPrintable(m_practice->whyNot()));
        return m_practice->whyNot().isEmpty();
    }
    /// What the server answers to somebody who may do all.
    QString shared(const QString &sql) const { return m_practice->asSuperuser(sql); }

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
};
