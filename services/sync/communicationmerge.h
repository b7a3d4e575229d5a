#pragma once

#include "sync/synctable.h"

/// One communication, as this store has it and as the practice has it: what is further along stays, whichever side it
/// comes from.
namespace CommunicationMerge
{
/// @p isQueued: ours has changes that the practice has not got; @p noteIsQueued likewise of its note.
QVariantList merged(const QVariantList &ours, const QVariantList &theirs, bool isQueued, bool noteIsQueued);
} // namespace CommunicationMerge
