#pragma once

#include "backoff.h"
#include "communication.h"
#include "messaging/doubtsearch.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <limits>

class CallsApi;
class MessagesApi;
class OutboxStore;
class PollLease;
class SharedDatabase;
class SyncEngine;
class TwilioClient;

/// Looks in Twilio's lists for what colleagues' computers can not confirm: one whose key only sends may not list, and
/// one that crashed and stays off will not. Only the computer that reads for the practice does so, at the Reconciler's
/// times and a little later than that colleague's own would; the practice's server records what it found and up to
/// which of those times it was looked for, and the colleague's computer hears of it by sync. A text that was sent by a
/// computer without a line to the practice may be taken for a colleague's that says the same to the same number within
/// two minutes. GUI thread; owned by Backend.
class ColleagueDoubts : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        PollLease &lease;
        SharedDatabase &shared;
        SyncEngine &engine;
        OutboxStore &outbox;
        MessagesApi &messages;
        CallsApi &calls;
        TwilioClient &twilio;
    };
    /// Is asked each @p interval; one's own search has twice that long.
    ColleagueDoubts(const Parts &parts, std::chrono::milliseconds interval, double timeScale = 1.0,
                    QObject *parent = nullptr);
    void start();
    void stop();

private:
    void look();
    int looksDue(const Communication &row) const;
    bool isDue(const Communication &row) const;
    void next();
    void search(const Communication &row);
    void settled(const Communication &row, int looks);
    void failed(const Communication &row, const Error &error);
    QFuture<Result<void>> settle(const Communication &row, const DoubtSearch::Match &match, int copies, int looks);

    Parts m_parts;
    std::chrono::milliseconds m_interval;
    double m_timeScale; ///< of the Reconciler's times
    QTimer m_timer;
    Backoff m_waits;
    QElapsedTimer m_failed;
    std::chrono::milliseconds m_wait{0};                  ///< since m_failed
    qint64 m_before = std::numeric_limits<qint64>::max(); ///< the next look's rows came before this one
    QList<Communication> m_rows;
    QHash<AttemptId, int> m_looks;                 ///< told to the practice, and not here yet
    QHash<CommunicationId, QDateTime> m_notBefore; ///< of those that Twilio will not look for
    bool m_isBusy = false;
};
