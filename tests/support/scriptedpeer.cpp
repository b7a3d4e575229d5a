#include "support/scriptedpeer.h"

#include <QFile>
#include <QHash>
#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

#include <algorithm>
#include <memory>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

QByteArray PeerRequest::header(const QByteArray &name) const
{
    for (const QByteArray &line : headers.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

/// One accepted connection.
struct PeerConnection {
    QSslSocket *socket = nullptr;
    int number = 0;
    QByteArray buffer;
    bool busy = false; ///< its script has begun; what comes is left alone until it is over
};

class PeerServer : public QTcpServer
{
public:
    QSslConfiguration tls;
    QHash<QByteArray, QList<PeerScript>> scripts;
    QHash<QByteArray, int> begun;
    QList<PeerRequest> arrived;
    int connections = 0;
    int handshakesToStall = 0;
    qint64 plainBytes = 0;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto connection = std::make_shared<PeerConnection>();
        connection->number = ++connections;
        connection->socket = new QSslSocket(this);
        connection->socket->setSocketDescriptor(descriptor);
        connect(connection->socket, &QIODevice::readyRead, this, [this, connection] { read(connection); });
        connect(connection->socket, &QAbstractSocket::disconnected, connection->socket, &QObject::deleteLater);
        if (handshakesToStall > 0) {
            --handshakesToStall;
            connection->socket->disconnect(this); // what comes stays unread
        } else if (!tls.localCertificate().isNull()) {
            connection->socket->setSslConfiguration(tls);
            connection->socket->startServerEncryption();
        }
    }

private:
    using ConnectionPtr = std::shared_ptr<PeerConnection>;

    void read(const ConnectionPtr &connection)
    {
        const QByteArray data = connection->socket->readAll();
        plainBytes += data.size();
        connection->buffer += data;
        while (!connection->busy && serve(connection)) {
        }
    }

    bool serve(const ConnectionPtr &connection)
    {
        const qsizetype space = connection->buffer.indexOf(' ');
        if (space < 0)
            return false; // which script is not known yet
        const QByteArray method = connection->buffer.left(space);
        const QByteArray name = nameOfPlan(connection->buffer);
        const QList<PeerScript> plan = scripts.value(name);
        if (plan.isEmpty())
            return false;
        const PeerScript script = plan.at(std::min<qsizetype>(begun.value(name), plan.size() - 1));
        if (script.readBytes >= 0 && connection->buffer.size() < script.readBytes)
            return false;
        // A peer that meant to read less may have got it all: that is an arrival, too.
        if (!takeWhole(connection, method) && script.readBytes < 0)
            return false;
        ++begun[name];
        connection->busy = true;
        if (script.delayMs > 0)
            QTimer::singleShot(script.delayMs, connection->socket,
                               [this, connection, script] { play(connection, script); });
        else
            play(connection, script);
        return script.then == PeerScript::Then::Keep;
    }

    /// "GET Calls.json" where that was scripted and is asked for, else "GET".
    QByteArray nameOfPlan(const QByteArray &buffer) const
    {
        const QList<QByteArray> words = buffer.left(buffer.indexOf('\r')).split(' ');
        for (auto plan = scripts.cbegin(); plan != scripts.cend(); ++plan) {
            const QList<QByteArray> name = plan.key().split(' ');
            if (name.size() == 2 && name.at(0) == words.at(0) && words.value(1).contains(name.at(1)))
                return plan.key();
        }
        return words.at(0);
    }

    bool takeWhole(const ConnectionPtr &connection, const QByteArray &method)
    {
        const qsizetype end = connection->buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        PeerRequest request;
        request.connection = connection->number;
        request.method = method;
        request.headers = connection->buffer.left(end).replace('\r', QByteArray());
        request.target = request.headers.split(' ').value(1);
        const qsizetype length = request.header("Content-Length").toLongLong();
        if (connection->buffer.size() < end + 4 + length)
            return false;
        request.body = connection->buffer.mid(end + 4, length);
        connection->buffer.remove(0, end + 4 + length);
        arrived.append(request);
        return true;
    }

    void play(const ConnectionPtr &connection, const PeerScript &script)
    {
        QSslSocket *socket = connection->socket;
        socket->write(script.reply);
        socket->flush();
        switch (script.then) {
        case PeerScript::Then::Keep:
            connection->busy = false;
            if (script.delayMs > 0)
                read(connection);
            break;
        case PeerScript::Then::Fin:
            socket->disconnectFromHost();
            break;
        case PeerScript::Then::Reset: {
            const linger now{1, 0};
            ::setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
            socket->abort();
            break;
        }
        case PeerScript::Then::Stall:
            break;
        }
    }
};

ScriptedPeer::ScriptedPeer(const QString &certificateFile, const QString &keyFile)
    : m_server(new PeerServer)
{
    const bool encrypted = !certificateFile.isEmpty();
    if (encrypted) {
        QFile key(keyFile);
        if (key.open(QIODevice::ReadOnly)) {
            m_server->tls.setLocalCertificate(QSslCertificate::fromPath(certificateFile).value(0));
            m_server->tls.setPrivateKey(QSslKey(&key, QSsl::Ec));
        }
    }
    m_server->moveToThread(&m_thread);
    m_thread.start();
    quint16 port = 0;
    QMetaObject::invokeMethod(
        m_server,
        [this, &port] {
            m_server->setListenBacklogSize(256);
            m_server->listen(QHostAddress::LocalHost);
            port = m_server->serverPort();
        },
        Qt::BlockingQueuedConnection);
    m_url.setScheme(encrypted ? u"https"_s : u"http"_s);
    m_url.setHost(u"127.0.0.1"_s);
    m_url.setPort(port);
}

ScriptedPeer::~ScriptedPeer()
{
    m_server->deleteLater();
    m_thread.quit();
    m_thread.wait();
}

void ScriptedPeer::script(const QByteArray &method, const QList<PeerScript> &scripts)
{
    QMetaObject::invokeMethod(
        m_server,
        [this, method, scripts] {
            m_server->scripts[method] = scripts;
            m_server->begun[method] = 0;
        },
        Qt::BlockingQueuedConnection);
}

void ScriptedPeer::stallHandshakes(int count)
{
    QMetaObject::invokeMethod(
        m_server, [this, count] { m_server->handshakesToStall = count; }, Qt::BlockingQueuedConnection);
}

QList<PeerRequest> ScriptedPeer::requests(const QByteArray &method) const
{
    QList<PeerRequest> result;
    QMetaObject::invokeMethod(
        m_server,
        [this, method, &result] {
            for (const PeerRequest &request : m_server->arrived) {
                if (request.method == method)
                    result.append(request);
            }
        },
        Qt::BlockingQueuedConnection);
    return result;
}

int ScriptedPeer::connections() const
{
    int result = 0;
    QMetaObject::invokeMethod(
        m_server, [this, &result] { result = m_server->connections; }, Qt::BlockingQueuedConnection);
    return result;
}

qint64 ScriptedPeer::plainBytes() const
{
    qint64 result = 0;
    QMetaObject::invokeMethod(
        m_server, [this, &result] { result = m_server->plainBytes; }, Qt::BlockingQueuedConnection);
    return result;
}

QByteArray ScriptedPeer::http(int status, const QByteArray &body, const QByteArray &headers)
{
    return "HTTP/1.1 " + QByteArray::number(status) +
           " Whatever\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n" + headers + "\r\n" + body;
}
