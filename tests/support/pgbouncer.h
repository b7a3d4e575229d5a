#pragma once

#include "support/postgrescluster.h"

/// A real PgBouncer in transaction mode in front of a cluster, as a hosted project has it: TLS and scram on 127.0.0.1.
class PgBouncer
{
public:
    explicit PgBouncer(const TestCertificates &certificates);
    ~PgBouncer();
    static bool isInstalled();
    /// Lets in who has a login in @p cluster, also a later one. False: see log().
    bool start(const PostgresCluster &cluster);
    int port() const { return m_port.port(); }
    QString log() const;

private:
    const TestCertificates &m_certificates;
    QTemporaryDir m_folder;
    QProcess m_process;
    ReservedPort m_port;
};
