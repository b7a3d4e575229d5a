#pragma once

#include "officeevidence.h"

/// What must not be of calls (reliability.md, contract 8); nothing: all is well. A value's view.
class OfficeCallJudge
{
public:
    explicit OfficeCallJudge(const OfficeEvidence &evidence);

    /// Clicks that have not come to their end: what Twilio says of the call; "Not called", which it then has not; or a
    /// doubt about something that it has not, which a list can not prove. And calls at Twilio that nobody here knows.
    QStringList unsettled() const;
    /// Placed more than once for one click, though Twilio may have taken the first (only 429 and 401 prove that it did
    /// not); later than a click may be placed; by another computer, or between others than was clicked.
    QStringList placedWrong() const;
    /// For the report.
    int posts() const { return int(m_posts.size()); }

private:
    struct Post {
        QString click;
        QString peer;
        TwilioArrival arrival;
    };
    QString clickWrong(const QString &name, const OfficeEvidence::Call &call) const;
    bool isPhoneUsed(const QJsonObject &row) const;
    QString rightEnd(const QString &name, const QJsonObject &row) const;
    QString rowOf(const QString &name, const OfficeEvidence::Call &call) const;

    const OfficeEvidence &m_evidence;
    QJsonObject m_rows; ///< the practice's calls
    QList<Post> m_posts;
    QHash<QString, QStringList> m_taken; ///< by Twilio: sids by click
};
