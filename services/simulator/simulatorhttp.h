#pragma once

#include "simulator/simulatorfaultplan.h"
#include "simulator/simulatorrest.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QUrl>

#include <chrono>
#include <functional>

class QTcpSocket;

/// The HTTP/1.1 server under TwilioSimulator. It owns the bytes, because the faults are about bytes: Qt HTTP Server
/// neither counts those of a request nor cuts those of a reply. One request at a time a connection, kept alive as the
/// client asks. Listens on 127.0.0.1 only; lives on the simulator's thread, owned by it.
class SimulatorHttp : public QObject
{
    Q_OBJECT

public:
    /// Called once for each request that arrived whole; @p fault says what will happen to the reply.
    using Handler = std::function<RestReply(const RestRequest &request, SimulatorFault::Kind fault)>;

    SimulatorHttp(Handler handler, std::chrono::milliseconds latency, std::chrono::seconds clockOffset,
                  QObject *parent = nullptr);
    ~SimulatorHttp() override;

    bool listen(quint16 port);
    QUrl url() const;
    void setFault(const SimulatorFault &fault) { m_fault = fault; }
    /// Faults of requests that setFault() leaves alone.
    void setFaultPlan(const SimulatorFaultPlan &plan) { m_plan = plan; }

private:
    struct Connection {
        QByteArray input;
        bool busy = false;      ///< a reply is on its way
        SimulatorFault planned; ///< of the request that is being read
        bool isPlanned = false;
    };

    void accept();
    void read(QTcpSocket *socket);
    void plan(Connection &connection);
    bool dropsRequest(Connection &connection);
    SimulatorFault takeFault(Connection &connection, const RestRequest &request);
    void answer(QTcpSocket *socket, const RestRequest &request, bool keepAlive);
    void write(QTcpSocket *socket, const RestReply &reply, const SimulatorFault &fault, bool keepAlive);
    void writeCut(QTcpSocket *socket, const QByteArray &bytes, const SimulatorFault &fault);
    void refuse(QTcpSocket *socket, int status);
    QByteArray wireFormat(const RestReply &reply, bool keepAlive) const;

    Handler m_handler;
    std::chrono::milliseconds m_latency;
    std::chrono::seconds m_clockOffset;
    SimulatorFault m_fault;
    SimulatorFaultPlan m_plan;
    QTcpServer m_server;
    QHash<QTcpSocket *, Connection> m_connections;
};
