#pragma once

#include "async.h"
#include "sync/hostlookup.h"
#include "sync/practiceaddress.h"

#include <QObject>
#include <QSqlDatabase>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

/// How long SharedDatabase is patient.
struct SharedTiming {
    std::chrono::milliseconds lookup{3000}; ///< of the host's name
    std::chrono::milliseconds login{3000};  ///< after it
    std::chrono::milliseconds open{9500};   ///< the whole of open()
    std::chrono::milliseconds job{10000};   ///< a job that says nothing else
    std::chrono::milliseconds drain{2000};  ///< of the destructor, for the jobs that still wait
};

/// The practice's Postgres: one connection, one thread "shared-db", jobs one after another in the order of the calls.
/// Nothing here waits for ever: a job whose server falls silent is cut off, and nothing connects again by itself.
/// Lives on and is owned by the GUI thread (App).
class SharedDatabase : public QObject
{
    Q_OBJECT

public:
    explicit SharedDatabase(const SharedTiming &timing = {}, HostLookup lookup = systemLookup(),
                            QObject *parent = nullptr);
    /// Waits for the jobs as long as SharedTiming::drain allows, answers the rest with Cancelled, cuts the line if it
    /// has to, and joins.
    ~SharedDatabase() override;

    /// Connects; an earlier connection is closed first. Ends within SharedTiming::open. Offline: try again later;
    /// Unauthorized, NotFound, Invalid: a person has to do something (ConnectionCheck tells what). One at a time.
    QFuture<Result<void>> open(const PracticeAddress &address, const QString &password);
    void close();
    /// False from the moment at which a job found the connection gone.
    bool isOpen() const { return m_open; }

    /// Runs @p job on the thread: Result<T>(QSqlDatabase &). It captures values only, and its error becomes Offline
    /// when the connection is gone afterwards, or when it is not open to begin with. @p allowance counts from its
    /// begin.
    template <class Job>
    auto run(Job job, std::optional<std::chrono::milliseconds> allowance = {})
        -> QFuture<std::invoke_result_t<Job, QSqlDatabase &>>
    {
        const auto task = std::make_shared<TaskOf<Job>>(std::move(job));
        const auto future = task->promise.future();
        post(
            [task, allowance = allowance.value_or(m_timing.job)](Worker &worker) { perform(worker, *task, allowance); },
            task);
        return future;
    }

Q_SIGNALS:
    /// The connection that had been open is gone, and not by close().
    void lost();

private:
    class Worker;

    /// A job and its future, without the type.
    struct Task {
        Task() = default;
        Task(const Task &) = delete;
        Task &operator=(const Task &) = delete;
        virtual ~Task() = default;
        virtual void run(QSqlDatabase &db) = 0;
        virtual void failOffline(const QString &why) = 0; ///< an error becomes Offline; a value stays
        virtual void finish() = 0;
        virtual void refuse(const Error &error) = 0; ///< instead of running
    };
    template <class Job>
    struct TaskOf final : Task {
        using R = std::invoke_result_t<Job, QSqlDatabase &>;
        explicit TaskOf(Job theJob)
            : job(std::move(theJob))
        {
            promise.start();
        }
        void run(QSqlDatabase &db) override { result = job(db); }
        void failOffline(const QString &why) override
        {
            if (*result)
                return;
            result = R(Error{ErrorKind::Offline, 0, why.isEmpty() ? result->error().detail : why, {}});
        }
        void finish() override { end(std::move(*result)); }
        void refuse(const Error &error) override { end(R(error)); }
        void end(R answer)
        {
            promise.addResult(std::move(answer));
            promise.finish();
        }
        Job job;
        std::optional<R> result;
        QPromise<R> promise;
    };

    static void perform(Worker &worker, Task &task, std::chrono::milliseconds allowance);
    void post(std::function<void(Worker &)> work, const std::shared_ptr<Task> &task = {});
    void postNow(std::function<void(Worker &)> work);
    void flush();

    struct Waiting {
        std::function<void(Worker &)> work;
        std::shared_ptr<Task> task; ///< null: close()
    };

    const SharedTiming m_timing;
    const HostLookup m_lookup;
    QThread m_thread;           ///< "shared-db"
    Worker *m_worker = nullptr; ///< lives on m_thread and owns the connection
    QTimer m_clock;             ///< looks for work that takes too long, while there is any
    bool m_lookingUp = false;
    QList<Waiting> m_waiting; ///< while the host's name is looked up
    std::atomic<bool> m_open = false;
    std::atomic<bool> m_ending = false;
    std::atomic<int> m_posted = 0; ///< to the thread and not done yet
};
