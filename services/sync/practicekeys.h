#pragma once

#include "sync/membership.h"

#include <QJsonObject>
#include <QSqlDatabase>

/// The practice's keys, one an epoch: fetched, and made anew when somebody leaves. Jobs of SharedDatabase, over a
/// connection that is open as @p member; each may be repeated (0010_keys.sql, CONTRIBUTING "The practice's Postgres").
namespace PracticeKeys
{
/// @p member with the key of every epoch. NotFound "not approved" for a newcomer; Invalid "signature" when a key is not
/// signed by an administrator whom TrustChain reaches, does not open, or is another one than we had.
Result<Membership> open(QSqlDatabase &shared, Membership member);

struct State {
    int epoch = 1;      ///< the newest
    bool isDue = false; ///< somebody left with its key: an administrator's computer makes a newer one
};
Result<State> state(QSqlDatabase &shared);

/// An administrator's: a random key for the next epoch, sealed for everybody who is there and for the recovery key. The
/// membership with it. Invalid "signature" when somebody's public key is not the one that was compared when they were
/// approved: whoever exchanged it would read everything.
Result<Membership> renew(QSqlDatabase &shared, const Membership &administrator);
/// The same, if it is due; else as open(). Both give a server that was restored from a back-up the keys that it lacks.
Result<Membership> renewIfDue(QSqlDatabase &shared, const Membership &administrator);

/// What the functions of 0010_keys.sql answer when a key of ours is not the newest; Locked, as everything that waits
/// for a key.
Error newerKeyNeeded();
bool isNewerKeyNeeded(const Error &error);

QString hex(const QByteArray &bytes); ///< as Postgres reads bytea in JSON
QJsonObject toJson(const SealedKey &key);
} // namespace PracticeKeys
