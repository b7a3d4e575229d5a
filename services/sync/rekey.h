#pragma once

#include "result.h"
#include "secrets/fieldcipher.h"

#include <QSqlDatabase>
#include <QString>

/// Whether @p id gave way. A row that has the id already takes its place, unless both are attempts of this computer:
/// then the practice was told that the second one's sid is the first one's (a doubt that was found in Twilio's list
/// before the second was known), and the second stays, in doubt and without a sid.
enum class Rekeyed { GaveWay, Stays };
/// Gives a communication the id under which the practice has it; what is encrypted is bound to the id, so it is
/// encrypted again. Inside the caller's transaction; database thread.
Result<Rekeyed> rekey(QSqlDatabase &db, const QString &id, const QString &realId, const FieldCipher &own);
