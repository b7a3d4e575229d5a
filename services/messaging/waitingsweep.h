#pragma once

#include "async.h"
#include "communication.h"
#include "messaging/sendgate.h"
#include "messaging/sendingparts.h"

#include <QObject>
#include <QTimer>

/// Watches rows that wait by time: pending ones whose send_before comes near are held for a person (nothing leaves
/// late), scheduled ones are released when their time has come and the gates pass, and rows that waited for set-up are
/// released when it is done, unless they are too old. One timer, set for the next moment that matters. GUI thread;
/// owned by SmsSender.
class WaitingSweep : public QObject
{
    Q_OBJECT

public:
    WaitingSweep(const SendingParts &parts, const SenderTiming &timing, QObject *parent);
    void start();
    void stop();
    /// A row was stored: its moment is watched too.
    void consider(const Communication &row);

public Q_SLOTS:
    void wake();

private:
    void look();
    void next();
    bool mayJudge(const Communication &row);
    void settle(const Communication &row);
    void readWhole(CommunicationId id);
    void settleHeld(const Communication &row);
    void finish(const QFuture<Result<void>> &step);
    void watch(const QDateTime &moment);
    QDateTime momentOf(const Communication &row) const;
    SendMoment sendMomentOf(const Communication &row) const;

    SendingParts m_parts;
    SenderTiming m_timing;
    QTimer m_timer;
    QList<Communication> m_rows;
    QDateTime m_next; ///< the next moment that matters; null: none
    bool m_running = false;
    bool m_busy = false;
    bool m_again = false;
};
