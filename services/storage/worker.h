#pragma once

#include "async.h"

#include <QThreadPool>

/// Runs @p work, which returns Result<T> and captures values only, on Qt's global thread pool unless another is given.
/// For the few jobs off the database thread: Argon2id, a backup file, a list written to a file, a search's stretch
/// (on a ReadConnection of its own). A pool's destructor waits, the global one's with QCoreApplication: no work goes on
/// while the process is being taken down.
template <class Work>
auto runOnThread(Work work, QThreadPool &pool = *QThreadPool::globalInstance()) -> QFuture<std::invoke_result_t<Work>>
{
    using R = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<R>>();
    promise->start();
    const auto future = promise->future();
    pool.start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
    return future;
}
