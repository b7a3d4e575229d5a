#pragma once

#include "sync/membership.h"

#include <QJsonObject>
#include <QSqlDatabase>

class SharedDatabase;
class TrustChain;

/// The practice's recovery key, in the same words as a store's (Vault): shown once, confirmed by typing a part of it,
/// and only then kept. With its text and any login that may read the practice's tables as an administrator, or with the
/// set-up's, the keys of every epoch come back, and the membership of the administrator who made it. GUI thread.
class PracticeRecovery
{
public:
    explicit PracticeRecovery(SharedDatabase &shared);

    /// 8 groups of 5 letters and digits, to be shown once. The earlier one stays valid until confirm().
    Result<QString> makeRecoveryKey();
    /// An administrator's; what makeRecoveryKey() made takes the earlier one's place. Locked (see
    /// PracticeKeys::isNewerKeyNeeded()) when @p administrator lacks an epoch's key; Invalid "state" before
    /// makeRecoveryKey().
    QFuture<Result<void>> confirm(const Membership &administrator);

    struct State {
        StaffId madeBy; ///< null: there is none
        QDateTime at;
        /// False when a newer epoch is not sealed for it: its maker left, or somebody changed it. A new one is to be
        /// made.
        bool isComplete = false;
    };
    QFuture<Result<State>> state();

    /// Jobs of SharedDatabase. Invalid "typo" when the check sum does not fit, "wrong" when it is another key,
    /// "signature" when an epoch's key is not one that an administrator signed; NotFound when there is no recovery key.
    /// The membership needs writeCa().
    static Result<Membership> recover(QSqlDatabase &shared, const QString &text);
    /// A new epoch's key for the recovery key that there is; empty when there is none whose maker is still of the
    /// practice: who left may have kept the text.
    static Result<QJsonObject> sealedFor(QSqlDatabase &shared, const TrustChain &chain, const Membership &administrator,
                                         const SecureKey &key, int epoch);

private:
    SharedDatabase &m_shared;
    QString m_newId;
    SecureKey m_newKey; ///< not confirmed yet
};
