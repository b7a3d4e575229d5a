#include "messaging/durablestep.h"

#include <QLoggingCategory>
#include <QTimer>

namespace
{
Q_LOGGING_CATEGORY(logRecord, "practiceline.outbox")

bool isWorthAnotherTry(ErrorKind kind)
{
    return kind == ErrorKind::Storage || kind == ErrorKind::Locked;
}
} // namespace

void recordDurably(QObject *context, const std::function<QFuture<Result<void>>()> &step,
                   const std::function<void(const Result<void> &)> &done, Backoff waits)
{
    whenDone(step(), context, [context, step, done, waits](const Result<void> &result) mutable {
        if (result || !isWorthAnotherTry(result.error().kind)) {
            if (!result && result.error().kind != ErrorKind::Cancelled)
                qCInfo(logRecord) << "step not taken:" << result.error().detail;
            if (done)
                done(result);
            return;
        }
        qCWarning(logRecord) << "could not record, trying again:" << result.error().detail;
        const auto wait = waits.next();
        QTimer::singleShot(wait, context, [=] { recordDurably(context, step, done, waits); });
    });
}
