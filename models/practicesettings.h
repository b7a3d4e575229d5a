#pragma once

#include "money.h"
#include "persona.h"
#include "phonenumber.h"
#include "sendwindow.h"

#include <QMetaType>
#include <QString>

/// What the practice has set; one row a key in table settings. No secrets: those live in the keychain.
struct PracticeSettings {
    QString practiceName;
    Persona persona = Persona::Advisor;
    QString region = QStringLiteral("US"); ///< ISO 3166, for numbers typed without a country
    QString timeZone;                      ///< IANA; empty: this computer's
    SendHours hours;
    QString language = QStringLiteral("en"); ///< for templates and clients without one of their own

    QString staffName;
    PhoneNumber staffPhone; ///< rung first when a call is placed

    QString accountSid;   ///< AC…
    QString apiKeySid;    ///< SK…; empty: the auth token is used
    QString sender;       ///< E.164 or MG…
    PhoneNumber callerId; ///< a messaging service can not call: set apart

    QString smsPrice = QStringLiteral("0.0083");  ///< a segment, US long code with carrier fee, for the estimate
    QString callPrice = QStringLiteral("0.0140"); ///< a minute
    QString currency = QStringLiteral("USD");
    int sendsPerHour = 0; ///< texts of one person, set by an administrator; 0: no limit
    bool notificationsShowContent = false;
    bool setUpDone = false;

    bool canText() const { return !accountSid.isEmpty() && !sender.isEmpty(); }
    bool canCall() const { return !accountSid.isEmpty() && !callerId.isNull() && !staffPhone.isNull(); }
};

Q_DECLARE_METATYPE(PracticeSettings)
