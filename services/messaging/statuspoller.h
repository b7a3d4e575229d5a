#pragma once

#include "backoff.h"
#include "messaging/inboundannouncer.h"
#include "messaging/latewatch.h"
#include "messaging/newsintake.h"
#include "messaging/ournumbers.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <deque>
#include <functional>

class CallsApi;
struct CallResource;
struct MessageResource;
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

/// Asks Twilio for news of messages and calls, in and out, and merges it (reliability.md, "What polling costs"). One
/// request in flight. Catches up after days offline from a stored mark, day by day. Off, and says so, with test
/// credentials. A refused list (403: a restricted key) is that list's error alone: refused calls are left out until the
/// hourly sweep, and while texts are refused calls are still read. Where Twilio can not list calls (5xx), they have
/// waits of their own and are read later from the day on that was missed: a STOP is seen all the same. A round is a row
/// of steps: what was left to announce, days missed, the newest pages, calls, rows that those lack, a part of the
/// sweep. GUI thread; owned by App.
class StatusPoller : public QObject
{
    Q_OBJECT

public:
    enum class State { Off, Working, Idle, TestCredentials, Offline, LoginRefused };

    StatusPoller(CommunicationStore &communications, SettingStore &settings, MessagesApi &messages, CallsApi &calls,
                 TwilioClient &twilio, PollTiming timing = {}, QObject *parent = nullptr);
    void start();
    void stop();
    /// What came before @p mark is known, by another computer's reading; null says nothing.
    void knownUntil(const QDateTime &mark);
    State state() const { return m_state; }
    /// By Twilio's clock.
    QDateTime lastSuccess() const { return m_lastSuccess; }
    bool callsBehind() const { return m_callsSince.isValid(); } ///< Twilio could not list calls; texts are read
    int requests() const { return m_requests; }                 ///< since start, for the benchmark of calls a minute

public Q_SLOTS:
    void wake();               ///< a send, or a person pressed "Check now"
    void credentialsChanged(); ///< a refused login or test credentials are tried again
    /// What received() told has been acted on. Until then a crash makes the next start tell it again: a stop word that
    /// was only stored must not get lost.
    void handled(const QList<Communication> &inbound);

Q_SIGNALS:
    void stateChanged(StatusPoller::State state);
    void began();                                       ///< a round; checked() or failed() ends it
    void checked(const QDateTime &at);                  ///< all texts are read; calls too unless callsBehind()
    void received(const QList<Communication> &inbound); ///< new incoming texts, after they are stored
    void failed(const Error &error);

private:
    using Step = std::function<void()>;
    using Stored = QFuture<Result<void>>;
    static constexpr int firstPageSize = 50;

    void beginRound();
    void nextStep();
    void stepDone(const Result<int> &pages);
    void messagesDone(const Result<int> &pages);
    void callsDone(const Result<int> &pages);
    void callsTroubled(const Error &error);
    void setCallsSince(const QDate &day);
    bool leavesCallsOut() const;
    void plan();
    void catchUp(const QDate &day);
    bool missesDays() const;
    bool isReading() const { return m_running && !m_isCut; }
    void loadMarks();
    void loadLeft();
    void loadOpen();
    void readMessageDay(const QDate &day);
    void readCallDay(const QDate &day);
    void beginSweep(const QDate &since);
    void sweepPage();
    void sweepFailed(const Error &error);
    void sweepCalls(const QDate &since);
    void newestMessages();
    void fitPageSize(int pages);
    void newestCalls();
    void planStragglers();
    void fetchOne(const LateWatch::Item &item);
    void finishRound();
    void failRound(const Error &error);
    void retryLater(const Error &error);
    void moveMark(const QDateTime &to, bool always);
    void setState(State state);
    void schedule();
    std::chrono::milliseconds soon() const;
    /// Between requests that nobody waits for: a look at calls while none is open, a page of a sweep.
    std::chrono::milliseconds rarely() const { return 4 * m_timing.idle; }

    Stored takeMessages(const QList<MessageResource> &items);
    Stored takeCalls(const QList<CallResource> &items);
    Stored ingest(const QList<TwilioNews> &news);
    void remember(const AppliedNews &applied);
    bool isWatchedYoung(const QDateTime &created) const;
    template <class T>
    bool mayGoOn(const QList<T> &page, const QDateTime &readUntil, int pages) const;
    bool isOpenNow(const Communication &row) const;

    CommunicationStore &m_communications;
    SettingStore &m_settings;
    MessagesApi &m_messages;
    CallsApi &m_calls;
    TwilioClient &m_twilio;
    PollTiming m_timing;
    QTimer m_timer;
    Backoff m_waits;

    std::deque<Step> m_steps;
    QList<Communication> m_open;
    QSet<QString> m_seen; ///< sids that this round has read
    QSet<QString> m_new;  ///< of the newest pages: sids that were not known before
    NewsIntake m_intake;
    InboundAnnouncer m_announcer;
    OurNumbers m_numbers;
    LateWatch m_stragglers;
    LateWatch m_late;       ///< final rows whose price or segments Twilio has not told yet
    QDateTime m_mark;       ///< everything before was read completely
    QDateTime m_knownUntil; ///< by another computer's reading
    QDateTime m_markWritten;
    /// All texts of the last days, in as many rounds as it takes: whoever waits for news does not wait for it.
    struct Sweep {
        QDate since;
        QString next; ///< page; empty: the first
        int pages = 0;
        QDateTime notBefore; ///< Twilio's time
    };
    std::optional<Sweep> m_sweep;
    Backoff m_sweepWaits;
    QDateTime m_lastSweep;
    QDateTime m_lastCallSweep;
    QDateTime m_callsReadUntil;     ///< everything before, since start()
    std::optional<Error> m_refusal; ///< of the list of texts, in this round
    bool m_callsRefused = false;    ///< until the next sweep
    QDate m_callsSince;             ///< valid: calls of this day and later are still to be read
    QDateTime m_callsAgain;         ///< not before; Twilio's time
    Backoff m_callWaits;
    int m_sweepPages = 1; ///< what the last sweep cost
    int m_pageSize = firstPageSize;
    qsizetype m_young = 0; ///< texts that the last look found and that may still change
    State m_state = State::Off;
    QDateTime m_lastSuccess;
    int m_requests = 0;
    QElapsedTimer m_lookBegan;
    QElapsedTimer m_callsLooked;
    bool m_running = false;
    bool m_busy = false;
    bool m_isCut = false; ///< stop() came during the round under way: it reads nothing any more
    bool m_again = false;
    bool m_otherLogin = false; ///< since the round under way began: a refusal may be the former one's
    bool m_marksLoaded = false;
};
