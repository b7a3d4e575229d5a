#pragma once

#include "async.h"
#include "clock.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QPair>
#include <QUrl>

#include <chrono>

/// Which host a product lives on.
enum class TwilioHost { Api, Messaging };

/// Base URLs. --twilio-url replaces all hosts by one (https, or http for loopback only: checked by fromOverride()).
struct TwilioHosts {
    QUrl api{QStringLiteral("https://api.twilio.com")};
    QUrl messaging{QStringLiteral("https://messaging.twilio.com")};
    static Result<TwilioHosts> fromOverride(const QUrl &url);
    QString origin() const { return api.toString(QUrl::RemovePath); } ///< secrets are kept by origin
};

/// user is an API key sid (SK…) or the account sid with the auth token. Never logged.
struct TwilioCredentials {
    QString accountSid;
    QString user;
    QByteArray secret;
    bool isEmpty() const { return accountSid.isEmpty() || user.isEmpty() || secret.isEmpty(); }
};

struct TwilioTiming {
    std::chrono::milliseconds requestTimeout{30'000}; ///< from the hand-over to Qt to the last byte; ours, not Qt's
    std::chrono::milliseconds pauseBase{500};         ///< first pause after a 429 without Retry-After, doubled, full jitter
    std::chrono::milliseconds pauseCap{30'000};
    int writesInFlight = 50;
    int readsInFlight = 4;
};

struct TwilioReply {
    int status = 0;
    QJsonObject json;
    QDateTime serverDate; ///< HTTP Date, UTC; null when absent
};

using FormFields = QList<QPair<QString, QString>>;

/// HTTP to Twilio: hosts, Basic auth, one queue with foreground before background, a pause of everybody on 429, one-shot
/// POST bodies on fresh connections, an own time-out on every request, no redirects, no HTTP/2. It classifies what
/// happened (ErrorKind) and never repeats a write. GUI thread; owned by App.
class TwilioClient : public QObject
{
    Q_OBJECT

public:
    enum class Priority { Foreground, Background };

    TwilioClient(TwilioHosts hosts, const Clock &clock, TwilioTiming timing = {}, QObject *parent = nullptr);
    ~TwilioClient() override; ///< aborts what is open; their futures end Cancelled (reads) or OutcomeUnknown (writes)

    void setCredentials(const TwilioCredentials &credentials); ///< clears the refusal of the ones before
    bool hasCredentials() const;
    QString accountSid() const;
    /// Test credentials read nothing: every GET is a 403.
    const TwilioHosts &hosts() const { return m_hosts; }

    /// "/2010-04-01/Accounts/{AC}" + @p path for Api. Reads are repeated by their callers, not here.
    QFuture<Result<TwilioReply>> get(TwilioHost host, const QString &path, const FormFields &query, Priority priority);
    /// @p pathWithQuery as Twilio gave it (next_page_uri); refused when it leaves the host.
    QFuture<Result<TwilioReply>> getUri(TwilioHost host, const QString &pathWithQuery, Priority priority);
    /// At most one arrival. Error kinds as reliability.md: Offline and RateLimited are safe to try again later.
    QFuture<Result<TwilioReply>> post(TwilioHost host, const QString &path, const FormFields &fields, Priority priority);

    /// Our clock moved onto Twilio's by the HTTP Date of the newest reply; our own before the first one.
    QDateTime serverTime() const;
    /// How far this computer's clock is off; more than 2 minutes deserves a word.
    std::chrono::milliseconds clockOffset() const { return m_offset; }
    bool isPaused() const;
    /// Stop starting requests (quit); open writes may finish.
    void stopAccepting();
    int openWrites() const;

    /// name=value with each value percent-encoded by itself; the only form encoder (QUrlQuery leaves "+" alone).
    static QByteArray encodeForm(const FormFields &fields);

Q_SIGNALS:
    void loginRefused();               ///< 401 or 20003, once for each set of credentials
    void pausedUntil(const QDateTime &utc);
    void reached();                    ///< any HTTP reply from Twilio
    void unreachable(const Error &error);

private:
    TwilioHosts m_hosts;
    const Clock &m_clock;
    TwilioTiming m_timing;
    std::chrono::milliseconds m_offset{0};
};
