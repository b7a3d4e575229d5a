#pragma once

#include "result.h"
#include "support/reservedport.h"
#include "support/testcertificates.h"

#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

/// A real Postgres server for one test program: its own folder, a port of 127.0.0.1 of its own (TLS and scram only) and
/// a Unix socket in its folder (scram). Run as root it becomes the user "postgres", for Postgres refuses root. Nothing
/// outlives the test, not even when that crashes: a guard waits for the end of this process.
///
///     PostgresCluster cluster(certificates);
///     if (!cluster.start()) QSKIP/QFAIL(qPrintable(cluster.whyNot()));
class PostgresCluster
{
public:
    struct Options {
        QString certificate = QStringLiteral("good"); ///< of TestCertificates
        bool tls = true;                              ///< false: answers "no" to a client that asks for TLS
        QStringList settings;                         ///< "name=value", as postgres -c takes them
        QStringList environment;                      ///< "NAME=value" of the server
        int port = 0;                                 ///< 0: a free one
        QString password = {};                        ///< the superuser's; empty: one of its own
    };
    explicit PostgresCluster(const TestCertificates &certificates);
    PostgresCluster(const TestCertificates &certificates, Options options);
    PostgresCluster(const PostgresCluster &) = delete;
    PostgresCluster &operator=(const PostgresCluster &) = delete;
    ~PostgresCluster();

    /// False where no Postgres is installed: the one good reason to skip a test.
    static bool isInstalled() { return !binaries().isEmpty(); }

    /// Makes the cluster and starts it: about a second. false: see whyNot().
    bool start();
    QString whyNot() const { return m_whyNot; }

    static QString host() { return QStringLiteral("127.0.0.1"); }
    int port() const { return m_port.port(); }
    QString socketFolder() const { return m_folder.path(); }
    static QString superuser() { return QStringLiteral("cluster_admin"); }
    QString password() const { return m_password; }
    QString log() const;
    /// The folder of the newest Postgres's programs; empty: none is installed.
    static QString binaries();

    /// A fresh, empty database; empty when that failed.
    QString createDatabase();
    /// What psql prints for @p sql, run as superuser: rows a line, columns divided by "|". The first error ends it.
    Result<QString> exec(const QString &database, const QString &sql) const;
    Result<QString> execFile(const QString &database, const QString &file) const;

    /// Stops all the server's processes where they are (SIGSTOP), as a hung machine does; the kernel goes on
    /// acknowledging what it gets.
    void freeze();
    void thaw();
    /// As a power failure, without a word to the clients.
    void kill9();
    /// Ends it in order (clients are sent away), also when frozen.
    void stop();
    /// Starts again after stop() or kill9(), or after stopping now: the same port and data, and @p options if given.
    bool restart();
    bool restart(const Options &options);

private:
    bool prepareFolder();
    bool initialise();
    bool configure() const;
    bool startServer();
    bool waitUntilReady();
    void startGuard();
    bool fail(const QString &why);
    bool runTool(const QString &program, const QStringList &arguments);
    Result<QString> psql(const QString &database, const QStringList &arguments) const;
    QList<qint64> processes() const;
    void signalAll(int number) const;
    QString dataFolder() const { return m_folder.filePath(QStringLiteral("data")); }

    const TestCertificates &m_certificates;
    Options m_options;
    QTemporaryDir m_folder;
    QString m_password;
    QString m_whyNot;
    QProcess m_server;
    QProcess m_guard; ///< ends everything once this process is gone
    ReservedPort m_port;
    int m_databases = 0;
};
