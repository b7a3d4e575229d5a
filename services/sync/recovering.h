#pragma once

#include "sync/membership.h"
#include "sync/shareddatabase.h"

#include <QObject>

/// Beside PracticeSetUp and Joining the third way to a membership: that of the administrator who made the practice's
/// recovery key (PracticeRecovery), by its text, when their computer is lost. GUI thread; one at a time.
class Recovering : public QObject
{
    Q_OBJECT

public:
    explicit Recovering(QObject *parent = nullptr);

    /// The membership with its keys, to which the practice has just opened. @p address, with a user whom @p password
    /// lets in and who may read the practice's tables (the one that set it up, or an administrator), is where the
    /// practice is now; @p caFolder takes the authority's certificate. Errors: as SharedDatabase::open(); as
    /// PracticeRecovery::recover(), its own as Invalid "recovery-typo", "recovery-wrong", "recovery-signature" and
    /// "recovery-none"; "recovery-left" when that administrator is no member any more.
    QFuture<Result<Membership>> run(const PracticeAddress &address, const QString &password, const QString &text,
                                    const QString &caFolder);

private:
    void prove(const Promise<Membership> &promise, const Membership &member);

    SharedDatabase m_shared;
};
