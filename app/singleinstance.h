#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

#include <chrono>

/// One process a data folder (reliability.md, fault 13): a lock file decides, a local socket lets the second start
/// raise the first one's window. The first one answers from its event loop, so "raised" means that it lives: one that
/// is still starting is waited for, and one that is about to end is followed. GUI thread; owned by main().
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    enum class Outcome {
        First,     ///< this process owns the folder
        Raised,    ///< another one does, and was asked to show its window
        Busy,      ///< another one does, and neither answered nor ended in time
        Unwritable ///< the folder can not hold a lock: started read-only
    };

    explicit SingleInstance(const QString &dataDir, QObject *parent = nullptr);
    /// How long another owner is waited for, before there is a window of this one.
    struct Patience {
        std::chrono::milliseconds silent = std::chrono::seconds(15); ///< it listens and does not answer: it hangs
        std::chrono::milliseconds absent = std::chrono::seconds(40); ///< starts or ends: App::quit() takes up to 32 s
    };
    Outcome acquire(Patience patience);
    Outcome acquire() { return acquire(Patience()); }
    void stopAnswering(); ///< this process is about to end: a second start waits for the folder instead
    void release();       ///< so that another process may own the folder before this object dies

Q_SIGNALS:
    void raiseRequested();

private:
    void answer();

    QString m_serverName;
    QLockFile m_lock;
    QLocalServer m_server;
};
