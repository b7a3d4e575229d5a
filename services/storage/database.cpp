#include "storage/database.h"

#include "storage/migrator.h"
#include "storage/statementcache.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>
#include <QUrl>
#include <QUuid>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 ballastSize = 4 * 1024 * 1024;
constexpr qint64 roomToOpen = 256 * 1024; // SQLite's shared memory, write-ahead log and a few pages
constexpr int applicationId = 0x50726c6e; // "Prln": a file with tables and another id is not ours

Error storage(const QString &detail)
{
    return Error{ErrorKind::Storage, 0, detail, {}};
}

Result<qint64> numberOf(QSqlDatabase &db, const QString &sql)
{
    auto query = execSql(db, sql);
    if (!query)
        return query.error();
    if (!query->next())
        return storageError(*query);
    return query->value(0).toLongLong();
}

Result<void> execAll(QSqlDatabase &db, const QStringList &statements)
{
    for (const QString &statement : statements) {
        if (const auto done = execSql(db, statement); !done)
            return done.error();
    }
    return {};
}

/// By trying: permission bits say nothing about read-only mounts.
bool isWritable(const QString &path)
{
    QTemporaryFile probe(QFileInfo(path).absolutePath() + u"/.probeXXXXXX"_s);
    if (!probe.open())
        return false;
    if (!QFileInfo::exists(path))
        return true;
    QFile file(path);
    return file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly);
}

/// False only when the disk is full for certain: a read-only folder says nothing about that.
bool hasRoom(const QString &path)
{
    const QByteArray name = QFile::encodeName(path + u".room"_s);
    const int file = ::open(name.constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0)
        return errno != ENOSPC && errno != EDQUOT;
    const int refused = ::posix_fallocate(file, 0, roomToOpen);
    ::close(file);
    ::unlink(name.constData());
    return refused != ENOSPC && refused != EDQUOT;
}

bool openReadOnly(QSqlDatabase &db, const QString &path)
{
    db.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"_s);
    db.setDatabaseName(path);
    if (db.open() && numberOf(db, u"SELECT count(*) FROM sqlite_master"_s))
        return true;
    // A file in WAL mode needs its -shm, which can not be made in such a folder.
    db.close();
    QUrl url = QUrl::fromLocalFile(path);
    url.setQuery(u"immutable=1"_s);
    db.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"_s);
    db.setDatabaseName(url.toString(QUrl::FullyEncoded));
    return db.open();
}

/// Schema version of a file that is ours, or empty; error for anything else. Changes nothing.
Result<int> inspect(QSqlDatabase &db)
{
    const auto tables = numberOf(db, u"SELECT count(*) FROM sqlite_master"_s);
    if (!tables)
        return tables.error();
    const auto id = numberOf(db, u"PRAGMA application_id"_s);
    if (!id)
        return id.error();
    if (*tables > 0 && *id != applicationId)
        return storage(u"not a Practiceline database"_s);
    return Migrator::version(db);
}
Result<Database::Mode> openConnection(QSqlDatabase &db, const QString &path)
{
    using Mode = Database::Mode;
    const bool writable = isWritable(path);
    if (!writable && !QFileInfo::exists(path))
        return storage(u"folder is read-only and holds no database"_s);
    if (writable) {
        db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
        db.setDatabaseName(path);
    }
    if (!(writable ? db.open() : openReadOnly(db, path)))
        return storageError(db);
    const auto version = inspect(db);
    if (!version)
        return version.error();
    const Migrator migrator;
    if (*version > migrator.newestVersion() || !writable) {
        if (const auto done = execAll(db, {u"PRAGMA query_only = ON"_s, u"PRAGMA temp_store = MEMORY"_s}); !done)
            return done.error();
        return writable ? Mode::Newer : Mode::ReadOnly;
    }
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    const auto prepared =
        execAll(db, {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = FULL"_s, u"PRAGMA secure_delete = ON"_s,
                     u"PRAGMA temp_store = MEMORY"_s, u"PRAGMA application_id = %1"_s.arg(applicationId)});
    if (!prepared)
        return prepared.error();
    if (const auto migrated = migrator.migrate(db); !migrated)
        return migrated.error();
    if (const auto done = execAll(db, {u"PRAGMA foreign_keys = ON"_s}); !done)
        return done.error();
    return Mode::ReadWrite;
}
} // namespace

/// Lives on the database thread; its events are the jobs.
class Database::Worker : public QObject
{
public:
    void close()
    {
        const QString name = connection.connectionName();
        statements.reset();
        connection.close();
        connection = QSqlDatabase();
        if (!name.isEmpty())
            QSqlDatabase::removeDatabase(name);
    }
    QSqlDatabase connection;
    std::unique_ptr<StatementCache> statements;
};

Database::Database(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_worker(new Worker)
{
    m_thread.setObjectName(u"local-db"_s);
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

Database::~Database()
{
    // As the last job, so that everything before it is done; QThread::quit() from here would overtake the queue.
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker] {
            worker->close();
            QThread::currentThread()->quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
    delete m_worker;
}

QFuture<Result<Database::Mode>> Database::open()
{
    auto promise = std::make_shared<QPromise<Result<Mode>>>();
    promise->start();
    auto future = promise->future();
    post([promise, worker = m_worker, path = m_path, ballast = ballastPath()](QSqlDatabase &db) {
        worker->statements.reset();
        if (!db.isValid())
            db = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"local-"_s + QUuid::createUuid().toString());
        auto opened = openOrSpend(db, path, ballast);
        if (opened)
            worker->statements = std::make_unique<StatementCache>(db);
        else
            db.close();
        promise->addResult(std::move(opened));
        promise->finish();
    });
    return future;
}

QFuture<Result<void>> Database::close()
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    auto future = promise->future();
    post([promise, worker = m_worker](QSqlDatabase &) {
        worker->close();
        promise->addResult(Result<void>());
        promise->finish();
    });
    return future;
}

Result<Database::Mode> Database::openOrSpend(QSqlDatabase &db, const QString &path, const QString &ballast)
{
    auto opened = openConnection(db, path);
    const bool full = !(opened && *opened == Mode::ReadWrite) && !hasRoom(path);
    if (!full) {
        if (opened && *opened == Mode::ReadWrite)
            makeBallast(ballast); // without room the store opens all the same; sends are refused then
        return opened;
    }
    if (!dropBallast(ballast))
        return opened ? opened : Result<Mode>(storage(diskFullDetail()));
    db.close();
    const auto again = openConnection(db, path);
    return again && *again == Mode::ReadWrite ? Mode::OnReserve : again;
}

bool Database::makeBallast(const QString &path)
{
    if (QFileInfo(path).size() == ballastSize)
        return true;
    QFile file(path);
    // posix_fallocate takes the blocks; resize() alone would make a hole.
    const bool made = file.open(QIODevice::WriteOnly) && ::posix_fallocate(file.handle(), 0, ballastSize) == 0;
    file.close();
    if (!made)
        file.remove();
    return made;
}

bool Database::dropBallast(const QString &path)
{
    return QFile::remove(path);
}

void Database::post(std::function<void(QSqlDatabase &)> job)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, job = std::move(job)] { job(worker->connection); }, Qt::QueuedConnection);
}
