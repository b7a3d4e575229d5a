#pragma once

#include "sync/membership.h"
#include "sync/shareddatabase.h"

#include <QObject>

#include <functional>

/// What an administrator decides when a practice begins to share.
struct SetUpRequest {
    PracticeAddress address; ///< with a login that may make roles; used once and kept nowhere
    QString password;
    QString practiceName;
    QString adminName;
};

/// What is to be known of a server on which a practice can be set up.
struct SetUpOutlook {
    /// Its log keeps what statements bring: clients' names and numbers among them.
    bool logsValues = false;
};

/// Makes a database a practice: looks whether this login may, migrates, makes the first administrator with a login and
/// keys of their own, and the practice's key. Can be started again after it was cut off: what was done stays, and the
/// administrator whom it made without anybody hearing of it is taken over, by whoever has their secrets. GUI thread;
/// one at a time.
class PracticeSetUp : public QObject
{
    Q_OBJECT

public:
    explicit PracticeSetUp(QObject *parent = nullptr);
    /// The membership of the first administrator, whose secrets are @p begun: Membership::begin(), kept before, so that
    /// nobody is made an administrator whose keys are nowhere. To be kept before anything else is done with it. Errors:
    /// as SharedDatabase::open(); Unauthorized with detail "createrole", "create" or "owner" for a right that is
    /// missing; Invalid "old-server" (before 13), "newer" (a newer program's schema), "clock" (this computer's or the
    /// server's is off by more than five minutes) or "has-administrator", who has other keys.
    QFuture<Result<Membership>> run(const SetUpRequest &request, const Membership &begun);
    /// Brings the database of a practice to this program's schema. Errors: as run()'s, but for "has-administrator".
    QFuture<Result<void>> update(const PracticeAddress &address, const QString &password);
    /// Whether run() could begin, and changes nothing. Errors: as run()'s, but for "has-administrator".
    QFuture<Result<SetUpOutlook>> look(const PracticeAddress &address, const QString &password);
    /// Ends before the next step with Cancelled "set-up"; what was done stays, and the next run goes on from there. Too
    /// late once the last one has begun: then it does nothing.
    void cancel() { m_isCancelled = true; }

Q_SIGNALS:
    void progress(int done, int of); ///< done == of: from here on it can not be cancelled

private:
    using Migrated = std::function<void(const Result<void> &)>;
    void migrate(const PracticeAddress &address, const QString &password, const Migrated &then);
    void migrateOn(int done, const Migrated &then);
    void makeAdministrator(const Promise<Membership> &promise, const SetUpRequest &request, const Membership &begun);

    SharedDatabase m_shared;
    bool m_isCancelled = false;
};
