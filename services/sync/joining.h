#pragma once

#include "sync/membership.h"
#include "sync/shareddatabase.h"

#include <QObject>
#include <QStringList>

/// A newcomer's side of joining: takes the invitation's login over, leaves a request with the person's public key, and
/// fetches the practice key once an administrator has compared the words and approved. GUI thread; one at a time.
class Joining : public QObject
{
    Q_OBJECT

public:
    explicit Joining(QObject *parent = nullptr);

    struct Asked {
        Membership member; ///< not approved yet; to be kept, for the wait may outlast this run
        QStringList words; ///< what both windows show
    };
    /// From here on the invitation is worth nothing: the login has a new password. That and the person's keys come of
    /// @p begun: Membership::begin(), kept before, so that whoever did not hear the answer asks again with the same
    /// and goes on. @p caFolder takes the authority's certificate. Errors: Invalid "expired"; Unauthorized when it was
    /// used by somebody else; else as SharedDatabase::open().
    QFuture<Result<Asked>> ask(const Invitation &invitation, const QString &caFolder, const Membership &begun);
    /// The membership with its keys, as PracticeKeys::open(); NotFound while nobody has approved, Unauthorized
    /// when whoever was approved has been removed since.
    QFuture<Result<Membership>> fetchKeys(const Membership &member);

private:
    void enter(const Promise<Asked> &promise, const Invitation &invitation, const Membership &member);
    void leaveRequest(const Promise<Asked> &promise, const Membership &member);
    void goOn(const Promise<Asked> &promise, const Membership &member, const Error &refused);
    void sayWords(const Promise<Asked> &promise, const Membership &member);

    SharedDatabase m_shared;
};
