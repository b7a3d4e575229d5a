#pragma once

#include <QDateTime>
#include <QStringList>
#include <QTime>
#include <QTimeZone>

/// Daily hours in which texts may leave, in the client's local time; 00:00 to 24:00 is always (to is 23:59:59.999
/// then).
struct SendHours {
    QTime from{8, 0};
    QTime to{20, 0};
    bool always = false; ///< 00:00–24:00
};

/// Whether a text may leave now, by the client's zone or by all zones that its number may lie in.
/// Zone known: the practice's hours. Zone unknown: 10–18 in every candidate zone (reliability.md, outbox contract 5),
/// unless the practice's window is always open. No candidate at all (toll-free): the practice's own zone, 10–18.
/// Hours that can not be (from not before to) count as 8–20. An hour that a DST change repeats opens at the second and
/// closes at the first of the two: rather too short than too long.
struct SendWindow {
    bool open = false;
    QDateTime opensAt;  ///< UTC, when it is closed: the next opening, exact over DST changes; null if
                        ///< the zones share no open hour (Guam and Bermuda): then only a person can send
    QDateTime closesAt; ///< UTC, when it is open: the end; null when always open
    QDateTime local;    ///< the client's wall clock, in the zone used for showing
    bool zoneKnown = false;

    /// @p zones IANA ids: one when known, several when only the number's prefix is known. Unknown ids are ignored.
    static SendWindow at(const QDateTime &utc, const QStringList &zones, const SendHours &hours,
                         const QTimeZone &practiceZone);
};
