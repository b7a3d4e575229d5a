#include "messaging/reconcilematch.h"

#include "messaging/messagetext.h"

#include <QSet>

#include <algorithm>

namespace
{
template <class T>
QList<T> oldestFirst(QList<T> found)
{
    std::stable_sort(found.begin(), found.end(), [](const T &a, const T &b) { return a.created < b.created; });
    QSet<QString> sids;
    QList<T> unique;
    for (const T &item : found) {
        if (!sids.contains(item.sid)) {
            sids.insert(item.sid);
            unique.append(item);
        }
    }
    return unique;
}
} // namespace

ReconcileMatch::Interval ReconcileMatch::intervalOf(const Communication &row)
{
    return {row.attemptAt.addSecs(-5), row.attemptAt.addSecs(35 + 120)};
}

QList<MessageResource> ReconcileMatch::candidates(const Communication &row, const QList<MessageResource> &listed)
{
    const Interval interval = intervalOf(row);
    const QString body = comparableMessageText(row.body);
    QList<MessageResource> found;
    for (const MessageResource &message : listed) {
        if (message.direction == QLatin1String("outbound-api") && message.to == row.peer.e164() &&
            interval.contains(message.created) && comparableMessageText(message.body) == body)
            found.append(message);
    }
    return oldestFirst(found);
}

QList<CallResource> ReconcileMatch::candidates(const Communication &row, const QString &staffPhone,
                                               const QString &callerId, const QList<CallResource> &listed)
{
    const Interval interval = intervalOf(row);
    QList<CallResource> found;
    for (const CallResource &call : listed) {
        if (call.direction == QLatin1String("outbound-api") && call.parentCallSid.isEmpty() && call.to == staffPhone &&
            call.from == callerId && interval.contains(call.created))
            found.append(call);
    }
    return oldestFirst(found);
}

bool ReconcileMatch::isBeyond(const Interval &interval, const QDateTime &created)
{
    return created.isValid() && created < interval.from.addDays(-1);
}
