#pragma once

#include "async.h"
#include "storage/sql.h"

#include <QObject>
#include <QSqlDatabase>
#include <QString>
#include <QThread>

#include <functional>
#include <type_traits>

/// One SQLite file, one connection, one thread "local-db". Jobs run one after another in the order of run() calls, so
/// that a read after a write sees it. Lives on and is owned by the GUI thread (App); the destructor drains the queue,
/// closes the connection on its own thread and joins.
class Database : public QObject
{
    Q_OBJECT

public:
    enum class Mode {
        ReadWrite,
        OnReserve, ///< as ReadWrite, but the disk is full: the ballast was spent on opening, and nothing can be sent
        ReadOnly,  ///< a folder or file that can not be written
        Newer,     ///< a newer schema than this program knows: read only
    };
    static bool canWrite(Mode mode) { return mode == Mode::ReadWrite || mode == Mode::OnReserve; }

    /// @p path of the file; created when absent. Nothing is opened before open().
    explicit Database(QString path, QObject *parent = nullptr);
    ~Database() override;

    /// Opens, sets WAL, synchronous=FULL, secure_delete, foreign keys, and migrates from resources/sql/sqlite. A newer
    /// schema opens read-only; a corrupt file is Error{Storage} with the file left untouched. On a full disk the
    /// ballast makes the room that opening takes; without one the error is "disk-full".
    QFuture<Result<Mode>> open();
    /// After the jobs that were given before: later ones are answered with "not open".
    QFuture<Result<void>> close();
    QString path() const { return m_path; }
    /// 4 MB beside the file, kept so that a full disk still has room to record what became of a POST.
    QString ballastPath() const { return m_path + QStringLiteral(".ballast"); }

    /// Runs @p job on the database thread: Result<T>(QSqlDatabase &). The job captures values only (rule R6) and takes
    /// at most 5 ms; long work is many jobs.
    template <class Job>
    auto run(Job job) -> QFuture<std::invoke_result_t<Job, QSqlDatabase &>>
    {
        return enqueue(std::move(job), Reserve::Ignore);
    }

    /// As run(), but answers "disk-full" without running unless the ballast is in place (it is made again when there is
    /// room): for steps after which something will have to be recorded.
    template <class Job>
    auto runWithReserve(Job job) -> QFuture<std::invoke_result_t<Job, QSqlDatabase &>>
    {
        return enqueue(std::move(job), Reserve::Require);
    }

    /// Makes the ballast again; "disk-full" while there is no room for it.
    QFuture<Result<void>> restoreReserve()
    {
        return runWithReserve([](QSqlDatabase &) { return Result<void>(); });
    }

    /// As run(), but a full disk costs the ballast and the job runs a second time: for what must be recorded. The job
    /// is one transaction and may be called twice.
    template <class Job>
    auto runOnReserve(Job job) -> QFuture<std::invoke_result_t<Job, QSqlDatabase &>>
    {
        return enqueue(std::move(job), Reserve::Spend);
    }

private:
    enum class Reserve { Ignore, Require, Spend };
    class Worker;

    template <class Job>
    auto enqueue(Job job, Reserve reserve) -> QFuture<std::invoke_result_t<Job, QSqlDatabase &>>
    {
        using R = std::invoke_result_t<Job, QSqlDatabase &>;
        auto promise = std::make_shared<QPromise<R>>();
        promise->start();
        auto future = promise->future();
        const auto ballast = ballastPath();
        post([promise, job = std::move(job), reserve, ballast](QSqlDatabase &db) mutable {
            promise->addResult(runJob<R>(job, db, reserve, ballast));
            promise->finish();
        });
        return future;
    }
    template <class R, class Job>
    static R runJob(Job &job, QSqlDatabase &db, Reserve reserve, const QString &ballast)
    {
        if (!db.isOpen())
            return Error{ErrorKind::Storage, 0, QStringLiteral("not open"), {}};
        if (reserve == Reserve::Require && !makeBallast(ballast))
            return Error{ErrorKind::Storage, 0, diskFullDetail(), {}};
        R result = job(db);
        if (reserve == Reserve::Spend && !result && isDiskFull(result.error()) && dropBallast(ballast))
            return job(db);
        return result;
    }
    static bool makeBallast(const QString &path);
    static bool dropBallast(const QString &path);
    static Result<Mode> openOrSpend(QSqlDatabase &db, const QString &path, const QString &ballast);
    void post(std::function<void(QSqlDatabase &)> job);

    QString m_path;
    QThread m_thread;           ///< "local-db"
    Worker *m_worker = nullptr; ///< lives on m_thread and owns the connection
};
