#pragma once

#include "twiliojournal.h"

#include <QHash>
#include <QMap>
#include <QStringList>

/// What is known of a practice's run once it is over.
struct OfficeEvidence {
    /// A text that somebody clicked.
    struct Text {
        int computer = 0;
        QString id; ///< empty: the computer was killed before it could say that it is stored
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

    QHash<QString, Text> texts; ///< by body
    QStringList inbound;        ///< sids
    QList<TwilioArrival> arrivals;
    QHash<QString, QList<Permission>> permissions; ///< by number, in order
    QHash<QString, QList<QDateTime>> questions;    ///< whether a text may be sent, by its id: when the server was asked
    QMap<int, QList<Trouble>> troubles;            ///< by computer
    QJsonObject practice;                          ///< SoakDump
    QList<QJsonObject> stores;                     ///< likewise, by computer
};

/// What must not be, as reliability.md says; nothing: all is well. A value's view.
class OfficeJudge
{
public:
    explicit OfficeJudge(const OfficeEvidence &evidence);

    /// Texts that have not come to an end yet, or not to theirs. An end is: what Twilio said of it last; a reason why
    /// it was refused or is held; or a doubt about something that Twilio does not have, which a list can not prove.
    QStringList unsettled() const;
    /// Where a computer and the practice do not hold the same.
    QStringList differences() const;
    /// Each text that came in is everywhere, once.
    QStringList inboundWrong() const;
    /// Twilio took a text twice, or was asked to after it may have taken it: only 429 and 401 prove that it did not.
    QStringList sentTwice() const;
    /// Posted to somebody who may not be texted, although the practice had said so to this question, or could have been
    /// asked. An answer is lost, and no question comes through, only while the line or the server is in trouble: then a
    /// computer goes by what it knows.
    QStringList sentAfterStop() const;
    /// For the report.
    QMap<QString, int> ends() const;
    int sentUnheard() const { return m_unheard; }

private:
    QString rightEnd(const QJsonObject &row) const;
    bool hadTrouble(int computer, const QDateTime &from, const QDateTime &until) const;
    /// Since when; null: may be texted.
    QDateTime barredSince(const QString &number, const QDateTime &at) const;
    QString afterStop(const TwilioArrival &post) const;

    const OfficeEvidence &m_evidence;
    QJsonObject m_rows;                  ///< the practice's communications
    QHash<QString, QStringList> m_taken; ///< by Twilio: sids by body
    mutable int m_unheard = 0;
};
