#pragma once

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QThread>
#include <QUrl>

class PeerServer;

/// A request that arrived whole: headers and as many bytes of body as they promise.
struct PeerRequest {
    int connection = 0; ///< counted from 1
    QByteArray method;
    QByteArray target;
    QByteArray headers; ///< request line included
    QByteArray body;
    QByteArray header(const QByteArray &name) const;
};

/// What the peer does with one request.
struct PeerScript {
    enum class Then {
        Keep,  ///< the connection stays for the next request
        Fin,   ///< closes in order
        Reset, ///< RST
        Stall, ///< says nothing more and keeps it open
    };
    QByteArray reply; ///< written after reading
    Then then = Then::Keep;
    qint64 readBytes = -1; ///< how much of the request is read first; -1: all of it
    int delayMs = 0;       ///< before the reply
};

/// A server that plays scripts at the level of bytes, on loopback, TCP or TLS, in a thread of its own, and keeps every
/// whole request. Made, used and destroyed on the test's thread.
class ScriptedPeer
{
public:
    /// TLS with these PEM files; plain TCP when they are empty.
    explicit ScriptedPeer(const QString &certificateFile = {}, const QString &keyFile = {});
    ~ScriptedPeer();
    ScriptedPeer(const ScriptedPeer &) = delete;
    ScriptedPeer &operator=(const ScriptedPeer &) = delete;

    QUrl url() const { return m_url; } ///< by address: 127.0.0.1

    /// For the requests of a method ("GET"), or of one whose target holds a word ("GET /Calls"), in order of arrival;
    /// the last one is used for all that follow.
    void script(const QByteArray &method, const QList<PeerScript> &scripts);
    /// The next @p count TLS connections get no answer to their hello.
    void stallHandshakes(int count);
    QList<PeerRequest> requests(const QByteArray &method) const;
    int arrivals(const QByteArray &method) const { return static_cast<int>(requests(method).size()); }
    int connections() const;
    qint64 plainBytes() const; ///< bytes of requests that were read, whole or not (after decryption)

    static QByteArray http(int status, const QByteArray &body, const QByteArray &headers = {});

private:
    QThread m_thread;
    PeerServer *m_server; ///< lives on m_thread
    QUrl m_url;
};

Q_DECLARE_METATYPE(PeerScript)
