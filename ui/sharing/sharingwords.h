#pragma once

#include "common/errortext.h"
#include "staffmember.h"
#include "sync/syncengine.h"

/// Roles, people and the state of sharing in words. Pure functions; plain text, outside text isolated.
namespace SharingWords
{
/// "admin", "staff", "supervisor", "agent", in the order in which they are offered.
const QStringList &roles();
QString role(const QString &key);    ///< "Administrator"; the key itself where it is not one of ours
QString mayDo(const QString &key);   ///< one sentence
QString persona(const QString &key); ///< empty for none
/// "member", "invited", "left 3 Nov", "did not join"; @p asks: used the invitation and waits.
QString membership(const StaffMember &person, bool asks, const QDateTime &now);
/// Whom to ask, a few of @p names: "Ana Ruiz", "Ana Ruiz or Tom Novak".
QString anyOf(const QStringList &names);

struct State {
    QString text;
    ErrorText::Tone tone = ErrorText::Tone::Quiet;
};
/// What a person may know of sharing, as of @p now, and what to do where something is to be done.
State state(const SyncStatus &status, const QDateTime &now);
} // namespace SharingWords
