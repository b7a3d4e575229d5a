#pragma once

#include <QByteArray>
#include <QString>

/// user is an API key sid (SK…) or the account sid with the auth token. Never logged.
struct TwilioCredentials {
    QString accountSid;
    QString user;
    QByteArray secret;
    bool sendsOnly = false; ///< a restricted key that creates messages and calls and lists none
    bool isEmpty() const { return accountSid.isEmpty() || user.isEmpty() || secret.isEmpty(); }

    /// As they are kept, here and by the practice.
    QByteArray toBytes() const;
    static TwilioCredentials fromBytes(const QByteArray &bytes); ///< empty for anything else
};
