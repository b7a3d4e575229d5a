#pragma once

#include "sync/connectioncheck.h"

/// What is wrong with a practice's server, an invitation or a right, and how to mend it. Whole sentences, plain text,
/// nothing of what the server wrote. Pure functions.
namespace ConnectionWords
{
/// Empty for None.
QString sentence(ConnectionFault fault);
/// What a check found, good or bad.
QString sentence(const ConnectionReport &report);
bool isGood(const ConnectionReport &report);
/// Errors of Sharing's functions; of setUp() those of PracticeSetUp too. Empty for Cancelled.
QString sentence(const Error &error);
/// Of join(), where a login that is refused means that the invitation was used or taken back.
QString joinSentence(const Error &error);
} // namespace ConnectionWords
