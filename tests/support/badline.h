#pragma once

#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

/// A line to a server on loopback that breaks or carries little. After how many bytes of which direction it breaks, and
/// whether in order or with a reset, is the seed's. TLS goes through untouched. Lives on the thread that made it.
class BadLine : public QObject
{
    Q_OBJECT

public:
    explicit BadLine(int port, quint64 seed = 0);
    int port() const { return m_server.serverPort(); }
    /// Of a hundred connections that are made from now on.
    void setCut(int percent) { m_percent = percent; }
    /// Nobody gets through: connections end, and new ones as soon as they are made.
    void block();
    /// Passes everything from now on, also over connections that were to break.
    void heal();
    int cuts() const { return m_cuts; }
    /// Of what the server says, from now on; 0: as it comes.
    void setRate(int bytesPerSecond) { m_rate = bytesPerSecond; }

Q_SIGNALS:
    void wasCut();

private:
    struct Line {
        QTcpSocket *client = nullptr;
        QTcpSocket *server = nullptr;
        qint64 left = -1; ///< bytes until the cut; below 0: none
        bool fromServer = false;
        bool isReset = false;
        bool isDripping = false;
    };
    void accept();
    void pump(const std::shared_ptr<Line> &line, bool fromServer);
    void drip(const std::shared_ptr<Line> &line);
    void cut(const std::shared_ptr<Line> &line);

    const int m_port;
    int m_percent = 0;
    bool m_blocked = false;
    QList<std::weak_ptr<Line>> m_lines;
    int m_cuts = 0;
    int m_rate = 0;
    QRandomGenerator m_random;
    QTcpServer m_server;
};
