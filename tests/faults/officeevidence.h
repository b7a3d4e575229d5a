#pragma once

#include "twiliojournal.h"

#include <QHash>
#include <QMap>
#include <QStringList>

/// What is known of a practice's run once it is over.
struct OfficeEvidence {
    /// A press that may let one text leave: of a new one, of "Send again", or of what failed, written again.
    struct Press {
        int computer = 0;
        QString id;       ///< empty: the computer was killed before it could say that it is stored
        QDateTime at;     ///< null: it is held until a person lets it go
        QString resendOf; ///< the text in doubt that is sent again
    };
    /// A click on "Call".
    struct Call {
        int computer = 0;
        QString staffPhone;
        QString peer;
        QDateTime at;       ///< the computer had begun by then
        bool isCut = false; ///< the computer was killed, maybe before it could say what came of it
        QString id;
        QString why; ///< nothing was stored
    };
    /// Twilio's word of a call.
    struct CallEnd {
        QString status;
        QString childStatus;
    };
    /// Somebody may not, or may again, be texted: when the practice's server had committed it.
    struct Permission {
        QDateTime at;
        bool stops = false;
    };
    /// Of a computer's line to the practice, or of the server.
    struct Trouble {
        QDateTime from;
        QDateTime until;
    };

    QHash<QString, QList<Press>> texts; ///< by body, the first press is the text's own
    QHash<QString, Call> calls;         ///< by the name that the staff member hears
    QStringList inbound;                ///< sids
    QStringList keyMarks;               ///< by computer: whose POST it is
    QList<TwilioArrival> arrivals;
    QHash<QString, CallEnd> callEnds;              ///< by sid
    QHash<QString, QList<Permission>> permissions; ///< by number, in order
    QHash<QString, QList<QDateTime>> questions;    ///< whether a text may be sent, by its id: when the server was asked
    QMap<int, QList<Trouble>> troubles;            ///< by computer
    QJsonObject practice;                          ///< SoakDump
    QList<QJsonObject> stores;                     ///< likewise, by computer
    QMultiHash<QString, QString> records;          ///< each text or call that was added, by its id: what it sends again
    QStringList wrong; ///< what a computer or the practice saw happen: a step back, a colleague's call followed
};
