#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

/// One process a data folder (reliability.md, fault 13): a lock file decides, a local socket lets the second start
/// raise the first one's window. GUI thread; owned by main().
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    enum class Outcome {
        First,     ///< this process owns the folder
        Raised,    ///< another one does, and was asked to show its window
        Busy,      ///< another one does, and did not answer
        Unwritable ///< the folder can not hold a lock: started read-only
    };

    explicit SingleInstance(const QString &dataDir, QObject *parent = nullptr);
    Outcome acquire();
    void release(); ///< so that another process may own the folder before this object dies

Q_SIGNALS:
    void raiseRequested();

private:
    QString m_serverName;
    QLockFile m_lock;
    QLocalServer m_server;
};
