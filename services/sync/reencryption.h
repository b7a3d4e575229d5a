#pragma once

#include "async.h"
#include "secrets/practicecipher.h"
#include "sync/shareddatabase.h"

#include <QObject>

#include <memory>

/// An administrator's command: what was written under older keys of the practice is encrypted under the newest, here,
/// row by row. For everybody else nothing happens: no row is pulled again, nobody is told, and an edit that somebody
/// makes meanwhile wins (0010_keys.sql). Where it was cut off, by cancel() or kill -9, the next run goes on: what is
/// done is under the newest key. GUI thread; one run an object.
class Reencryption : public QObject
{
    Q_OBJECT

public:
    enum class What {
        Sealed,   ///< what is encrypted
        AndClear, ///< also what other programs wrote in clear: they can not read it any more then
    };
    struct Progress {
        qint64 done = 0;
        qint64 total = 0;      ///< as it was at the begin
        qint64 unreadable = 0; ///< by all keys that are here; left as they are
        qint64 left = 0;       ///< were held or edited by others each time
    };

    /// Whether other programs wrote texts that AndClear would encrypt. A job of SharedDatabase; of an administrator.
    static Result<bool> hasClearTexts(QSqlDatabase &shared);

    /// Whether Sealed would find anything. Likewise.
    static Result<bool> hasOldTexts(QSqlDatabase &shared, int epoch);

    /// How many rows are not under @p epoch; it counts all. Of an administrator.
    static QFuture<Result<qint64>> left(SharedDatabase &shared, int epoch, What what);

    /// @p shared is open as an administrator; it may be a connection of its own, so that sync waits for nothing.
    Reencryption(SharedDatabase &shared, std::shared_ptr<const PracticeCipher> cipher, What what,
                 QObject *parent = nullptr);

    /// Cancelled after cancel(); Locked (PracticeKeys::isNewerKeyNeeded()) when a newer key was made meanwhile;
    /// Offline: run again later, with another object.
    QFuture<Result<Progress>> run();
    void cancel() { m_cancelled = true; }

Q_SIGNALS:
    void begun();
    void progress(const Reencryption::Progress &progress);
    void ended(const Result<Reencryption::Progress> &result); ///< as run() answers

private:
    enum class Part { Communications, Clients, InternalNotes, Secrets };
    struct Batch {
        QString end; ///< the last row's id
        qint64 done = 0;
        qint64 missed = 0;
        qint64 unreadable = 0;
        bool more = false;
    };
    static Result<qint64> count(QSqlDatabase &db, int epoch, What what);
    static Result<Batch> communications(QSqlDatabase &db, const PracticeCipher &cipher, What what,
                                        const QString &after);
    static Result<Batch> texts(QSqlDatabase &db, const PracticeCipher &cipher, Part part, const QString &after);
    void next(Part part, const QString &after);
    void took(Part part, const QString &after, const Result<Batch> &batch);
    void endPass();

    SharedDatabase &m_shared;
    const std::shared_ptr<const PracticeCipher> m_cipher;
    const What m_what;
    Promise<Progress> m_promise;
    Progress m_progress;
    qint64 m_missed = 0; ///< of this pass
    int m_passes = 0;
    int m_failures = 0; ///< of the present batch
    bool m_cancelled = false;
};
