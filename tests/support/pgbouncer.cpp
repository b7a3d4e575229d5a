#include "support/pgbouncer.h"

#include <QFile>
#include <QStandardPaths>
#include <QTcpSocket>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}
} // namespace

PgBouncer::PgBouncer(const TestCertificates &certificates)
    : m_certificates(certificates)
{
}

PgBouncer::~PgBouncer()
{
    m_process.terminate();
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished(5000);
}

bool PgBouncer::isInstalled()
{
    return !QStandardPaths::findExecutable(u"pgbouncer"_s, {u"/usr/sbin"_s, u"/usr/bin"_s}).isEmpty();
}

QString PgBouncer::log() const
{
    QFile file(m_folder.filePath(u"log"_s));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

bool PgBouncer::start(const PostgresCluster &cluster)
{
    if (!m_port.reserve())
        return false;
    const QString asks = u"\"%1\" \"%2\"\n"_s.arg(PostgresCluster::superuser(), cluster.password());
    if (!write(m_folder.filePath(u"users"_s), asks.toUtf8()))
        return false;
    for (const QString &name : {u"cert"_s, u"key"_s}) {
        const QString file = m_folder.filePath(name);
        QFile::copy(name == "cert"_L1 ? m_certificates.certificate(u"good"_s) : m_certificates.key(u"good"_s), file);
    }
    const QString settings = uR"([databases]
* = host=127.0.0.1 port=%1
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %2
unix_socket_dir =
auth_type = scram-sha-256
auth_file = %3/users
auth_user = %4
auth_query = SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1
pool_mode = transaction
default_pool_size = 2
server_tls_sslmode = require
client_tls_sslmode = require
client_tls_key_file = %3/key
client_tls_cert_file = %3/cert
logfile = %3/log
ignore_startup_parameters = extra_float_digits,options
)"_s.arg(cluster.port())
                                 .arg(port())
                                 .arg(m_folder.path(), PostgresCluster::superuser());
    if (!write(m_folder.filePath(u"settings"_s), settings.toUtf8()))
        return false;
    QStringList command{QStandardPaths::findExecutable(u"pgbouncer"_s, {u"/usr/sbin"_s, u"/usr/bin"_s}),
                        m_folder.filePath(u"settings"_s)};
    if (geteuid() == 0) { // it refuses root, as Postgres does
        QProcess::execute(u"chown"_s, {u"-R"_s, u"nobody"_s, m_folder.path()});
        command = QStringList{u"setpriv"_s, u"--reuid=nobody"_s, u"--regid=nogroup"_s, u"--clear-groups"_s,
                              u"--pdeathsig=TERM"_s} +
                  command;
    }
    m_process.start(command.takeFirst(), command);
    for (int attempt = 0; attempt < 100; ++attempt) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, quint16(port()));
        if (socket.waitForConnected(100))
            return true;
        if (m_process.waitForFinished(50))
            return false;
    }
    return false;
}
