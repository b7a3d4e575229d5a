#pragma once

#include "support/postgrescluster.h"

#include <QTcpServer>

class QSslSocket;

/// A pooler in session mode for many projects, as Supabase's: TLS on 127.0.0.1, and a login that does not end in
/// .<project> has no project. What it needs is not in PgBouncer; the rest goes through. Lives on the thread that made
/// it.
class ProjectPooler : public QTcpServer
{
    Q_OBJECT

public:
    ProjectPooler(const TestCertificates &certificates, const PostgresCluster &cluster, const QString &project);
    int port() const { return serverPort(); }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void connectOn(QSslSocket *client, const QByteArray &startup);

    const TestCertificates &m_certificates;
    const QString m_socket;
    const QByteArray m_suffix;
};
