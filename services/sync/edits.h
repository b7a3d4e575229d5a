#pragma once

#include "sync/synctable.h"

#include <QJsonObject>
#include <QStringList>

#include <span>

/// Two people's edits of one client or template, joined field by field: what one of them changed is taken, what both
/// changed to different values is a conflict that a person decides. Database thread.
namespace Edits
{
/// The fields that people edit.
std::span<const QLatin1String> fields(SyncKind kind);
/// As sync_queue.base and sync_conflicts.theirs keep them (0003_sync.sql): what is
/// encrypted stays so.
QJsonObject of(SyncKind kind, const QVariantList &row);
/// The row that @p base was made of, as far as it says; the rest as in @p like.
QVariantList rowOf(const SyncTable &table, const QJsonObject &base, const QVariantList &like);

struct Joined {
    QVariantList row;      ///< theirs, with our changes where they do not contradict it; ours where they do
    QStringList conflicts; ///< the fields that both changed
    bool ours = false;     ///< something of ours is left for the practice to take
};
/// @p base is what both began with; empty: unknown, then every difference is a conflict.
Joined join(SyncKind kind, const QJsonObject &base, const QVariantList &mine, const QVariantList &theirs,
            const FieldCipher &own);
} // namespace Edits
