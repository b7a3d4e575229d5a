#pragma once

#include "id.h"
#include "staffmember.h"
#include "sync/membership.h"

#include <QSqlDatabase>

#include <atomic>
#include <memory>

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
    /// will sign. Where the answer was lost, the same again gives what was made, if it was.
    QFuture<Result<Invitation>> invite(const StaffMember &person, const Membership &inviter);
    QFuture<Result<QList<JoinRequest>>> requests();
    /// After the six words were compared: every epoch's key is sealed for the newcomer, and their keys and role, which
    /// the window shows, are endorsed. Well, too, where these very keys are approved already. Locked
    /// (PracticeKeys::isNewerKeyNeeded()) when @p administrator's computer has to fetch an epoch's key first.
    QFuture<Result<void>> approve(const JoinRequest &request, const Membership &administrator);
    /// The login loses its rights and its sessions end at once, with the signed word on which its computers erase what
    /// they hold (Parting).
    QFuture<Result<void>> lockOut(StaffId person, const Membership &administrator);
    /// The same; then what is written from now on gets a new key, if the person had the present one. The
    /// administrator's membership with it, to be kept. An error after the login was locked leaves the new key due:
    /// SyncEngine::keysDue(), renewKeys().
    QFuture<Result<Membership>> remove(StaffId person, const Membership &administrator);
    /// Names who is in @p deputies and was not @p before, and withdraws the others' right: all of it or nothing.
    QFuture<Result<void>> setDeputies(StaffId person, const QList<StaffId> &before, const QList<StaffId> &deputies);
    /// Shows @p client to everybody (null), or to @p person alone: administrators decide for anybody, staff for
    /// themselves. @p before: who saw it when that was decided. Invalid "edited-meanwhile" when a colleague has decided
    /// otherwise since; NotFound while the practice has not got the client.
    QFuture<Result<void>> showClient(ClientId client, StaffId person, StaffId before);
    /// Ends one's own membership, with the signed word of it. Invalid "last-administrator" when nobody would be left to
    /// administer the practice.
    QFuture<Result<void>> leave(const Membership &member);
    /// An administrator's: another role for somebody who is there, endorsed like the first one. Well, too, where they
    /// have given up their own role already. Invalid "last-administrator" when nobody would be left to do this.
    QFuture<Result<void>> setRole(StaffId person, const QString &role, const Membership &administrator);
    /// An administrator's: PracticeKeys::renewIfDue(). The membership, to be kept.
    QFuture<Result<Membership>> renewKeys(const Membership &administrator);
    /// The membership with the keys of all epochs (PracticeKeys::open()), to be kept; after SyncEngine::keysNeeded().
    QFuture<Result<Membership>> openKeys(const Membership &member);

    /// 160 random bits, for machines only.
    static QString newPassword();

private:
    struct Unheard;
    /// Written by a job before its COMMIT, which may be given up on, and emptied here when its end was heard.
    using Slot = std::atomic<std::shared_ptr<const Unheard>>;
    static Result<Invitation> makeOnce(QSqlDatabase &db, const StaffMember &person, Invitation wanted, Slot &unheard);

    SharedDatabase &m_shared;
    std::shared_ptr<Slot> m_unheard; ///< outlives this with a job
};
