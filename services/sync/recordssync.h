#pragma once

#include "async.h"
#include "id.h"
#include "sync/synctable.h"

#include <QObject>
#include <QSqlDatabase>

class Database;
class SharedDatabase;

/// Where the chain of one computer ends in the practice (device_heads() in 0011_records.sql).
struct RecordsHead {
    QString device;
    QString person; ///< whose computer; empty: the practice's own chain
    qint64 first = 0;
    QString earlier; ///< the chain that it continues: a restored store is another computer
    qint64 number = 0;
    QString hash; ///< hex
    QDateTime at;
    QString knownHash; ///< what stands there at the number that was asked for; empty: nothing
};

/// Jobs with the heads of the practice's chains.
namespace RecordsHeads
{
/// The device of the chain that Postgres writes itself (practice_log).
inline constexpr QLatin1String practice("00000000-0000-0000-0000-000000000000");

/// What this computer saw last, by device.
Result<QList<RecordsHead>> seen(QSqlDatabase &local);
/// Of all chains there; knownHash at the numbers of @p seen.
Result<QList<RecordsHead>> ask(QSqlDatabase &shared, const QList<RecordsHead> &seen);
/// Keeps each head that still contains what was seen before. What contradicts it is not kept: RecordsCheck finds it.
Result<void> keep(QSqlDatabase &local, const QList<RecordsHead> &heads);
} // namespace RecordsHeads

/// Brings the local audit log to the practice, append-only, and keeps the heads of all chains that are there; once a
/// day what was seen becomes an entry of the own chain, so that others can compare. Beside the rounds of SyncEngine,
/// which go on whatever becomes of this. GUI thread; owned by SyncEngine.
class RecordsSync : public QObject
{
    Q_OBJECT

public:
    RecordsSync(Database &local, SharedDatabase &shared, QObject *parent = nullptr);
    /// Does nothing while an earlier run is under way, nor when @p mark, which is another one once a chain has grown
    /// there, was the last run's and nothing of ours is new.
    void run(const SyncKeys &keys, DeviceId device, const QString &mark = {});
    /// The same for a computer whose person has left the practice: only its own chain, after entry @p there with
    /// @p hash, where it ends in the practice.
    void runParting(const SyncKeys &keys, DeviceId device, qint64 there, const QByteArray &hash);

Q_SIGNALS:
    void ended(const Result<void> &result);

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;
    void askHeads(const RunPtr &run);
    void heard(const RunPtr &run, const QList<RecordsHead> &heads);
    void begin(const RunPtr &run, const QString &earlier);
    void push(const RunPtr &run);
    void end(const Result<void> &result);

    /// Runs a job here or there; its error ends the run.
    template <class Job, class Then>
    void here(Job job, Then then);
    template <class Job, class Then>
    void there(Job job, Then then);

    Database &m_local;
    SharedDatabase &m_shared;
    bool m_running = false;
    QString m_mark;     ///< of the last run that ended well
    qint64 m_there = 0; ///< and our last entry that is there since
};
