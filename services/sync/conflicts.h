#pragma once

#include "result.h"
#include "secrets/fieldcipher.h"
#include "sync/syncpush.h"

#include <QDateTime>
#include <QList>
#include <QSqlDatabase>

/// One field that two people edited.
struct ConflictField {
    QString column; ///< of the local table
    QString ours;
    QString theirs;
};

/// A client or template that two people edited at the same time, both versions of it, or (Number) a number that two
/// people gave to different clients. A person chooses (SyncEngine::decide).
struct EditConflict {
    SyncKind kind = SyncKind::Client;
    QString id;
    QString name;   ///< of the client or template, as it is here; a Number: the client that has it here
    QString theirs; ///< Number only: the client that has it in the practice
    QList<ConflictField> fields;
    QDateTime at;
    QString colleague; ///< whose version the practice has; empty when it is not known
};

/// Jobs of the local database.
namespace EditConflicts
{
/// All of them, oldest first. @p own opens notes.
Result<QList<EditConflict>> read(QSqlDatabase &db, const FieldCipher &own);
} // namespace EditConflicts
