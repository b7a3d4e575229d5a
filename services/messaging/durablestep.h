#pragma once

#include "async.h"
#include "backoff.h"

#include <functional>

/// Writes down what Twilio has already answered, until it is written: a full disk or a locked key must not turn a known
/// outcome into an unknown one while the program runs, and the write to Twilio is never repeated for it. Only Storage
/// and Locked are tried again (waits 0.5 s doubled to 30 s); other errors, such as "state", are final. Stops when @p
/// context dies: the row is then found *sending* at the next start. @p done may be empty.
void recordDurably(QObject *context, const std::function<QFuture<Result<void>>()> &step,
                   const std::function<void(const Result<void> &)> &done = {},
                   Backoff waits = {std::chrono::milliseconds(500), std::chrono::seconds(30)});
