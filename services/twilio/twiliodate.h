#pragma once

#include <QDateTime>
#include <QString>

/// Reads the dates that Twilio and HTTP write: RFC 2822 ("Tue, 18 Aug 2026 20:01:40 +0000"), HTTP's IMF-fixdate ("…
/// GMT") and ISO 8601 (the v1 products). UTC; null when unreadable. The weekday is ignored, because a wrong one makes
/// QDateTime reject the whole date.
QDateTime parseTwilioDate(const QString &text);
