#pragma once

#include "async.h"
#include "clock.h"
#include "twilio/networkmanagers.h"
#include "twilio/serverclock.h"
#include "twilio/twiliocredentials.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QPair>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

class QNetworkAccessManager;
class QNetworkReply;
class OneShotBody;
struct TwilioVerdict;

/// Which host a product lives on.
enum class TwilioHost { Api, Messaging };

/// Base URLs. --twilio-url replaces all hosts by one (https, or http for loopback only: checked by fromOverride()).
struct TwilioHosts {
    QUrl api{QStringLiteral("https://api.twilio.com")};
    QUrl messaging{QStringLiteral("https://messaging.twilio.com")};
    static Result<TwilioHosts> fromOverride(const QUrl &url);
    QString origin() const { return api.toString(QUrl::RemovePath); } ///< secrets are kept by origin
};

struct TwilioTiming {
    std::chrono::milliseconds requestTimeout{30'000}; ///< from the hand-over to Qt to the last byte; ours, not Qt's
    std::chrono::milliseconds pauseBase{500};   ///< first pause after a 429 without Retry-After, doubled, full jitter
    std::chrono::milliseconds pauseCap{30'000}; ///< of computed pauses; a Retry-After is believed up to 5 minutes
    /// A write that could not be handed to Qt within this ends Offline or RateLimited: nothing is *sending* for more
    /// than 35 s. A read waits up to requestTimeout.
    std::chrono::milliseconds writeQueueTimeout{5'000};
    int writesInFlight = 50;
    int readsInFlight = 4;
};

/// Twilio answered that there is no such thing.
inline bool isNotFound(const Error &error)
{
    return error.kind == ErrorKind::Rejected && (error.code == 20404 || error.code == 404);
}

struct TwilioReply {
    int status = 0;
    QJsonObject json;
    QDateTime serverDate; ///< HTTP Date, UTC; null when absent
};

using FormFields = QList<QPair<QString, QString>>;

/// HTTP to Twilio: hosts, Basic auth, one queue with foreground before background, a pause of everybody on 429,
/// one-shot POST bodies on fresh connections, an own time-out on every request, no redirects, no HTTP/2. It classifies
/// what happened (ErrorKind, see twilioerror.h) and never repeats a write. GUI thread; owned by App.
///
/// A 429 is answered to its caller as RateLimited, and nobody's requests start until the pause is over: what is queued
/// waits, unless it would wait longer than its kind may; then it is RateLimited at once, with the rest of the pause in
/// retryAfter. After a pause one request of each kind goes first.
class TwilioClient : public QObject
{
    Q_OBJECT

public:
    enum class Priority { Foreground, Background };
    /// Gets the result once, on the GUI thread, possibly before the call returns. For the API classes, whose futures
    /// must carry the client's own verdict also when the client dies; others use the futures.
    using Handler = std::function<void(Result<TwilioReply>)>;

    TwilioClient(TwilioHosts hosts, const Clock &clock, TwilioTiming timing = {}, QObject *parent = nullptr);
    /// Aborts what is open. Futures end Cancelled, but a write of which a byte was taken ends OutcomeUnknown.
    ~TwilioClient() override;

    void setCredentials(const TwilioCredentials &credentials); ///< clears the refusal of the ones before
    bool hasCredentials() const { return !m_credentials.isEmpty(); }
    /// Of the present credentials: a 401 that belongs to the ones before says nothing of them.
    bool isLoginRefused() const { return m_loginRefused; }
    /// They may be good again, as those of an account that was suspended: the next 401 is told anew.
    void forgetRefusal() { m_loginRefused = false; }
    QString accountSid() const { return m_credentials.accountSid; }
    /// Nothing can be looked for in Twilio's lists: they would be refused.
    bool sendsOnly() const { return m_credentials.sendsOnly; }
    const TwilioHosts &hosts() const { return m_hosts; }

    /// "/2010-04-01/Accounts/{AC}" + @p path for Api. Reads are repeated by their callers, not here.
    QFuture<Result<TwilioReply>> get(TwilioHost host, const QString &path, const FormFields &query, Priority priority);
    /// @p pathWithQuery as Twilio gave it (next_page_uri); refused when it leaves the host.
    QFuture<Result<TwilioReply>> getUri(TwilioHost host, const QString &pathWithQuery, Priority priority);
    /// At most one arrival. Offline, RateLimited and Cancelled prove that it was not processed: safe to try again
    /// later. OutcomeUnknown never is. The error's detail is never empty (a future that was dropped has none).
    QFuture<Result<TwilioReply>> post(TwilioHost host, const QString &path, const FormFields &fields,
                                      Priority priority);

    void get(TwilioHost host, const QString &path, const FormFields &query, Priority priority, Handler handler);
    void getUri(TwilioHost host, const QString &pathWithQuery, Priority priority, Handler handler);
    void post(TwilioHost host, const QString &path, const FormFields &fields, Priority priority, Handler handler);

    /// Our clock moved onto Twilio's by the HTTP Date of the newest reply; our own before the first one.
    QDateTime serverTime() const { return m_serverClock.now(); }
    /// How far this computer's clock is off; more than 2 minutes deserves a word.
    std::chrono::milliseconds clockOffset() const { return m_serverClock.offset(); }
    bool isPaused() const { return m_pause.isActive(); }
    /// Quit: nothing starts any more, queued requests and open reads end Cancelled, open writes may finish.
    void stopAccepting();
    int openWrites() const { return m_openWrites; }

    /// name=value with each name and value percent-encoded by itself; the only form encoder (QUrlQuery leaves "+"
    /// alone).
    static QByteArray encodeForm(const FormFields &fields);
    /// A sid or number as one segment of a path.
    static QString pathSegment(const QString &text);

Q_SIGNALS:
    void loginRefused(); ///< 401 or 20003, once for each set of credentials
    void pausedUntil(const QDateTime &utc);
    void reached();                       ///< Twilio answered, whatever it said
    void unreachable(const Error &error); ///< nobody answered, or somebody who is not Twilio

private:
    struct Pending;
    struct Running;
    using PendingPtr = std::unique_ptr<Pending>;

    QByteArray baseOf(TwilioHost host, const QString &path) const;
    void enqueue(PendingPtr pending);
    void startNext();
    bool startFrom(std::deque<PendingPtr> &queue, bool write);
    void start(PendingPtr pending);
    QNetworkReply *send(const Pending &pending, OneShotBody *body, QNetworkAccessManager *manager);
    void onEnded(Running *running);
    void learn(const Running &running, const TwilioVerdict &verdict);
    void pause(const Running &running, std::chrono::milliseconds retryAfter);
    void expire();
    void scheduleExpiry();
    Error waitedTooLong() const;
    void cancelQueued();

    TwilioHosts m_hosts;
    const Clock &m_clock;
    TwilioTiming m_timing;
    TwilioCredentials m_credentials;
    int m_credentialsSerial = 0;
    bool m_loginRefused = false; ///< told for the present credentials
    bool m_stopped = false;
    ServerClock m_serverClock;
    qint64 m_serial = 0;                ///< of the newest request handed over
    std::deque<PendingPtr> m_reads[2];  ///< by Priority
    std::deque<PendingPtr> m_writes[2]; ///< by Priority
    std::vector<std::unique_ptr<Running>> m_running;
    int m_openReads = 0;
    int m_openWrites = 0;
    NetworkManagers m_managers;
    QTimer m_pause;
    QTimer m_expiry;
    qint64 m_pauseSerial = 0; ///< requests handed over up to here do not count against a later pause
    int m_pauseLevel = 0;     ///< pauses in a row; 0 when the last reply was no 429
};
