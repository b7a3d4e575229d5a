#pragma once

#include "async.h"
#include "backoff.h"
#include "communication.h"
#include "messaging/sendgate.h"
#include "messaging/sendingparts.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

struct SendAdvice;
struct SmsJob;
class SmsPoster;

/// The working end of the outbox: takes one pending row after another through the gates and *sending* to SmsPoster.
/// Rows are prepared one at a time, POSTs of several conversations overlap. Wakes on signals and single timers. GUI
/// thread; owned by SmsSender.
class SmsQueue : public QObject
{
    Q_OBJECT

public:
    SmsQueue(const SendingParts &parts, const SenderTiming &timing, QObject *parent);
    void start(); ///< rows that a crash left *sending* become unconfirmed first
    void stop();
    bool loginRefused() const { return m_loginRefused; }
    bool isIdle() const; ///< no row is being prepared, posted or recorded
    void credentialsChanged();

public Q_SLOTS:
    void wake();

Q_SIGNALS:
    void sent(CommunicationId id);
    void unconfirmed(CommunicationId id);
    void waits(); ///< a row was held until a time: WaitingSweep watches it

private:
    void connectPoster();
    void connectTwilio();
    void recover();
    void turn();
    bool mayWork() const;
    bool isInformed() const;
    void inform();
    std::chrono::milliseconds waitLeft() const;
    void prepare(const Communication &row);
    void askPractice(const Communication &row);
    void advised(const Communication &row, const SendAdvice &advice);
    void holdUntil(const Communication &row, const QDateTime &moment, int hourlyLimit);
    void markSending(const Communication &row);
    void recheck(const SmsJob &job);
    void withVerdict(const Communication &row, const std::function<void(const SendVerdict &)> &handler,
                     const std::function<void(const Error &)> &failed);
    void park(const Communication &row, SendBlock block);
    void setAside(const QFuture<Result<void>> &step);
    void giveBack(const SmsJob &job, SendBlock block);
    void post(const SmsJob &job);
    void waitAfter(const Error &error);
    void done();                       ///< the row in preparation is out of the way
    void tryLater(const Error &error); ///< the store failed: nothing was sent

    SendingParts m_parts;
    SenderTiming m_timing;
    SmsPoster *m_poster;
    QTimer m_timer;
    Backoff m_waits;
    Backoff m_storeWaits;
    QDeadlineTimer m_notBefore{0};
    QDeadlineTimer m_nextSlot{0};
    QDeadlineTimer m_pausedUntil{0};
    bool m_running = false;
    bool m_recovered = false;
    bool m_recovering = false;
    bool m_taking = false;
    bool m_offline = false;
    bool m_loginRefused = false;
};
