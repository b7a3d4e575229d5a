#pragma once

#include "storage/outboxsteps.h"

#include <QSet>

/// What a start makes of the outbox that the last run left, inside the caller's transaction: attempts that were under
/// way are in doubt, and what a restored back-up would send by itself waits for a person. Database thread.
class OutboxRecovery
{
public:
    OutboxRecovery(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher);

    struct Recovered {
        QList<CommunicationId> unconfirmed;
        QList<CommunicationId> held;
    };
    /// @p own: rows that this run has begun to send; they are under way, not left.
    Result<Recovered> recover(const QDateTime &now, const QSet<CommunicationId> &own);

private:
    Result<QList<CommunicationId>> holdRestored(const QDateTime &now);

    QSqlDatabase &m_db;
    OutboxSteps m_steps;
};
