#pragma once

#include "staffmember.h"
#include "sync/membership.h"

#include <QSqlDatabase>

class SharedDatabase;

/// Somebody who used an invitation and waits.
struct JoinRequest {
    StaffId staff;
    QString name;
    QString role;
    QByteArray boxPublic;
    QByteArray signPublic;
    QDateTime at;
};

/// The people of a practice, and what administrators do about them (security.md, "Joining a practice"). Over a
/// connection that is open as a member; the server checks every right. GUI thread.
class PracticePeople
{
public:
    explicit PracticePeople(SharedDatabase &shared);

    QFuture<Result<QList<StaffMember>>> all();
    /// An administrator's. A new login with an own password; of @p inviter the address, the authority and the key that
    /// will sign.
    QFuture<Result<Invitation>> invite(const StaffMember &person, const Membership &inviter);
    QFuture<Result<QList<JoinRequest>>> requests();
    /// After the six words were compared: every epoch's key is sealed for the newcomer.
    QFuture<Result<void>> approve(const JoinRequest &request, const Membership &administrator);
    /// The login is locked and its sessions end at once. (A new epoch for what is written from now on is made apart.)
    QFuture<Result<void>> remove(StaffId person);

    /// 160 random bits, for machines only.
    static QString newPassword();

private:
    SharedDatabase &m_shared;
};
