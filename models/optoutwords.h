#pragma once

#include <QString>

/// What an incoming text asks for (compliance.md, "Opt-out and consent"; FCC 24-24; Twilio's default keywords).
enum class ReplyMeaning {
    None,
    OptOut,      ///< exactly a stop word of Twilio or the FCC: opts out at once
    MaybeOptOut, ///< a sentence that a reasonable person may read as stop: holds sends, asks a person; so does a
                 ///< stop word as a question or beside an emoji, and a Spanish one: nobody lists those
    OptIn,       ///< START, UNSTOP: lifts a keyword block and a hold
    Yes,         ///< YES: lifts only a keyword block, never a hold from a sentence; also an answer (badge: says yes)
    Agrees,      ///< badge: says yes, in words at which Twilio lifts nothing ("Sí", "Yes, please")
    Help,        ///< HELP, INFO: Twilio answers
    Confirm,     ///< badge: confirmed
    Reschedule,  ///< badge: asks to reschedule
    No,          ///< badge: says no
};

/// Case, blanks, punctuation and width at both ends do not count; English and Spanish. Wording that is not directed at
/// texts, contact or a list ("cancel my appointment", "I'll stop by at 3") holds nothing. Reads 2000 characters.
/// Thread-safe.
ReplyMeaning meaningOfReply(const QString &text);
