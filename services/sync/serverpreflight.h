#pragma once

#include "async.h"
#include "sync/connectionfault.h"
#include "sync/practiceaddress.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QList>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTimer>

/// What a look at the server's door showed.
struct PreflightOutcome {
    ConnectionFault fault = ConnectionFault::Other;
    QHostAddress place; ///< that answered
};

/// Walks up to a server as libpq does, asks for TLS and looks at the certificate: Qt says by code what libpq says by a
/// translated text. Sends nothing of us. One walk, GUI thread, owned by ConnectionCheck.
class ServerPreflight : public QObject
{
    Q_OBJECT

public:
    /// @p authorities are the only ones trusted.
    ServerPreflight(const PracticeAddress &address, const QList<QSslCertificate> &authorities,
                    const QDeadlineTimer &deadline, QObject *parent = nullptr);
    /// Tries @p places in turn until one lets us connect.
    QFuture<Result<PreflightOutcome>> walk(const QList<QHostAddress> &places);

private:
    void tryNext();
    void askForTls();
    void readAnswer();
    void failed(QAbstractSocket::SocketError error);
    void end(ConnectionFault fault);

    const PracticeAddress m_address;
    const QDeadlineTimer m_deadline;
    QList<QHostAddress> m_places;
    ConnectionFault m_lastFault = ConnectionFault::NoAnswer; ///< of the place before
    bool m_connected = false;
    bool m_ended = false;
    QSslSocket m_socket;
    QTimer m_patience; ///< with one place
    Promise<PreflightOutcome> m_promise;
};
