#pragma once

#include "communication.h"
#include "secrets/fieldcipher.h"
#include "storage/outboxguard.h"

#include <QJsonObject>
#include <QSqlDatabase>
#include <QVariantList>

/// The steps of the outbox contract inside the caller's transaction: each is one guarded UPDATE with its audit entry.
/// Database thread; one object a transaction.
class OutboxSteps
{
public:
    OutboxSteps(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher);

    struct Added {
        Communication row;
        bool isNew = false;
    };
    Result<Added> add(Communication row);

    /// What the request is about to say.
    struct Attempt {
        AttemptId id;
        QDateTime at;
        QString from;    ///< null: as stored
        QString account; ///< Twilio account sid
    };
    Result<Communication> markSending(CommunicationId id, const Attempt &attempt);

    struct Acceptance {
        AttemptId attempt;
        QString sid;
        QString status;
        QString fromNumber;
        QDateTime serverTime;
        int copies = 1;
    };
    /// Id of the row of "another program" that was joined into this one; null as a rule.
    Result<CommunicationId> markAccepted(CommunicationId id, const Acceptance &acceptance);
    /// held → pending; a repeat whose first was found meanwhile is refused instead (FirstArrived).
    Result<void> release(CommunicationId id, const QDateTime &sendBefore, const QString &reason,
                         const QDateTime &clickedAt);

    /// What a step leaves from and what it writes.
    struct Step {
        QString action;
        QList<SendState> from;
        std::optional<AttemptId> attempt; ///< must be the row's
        QString set;                      ///< "send_state = 'failed', error_code = ?"
        QVariantList values;
        QJsonObject details;
    };
    /// pending or held → refused.
    static Step refusal(SendBlock why);
    /// Error{Invalid, "state"} when the row is not where the step leaves from, NotFound when there is none.
    Result<void> take(CommunicationId id, const Step &step);
    /// The same step for every row of @p ids, which come back.
    Result<QList<CommunicationId>> takeAll(const Result<QList<CommunicationId>> &ids, const Step &step);
    /// Rows of communication_logs by "WHERE …".
    Result<QList<CommunicationId>> idsOf(const QString &conditions, const QVariantList &values);

private:
    Result<CommunicationId> joinTwin(const Communication &row, const QString &sid);

    QSqlDatabase &m_db;
    std::shared_ptr<const FieldCipher> m_cipher;
    OutboxGuard m_guard;
};
