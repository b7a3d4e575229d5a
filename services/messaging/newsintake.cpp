#include "messaging/newsintake.h"

#include <QLoggingCategory>

#include <deque>

namespace
{
Q_LOGGING_CATEGORY(logIntake, "practiceline.poll")

constexpr qsizetype chunk = 100; ///< rows a store job
} // namespace

struct NewsIntake::Batch {
    std::deque<QList<TwilioNews>> jobs;
    QStringList ourNumbers;
    Promise<void> promise;
};

NewsIntake::NewsIntake(CommunicationStore &communications, QObject *parent)
    : QObject(parent)
    , m_communications(communications)
{
}

QFuture<Result<void>> NewsIntake::take(const QList<TwilioNews> &news, const QStringList &ourNumbers)
{
    const auto batch = std::make_shared<Batch>();
    batch->ourNumbers = ourNumbers;
    for (qsizetype from = 0; from < news.size(); from += chunk)
        batch->jobs.push_back(news.mid(from, chunk));
    const auto future = batch->promise.future();
    next(batch);
    return future;
}

void NewsIntake::next(const std::shared_ptr<Batch> &batch)
{
    if (batch->jobs.empty())
        return batch->promise.finish({});
    const QList<TwilioNews> job = batch->jobs.front();
    batch->jobs.pop_front();
    whenDone(m_communications.apply(job, batch->ourNumbers), this,
             [this, job, batch](const Result<AppliedNews> &applied) {
                 if (applied) {
                     Q_EMIT stored(*applied);
                 } else if (!CommunicationStore::isRowRefused(applied.error())) {
                     return batch->promise.finish(applied.error());
                 } else if (job.size() > 1) {
                     const qsizetype half = job.size() / 2;
                     batch->jobs.push_front(job.mid(half));
                     batch->jobs.push_front(job.first(half));
                 } else {
                     qCWarning(logIntake) << "left out one row of Twilio's:" << applied.error().detail;
                 }
                 next(batch);
             });
}
