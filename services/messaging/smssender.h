#pragma once

#include "async.h"
#include "client.h"
#include "communication.h"
#include "storage/outboxstore.h"
#include "sendwindow.h"

#include <QObject>
#include <QTimer>

class ClientStore;
class Clock;
class CommunicationStore;
class KeyRing;
class MessagesApi;
class SettingStore;
class TwilioClient;
struct MessageResource;

struct SmsDraft {
    ClientId clientId;
    PhoneNumber to;
    QString body;
    QMap<QString, QString> variables;
    TemplateId templateId;
    QString templateName;
    QString overrideReason;  ///< not empty: "Send anyway, with a reason"; lifts OutsideHours only
    QDateTime sendAfter;     ///< "Schedule for 8:00 AM": kept here, held until then
    CommunicationId resendOf;
};

/// What a gate says of a send, before and again right before the POST.
struct SendVerdict {
    SendBlock block = SendBlock::None;
    QDateTime opensAt;    ///< OutsideHours: when it may be sent
    QDateTime sendBefore; ///< None: it must have left by then
    SendWindow window;    ///< for the composer's words: the client's local time
};

struct SenderTiming {
    std::chrono::milliseconds longCodeInterval{1000}; ///< Twilio: 1 text a second for a long code
    std::chrono::milliseconds tollFreeInterval{334};  ///< 3 a second
    std::chrono::milliseconds retryBase{2000};        ///< after Offline; doubled to retryCap, full jitter
    std::chrono::milliseconds retryCap{60'000};
    std::chrono::minutes maximumAge{240};             ///< send_before = click + 4 h at most
};

/// The outbox (architecture.md "Flow: send a text"; reliability.md "Outbox contract"): stores first, passes every gate
/// again, writes *sending* durably, posts once, records what is known. At most one POST in flight for a conversation, paced to the
/// sender's rate. GUI thread; owned by App.
class SmsSender : public QObject
{
    Q_OBJECT

public:
    SmsSender(OutboxStore &outbox, CommunicationStore &communications, ClientStore &clients, SettingStore &settings,
              KeyRing &keys, MessagesApi &messages, TwilioClient &twilio, const Clock &clock, SenderTiming timing = {},
              QObject *parent = nullptr);

    /// Recovers what a crash left, then begins. Nothing leaves before start().
    void start();
    /// Quit: starts nothing more.
    void stop();

    /// Stores the row and answers with it as stored: Pending, Held or Refused with block set.
    QFuture<Result<Communication>> send(const SmsDraft &draft);
    /// The gates, for the composer: nothing is stored. @p now is passed by tests.
    QFuture<Result<SendVerdict>> check(ClientId clientId, const PhoneNumber &to);
    QFuture<Result<void>> cancel(CommunicationId id);
    /// A person sends a held row now; @p reason when it is outside hours.
    QFuture<Result<void>> sendHeld(CommunicationId id, const QString &reason);
    bool loginRefused() const { return m_loginRefused; }

public Q_SLOTS:
    void wake();
    void credentialsChanged(); ///< a refused login is tried again

Q_SIGNALS:
    void sent(CommunicationId id);       ///< accepted: the poller wakes
    void unconfirmed(CommunicationId id);///< the reconciler wakes

private:
    OutboxStore &m_outbox;
    CommunicationStore &m_communications;
    ClientStore &m_clients;
    SettingStore &m_settings;
    KeyRing &m_keys;
    MessagesApi &m_messages;
    TwilioClient &m_twilio;
    const Clock &m_clock;
    SenderTiming m_timing;
    bool m_loginRefused = false;
};
