#pragma once

#include "async.h"
#include "client.h"
#include "communication.h"
#include "messaging/sendgate.h"
#include "messaging/sendingparts.h"

#include <QObject>

struct LoadedFacts;
class NewsWatch;
class SendAdvisor;
class SmsQueue;
class TimeCheck;
class WaitingSweep;

struct SmsDraft {
    ClientId clientId;
    PhoneNumber to;
    QString body;
    QMap<QString, QString> variables;
    TemplateId templateId;
    QString templateName;
    QString overrideReason; ///< not empty: "Send anyway, with a reason"; lifts OutsideHours only
    QDateTime sendAfter;    ///< "Schedule for 8:00 AM": kept here, held until then
    CommunicationId resendOf;
    StaffId onBehalfOf; ///< whom it speaks for; null: who clicks

    /// "Send again": the same text as a new one (reliability.md, outbox contract 7).
    static SmsDraft again(const Communication &row);
};

/// The outbox (architecture.md "Flow: send a text"; reliability.md "Outbox contract"): stores first, passes every gate
/// again, writes *sending* durably, posts once, records what is known. At most one POST in flight for a conversation,
/// paced to the sender's rate, and none before Twilio told the time (TimeCheck) and what clients wrote (NewsWatch), and
/// before the practice was asked (SendAdvisor).
/// GUI thread; owned by App.
class SmsSender : public QObject
{
    Q_OBJECT

public:
    SmsSender(OutboxStore &outbox, CommunicationStore &communications, ClientStore &clients, SettingStore &settings,
              KeyRing &keys, MessagesApi &messages, TwilioClient &twilio, const Clock &clock, SenderTiming timing = {},
              QObject *parent = nullptr, NewsWatch *news = nullptr, SendAdvisor *advisor = nullptr);

    /// Recovers what a crash left, then begins. Nothing leaves before start().
    void start();
    /// Quit: starts nothing more.
    void stop();
    /// After stop(): no draft is being stored, and no row is being prepared, posted or recorded.
    bool isIdle() const;

    /// Stores the row and answers with it as stored: Pending, Held or Refused with block set. The body is cleaned first
    /// (cleanMessageText). Nothing is stored, and the text stays with the composer, for Error{Invalid} with detail
    /// "empty" (no body, or a template's variable without a value) or "too-long" (over 1600 UTF-16 code units; code
    /// 21617), for Error{Invalid} "not-deputy" (OutboxStore::add()), and for Error{Locked} while the store's key is not
    /// there.
    QFuture<Result<Communication>> send(const SmsDraft &draft);
    /// The gates, for the composer: nothing is stored.
    QFuture<Result<SendVerdict>> check(ClientId clientId, const PhoneNumber &to);
    QFuture<Result<void>> cancel(CommunicationId id);
    /// A person sends a held row now; @p reason when it is outside hours. Error{Invalid} with detail sendBlockKey() of
    /// the gate that still says no: a permission that is Held is judged first (ClientStore::setPermission).
    QFuture<Result<void>> sendHeld(CommunicationId id, const QString &reason);
    /// Twilio refused the login: what waits stays Pending until credentialsChanged().
    bool loginRefused() const;

public Q_SLOTS:
    void wake();
    void credentialsChanged(); ///< a refused login is tried again

Q_SIGNALS:
    void sent(CommunicationId id);        ///< accepted: the poller wakes
    void unconfirmed(CommunicationId id); ///< the reconciler wakes

private:
    void release(const Communication &row, const QString &reason, const LoadedFacts &loaded,
                 const Promise<void> &promise);
    void store(const SmsDraft &draft, const QString &body, const LoadedFacts &loaded,
               const Promise<Communication> &promise);
    void sendEarlier(const Communication &scheduled, const Communication &wanted,
                     const Promise<Communication> &promise);
    Communication rowOf(const SmsDraft &draft, const QString &body, const LoadedFacts &loaded) const;

    TimeCheck *m_time;
    SendingParts m_parts;
    SenderTiming m_timing;
    SmsQueue *m_queue;
    WaitingSweep *m_sweep;
    int m_storing = 0; ///< drafts on their way into the store
};
