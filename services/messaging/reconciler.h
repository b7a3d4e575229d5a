#pragma once

#include "async.h"
#include "backoff.h"
#include "communication.h"

#include <QObject>
#include <QTimer>

class CallsApi;
class Clock;
class CommunicationStore;
class MessagesApi;
class OutboxStore;
class SettingStore;
class TwilioClient;

/// Looks for unconfirmed texts and calls in Twilio's list, by To and without a date filter, at +2, 5, 15, 60 s, 5, 15
/// min, 1 h and after the validity period. A match (outbound-api, To, normalised body, date_created within [start − 5
/// s, end + 120 s] on Twilio's clock, sid bound to no other row) is adopted; no match proves nothing, and the row stays
/// Unconfirmed for a person. Only the account that an attempt went to is searched for it. With a login that only sends
/// it looks for nothing: the computer that reads for the practice does (ColleagueDoubts). GUI thread; owned by App.
class Reconciler : public QObject
{
    Q_OBJECT

public:
    Reconciler(OutboxStore &outbox, CommunicationStore &communications, SettingStore &settings, MessagesApi &messages,
               CallsApi &calls, TwilioClient &twilio, const Clock &clock, double timeScale = 1.0,
               QObject *parent = nullptr);
    void start();
    void stop();
    /// "Check now" by a person; true when it was found. Error{Invalid, "other-account"} for an attempt in another
    /// account than the present one, "sends-only" with a login that can not look.
    QFuture<Result<bool>> checkNow(CommunicationId id);
    /// When the check numbered @p checks (0-based) is due after @p attemptAt; null when there are no more.
    static QDateTime dueAt(const QDateTime &attemptAt, int checks, double timeScale = 1.0);
    /// How many of the checks are due by @p now.
    static int dueBy(const QDateTime &attemptAt, const QDateTime &now, double timeScale = 1.0);
    static int checksInAll();
    /// Whether Twilio's lists are open to the present login.
    bool canLook() const;
    /// From the attempt to the first check.
    static std::chrono::milliseconds firstLook();
    /// "Send again" is offered only after the 5-minute check.
    static bool maySendAgain(const Communication &row) { return row.checks >= 5; }
    /// It went through an account that nobody is logged in to now: it can not be looked for, and a person decides at
    /// once.
    bool isOfAnotherAccount(const Communication &row) const;

public Q_SLOTS:
    void wake();

Q_SIGNALS:
    /// Found at Twilio and adopted: the poller looks after it from here.
    void adopted(CommunicationId id);

private:
    void look();
    void arm();
    void next();
    void check(const Communication &row);
    void settle(const Communication &row, const Result<bool> &found);
    QFuture<Result<bool>> search(const Communication &row);

    OutboxStore &m_outbox;
    CommunicationStore &m_communications;
    SettingStore &m_settings;
    MessagesApi &m_messages;
    CallsApi &m_calls;
    TwilioClient &m_twilio;
    const Clock &m_clock;
    double m_timeScale;
    QTimer m_timer;
    Backoff m_waits;
    std::chrono::milliseconds m_notBefore{0}; ///< Clock::sinceBoot(), after a failed look
    QList<Communication> m_rows;
    bool m_running = false;
    bool m_busy = false;
};
