#include "singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

using namespace Qt::StringLiterals;

namespace
{
QString serverNameFor(const QString &dataDir)
{
    const QByteArray hash =
        QCryptographicHash::hash(QDir(dataDir).canonicalPath().toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"practiceline-"_s + QString::fromLatin1(hash.first(24));
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
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            Q_EMIT raiseRequested();
        }
    });
}

SingleInstance::Outcome SingleInstance::acquire()
{
    if (m_lock.tryLock(0)) {
        QLocalServer::removeServer(m_serverName); // left over by a process that was killed
        m_server.listen(m_serverName);
        return Outcome::First;
    }
    if (m_lock.error() != QLockFile::LockFailedError)
        return Outcome::Unwritable;
    // Before there is a window, so a short wait blocks nobody.
    QLocalSocket socket;
    socket.connectToServer(m_serverName);
    return socket.waitForConnected(2000) ? Outcome::Raised : Outcome::Busy;
}

void SingleInstance::release()
{
    m_server.close();
    m_lock.unlock();
}
