#pragma once

#include "sync/conflicts.h"

/// What two versions of a client or template say, in words. Pure functions; what people wrote is plain text.
namespace ConflictWords
{
QString kind(SyncKind kind); ///< "Client"
QString field(const ConflictField &field);
/// @p value of @p field as a person reads it; several lines where it has several.
QString value(const ConflictField &field, const QString &value, const QDateTime &now);
/// What happened to it, in a sentence.
QString sentence(const EditConflict &conflict, const QDateTime &now);
} // namespace ConflictWords
