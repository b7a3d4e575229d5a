#pragma once

#include <QString>

/// Sends Qt's log to standard error and to @p file (at most 1 MB, then one older copy "….1"), with everything redacted
/// that may not be in a log (security.md, "Records"). Call once from main(); the handler is process-wide by Qt's
/// nature.
void installLogHandler(const QString &file);
