#pragma once

#include "office.h"

#include <QHash>

class OfficePeople;

/// What must hold in an office once nothing fails any more: that all comes to its end and is the same everywhere, and
/// that what is done then is done right at once. Main thread.
class OfficePeace
{
public:
    OfficePeace(Office &office, OfficePeople &people)
        : m_office(office)
        , m_people(people)
    {
    }
    /// Until every text and call has come to its end, and all hold the same.
    bool settle(const QString &since);
    /// Nothing excuses: once the practice knows a STOP, a client's own or what a colleague was told, nobody's text goes
    /// there, and other texts go on.
    bool areStopsHeeded();
    /// What Twilio may have, but for a lost answer, is found; what it has not is sent once when a person says so.
    bool areDoubtsAnswered();
    /// A call whose answer is lost is found; two clicks at once are one call; and nobody else is kept from calling.
    bool areCallsPlaced();
    /// One computer reads for all, and the others do not.
    void judgeLease();
    /// All that was done since the beginning.
    void judge();

private:
    OfficeEvidence evidence();
    void readSpies(OfficeEvidence &all) const;
    void readRecords(OfficeEvidence &all);
    void readCallEnds(OfficeEvidence &all);
    void failNextPost(const QString &fault);
    /// A text of that body, or the call that says so.
    bool isPosted(const QString &words) const;
    int timesTaken(const QString &body) const;
    QStringList makeDoubts();
    void pressAll(Office::Computer &computer);
    void report(const OfficeEvidence &all) const;

    Office &m_office;
    OfficePeople &m_people;
    QHash<QString, OfficeEvidence::CallEnd> m_callEnds; ///< that will not change any more
};
