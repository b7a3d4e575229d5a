#pragma once

#include "officeevidence.h"

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
    /// Twilio was asked once more after it may have taken a text (only 429 and 401 prove that it did not), and nobody
    /// had pressed for it on that computer; or it took more than there are attempts.
    QStringList sentTwice() const;
    /// A press that is not on the record, or whose text does not say what it sends again.
    QStringList pressesWrong() const;
    /// Posted to somebody who may not be texted, although the practice had said so to this question, or could have been
    /// asked. An answer is lost, and no question comes through, only while the line or the server is in trouble: then a
    /// computer goes by what it knows.
    QStringList sentAfterStop() const;
    /// For the report.
    QMap<QString, int> ends() const;
    int sentUnheard() const { return m_unheard; }

private:
    QString rightEnd(const QJsonObject &row) const;
    QStringList textWrong(const QString &body) const;
    QStringList idsOf(const TwilioArrival &post) const;
    bool hadTrouble(int computer, const QDateTime &from, const QDateTime &until) const;
    /// Since when; null: may be texted.
    QDateTime barredSince(const QString &number, const QDateTime &at) const;
    QString afterStop(const TwilioArrival &post) const;

    const OfficeEvidence &m_evidence;
    QJsonObject m_rows;                  ///< the practice's communications
    QHash<QString, QStringList> m_ids;   ///< of them: outgoing texts by body
    QHash<QString, QStringList> m_taken; ///< by Twilio: sids by body
    mutable int m_unheard = 0;
};
