#pragma once

#include "result.h"

#include <QSqlDatabase>
#include <QString>

/// What Postgres keeps of @p password, made here: a password in a statement would stand in the server's log. @p db is
/// an open connection of QPSQL; nothing is asked of the server. Job of SharedDatabase.
Result<QString> scramVerifier(QSqlDatabase &db, const QString &password);
