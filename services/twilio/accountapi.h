#pragma once

#include "twilio/twilioclient.h"

/// What "Test connection" finds out; each part stands for itself, because a restricted key may read one and not the
/// other. That there is a result at all proves the login.
struct AccountCheck {
    enum class Finding {
        NotAsked,
        Works,
        Unable,    ///< it is there, and can not do it
        Missing,   ///< the account does not have it
        Unchecked, ///< Twilio did not let these credentials look: it may well work
    };

    bool testCredentials = false; ///< texts can be tried, nothing can be read back: all parts stay NotAsked
    Finding sender = Finding::NotAsked;
    QString senderName; ///< empty unless it was found
    /// Unable when the service's InboundRequestUrl is null and it does not defer to the number: then Twilio logs no
    /// replies at all (facts D1.5). A number of its own logs them whatever its webhook is.
    Finding replies = Finding::NotAsked;
    Finding caller = Finding::NotAsked;
};

/// Reads account, numbers and messaging services for set-up. GUI thread; owned by App.
class AccountApi
{
public:
    explicit AccountApi(TwilioClient &client);
    /// Several reads one after another. Error when Twilio could not be asked (offline, login refused), or, isAbsent(),
    /// when it has no such account for this login.
    QFuture<Result<AccountCheck>> check(const QString &sender, const QString &callerId);
    static bool isAbsent(const Error &error);

private:
    TwilioClient &m_client;
};
