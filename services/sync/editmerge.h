#pragma once

#include "sync/mergejob.h"

/// A client or template as the practice has it, beside an edit of ours that it has not got, or that its server lost.
/// Database thread, inside the job's transaction.
namespace EditMerge
{
/// @p changedBy: whose version it is, where the practice says so.
Result<void> merge(MergeJob &job, SyncKind kind, const QVariantList &row, const QString &changedBy);
} // namespace EditMerge
