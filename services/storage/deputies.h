#pragma once

#include "communication.h"
#include "result.h"

#include <QSqlDatabase>

/// Who may write for whom, as this computer knows it. Jobs of the database.
namespace Deputies
{
/// Who this computer's person is in the practice; null: it shares with nobody.
Result<StaffId> me(QSqlDatabase &db);
Result<void> setMe(QSqlDatabase &db, StaffId person);
/// Puts both names on a new @p row that speaks for somebody else. Error{Invalid, "not-deputy"} when this person may
/// not write for them (any more).
Result<void> sign(QSqlDatabase &db, Communication &row);
} // namespace Deputies
