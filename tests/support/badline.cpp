#include "badline.h"

#include <QHostAddress>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

namespace
{
constexpr std::chrono::milliseconds dripEvery{20};
} // namespace

BadLine::BadLine(int port, quint64 seed)
    : m_port(port)
    , m_random(quint32(seed * 2654435761U + 1))
{
    connect(&m_server, &QTcpServer::newConnection, this, &BadLine::accept);
    m_server.listen(QHostAddress::LocalHost);
}

void BadLine::accept()
{
    m_lines.removeIf([](const std::weak_ptr<Line> &line) { return line.expired(); });
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        if (m_blocked) {
            client->abort();
            client->deleteLater();
            continue;
        }
        const auto line = std::make_shared<Line>();
        m_lines.append(line);
        line->client = client;
        line->server = new QTcpSocket(client);
        if (m_random.bounded(100) < m_percent) {
            line->left = qint64(std::exp(m_random.generateDouble() * std::log(60'000.0)));
            line->fromServer = m_random.bounded(2) == 1;
            line->isReset = m_random.bounded(2) == 1;
        }
        line->server->connectToHost(QHostAddress::LocalHost, quint16(m_port));
        connect(client, &QTcpSocket::readyRead, this, [this, line] { pump(line, false); });
        connect(line->server, &QTcpSocket::connected, this, [this, line] { pump(line, false); });
        connect(line->server, &QTcpSocket::readyRead, this, [this, line] { pump(line, true); });
        connect(line->server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(line->server, &QTcpSocket::errorOccurred, client, [client] { client->disconnectFromHost(); });
        connect(client, &QTcpSocket::disconnected, line->server, &QTcpSocket::disconnectFromHost);
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }
}

void BadLine::block()
{
    m_blocked = true;
    for (const auto &known : std::as_const(m_lines)) {
        if (const auto line = known.lock()) {
            line->server->abort();
            line->client->abort();
        }
    }
}

void BadLine::heal()
{
    m_blocked = false;
    m_percent = 0;
    for (const auto &known : std::as_const(m_lines)) {
        if (const auto line = known.lock())
            line->left = -1;
    }
}

void BadLine::pump(const std::shared_ptr<Line> &line, bool fromServer)
{
    QTcpSocket *from = fromServer ? line->server : line->client;
    QTcpSocket *to = fromServer ? line->client : line->server;
    if (line->server->state() != QAbstractSocket::ConnectedState ||
        line->client->state() != QAbstractSocket::ConnectedState)
        return;
    if (fromServer && m_rate > 0)
        return drip(line);
    QByteArray bytes = from->readAll();
    const bool isCut = line->left >= 0 && line->fromServer == fromServer && bytes.size() >= line->left;
    if (isCut)
        bytes.truncate(line->left);
    else if (line->left >= 0 && line->fromServer == fromServer)
        line->left -= bytes.size();
    to->write(bytes);
    if (isCut)
        cut(line);
}

/// What waits stays in the server's socket.
void BadLine::drip(const std::shared_ptr<Line> &line)
{
    if (line->isDripping)
        return;
    const qint64 share = std::max<qint64>(1, m_rate * dripEvery.count() / 1000);
    line->client->write(line->server->read(share));
    line->isDripping = true;
    QTimer::singleShot(dripEvery, Qt::PreciseTimer, line->client, [this, line] {
        line->isDripping = false;
        if (line->server->bytesAvailable() > 0)
            pump(line, true);
    });
}

void BadLine::cut(const std::shared_ptr<Line> &line)
{
    ++m_cuts;
    Q_EMIT wasCut();
    line->left = -1;
    line->server->flush();
    line->client->flush();
    if (line->isReset) {
        line->server->abort();
        line->client->abort();
    } else {
        line->server->disconnectFromHost();
        line->client->disconnectFromHost();
    }
}
