#pragma once

#include "communication.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"

#include <QList>

/// What may be at Twilio the doubtful attempt of a row (reliability.md, outbox contract 4 and 8). Pure; any thread.
namespace ReconcileMatch
{
/// When the attempt can have been made, on Twilio's clock: [start − 5 s, end + 120 s]; an attempt ends 35 s after its
/// start at the latest.
struct Interval {
    QDateTime from;
    QDateTime to;
    bool contains(const QDateTime &created) const { return created.isValid() && created >= from && created <= to; }
};
Interval intervalOf(const Communication &row);

/// Outbound by the API, to the peer, same text, created in the interval; oldest first, each sid once.
QList<MessageResource> candidates(const Communication &row, const QList<MessageResource> &listed);
/// Parent legs: outbound by the API to @p staffPhone from @p callerId, created in the interval; oldest first.
QList<CallResource> candidates(const Communication &row, const QString &staffPhone, const QString &callerId,
                               const QList<CallResource> &listed);
/// Nothing older can match: a page whose rows all lie well before the interval ends the walk. Order is not trusted, so
/// a day of margin is kept.
bool isBeyond(const Interval &interval, const QDateTime &created);
} // namespace ReconcileMatch
