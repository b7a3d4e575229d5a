#pragma once

#include <QMetaType>
#include <QString>

#include <chrono>

/// What went wrong, by what the caller has to do about it. For a write to Twilio the difference between Offline and
/// OutcomeUnknown decides whether it may ever be repeated (rule R7).
enum class ErrorKind {
    Offline,        ///< provably nothing reached the other side: DNS, refused, TLS or proxy failure, no byte written
    OutcomeUnknown, ///< it may have been processed: time-out, dropped line, 5xx, unreadable 2xx
    RateLimited,    ///< 429: refused and never processed; see retryAfter
    Unauthorized,   ///< 401 or code 20003: the login is wrong, for every request
    Rejected,       ///< any other 4xx, final; code is Twilio's
    BadResponse,    ///< a reply to a read that lacks required keys
    Redirected,     ///< 3xx: never followed, credentials and body stay with the host
    Storage,        ///< SQL failure, full disk, read-only folder
    Locked,         ///< the key of the store is not available (keychain locked, passphrase not given)
    Invalid,        ///< input that can not be used; detail names it
    NotFound,       ///< no such row, secret or file
    Cancelled,      ///< shut-down or a person's cancel: stay silent
};

/// An expected failure (rule R13). detail is for logs and holds no body, number or secret (rule R9); only a Rejected's,
/// Twilio's own message, may be shown. Words for people are made in ui/common/errortext.
struct Error {
    ErrorKind kind = ErrorKind::Invalid;
    int code = 0; ///< Twilio's error code, else the HTTP status, else 0
    QString detail;
    std::chrono::milliseconds retryAfter{0}; ///< RateLimited only; 0 when Twilio named none
};

Q_DECLARE_METATYPE(Error)
