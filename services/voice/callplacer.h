#pragma once

#include "async.h"
#include "client.h"
#include "communication.h"

#include <QObject>
#include <QTimer>

class CallsApi;
class Clock;
class CommunicationStore;
class KeyRing;
class OutboxStore;
class SettingStore;
class TwilioClient;

/// Rings the staff member's own phone, asks them to stay on (a prompt that names no client), then dials the client with the
/// practice's number (reliability.md, contract 8). A call never waits: not placed within 30 s of the click is *failed*, "Not
/// called". Polled each second while it lives; a machine on the staff side ends it, so that voicemail is never
/// bridged to a client. One open or unconfirmed call a staff phone. GUI thread; owned by App.
class CallPlacer : public QObject
{
    Q_OBJECT

public:
    enum class Phase { Idle, Placing, RingingStaff, RingingClient, Talking, Ending };

    CallPlacer(OutboxStore &outbox, CommunicationStore &communications, SettingStore &settings, KeyRing &keys,
               CallsApi &calls, TwilioClient &twilio, const Clock &clock, QObject *parent = nullptr);
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
    Phase m_phase = Phase::Idle;
    CommunicationId m_current;
    QDateTime m_talkingSince;
};
