#include "sync/serverpreflight.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslError>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace
{
/// Length 8 and the number 80877103, as the protocol's SSLRequest has it.
constexpr std::array<char, 8> sslRequest{0, 0, 0, 8, 0x04, char(0xd2), 0x16, 0x2f};

/// Of several errors the one that makes the others pointless.
ConnectionFault faultOf(const QList<QSslError> &errors)
{
    using Error = QSslError::SslError;
    static const std::array byImportance{
        std::pair{Error::SelfSignedCertificate, ConnectionFault::CertificateSelfSigned},
        std::pair{Error::SelfSignedCertificateInChain, ConnectionFault::CertificateUnknownCa},
        std::pair{Error::UnableToGetLocalIssuerCertificate, ConnectionFault::CertificateUnknownCa},
        std::pair{Error::UnableToGetIssuerCertificate, ConnectionFault::CertificateUnknownCa},
        std::pair{Error::UnableToVerifyFirstCertificate, ConnectionFault::CertificateUnknownCa},
        std::pair{Error::CertificateUntrusted, ConnectionFault::CertificateUnknownCa},
        std::pair{Error::CertificateExpired, ConnectionFault::CertificateExpired},
        std::pair{Error::CertificateNotYetValid, ConnectionFault::CertificateExpired},
        std::pair{Error::HostNameMismatch, ConnectionFault::CertificateWrongHost},
    };
    for (const auto &[code, fault] : byImportance) {
        for (const QSslError &error : errors) {
            if (error.error() == code)
                return fault;
        }
    }
    return ConnectionFault::Other;
}
} // namespace

ServerPreflight::ServerPreflight(const PracticeAddress &address, const QList<QSslCertificate> &authorities,
                                 const QDeadlineTimer &deadline, QObject *parent)
    : QObject(parent)
    , m_address(address)
    , m_deadline(deadline)
{
    QSslConfiguration tls;
    tls.setCaCertificates(authorities);
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    m_socket.setSslConfiguration(tls);
    m_socket.setPeerVerifyName(address.host);
    m_socket.setProxy(QNetworkProxy::NoProxy); // libpq knows none
    m_patience.setSingleShot(true);
    connect(&m_socket, &QSslSocket::connected, this, &ServerPreflight::askForTls);
    connect(&m_socket, &QSslSocket::readyRead, this, &ServerPreflight::readAnswer);
    connect(&m_socket, &QSslSocket::encrypted, this, [this] { end(ConnectionFault::None); });
    connect(&m_socket, &QSslSocket::errorOccurred, this, &ServerPreflight::failed);
    connect(&m_patience, &QTimer::timeout, this, [this] { failed(QAbstractSocket::SocketTimeoutError); });
}

QFuture<Result<PreflightOutcome>> ServerPreflight::walk(const QList<QHostAddress> &places)
{
    m_places = places;
    tryNext();
    return m_promise.future();
}

void ServerPreflight::tryNext()
{
    if (m_places.isEmpty() || m_deadline.hasExpired()) {
        end(m_lastFault);
        return;
    }
    m_patience.start(static_cast<int>(m_deadline.remainingTime() / m_places.size()));
    m_socket.connectToHost(m_places.first(), static_cast<quint16>(m_address.port));
}

void ServerPreflight::askForTls()
{
    m_connected = true;
    m_socket.write(sslRequest.data(), sslRequest.size());
}

void ServerPreflight::readAnswer()
{
    if (m_ended || m_socket.mode() != QSslSocket::UnencryptedMode)
        return;
    char answer = 0;
    m_socket.read(&answer, 1);
    // Postgres says one letter; what follows in plain text is another program's, or somebody's in between.
    if (m_socket.bytesAvailable() > 0 || (answer != 'S' && answer != 'N'))
        end(ConnectionFault::NotPostgres);
    else if (!m_address.isVerified())
        end(ConnectionFault::None); // plain text will do
    else if (answer == 'N')
        end(ConnectionFault::NoTls);
    else
        m_socket.startClientEncryption();
}

void ServerPreflight::failed(QAbstractSocket::SocketError error)
{
    if (m_ended)
        return;
    if (!m_connected) {
        m_lastFault =
            error == QAbstractSocket::ConnectionRefusedError ? ConnectionFault::Refused : ConnectionFault::NoAnswer;
        m_places.removeFirst();
        m_socket.abort();
        // Not from within the socket's own signal.
        QMetaObject::invokeMethod(this, &ServerPreflight::tryNext, Qt::QueuedConnection);
    } else if (error == QAbstractSocket::SocketTimeoutError) {
        end(ConnectionFault::NoAnswer);
    } else if (m_socket.mode() == QSslSocket::UnencryptedMode) {
        end(ConnectionFault::NotPostgres); // hung up on a question that every Postgres answers
    } else {
        end(faultOf(m_socket.sslHandshakeErrors()));
    }
}

void ServerPreflight::end(ConnectionFault fault)
{
    if (std::exchange(m_ended, true))
        return;
    m_patience.stop();
    m_promise.finish(PreflightOutcome{fault, m_places.isEmpty() ? QHostAddress() : m_places.first()});
    m_socket.abort();
}
