#include "support/postgrescluster.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QThread>
#include <QUuid>

#include <algorithm>
#include <csignal>
#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60'000; // the machine may be busy

/// Whom the server runs as; nobody else's business unless this is root.
const passwd *serverUser()
{
    if (::geteuid() != 0)
        return nullptr;
    const passwd *user = ::getpwnam("postgres"); // NOLINT(concurrency-mt-unsafe)
    return user ? user : ::getpwnam("nobody");   // NOLINT(concurrency-mt-unsafe)
}

/// setpriv and what makes it run the next word as the server's user.
QStringList asServerUser()
{
    QStringList words;
    if (const passwd *user = serverUser()) {
        words << u"--reuid=%1"_s.arg(user->pw_uid) << u"--regid=%1"_s.arg(user->pw_gid) << u"--clear-groups"_s;
    }
    return words;
}

bool giveToServer(const QString &path)
{
    const passwd *user = serverUser();
    return !user || ::chown(QFile::encodeName(path).constData(), user->pw_uid, user->pw_gid) == 0;
}

bool writeFile(const QString &path, const QByteArray &text)
{
    QFile::remove(path); // one that belongs to the server can not be made ours by writing
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::NewOnly) && file.write(text) == text.size() &&
           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && giveToServer(path);
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// This process's, without what a test set to mislead libpq.
QProcessEnvironment plainEnvironment()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    const auto names = environment.keys();
    for (const QString &name : names) {
        if (name.startsWith(u"PG"_s) || name == u"LANGUAGE"_s)
            environment.remove(name);
    }
    return environment;
}
} // namespace

PostgresCluster::PostgresCluster(const TestCertificates &certificates)
    : PostgresCluster(certificates, Options())
{
}

PostgresCluster::PostgresCluster(const TestCertificates &certificates, Options options)
    : m_certificates(certificates)
    , m_options(std::move(options))
    , m_folder(QDir::tempPath() + u"/pg-XXXXXX"_s)
    , m_password(m_options.password.isEmpty() ? QUuid::createUuid().toString(QUuid::Id128) : m_options.password)
{
}

PostgresCluster::~PostgresCluster()
{
    kill9(); // nobody reads these data again
    m_guard.kill();
    m_guard.waitForFinished();
}

QString PostgresCluster::binaries()
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    auto names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(names.begin(), names.end(),
              [](const QString &left, const QString &right) { return left.toInt() > right.toInt(); });
    for (const QString &name : std::as_const(names)) {
        const QString folder = versions.filePath(name + u"/bin"_s);
        if (QFile::exists(folder + u"/postgres"_s) && QFile::exists(folder + u"/initdb"_s))
            return folder;
    }
    return {};
}

bool PostgresCluster::fail(const QString &why)
{
    m_whyNot = why;
    return false;
}

bool PostgresCluster::start()
{
    if (!isInstalled())
        return fail(u"Postgres is not installed"_s);
    if (!m_certificates.isValid())
        return fail(u"the openssl program is missing"_s);
    if (!prepareFolder() || !initialise())
        return false;
    if (!m_port.reserve(m_options.port))
        return fail(u"no port for the cluster"_s);
    startGuard();
    return startServer();
}

bool PostgresCluster::prepareFolder()
{
    if (!m_folder.isValid() || !giveToServer(m_folder.path()))
        return fail(u"no folder for the cluster"_s);
    return writeFile(m_folder.filePath(u"password"_s), m_password.toUtf8()) ||
           fail(u"the cluster's folder can not be written"_s);
}

bool PostgresCluster::initialise()
{
    return runTool(binaries() + u"/initdb"_s,
                   {u"--pgdata="_s + dataFolder(), u"--no-sync"_s, u"--auth=scram-sha-256"_s,
                    u"--username="_s + superuser(), u"--pwfile="_s + m_folder.filePath(u"password"_s),
                    u"--encoding=UTF8"_s, u"--locale=C.UTF-8"_s, u"--no-instructions"_s});
}

bool PostgresCluster::runTool(const QString &program, const QStringList &arguments)
{
    QProcess tool;
    tool.setProcessEnvironment(plainEnvironment());
    tool.setWorkingDirectory(m_folder.path());
    tool.start(u"setpriv"_s, asServerUser() + QStringList{program} + arguments);
    if (tool.waitForFinished(patience) && tool.exitStatus() == QProcess::NormalExit && tool.exitCode() == 0)
        return true;
    return fail(program + u": "_s + QString::fromLocal8Bit(tool.readAllStandardError()));
}

bool PostgresCluster::configure() const
{
    // Postgres refuses a key that others can read or that belongs to somebody else: the server gets copies.
    return writeFile(m_folder.filePath(u"server.pem"_s), contents(m_certificates.certificate(m_options.certificate))) &&
           writeFile(m_folder.filePath(u"server.key"_s), contents(m_certificates.key(m_options.certificate))) &&
           writeFile(dataFolder() + u"/pg_hba.conf"_s,
                     QByteArray("local all all scram-sha-256\n") +
                         // Without TLS it lets in whoever comes without: a client that does so has to be seen.
                         (m_options.tls ? "hostssl" : "host") + " all all 127.0.0.1/32 scram-sha-256\n");
}

bool PostgresCluster::startServer()
{
    if (!configure())
        return fail(u"the cluster's folder can not be written"_s);
    QStringList settings{u"port=%1"_s.arg(port()),
                         u"listen_addresses="_s + host(),
                         u"unix_socket_directories="_s + m_folder.path(),
                         u"ssl=%1"_s.arg(m_options.tls ? u"on"_s : u"off"_s),
                         u"ssl_cert_file="_s + m_folder.filePath(u"server.pem"_s),
                         u"ssl_key_file="_s + m_folder.filePath(u"server.key"_s),
                         u"password_encryption=scram-sha-256"_s,
                         u"fsync=off"_s,
                         u"full_page_writes=off"_s,
                         u"synchronous_commit=off"_s,
                         u"shared_buffers=32MB"_s,
                         u"logging_collector=off"_s};
    settings += m_options.settings;
    QStringList words = asServerUser();
    words << u"--pdeathsig=QUIT"_s << binaries() + u"/postgres"_s << u"-D"_s << dataFolder();
    for (const QString &setting : std::as_const(settings))
        words << u"-c"_s << setting;

    auto environment = plainEnvironment();
    for (const QString &variable : std::as_const(m_options.environment))
        environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    m_server.setProcessEnvironment(environment);
    m_server.setWorkingDirectory(m_folder.path());
    m_server.setStandardOutputFile(m_folder.filePath(u"log"_s), QIODevice::Append);
    m_server.setProcessChannelMode(QProcess::MergedChannels);
    m_server.start(u"setpriv"_s, words);
    return waitUntilReady() || fail(u"the server does not start: "_s + log().right(2000));
}

bool PostgresCluster::waitUntilReady()
{
    // The eighth line of its pid file says so, and the first whose file it is: a killed server's stays.
    const QString file = dataFolder() + u"/postmaster.pid"_s;
    for (QDeadlineTimer deadline(patience); !deadline.hasExpired(); QThread::msleep(10)) {
        if (m_server.state() == QProcess::NotRunning || m_server.waitForFinished(0))
            return false;
        const auto lines = contents(file).split('\n');
        if (lines.size() > 7 && lines[0].toLongLong() == m_server.processId() && lines[7].trimmed() == "ready")
            return true;
    }
    return false;
}

void PostgresCluster::startGuard()
{
    // Its standard input ends with this process, however that ends. The processes are found by their working folder,
    // which is the server's data folder.
    m_guard.start(u"/bin/sh"_s,
                  {u"-c"_s,
                   u"trap '' INT TERM HUP; cat >/dev/null\n"
                   "for process in /proc/[0-9]*; do\n"
                   "  [ \"$(readlink \"$process/cwd\")\" = \"$1/data\" ] && kill -9 \"${process#/proc/}\"\n"
                   "done\n"
                   "rm -rf \"$1\""_s,
                   u"guard"_s, m_folder.path()});
    m_guard.waitForStarted();
}

QString PostgresCluster::log() const
{
    return QString::fromUtf8(contents(m_folder.filePath(u"log"_s)));
}

QString PostgresCluster::createDatabase()
{
    const QString name = u"practice_%1"_s.arg(++m_databases);
    const auto made = exec(u"postgres"_s, u"CREATE DATABASE %1"_s.arg(name));
    if (!made)
        qWarning("createDatabase: %s", qPrintable(made.error().detail));
    return made ? name : QString();
}

Result<QString> PostgresCluster::exec(const QString &database, const QString &sql) const
{
    return psql(database, {u"-c"_s, sql});
}

Result<QString> PostgresCluster::execFile(const QString &database, const QString &file) const
{
    return psql(database, {u"-f"_s, file});
}

Result<QString> PostgresCluster::psql(const QString &database, const QStringList &arguments) const
{
    QProcess tool;
    auto environment = plainEnvironment();
    environment.insert(u"PGPASSWORD"_s, m_password);
    environment.insert(u"PGCLIENTENCODING"_s, u"UTF8"_s);
    tool.setProcessEnvironment(environment);
    // By the socket: whatever TLS is like, this gets in.
    tool.start(binaries() + u"/psql"_s,
               QStringList{u"-X"_s, u"-q"_s, u"-A"_s, u"-t"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-h"_s, socketFolder(),
                           u"-p"_s, QString::number(port()), u"-U"_s, superuser(), u"-d"_s, database} +
                   arguments);
    const bool ended = tool.waitForFinished(patience);
    if (ended && tool.exitStatus() == QProcess::NormalExit && tool.exitCode() == 0)
        return QString::fromUtf8(tool.readAllStandardOutput()).trimmed();
    const QString text = QString::fromUtf8(tool.readAllStandardError());
    tool.kill();
    tool.waitForFinished();
    return Error{ErrorKind::Storage, 0, ended ? text : u"psql did not end"_s, {}};
}

/// The server and its children, the server first.
QList<qint64> PostgresCluster::processes() const
{
    QList<qint64> found;
    const qint64 server = m_server.processId();
    if (server == 0)
        return found;
    found << server;
    const auto numbers = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &number : numbers) {
        // "pid (name) state ppid …", where the name may hold anything.
        const QByteArray stat = contents(u"/proc/%1/stat"_s.arg(number));
        const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 1 && fields[1].toLongLong() == server)
            found << number.toLongLong();
    }
    return found;
}

void PostgresCluster::signalAll(int number) const
{
    // The server first, so that it starts nothing while its children are looked for; SIGCONT for it at the end.
    if (m_server.processId() != 0 && number == SIGSTOP)
        ::kill(static_cast<pid_t>(m_server.processId()), SIGSTOP);
    auto all = processes();
    if (number == SIGCONT)
        std::reverse(all.begin(), all.end());
    for (const qint64 process : std::as_const(all))
        ::kill(static_cast<pid_t>(process), number);
}

void PostgresCluster::freeze()
{
    signalAll(SIGSTOP);
}

void PostgresCluster::thaw()
{
    signalAll(SIGCONT);
}

void PostgresCluster::kill9()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    signalAll(SIGSTOP);
    signalAll(SIGKILL);
    m_server.waitForFinished(patience);
}

void PostgresCluster::stop()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    thaw();
    ::kill(static_cast<pid_t>(m_server.processId()), SIGINT);
    if (!m_server.waitForFinished(patience))
        kill9();
}

bool PostgresCluster::restart()
{
    stop();
    return startServer();
}

bool PostgresCluster::restart(const Options &options)
{
    m_options = options;
    return restart();
}
