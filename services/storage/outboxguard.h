#pragma once

#include "communication.h"
#include "secrets/fieldcipher.h"

#include <QSqlDatabase>

/// What the store alone can judge without a race, so that nothing leaves twice: ten presses of one click, the same text
/// while one is in doubt, the repeat of a doubt that was found meanwhile, and one call a staff phone. Inside the
/// caller's transaction, with the key at hand. Database thread; one object a transaction.
class OutboxGuard
{
public:
    OutboxGuard(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher);

    Result<std::optional<Communication>> sameClick(const Communication &row);
    /// Holds or refuses the new @p row as need be. Error{Invalid, "arrived"} when what it repeats was found.
    Result<void> judgeNew(Communication &row);
    /// Just before the request: Error{Invalid, "possible-duplicate"} or {Invalid, "arrived"}.
    Result<void> judgeSending(const Communication &row);
    Result<bool> hasArrived(CommunicationId id);

    /// SQL: the newest row in doubt with the same text as the row of communication_logs that is updated.
    static const QString newestDoubt;

private:
    Result<CommunicationId> doubtOf(const Communication &row);
    Result<bool> hasCallUnderWay(const Communication &row);

    QSqlDatabase &m_db;
    std::shared_ptr<const FieldCipher> m_cipher;
};
