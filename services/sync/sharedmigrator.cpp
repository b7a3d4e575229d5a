#include "sync/sharedmigrator.h"

#include "sync/sharedsql.h"

#include <QFile>
#include <QThread>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr int attempts = 10;
constexpr unsigned long pauseMilliseconds = 1000;
constexpr qint64 lockKey = 0x50726c6e; // any number, the same for every program of ours

Error brokenFiles(const QString &detail)
{
    return Error{ErrorKind::Storage, 0, u"migrations: "_s + detail, {}};
}

/// Another session holds what we need, or we and it held what the other needed.
bool isWorthTrying(const Error &error)
{
    static constexpr std::array states{"55P03"_L1, "40P01"_L1, "40001"_L1};
    const QString state = sqlState(error);
    return std::any_of(states.begin(), states.end(), [&state](QLatin1StringView one) { return state == one; });
}

/// Held by the session, because files without a transaction need it too.
class MigrationLock
{
public:
    explicit MigrationLock(QSqlDatabase &db)
        : m_db(db)
    {
        // An index of ten million rows takes longer than any statement of a desktop.
        const auto limited = execShared(
            db, u"SELECT set_config('lock_timeout', '2s', false), set_config('statement_timeout', '0', false)"_s);
        const auto locked =
            limited ? execShared(db, u"SELECT pg_advisory_lock(?)"_s, {lockKey}) : Result<SharedRows>(limited.error());
        m_result = locked ? Result<void>() : Result<void>(locked.error());
    }
    MigrationLock(const MigrationLock &) = delete;
    MigrationLock &operator=(const MigrationLock &) = delete;
    ~MigrationLock()
    {
        if (m_result)
            (void)execShared(m_db, u"SELECT pg_advisory_unlock(?)"_s, {lockKey});
        (void)execShared(m_db, u"RESET lock_timeout"_s);
    }
    const Result<void> &result() const { return m_result; }

private:
    QSqlDatabase &m_db;
    Result<void> m_result;
};

/// The paragraphs of a script that hold more than comments.
QStringList paragraphs(const QString &script)
{
    QStringList result;
    for (const QString &part : script.split(u"\n\n"_s)) {
        const QStringList lines = part.split(u'\n', Qt::SkipEmptyParts);
        if (std::any_of(lines.begin(), lines.end(), [](const QString &line) { return !line.startsWith("--"_L1); }))
            result.append(part);
    }
    return result;
}

Result<void> record(QSqlDatabase &db, int number, const QString &name)
{
    const auto done = execShared(db,
                                 u"INSERT INTO practiceline.migrations (number, name) VALUES (?, ?) "
                                 "ON CONFLICT (number) DO NOTHING"_s,
                                 {number, name});
    return done ? Result<void>() : Result<void>(done.error());
}
} // namespace

SharedMigrator::SharedMigrator(const QString &folder)
    : m_files(folder)
{
}

Result<int> SharedMigrator::version(QSqlDatabase &db)
{
    auto found = execShared(db, u"SELECT to_regclass('practiceline.migrations') IS NOT NULL"_s);
    if (!found)
        return found.error();
    if (!found->next() || !found->value(0).toBool())
        return 0;
    auto newest = execShared(db, u"SELECT coalesce(max(number), 0) FROM practiceline.migrations"_s);
    if (!newest)
        return newest.error();
    return newest->next() ? newest->value(0).toInt() : 0;
}

Result<SharedMigrator::Step> SharedMigrator::migrateNext(QSqlDatabase &db) const
{
    if (m_files.newest() < 1)
        return brokenFiles(u"numbering"_s);
    for (int attempt = 1;; ++attempt) {
        const MigrationLock lock(db);
        Result<void> done = lock.result();
        if (done) {
            // Under the lock: another administrator may have run it meanwhile.
            const auto from = version(db);
            if (!from)
                return from.error();
            if (*from >= m_files.newest())
                return Step::Done;
            done = run(db, *from + 1);
            if (done)
                return *from + 1 < m_files.newest() ? Step::More : Step::Done;
        }
        if (!isWorthTrying(done.error()) || attempt == attempts)
            return done.error();
        QThread::msleep(pauseMilliseconds);
    }
}

Result<void> SharedMigrator::run(QSqlDatabase &db, int number) const
{
    const QString name = m_files.name(number);
    QFile file(m_files.path(number));
    if (!file.open(QIODevice::ReadOnly))
        return brokenFiles(file.fileName());
    const QString script = QString::fromUtf8(file.readAll());
    if (script.startsWith("-- no transaction"_L1)) {
        for (const QString &statement : paragraphs(script)) {
            if (const auto done = execScript(db, statement); !done)
                return done;
        }
        return record(db, number, name);
    }
    SharedTransaction transaction(db);
    if (!transaction.isActive())
        return transaction.error();
    if (const auto done = execScript(db, script); !done)
        return done;
    if (const auto done = record(db, number, name); !done)
        return done;
    return transaction.commit();
}
