#pragma once

#include "sync/membership.h"

#include <QHash>
#include <QSqlDatabase>

/// Whose keys a member believes. The practice's tables are in the hands of whoever owns the database, so what stands in
/// them counts only where an administrator's endorsement says so, and that administrator's keys another's, back to the
/// one whom the member's own invitation named (Membership::signer) or to the member's own key. Who was an administrator
/// once stays one here, because nothing that is signed has a time that can be believed. A value; any thread.
class TrustChain
{
public:
    explicit TrustChain(const Membership &member);
    /// A job of SharedDatabase: with all endorsements of the practice.
    static Result<TrustChain> read(QSqlDatabase &shared, const Membership &member);

    /// A person's keys as the practice's table of people has them: how the root is found that the invitation named.
    void addPerson(const QString &staffId, const QByteArray &signPublic);
    void addEndorsement(const Endorsement &endorsement, const QString &signerId);

    /// The key with which that administrator signs; empty for anybody who is none.
    QByteArray signerKey(const QString &staffId) const { return m_administrators.value(staffId); }
    /// The key for which something is sealed for that person; empty when nobody whom we trust has compared it.
    QByteArray boxKey(const QString &staffId) const { return m_boxKeys.value(staffId); }
    /// The key with which that person signs, in whatever role; likewise.
    QByteArray signingKey(const QString &staffId) const { return m_signKeys.value(staffId); }
    bool isEndorsed(const Endorsement &endorsement, const QString &signerId) const;

private:
    struct Pending {
        Endorsement endorsement;
        QString signerId;
    };
    void follow();

    QString m_practiceId;
    QString m_root;
    QHash<QString, QByteArray> m_administrators; ///< signing keys by person
    QHash<QString, QByteArray> m_boxKeys;
    QHash<QString, QByteArray> m_signKeys;
    QList<Pending> m_pending; ///< by signers whom nobody has endorsed (yet)
};
