#pragma once

#include "result.h"
#include "secrets/fieldcipher.h"

#include <QSqlDatabase>
#include <QString>

/// Gives a communication the id under which the practice has it; what is encrypted is bound to the id, so it is
/// encrypted again. A row that has the new id already takes the place of the other. Inside the caller's transaction;
/// database thread.
Result<void> rekey(QSqlDatabase &db, const QString &id, const QString &realId, const FieldCipher &own);
