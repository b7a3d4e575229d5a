#include "sendwindow.h"

#include <algorithm>
#include <vector>

namespace
{
constexpr qint64 hourMs = 60 * 60 * 1000;
constexpr qint64 dayMs = 24 * hourMs;
constexpr int daysAhead = 9; // two weekends and a date line more than any opening needs

/// Milliseconds since the epoch, [from, to).
struct Span {
    qint64 from = 0;
    qint64 to = 0;
};

enum class Ambiguous { Earlier, Later };

qint64 offsetMs(const QTimeZone &zone, qint64 utc)
{
    return qint64(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(utc, Qt::UTC))) * 1000;
}

/// The instant at which the zone's clock jumped, somewhere in (from, to].
qint64 transitionBetween(const QTimeZone &zone, qint64 from, qint64 to)
{
    const qint64 before = offsetMs(zone, from);
    while (to - from > 1) {
        const qint64 middle = from + (to - from) / 2;
        (offsetMs(zone, middle) == before ? from : to) = middle;
    }
    return to;
}

/// When the zone's clock reads @p wall (milliseconds as if it were UTC). A wall time that DST skips is the jump itself;
/// one that happens twice is decided by the caller, so that a window is rather too short than too long.
qint64 instantOf(const QTimeZone &zone, qint64 wall, Ambiguous ambiguous)
{
    const qint64 before = offsetMs(zone, wall - dayMs);
    const qint64 after = offsetMs(zone, wall + dayMs);
    const qint64 withBefore = wall - before;
    const qint64 withAfter = wall - after;
    if (before == after)
        return withBefore;
    const bool beforeHolds = offsetMs(zone, withBefore) == before;
    const bool afterHolds = offsetMs(zone, withAfter) == after;
    if (beforeHolds && afterHolds)
        return ambiguous == Ambiguous::Earlier ? std::min(withBefore, withAfter) : std::max(withBefore, withAfter);
    if (beforeHolds || afterHolds)
        return beforeHolds ? withBefore : withAfter;
    return transitionBetween(zone, std::min(withBefore, withAfter), std::max(withBefore, withAfter));
}

struct Hours {
    qint64 from; ///< milliseconds since midnight
    qint64 to;
};

constexpr Hours carefulHours{10 * hourMs, 18 * hourMs}; // zone not known

Hours hoursOf(QTime from, QTime to)
{
    const QTime lastMoment(23, 59, 59, 999);
    return {from.msecsSinceStartOfDay(), to >= lastMoment ? dayMs : to.msecsSinceStartOfDay()};
}

std::vector<Span> openSpans(const QTimeZone &zone, Hours hours, qint64 utc)
{
    std::vector<Span> spans;
    const qint64 wall = utc + offsetMs(zone, utc);
    const qint64 midnight = wall - ((wall % dayMs) + dayMs) % dayMs;
    for (int day = -1; day <= daysAhead; ++day) {
        const qint64 date = midnight + day * dayMs;
        const Span span{instantOf(zone, date + hours.from, Ambiguous::Later),
                        instantOf(zone, date + hours.to, Ambiguous::Earlier)};
        if (span.from >= span.to)
            continue;
        if (!spans.empty() && spans.back().to >= span.from)
            spans.back().to = std::max(spans.back().to, span.to);
        else
            spans.push_back(span);
    }
    return spans;
}

std::vector<Span> intersection(const std::vector<Span> &a, const std::vector<Span> &b)
{
    std::vector<Span> both;
    for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
        const Span span{std::max(left->from, right->from), std::min(left->to, right->to)};
        if (span.from < span.to)
            both.push_back(span);
        left->to < right->to ? void(++left) : void(++right);
    }
    return both;
}

std::vector<QTimeZone> knownZones(const QStringList &ids)
{
    std::vector<QTimeZone> zones;
    for (const QString &id : ids) {
        if (QTimeZone zone(id.toLatin1()); zone.isValid())
            zones.push_back(std::move(zone));
    }
    return zones;
}
} // namespace

SendWindow SendWindow::at(const QDateTime &utc, const QStringList &zones, const SendHours &hours,
                          const QTimeZone &practiceZone)
{
    std::vector<QTimeZone> candidates = knownZones(zones);
    SendWindow window;
    window.zoneKnown = zones.size() == 1 && candidates.size() == 1;
    if (candidates.empty())
        candidates.push_back(practiceZone.isValid() ? practiceZone : QTimeZone::systemTimeZone());
    window.local = utc.toTimeZone(candidates.front());

    const SendHours defaults;
    const bool usable = hours.from.isValid() && hours.to.isValid() && hours.from < hours.to;
    const Hours own = usable ? hoursOf(hours.from, hours.to) : hoursOf(defaults.from, defaults.to);
    if (hours.always || (own.from == 0 && own.to == dayMs)) {
        window.open = true;
        return window;
    }

    const qint64 now = utc.toMSecsSinceEpoch();
    const Hours daily = window.zoneKnown ? own : carefulHours;
    std::vector<Span> spans = openSpans(candidates.front(), daily, now);
    for (size_t i = 1; i < candidates.size() && !spans.empty(); ++i)
        spans = intersection(spans, openSpans(candidates[i], daily, now));

    const auto next = std::find_if(spans.begin(), spans.end(), [now](const Span &span) { return span.to > now; });
    if (next == spans.end())
        return window;
    window.open = next->from <= now;
    (window.open ? window.closesAt : window.opensAt) =
        QDateTime::fromMSecsSinceEpoch(window.open ? next->to : next->from, Qt::UTC);
    return window;
}
