#pragma once

#include "twilio/twilioclient.h"

/// What "Test connection" finds out.
struct AccountCheck {
    bool loginWorks = false;
    bool testCredentials = false; ///< reads answer 403: texts can be tried, nothing can be read back
    bool senderFound = false;
    bool senderCanText = false;
    QString senderName;
    /// False when the service's InboundRequestUrl is null and it does not defer to the number: then Twilio logs no
    /// replies at all (facts D1.5).
    bool repliesVisible = true;
    bool callerFound = false;
    bool callerCanCall = false;
    int problemCode = 0; ///< Twilio's code when something was refused
};

/// Reads account, numbers and messaging services for set-up. GUI thread; owned by App.
class AccountApi
{
public:
    explicit AccountApi(TwilioClient &client);
    /// Several reads one after another; Error only when nothing could be learned (offline, 401).
    QFuture<Result<AccountCheck>> check(const QString &sender, const QString &callerId);

private:
    TwilioClient &m_client;
};
