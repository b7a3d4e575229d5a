#pragma once

#include "async.h"

#include <QThread>

/// Runs @p work, which returns Result<T> and captures values only, on a thread of its own that ends with it. For the
/// few jobs that are neither SQL nor network: Argon2id, a backup file, a list written to a file.
template <class Work>
auto runOnThread(Work work) -> QFuture<std::invoke_result_t<Work>>
{
    using R = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<R>>();
    promise->start();
    const auto future = promise->future();
    auto *thread = QThread::create([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start();
    return future;
}
