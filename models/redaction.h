#pragma once

#include <QString>

/// What may stand in a log (security.md, "Records"): telephone numbers and sids keep their last four characters; values
/// behind words such as Authorization, password or secret vanish. Safe on any thread.
QString redacted(const QString &line);
