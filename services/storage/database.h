#pragma once

#include "async.h"

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
        ReadOnly, ///< newer schema than this program knows, or a folder that can not be written
    };

    /// @p path of the file; created when absent. Nothing is opened before open().
    explicit Database(QString path, QObject *parent = nullptr);
    ~Database() override;

    /// Opens, sets WAL, synchronous=FULL, secure_delete, foreign keys, and migrates from resources/sql/sqlite. A newer
    /// schema opens read-only; a corrupt file is Error{Storage} with the file left untouched.
    QFuture<Result<Mode>> open();
    QString path() const { return m_path; }

    /// Runs @p job on the database thread: Result<T>(QSqlDatabase &). The job captures values only (rule R6) and takes at
    /// most 5 ms; long work is many jobs.
    template <class Job>
    auto run(Job job) -> QFuture<std::invoke_result_t<Job, QSqlDatabase &>>
    {
        using R = std::invoke_result_t<Job, QSqlDatabase &>;
        auto promise = std::make_shared<QPromise<R>>();
        promise->start();
        auto future = promise->future();
        post([promise, job = std::move(job)](QSqlDatabase &db) mutable {
            promise->addResult(db.isOpen() ? job(db) : R(Error{ErrorKind::Storage, 0, QStringLiteral("not open"), {}}));
            promise->finish();
        });
        return future;
    }

private:
    void post(std::function<void(QSqlDatabase &)> job);

    QString m_path;
    QThread m_thread;
    QObject *m_worker = nullptr; ///< lives on m_thread and owns the connection
};
