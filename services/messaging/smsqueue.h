#pragma once

#include "async.h"
#include "communication.h"
#include "messaging/backoff.h"
#include "messaging/sendgate.h"
#include "messaging/sendingparts.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

struct LoadedFacts;
struct MessageResource;

/// The working end of the outbox: takes one pending row after another through gates, *sending* and the one POST, and
/// records what is known. Rows are prepared one at a time, POSTs of several conversations overlap. Wakes on signals and
/// single timers. GUI thread; owned by SmsSender.
class SmsQueue : public QObject
{
    Q_OBJECT

public:
    SmsQueue(const SendingParts &parts, const SenderTiming &timing, QObject *parent);
    void start(); ///< rows that a crash left *sending* become unconfirmed first
    void stop();
    bool loginRefused() const { return m_loginRefused; }
    void credentialsChanged();

public Q_SLOTS:
    void wake();

Q_SIGNALS:
    void sent(CommunicationId id);
    void unconfirmed(CommunicationId id);
    void parked(); ///< a waiting row is Held or Refused now

private:
    struct Job {
        Communication row;
        AttemptId attempt;
        QString sender; ///< as markSending() recorded it
        QDateTime sendBefore;
    };
    void recover();
    void turn();
    bool mayWork() const;
    std::chrono::milliseconds waitLeft() const;
    void prepare(const Communication &row);
    void markSending(const Communication &row);
    void recheck(const Job &job);
    void withVerdict(const Communication &row, const std::function<void(const SendVerdict &)> &handler,
                     const std::function<void(const Error &)> &failed);
    void park(const Communication &row, SendBlock block);
    void setAside(const QFuture<Result<void>> &step);
    void giveBack(const Job &job, SendBlock block);
    void post(const Job &job);
    void settle(const Job &job, const Result<MessageResource> &result);
    void accept(const Job &job, const MessageResource &message);
    void reject(const Job &job, const Error &error);
    void doubt(const Job &job);
    void backToPending(const Job &job);
    void waitAfter(const Error &error);
    void done();                       ///< the row in preparation is out of the way
    void tryLater(const Error &error); ///< the store failed: nothing was sent

    SendingParts m_parts;
    SenderTiming m_timing;
    QTimer m_timer;
    Backoff m_waits;
    Backoff m_storeWaits;
    QDeadlineTimer m_notBefore{0};
    QDeadlineTimer m_nextSlot{0};
    QDeadlineTimer m_pausedUntil{0};
    int m_inFlight = 0;
    bool m_running = false;
    bool m_recovered = false;
    bool m_recovering = false;
    bool m_taking = false;
    bool m_offline = false;
    bool m_loginRefused = false;
};
