#include "singleinstance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QLocalSocket>
#include <QThread>

using namespace Qt::StringLiterals;

namespace
{
QString serverNameFor(const QString &dataDir)
{
    const QByteArray hash =
        QCryptographicHash::hash(QDir(dataDir).canonicalPath().toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"practiceline-"_s + QString::fromLatin1(hash.first(24));
}

enum class Owner {
    Answers,
    Silent, ///< it listens, but its event loop does not come round
    Absent, ///< nobody listens, or it stopped
};

Owner askToRaise(const QString &serverName, std::chrono::milliseconds patience)
{
    QLocalSocket socket;
    socket.connectToServer(serverName);
    const auto milliseconds = int(patience.count());
    if (socket.waitForConnected(milliseconds) && socket.waitForReadyRead(milliseconds))
        return Owner::Answers;
    return socket.state() == QLocalSocket::ConnectedState ? Owner::Silent : Owner::Absent;
}
} // namespace

SingleInstance::SingleInstance(const QString &dataDir, QObject *parent)
    : QObject(parent)
    , m_serverName(serverNameFor(dataDir))
    , m_lock(dataDir + u"/practiceline.lock"_s)
{
    // Never judged stale by age: only a lock whose process is gone is taken over.
    m_lock.setStaleLockTime(0);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

SingleInstance::Outcome SingleInstance::acquire(Patience patience)
{
    const QDeadlineTimer deadline(patience.absent);
    while (true) {
        if (m_lock.tryLock(0)) {
            QLocalServer::removeServer(m_serverName); // left over by a process that was killed
            m_server.listen(m_serverName);
            return Outcome::First;
        }
        if (m_lock.error() != QLockFile::LockFailedError)
            return Outcome::Unwritable;
        const Owner owner = askToRaise(m_serverName, patience.silent);
        if (owner == Owner::Answers)
            return Outcome::Raised;
        if (owner == Owner::Silent || deadline.hasExpired())
            return Outcome::Busy;
        QThread::msleep(50); // it holds the lock but does not listen yet, or no more
    }
}

void SingleInstance::answer()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        socket->write("1");
        socket->flush();
        Q_EMIT raiseRequested();
    }
}

void SingleInstance::stopAnswering()
{
    m_server.close();
}

void SingleInstance::release()
{
    m_server.close();
    m_lock.unlock();
}
