#pragma once

#include "sync/recordssync.h"
#include "sync/syncmemory.h"

#include <QObject>
#include <QTimer>

class Database;
class SharedDatabase;
struct Membership;

/// What a computer does for the practice when its person's membership has ended. It believes no server: a word counts
/// that an administrator whom TrustChain reaches has signed, or its own person. Then it hands over what it sent and the
/// practice has not got, and says when everything is erased. GUI thread; owned by Sharing.
class Parting : public QObject
{
    Q_OBJECT

public:
    /// @p retry between attempts of handOver().
    Parting(Database &local, SharedDatabase &shared, std::chrono::milliseconds retry, QObject *parent = nullptr);

    /// Over the connection that is open as @p member; proven() if it has ended.
    void ask(const Membership &member, DeviceId device);
    /// Texts, calls and records of this computer, until the practice has them or refuses them for good; then
    /// handedOver(). Nothing is sent meanwhile, and the engine is stopped.
    void handOver(const Membership &member, DeviceId device, const SyncKeys &keys);
    void stop();
    /// Over a new connection where the one that there was has gone: nothing is left here that could say it later.
    /// Unauthorized where the login is locked already.
    QFuture<Result<void>> sayErased(const Membership &member, DeviceId device, const SyncMemory::Leftovers &left);

    /// A job of SharedDatabase: what the practice says of the end, and whether it is proven.
    struct Word {
        bool isProven = false;
        bool byOneself = false;
        QDateTime at;
        qint64 recordsThere = 0;
        QByteArray recordsHash;
    };
    static Result<Word> read(QSqlDatabase &shared, const Membership &member, DeviceId device);
    /// A proven word for the store's marks, so that a later start needs no server to know it.
    static QString toText(const Word &word);
    static Word fromText(const QString &text); ///< not proven when there is none

Q_SIGNALS:
    void proven(const Parting::Word &word);
    void handedOver(const SyncMemory::Leftovers &left);
    void waits(const Error &why); ///< handOver() tries again by itself

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;
    void begin(const RunPtr &run);
    void askEnd(const RunPtr &run);
    void note(const RunPtr &run);
    void push(const RunPtr &run);
    void pushRecords(const RunPtr &run);
    void end(const RunPtr &run);
    void sayErased(const Promise<void> &promise, const Membership &member, DeviceId device, int notShared,
                   int connectionsLeft);
    void failed(const RunPtr &run, const Error &why, void (Parting::*next)(const RunPtr &));

    Database &m_local;
    SharedDatabase &m_shared;
    RecordsSync m_records;
    QTimer m_retry;
    RunPtr m_run;
    bool m_asking = false;
};
