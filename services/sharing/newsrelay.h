#pragma once

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>

class NewsWatch;
class PollLease;
class StatusPoller;
class SyncEngine;
class TwilioClient;

/// One computer of a practice reads Twilio's lists (PollLease), the others live on what it tells. This carries the word
/// "up to here nothing is unknown" between them: from the poller to the practice once all that a round brought is
/// there, and from the practice to NewsWatch once all of it is here. Runs the poller only where it is to run. GUI
/// thread; owned by App.
class NewsRelay : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        StatusPoller &poller;
        NewsWatch &news;
        SyncEngine &engine;
        PollLease &lease;
        TwilioClient &twilio;
    };
    explicit NewsRelay(const Parts &parts, QObject *parent = nullptr);

    /// From here on the poller runs while this computer is the one that reads. Again with another login.
    void start();
    void stop();

private:
    void pollIfHolder();
    void pass();
    void markMoved(const QDateTime &mark);
    void caughtUp(const QElapsedTimer &began);

    Parts m_parts;
    bool m_started = false;
    QDateTime m_roundBegan; ///< of the poller's round under way; Twilio's clock
    QDateTime m_roundRead;  ///< begin of the last one that is through, and not passed on yet
    QDateTime m_read;       ///< read here, and not in the practice yet
    QElapsedTimer m_readAt;
    QDateTime m_told; ///< in the practice, and not here yet
    QElapsedTimer m_toldAt;
};
