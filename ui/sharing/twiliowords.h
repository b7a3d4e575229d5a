#pragma once

#include "common/errortext.h"
#include "sharing/sharingfacts.h"

struct UiContext;

/// What a person is told where a computer of the practice has no key of Twilio's, or one that only sends. Names in it
/// are plain and isolated. GUI thread.
namespace TwilioWords
{
/// Why this computer has no key that works, where the practice gives it none, and who can help. Empty: it has one, or
/// that is not the reason.
QString missingKey(const UiContext &context);
/// Whether anybody looks for @p row, which is in doubt.
ErrorText::Search searchFor(const UiContext &context, const Communication &row);
/// That nobody does at present, since when, and what has to be on for it; @p now is Twilio's time.
QString nobodyLooks(const SharingFacts &facts, const QDateTime &now);
} // namespace TwilioWords
