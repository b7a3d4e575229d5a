#pragma once

#include "twilio/twilioclient.h"

#include <QByteArray>

/// Why an exchange ended before Qt was through with it.
enum class Interruption { None, TimedOut, TooLarge, Cancelled };

/// Everything that is known of one request when it is over; no Qt Network types, so that the rules below can be tested
/// as a table.
struct HttpOutcome {
    bool write = false;
    bool sendsText = false; ///< a write that sends a text: others wait behind it, and what fails is lost
    qint64 bodySize = 0;    ///< writes: length of the body
    qint64 bodySent = 0;    ///< writes: bytes that Qt took; 0 proves that nobody can have processed it
    int status = 0;         ///< 0: no status line arrived
    int transportError = 0; ///< QNetworkReply::NetworkError, for the log
    Interruption interruption = Interruption::None;
    bool closes = false; ///< the server said that it closes the connection: Qt closes it, too
    QByteArray payload;
    QByteArray date;       ///< HTTP Date
    QByteArray retryAfter; ///< HTTP Retry-After
};

/// What the caller is told, and whether it was Twilio that spoke (and not a portal, a proxy or nobody).
struct TwilioVerdict {
    Result<TwilioReply> result;
    bool fromTwilio = false;
};

/// The one place that turns what happened on the wire into an ErrorKind. Never "safe to repeat" unless it provably was
/// not processed; the table is in the .cpp.
TwilioVerdict judge(const HttpOutcome &outcome, const QDateTime &now);

/// Seconds or an HTTP date; 0 when absent or unreadable, at most @p cap.
std::chrono::milliseconds parseRetryAfter(const QByteArray &value, const QDateTime &now, std::chrono::milliseconds cap);

/// For logs: numbers and sids lose all but their last four characters, line breaks go, 200 characters stay.
QString logDetail(const QString &text);
