#pragma once

#include "result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>

#include <memory>

/// Calls @p handler with the future's Result, on @p context's thread, unless @p context has died; a future that is
/// canceled without a result gives ErrorKind::Cancelled. Not QFuture::then: in Qt 6.4 it asserts when the context died
/// first, and a second `then` replaces the first (rule R3).
template <class T, class Handler>
void whenDone(const QFuture<Result<T>> &future, QObject *context, Handler handler)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, handler = std::move(handler)]() mutable {
                         watcher->deleteLater();
                         const auto done = watcher->future();
                         if (done.resultCount() > 0)
                             handler(done.result());
                         else
                             handler(Result<T>(Error{ErrorKind::Cancelled, 0, QString(), {}}));
                     });
    watcher->setFuture(future);
}

/// A future that is done already.
template <class T>
QFuture<Result<T>> readyFuture(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

/// The other end of a future that is finished from a callback. Copies share it; the last one that dies unfinished
/// cancels the future, so nobody waits for ever.
template <class T>
class Promise
{
public:
    Promise()
        : m_promise(std::make_shared<QPromise<Result<T>>>())
    {
        m_promise->start();
    }
    QFuture<Result<T>> future() const { return m_promise->future(); }
    /// Only the first call counts.
    void finish(Result<T> result) const
    {
        if (m_promise->future().isFinished())
            return;
        m_promise->addResult(std::move(result));
        m_promise->finish();
    }

private:
    std::shared_ptr<QPromise<Result<T>>> m_promise;
};
