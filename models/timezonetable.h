#pragma once

#include <QString>

#include <span>

/// One telephone number prefix, country code first, as a number: country codes never start with 0, so nothing is lost.
struct TimeZonePrefix {
    quint32 prefix;
    quint16 firstItem; ///< into TimeZoneTable::items
    quint16 itemCount;
};

/// Prefixes of telephone numbers and the zones that they may lie in. Built by timezones.py; prefixes are sorted.
struct TimeZoneTable {
    std::span<const QLatin1String> names;
    std::span<const quint16> items; ///< indexes into names
    std::span<const TimeZonePrefix> prefixes;
};

extern const TimeZoneTable timeZoneTable;
