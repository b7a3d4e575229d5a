#pragma once

#include "async.h"
#include "id.h"
#include "secrets/memberkeys.h"
#include "secrets/practicecipher.h"
#include "sync/recordsreport.h"

#include <QObject>

#include <memory>

class AuditLog;
class Database;
class KeyRing;
class SharedDatabase;
struct RecordsHead;

/// "Verify records": the local chain; every chain in the practice's database, where this person may read them; and what
/// this computer, and the others by their entries "records.seen", saw of the chains before. In short jobs behind
/// whatever else the connections do. GUI thread; owned by App.
class RecordsCheck : public QObject
{
    Q_OBJECT

public:
    /// Who asks, and with which keys.
    struct Practice {
        SharedDatabase *shared = nullptr; ///< outlives this, or leave() comes first
        std::shared_ptr<const PracticeCipher> cipher;
        SecureKey signSeed; ///< the person's (MemberKeys)
        DeviceId device;
        QString name;
        QString person;
    };

    RecordsCheck(Database &local, KeyRing &keys, AuditLog &audit, QObject *parent = nullptr);
    void share(const Practice &practice);
    void leave();

    /// One at a time: a second call is ignored. finished() comes in any case.
    void start();
    /// finished() comes with Cancelled.
    void cancel();
    /// For the file @p name; recorded before it is made, as an export is. Signed with the person's key in the practice;
    /// on a computer that shares with nobody with one that stays in its store, which shows that two reports are of the
    /// same store.
    QFuture<Result<QByteArray>> signedFile(const RecordsReport &report, const QString &name);

Q_SIGNALS:
    void progressed(qint64 entries, qint64 total);
    void finished(const Result<RecordsReport> &report);

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;
    void askHeads(const RunPtr &run);
    void compareSeen(const RunPtr &run, const QList<RecordsHead> &seen, const QList<RecordsHead> &heads);
    void compareOwn(const RunPtr &run);
    void nextChain(const RunPtr &run);
    void walk(const RunPtr &run, const RecordsHead &head);
    void compareWitnesses(const RunPtr &run);
    void end(const RunPtr &run, const Result<RecordsReport> &report);
    /// Ends a run that was canceled.
    bool isOver(const RunPtr &run);

    /// Runs a job here or there; its error ends the run.
    template <class Job, class Then>
    void here(const RunPtr &run, Job job, Then then);
    template <class Job, class Then>
    void there(const RunPtr &run, Job job, Then then);

    Database &m_local;
    KeyRing &m_keys;
    AuditLog &m_audit;
    Practice m_practice;
    QFuture<Result<QByteArray>> signedText(const QByteArray &text) const;
    RunPtr m_run; ///< null: nothing runs
};
