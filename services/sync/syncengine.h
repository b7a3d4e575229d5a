#pragma once

#include "async.h"
#include "backoff.h"
#include "sync/practiceaddress.h"
#include "sync/recordssync.h"
#include "sync/syncmerge.h"
#include "sync/syncpush.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

class Database;
class KeyRing;
class SharedDatabase;

/// What the status bar says of sharing.
struct SyncStatus {
    Q_GADGET

public:
    enum class State {
        Off,     ///< this computer shares with nobody
        Waiting, ///< until its own key is there, or the practice's newest one (keysNeeded())
        Connecting,
        FirstSync, ///< fetched of total
        Syncing,
        UpToDate,
        Offline,         ///< tries again by itself; error says why
        LoginRefused,    ///< a person has to do something
        UpdateNeeded,    ///< the practice's schema is newer than this program
        MigrationNeeded, ///< it is older: an administrator runs the set-up again; looked for by itself
    };
    Q_ENUM(State)
    State state = State::Off;
    qint64 backlog = 0; ///< changes that the practice has not got
    qint64 refused = 0; ///< of these, what it can not take
    qint64 conflicts = 0;
    qint64 fetched = 0; ///< of the first sync
    qint64 total = 0;   ///< an estimate
    QString role;       ///< ours, as the practice said last; empty: not yet
    QDateTime lastSuccess;
    Error error;
};

struct SyncTiming {
    std::chrono::milliseconds afterChange{20};  ///< many changes become one round; a colleague waits for it
    std::chrono::milliseconds idle{15'000};     ///< nobody says when something changes
    std::chrono::milliseconds firstRetry{1000}; ///< doubles
    std::chrono::milliseconds longestRetry{60'000};
    std::chrono::milliseconds longestOffline{2000}; ///< while the server is not reached; see setLongestOffline()
    std::chrono::milliseconds told{60'000};         ///< idle, while somebody says so (SharedListener)
};

/// Shares this computer's store with the practice: pushes what changed here, pulls what changed there, merges. One
/// round at a time; the window never waits for it. GUI thread; owned by App.
class SyncEngine : public QObject
{
    Q_OBJECT

public:
    SyncEngine(Database &local, KeyRing &keys, SharedDatabase &shared, const SyncTiming &timing = {},
               QObject *parent = nullptr);

    /// Begins, or goes on where the last run ended. @p device is this store's.
    void start(const PracticeAddress &address, const QString &password, std::shared_ptr<const PracticeCipher> practice,
               DeviceId device);
    void stop();
    /// With a newer practice key; what waited for it goes on.
    void setCipher(std::shared_ptr<const PracticeCipher> practice);
    /// Something changed here or there: a round begins soon.
    void wake();
    /// The same for a word of the practice (SharedListener::heard()), unless what it is about is here already.
    void wakeFor(const QString &word);
    /// Something may have changed here: a round begins soon if anything waits for the practice. (What came from there
    /// is announced like a change of ours, and must not ask there again.)
    void wakeIfQueued();
    const SyncStatus &status() const { return m_status; }
    /// Whether a change of the practice is told, so that asking for it is only a precaution.
    void setTold(bool told) { m_told = told; }
    /// How long a wait for a server that is not reached may become: it may be back at any moment, and what waits here
    /// is what colleagues wait for.
    void setLongestOffline(std::chrono::milliseconds longest) { m_timing.longestOffline = longest; }
    /// Under which epoch of the lease Twilio's news is this computer's to tell, asked before it is pushed. 0, or nobody
    /// to ask: it waits here until it is, or until what comes from the practice says the same.
    void setNewsEpoch(std::function<qint64()> epoch) { m_newsEpoch = std::move(epoch); }
    /// A person decided a conflict: ours is pushed over theirs, or theirs replaces ours.
    QFuture<Result<void>> decide(SyncKind kind, const QString &id, bool ours);

Q_SIGNALS:
    void statusChanged(const SyncStatus &status);
    /// Rows came from the practice and are committed.
    void merged(const MergedRows &rows);
    /// What was here at @p began is in the practice (but what it refused), and what was there then is here.
    void caughtUp(const QElapsedTimer &began);
    /// The practice has a newer key than ours. Nothing is pushed, and the cursor stays where it is, until setCipher();
    /// said again at every try. PracticePeople::openKeys() fetches it over this engine's connection.
    void keysNeeded();
    /// The practice lets the login in and gives it no right: its person may have left (Parting). Said at every try.
    void shutOut();
    /// To an administrator: somebody left with the practice's key, and the new one was not made, or a server that was
    /// restored lacks one (PracticePeople::renewKeys()). Said at every round until it is done; the round goes on.
    void keysDue();

private:
    static constexpr int pageRows = 500; ///< of a page of the practice
    struct Round;
    using RoundPtr = std::shared_ptr<Round>;

    void wakeIn(std::chrono::milliseconds delay);
    void begin();
    void ask(const RoundPtr &round);
    void asked(const RoundPtr &round);
    void pullNext(const RoundPtr &round);
    void pullPage(const RoundPtr &round, PullKind kind, const PullPosition &after);
    void pullHistory(const RoundPtr &round);
    QFuture<Result<SyncPull::HistoryPage>> fetchHistory(const RoundPtr &round, const QString &after);
    void historyPage(const RoundPtr &round, const QFuture<Result<SyncPull::HistoryPage>> &fetched);
    void pullShown(const RoundPtr &round);
    void pullOfClient(const RoundPtr &round, ClientId client, PullKind kind, const PullPosition &after);
    void keepOnly(const RoundPtr &round, ClientId client, const QStringList &e164s, std::function<void()> then);
    void queueRest(const RoundPtr &round);
    void pushNext(const RoundPtr &round);
    void pushNews(const RoundPtr &round);
    void pushBatch(const RoundPtr &round, SyncKind kind, qint64 epoch = 0);
    void pushed(const RoundPtr &round, SyncKind kind, const PushBatch &batch, const QList<PushOutcome> &outcomes);
    void endRound(const RoundPtr &round);
    void ended(const Result<void> &result);

    /// Merges @p rows from @p from on in short jobs, then goes on.
    void merge(const RoundPtr &round, PullKind kind, const QList<QVariantList> &rows, std::function<void()> then,
               qsizetype from = 0);
    /// Runs a job here or there; its error ends the round.
    template <class Job, class Then>
    void here(const RoundPtr &round, Job job, Then then);
    template <class Job, class Then>
    void there(const RoundPtr &round, Job job, Then then);
    void setState(SyncStatus::State state);

    Database &m_local;
    KeyRing &m_keys;
    SharedDatabase &m_shared;
    SyncTiming m_timing;
    PracticeAddress m_address;
    QString m_password;
    std::shared_ptr<const PracticeCipher> m_practice;
    SyncIdentity m_identity;
    std::function<qint64()> m_newsEpoch;
    RecordsSync m_records;
    SyncStatus m_status;
    QTimer m_timer;
    Backoff m_backoff;
    int m_historyRows = pageRows; ///< of the next page of the past
    bool m_started = false;
    bool m_running = false;
    bool m_wokenMeanwhile = false;
    qint64 m_horizon = 0; ///< below it everything is here; 0: not known
    qint64 m_heardOf = 0; ///< the newest transaction that was told while a round ran
    bool m_told = false;
    bool m_counting = false; ///< wakeIfQueued() looks
    QElapsedTimer m_began;   ///< the round under way
};
