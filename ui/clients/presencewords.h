#pragma once

#include "communicationlistmodel.h"
#include "sync/presence.h"

#include <QString>

class StaffStore;

/// What the window says of colleagues. Names are isolated: they are outside text. GUI thread.
namespace PresenceWords
{
/// "Ben is writing …", "Ben has this open", "Ben and 2 others have this open"; empty when nobody is there.
QString line(const QList<Presence::Colleague> &there, const StaffStore &staff);

/// What to ask before an answer leaves: a colleague writes at this moment, or answered a moment ago. Empty: nothing.
/// What was answered before the client wrote last is no answer to it.
QString beforeAnswering(const CommunicationListModel &rows, const QList<Presence::Colleague> &there, StaffId me,
                        const StaffStore &staff, const QDateTime &now);
} // namespace PresenceWords
