#pragma once

#include "async.h"
#include "client.h"
#include "communication.h"
#include "voice/opencalls.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QSet>
#include <QTimer>

class CallWatch;
struct CallResource;
class CallsApi;
class Clock;
class CommunicationStore;
class KeyRing;
class OutboxStore;
class SettingStore;
class TwilioClient;

struct CallTiming {
    std::chrono::milliseconds patience{30'000}; ///< from the click: not placed by then is "Not called"
    std::chrono::milliseconds poll{1000};
    std::chrono::milliseconds retry{1500}; ///< between attempts that provably did not reach Twilio
};

/// Rings the staff member's own phone, asks them to stay on (a prompt that names no client), then dials the client with
/// the practice's number (reliability.md, contract 8). A call never waits: not placed within 30 s of the click is
/// *failed*, "Not called". Polled each second while it lives; a machine on the staff side ends it, so that voicemail is
/// never bridged to a client. A call that runs already, left by a crash or found by reconciling, is followed likewise.
/// One open or unconfirmed call a staff phone. GUI thread; owned by App.
class CallPlacer : public QObject
{
    Q_OBJECT

public:
    enum class Phase { Idle, Placing, RingingStaff, RingingClient, Talking, Ending };

    CallPlacer(OutboxStore &outbox, CommunicationStore &communications, SettingStore &settings, KeyRing &keys,
               CallsApi &calls, TwilioClient &twilio, const Clock &clock, QObject *parent = nullptr,
               CallTiming timing = {});
    /// At start-up: a call that a crash left waiting is "Not called", one that still runs is followed again.
    void start();
    void credentialsChanged(); ///< a call that still runs can be followed now
    void stop();               ///< quit: places nothing more; a call that runs goes on
    /// What the staff member hears before the client is dialled, in the window's language; names no client.
    void setPrompt(const QString &prompt, const QString &language);
    /// Answers with the row once it is stored; what becomes of it comes by signals. A row that comes back
    /// Refused(CallUnderWay) was not placed. Error{Invalid} with detail sendBlockKey() of CallUnderWay, NotConfigured
    /// or NumberNotUsable: nothing was stored.
    QFuture<Result<Communication>> call(const Client &client, const PhoneNumber &number);
    /// Cancels while it rings, completes when it talks.
    QFuture<Result<void>> hangUp();
    Phase phase() const { return m_phase; }
    CommunicationId current() const { return m_current; }
    QDateTime talkingSince() const { return m_talkingSince; }
    /// Response with a prompt, then Dial with @p callerId to @p client; at most 4000 characters.
    static QString bridgeTwiml(const QString &callerId, const QString &client, const QString &prompt,
                               const QString &language);

Q_SIGNALS:
    void phaseChanged(CallPlacer::Phase phase);
    void ended(CommunicationId id); ///< the page offers a note
    void placed(CommunicationId id);
    void unconfirmed(CommunicationId id);

private:
    void refuseStale();
    void followOpen();
    void store(const Client &client, const PhoneNumber &number, const Promise<Communication> &promise);
    void attempt();
    void post(AttemptId attempt);
    void settle(AttemptId attempt, const Result<CallResource> &result);
    void doubt(AttemptId attempt, CommunicationId id);
    void accept(AttemptId attempt, const CallResource &call);
    void tryAgain(AttemptId attempt, const Error &error);
    void giveUp(AttemptId attempt);
    void fail(AttemptId attempt, CommunicationId id, int code, const QString &text);
    void follow(const Communication &row, const QString &sid);
    void connectWatch();
    void followFound(const Communication &row);
    void finish();
    void setPhase(Phase phase);
    void onChanged(const QList<Communication> &rows);

    OutboxStore &m_outbox;
    CommunicationStore &m_communications;
    SettingStore &m_settings;
    KeyRing &m_keys;
    CallsApi &m_calls;
    TwilioClient &m_twilio;
    const Clock &m_clock;
    CallTiming m_timing;
    OpenCalls m_openCalls;
    QString m_prompt;
    QString m_promptLanguage;
    QTimer m_retry;
    QDeadlineTimer m_deadline;
    Communication m_row;              ///< the call under way
    QSet<CommunicationId> m_followed; ///< watched to their end, or as far as Twilio let us
    QSet<CommunicationId> m_unwanted; ///< hung up while nobody knew whether they ring
    CallWatch *m_watch = nullptr;
    QList<Promise<void>> m_hangUps; ///< asked for while the request was on its way
    Phase m_phase = Phase::Idle;
    CommunicationId m_current;
    QDateTime m_talkingSince;
    bool m_posting = false;
    bool m_stopped = false;
};
