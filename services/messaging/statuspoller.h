#pragma once

#include "async.h"
#include "storage/communicationstore.h"

#include <QObject>
#include <QTimer>

class CallsApi;
class ClientStore;
class Clock;
class MessagesApi;
class SettingStore;
class TwilioClient;

struct PollTiming {
    std::chrono::milliseconds fast{2000};   ///< while something younger than `youth` is open
    std::chrono::milliseconds busy{10'000}; ///< while something is open
    std::chrono::milliseconds idle{15'000};
    std::chrono::milliseconds youth{25'000};
    std::chrono::milliseconds giveUp{72 * 3'600'000LL}; ///< "Sent, no delivery receipt"
    std::chrono::milliseconds sweep{3'600'000};         ///< DateSent>= yesterday
};

/// Asks Twilio for news of messages and calls, in and out, and merges it (reliability.md, "What polling costs"). One request
/// in flight. Catches up after days offline from a stored mark, day by day. Off, and says so, with test credentials.
/// GUI thread; owned by App.
class StatusPoller : public QObject
{
    Q_OBJECT

public:
    enum class State { Off, Working, Idle, TestCredentials, Offline, LoginRefused };

    StatusPoller(CommunicationStore &communications, SettingStore &settings, MessagesApi &messages, CallsApi &calls,
                 TwilioClient &twilio, const Clock &clock, PollTiming timing = {}, QObject *parent = nullptr);
    void start();
    void stop();
    State state() const { return m_state; }
    QDateTime lastSuccess() const { return m_lastSuccess; }
    int requests() const { return m_requests; } ///< since start, for the benchmark of calls a minute

public Q_SLOTS:
    void wake(); ///< a send, or a person pressed "Check now"

Q_SIGNALS:
    void stateChanged(StatusPoller::State state);
    void checked(const QDateTime &at);
    void received(const QList<Communication> &inbound); ///< new incoming texts, after they are stored
    void failed(const Error &error);

private:
    State m_state = State::Off;
    QDateTime m_lastSuccess;
    int m_requests = 0;
};
