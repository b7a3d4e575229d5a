#pragma once

#include "client.h"
#include "communication.h"
#include "practicesettings.h"
#include "sendwindow.h"

#include <chrono>

/// What a gate says of a send, before and again right before the POST.
struct SendVerdict {
    SendBlock block = SendBlock::None;
    QDateTime opensAt;    ///< OutsideHours: when it may be sent
    QDateTime sendBefore; ///< None: it must have left by then
    SendWindow window;    ///< for the composer's words: the client's local time
};

/// What the store knows of the other side, read freshly for each decision.
struct SendFacts {
    PhoneNumber to;
    TextPermission permission = TextPermission::MayText;
    QDateTime permissionSince;   ///< null: not known, or never changed
    bool moved = false;          ///< the number is not, or no longer, one of the client's that the text is for
    QString clientTimeZone;      ///< the client's own setting; empty: by the number
    bool wroteWithinDay = false; ///< a reply is exempt from the window (reliability.md, outbox contract 5)
};

/// The moment and the state of this desktop.
struct SendMoment {
    QDateTime now;        ///< UTC, Twilio's clock where known
    QDateTime sendBefore; ///< of a stored row; null for a new one
    bool unlocked = true;
    bool hasLogin = true;
    bool overridden = false; ///< a person gave a reason: lifts OutsideHours only
    std::chrono::minutes maximumAge{240};
};

/// Whether a text may leave: pure, so that the composer's question and the check right before the POST are one
/// function. Any thread.
namespace SendGate
{
/// With less than this left a text does not leave any more (reliability.md, outbox contract 5).
inline constexpr std::chrono::seconds leastTimeLeft{60};

SendVerdict judge(const SendFacts &facts, const PracticeSettings &settings, const SendMoment &moment);
/// Whether so little is left of @p sendBefore that nothing may leave.
bool isTooLate(const QDateTime &sendBefore, const QDateTime &now);
/// Twilio's ValidityPeriod: min(14400, send_before − now), so that nothing leaves Twilio's queue late either.
std::chrono::seconds validity(const QDateTime &sendBefore, const QDateTime &now);
QTimeZone practiceZone(const PracticeSettings &settings);
} // namespace SendGate
