#pragma once

#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpSocket>

/// A port of 127.0.0.1 that stays this test's also while its server is down. A socket is bound to it that never
/// listens: the kernel gives such a port to nobody who asks for any, and a server that asks for this one (with
/// SO_REUSEADDR, as servers do) gets it. A client of the server that is down is refused as ever.
class ReservedPort
{
public:
    ReservedPort() { m_socket.setProxy(QNetworkProxy::NoProxy); } // asking for the system's needs a thread
    /// 0: whichever is free. Several may reserve the same one.
    bool reserve(int wanted = 0)
    {
        return m_socket.bind(QHostAddress::LocalHost, static_cast<quint16>(wanted), QAbstractSocket::ShareAddress);
    }
    int port() const { return m_socket.localPort(); }

private:
    QTcpSocket m_socket;
};
