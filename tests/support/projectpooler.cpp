#include "support/projectpooler.h"

#include <QLocalSocket>
#include <QSslSocket>
#include <QtEndian>

#include <memory>

using namespace Qt::StringLiterals;

namespace
{
// https://www.postgresql.org/docs/current/protocol-message-formats.html: length, code, then names and values.
constexpr qint64 head = 8;
constexpr quint32 wantsTls = 80877103;
constexpr quint32 cancels = 80877102;

quint32 numberAt(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<quint32>(bytes.constData() + at);
}

/// @p startup with its user's suffix taken off; empty: it has none.
QByteArray withoutSuffix(const QByteArray &startup, const QByteArray &suffix)
{
    QList<QByteArray> words = startup.sliced(head).split('\0');
    const qsizetype user = words.indexOf("user") + 1;
    if (user < 1 || user >= words.size() || !words.at(user).endsWith(suffix))
        return {};
    words[user].chop(suffix.size());
    const QByteArray rest = words.join('\0');
    QByteArray packet(head, '\0');
    qToBigEndian(quint32(head + rest.size()), packet.data());
    packet.replace(4, 4, startup.sliced(4, 4));
    return packet + rest;
}
} // namespace

ProjectPooler::ProjectPooler(const TestCertificates &certificates, const PostgresCluster &cluster,
                             const QString &project)
    : m_certificates(certificates)
    , m_socket(u"%1/.s.PGSQL.%2"_s.arg(cluster.socketFolder()).arg(cluster.port()))
    , m_suffix('.' + project.toLatin1())
{
    listen(QHostAddress::LocalHost);
}

void ProjectPooler::incomingConnection(qintptr descriptor)
{
    auto *client = new QSslSocket(this);
    client->setSocketDescriptor(descriptor);
    client->setLocalCertificate(m_certificates.certificate(u"good"_s));
    client->setPrivateKey(m_certificates.key(u"good"_s), QSsl::Ec);
    connect(client, &QSslSocket::disconnected, client, &QObject::deleteLater);
    const auto begin = std::make_shared<QByteArray>();
    connect(client, &QSslSocket::readyRead, this, [this, client, begin] {
        begin->append(client->readAll());
        if (begin->size() < head || begin->size() < qsizetype(numberAt(*begin, 0)))
            return;
        if (numberAt(*begin, 4) == wantsTls) {
            begin->clear();
            client->write("S");
            client->flush();
            client->startServerEncryption();
        } else if (client->isEncrypted()) {
            client->disconnect(this);
            connectOn(client, numberAt(*begin, 4) == cancels ? *begin : withoutSuffix(*begin, m_suffix));
        } else {
            client->abort();
        }
    });
}

void ProjectPooler::connectOn(QSslSocket *client, const QByteArray &startup)
{
    if (startup.isEmpty())
        return client->abort();
    auto *server = new QLocalSocket(client);
    connect(server, &QLocalSocket::connected, client, [server, startup] { server->write(startup); });
    connect(server, &QLocalSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
    connect(client, &QSslSocket::readyRead, server, [client, server] { server->write(client->readAll()); });
    connect(server, &QLocalSocket::disconnected, client, &QSslSocket::disconnectFromHost);
    connect(server, &QLocalSocket::errorOccurred, client, &QSslSocket::disconnectFromHost);
    server->connectToServer(m_socket);
}
