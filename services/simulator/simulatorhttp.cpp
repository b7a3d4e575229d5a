#include "simulator/simulatorhttp.h"

#include <QLocale>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr qsizetype maximumHead = 64 * 1024;
constexpr qsizetype maximumBody = 4 * 1024 * 1024;
constexpr auto controlPath = "/simulator/";

/// @p text up to @p position, or all of it when the position is -1 (QByteArray::left() would give nothing).
QByteArray upTo(const QByteArray &text, qsizetype position)
{
    return position < 0 ? text : text.left(position);
}

/// application/x-www-form-urlencoded, where "+" is a blank (QUrlQuery does not know that).
QString decoded(QByteArray text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace('+', ' ')));
}

RestFields decodedFields(const QByteArray &text)
{
    RestFields fields;
    for (const auto &part : text.split('&')) {
        const auto equals = part.indexOf('=');
        if (!part.isEmpty())
            fields.append({decoded(upTo(part, equals)), equals < 0 ? QString() : decoded(part.mid(equals + 1))});
    }
    return fields;
}

struct Head {
    bool valid = false;
    bool keepAlive = true;
    bool expectsContinue = false;
    bool chunked = false;
    qsizetype contentLength = 0;
    RestRequest request;
};

void readLogin(const QByteArray &value, RestRequest &request)
{
    if (!value.toLower().startsWith("basic "))
        return;
    const QByteArray pair = QByteArray::fromBase64(value.mid(6).trimmed());
    const auto colon = pair.indexOf(':');
    if (colon < 0)
        return;
    request.hasLogin = true;
    request.user = QString::fromUtf8(pair.left(colon));
    request.secret = pair.mid(colon + 1);
}

void readHeader(const QByteArray &line, Head &head)
{
    const auto colon = line.indexOf(':');
    if (colon <= 0)
        return;
    const QByteArray name = line.left(colon).trimmed().toLower();
    const QByteArray value = line.mid(colon + 1).trimmed();
    if (name == "content-length")
        head.contentLength = value.toLongLong();
    else if (name == "connection")
        head.keepAlive = !value.toLower().contains("close");
    else if (name == "expect")
        head.expectsContinue = value.toLower() == "100-continue";
    else if (name == "transfer-encoding")
        head.chunked = value.toLower().contains("chunked");
    else if (name == "authorization")
        readLogin(value, head.request);
}

Head readHead(const QByteArray &text)
{
    Head head;
    const auto lines = text.split('\n');
    const auto words = lines.first().trimmed().split(' ');
    if (words.size() != 3 || !words[2].startsWith("HTTP/1.") || !words[1].startsWith('/'))
        return head;
    head.valid = true;
    head.keepAlive = words[2] != "HTTP/1.0";
    head.request.method = words[0];
    const auto question = words[1].indexOf('?');
    head.request.path = QString::fromUtf8(QByteArray::fromPercentEncoding(upTo(words[1], question)));
    if (question >= 0)
        head.request.query = decodedFields(words[1].mid(question + 1));
    for (qsizetype i = 1; i < lines.size(); ++i)
        readHeader(lines[i].trimmed(), head);
    return head;
}

QByteArray reasonOf(int status)
{
    static const QHash<int, QByteArray> reasons{{200, "OK"},
                                                {201, "Created"},
                                                {204, "No Content"},
                                                {307, "Temporary Redirect"},
                                                {400, "Bad Request"},
                                                {401, "Unauthorized"},
                                                {403, "Forbidden"},
                                                {404, "Not Found"},
                                                {405, "Method Not Allowed"},
                                                {409, "Conflict"},
                                                {411, "Length Required"},
                                                {413, "Payload Too Large"},
                                                {429, "Too Many Requests"},
                                                {500, "Internal Server Error"},
                                                {503, "Service Unavailable"}};
    return reasons.value(status, "Unknown");
}

/// The next close() sends RST instead of FIN.
void resetOnClose(const QTcpSocket &socket)
{
    const linger now{1, 0};
    ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}
} // namespace

SimulatorHttp::SimulatorHttp(Handler handler, std::chrono::milliseconds latency, std::chrono::seconds clockOffset,
                             QObject *parent)
    : QObject(parent)
    , m_handler(std::move(handler))
    , m_latency(latency)
    , m_clockOffset(clockOffset)
{
    m_server.setListenBacklogSize(256);
    connect(&m_server, &QTcpServer::newConnection, this, &SimulatorHttp::accept);
}

SimulatorHttp::~SimulatorHttp()
{
    const auto sockets = m_connections.keys();
    for (auto *socket : sockets)
        socket->disconnect(this);
}

bool SimulatorHttp::listen(quint16 port)
{
    return m_server.listen(QHostAddress::LocalHost, port);
}

QUrl SimulatorHttp::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()));
}

void SimulatorHttp::accept()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_connections.insert(socket, Connection());
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_connections.remove(socket);
            socket->deleteLater();
        });
        read(socket);
    }
}

void SimulatorHttp::read(QTcpSocket *socket)
{
    const auto found = m_connections.find(socket);
    if (found == m_connections.end())
        return;
    Connection &connection = *found;
    connection.input += socket->readAll();
    if (connection.busy || connection.input.isEmpty())
        return;
    plan(connection);
    if (dropsRequest(connection)) {
        connection.busy = true;
        socket->disconnectFromHost();
        return;
    }
    const auto end = connection.input.indexOf("\r\n\r\n");
    if (end < 0) {
        if (connection.input.size() > maximumHead)
            refuse(socket, 413);
        return;
    }
    Head head = readHead(connection.input.left(end));
    if (!head.valid || head.contentLength < 0)
        return refuse(socket, 400);
    if (head.chunked)
        return refuse(socket, 411);
    if (head.contentLength > maximumBody)
        return refuse(socket, 413);
    const auto total = end + 4 + head.contentLength;
    if (connection.input.size() < total) {
        if (head.expectsContinue && connection.input.size() == end + 4)
            socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        return;
    }
    head.request.form = decodedFields(connection.input.mid(end + 4, head.contentLength));
    connection.input.remove(0, total);
    connection.busy = true;
    answer(socket, head.request, head.keepAlive);
}

void SimulatorHttp::plan(Connection &connection)
{
    const auto line = upTo(connection.input, connection.input.indexOf('\r')).split(' ');
    if (connection.isPlanned || (line.size() > 1 && line[1].startsWith(controlPath)))
        return;
    connection.isPlanned = true;
    connection.planned = m_plan.next();
}

bool SimulatorHttp::dropsRequest(Connection &connection)
{
    const QByteArray &input = connection.input;
    const auto words = upTo(input, input.indexOf('\r')).split(' ');
    if (words.size() > 1 && words[1].startsWith(controlPath))
        return false;
    if (m_fault.kind == SimulatorFault::Kind::DropRequest && m_fault.applies(words.first())) {
        if (input.size() < m_fault.bytes)
            return false;
        m_fault.used();
        return true;
    }
    return connection.planned.kind == SimulatorFault::Kind::DropRequest && input.size() >= connection.planned.bytes;
}

SimulatorFault SimulatorHttp::takeFault(Connection &connection, const RestRequest &request)
{
    if (request.path.startsWith(QLatin1String(controlPath)))
        return {};
    connection.isPlanned = false;
    SimulatorFault fault = std::exchange(connection.planned, {});
    if (m_fault.applies(request.method) && m_fault.kind != SimulatorFault::Kind::DropRequest) {
        fault = m_fault;
        m_fault.used();
    }
    // A request that is shorter than where it was to be cut is no fault.
    return fault.kind == SimulatorFault::Kind::DropRequest ? SimulatorFault() : fault;
}

void SimulatorHttp::answer(QTcpSocket *socket, const RestRequest &request, bool keepAlive)
{
    const SimulatorFault fault = takeFault(m_connections[socket], request);
    const RestReply reply = m_handler(request, fault.kind);
    if (m_latency <= 0ms)
        return write(socket, reply, fault, keepAlive);
    QTimer::singleShot(m_latency, socket,
                       [this, socket, reply, fault, keepAlive] { write(socket, reply, fault, keepAlive); });
}

QByteArray SimulatorHttp::wireFormat(const RestReply &reply, bool keepAlive) const
{
    const auto date = QDateTime::currentDateTimeUtc().addSecs(m_clockOffset.count());
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonOf(reply.status) + "\r\n";
    bytes += "Date: " + QLocale::c().toString(date, u"ddd, dd MMM yyyy HH:mm:ss"_s).toLatin1() + " GMT\r\n";
    if (reply.status != 204) {
        bytes += "Content-Type: " + reply.contentType + "\r\n";
        bytes += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
    }
    for (const auto &header : reply.headers)
        bytes += header.first + ": " + header.second + "\r\n";
    bytes += keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return bytes + reply.body;
}

void SimulatorHttp::write(QTcpSocket *socket, const RestReply &reply, const SimulatorFault &fault, bool keepAlive)
{
    const QByteArray bytes = wireFormat(reply, keepAlive);
    switch (fault.kind) {
    case SimulatorFault::Kind::DropAfter:
    case SimulatorFault::Kind::ResetAfter:
    case SimulatorFault::Kind::StallAfter:
        return writeCut(socket, bytes.left(fault.bytes), fault);
    default:
        break;
    }
    socket->write(bytes);
    if (!keepAlive)
        return socket->disconnectFromHost();
    const auto found = m_connections.find(socket);
    if (found == m_connections.end())
        return;
    found->busy = false;
    if (!found->input.isEmpty())
        QTimer::singleShot(0, socket, [this, socket] { read(socket); });
}

void SimulatorHttp::writeCut(QTcpSocket *socket, const QByteArray &bytes, const SimulatorFault &fault)
{
    socket->write(bytes);
    if (fault.kind == SimulatorFault::Kind::DropAfter)
        return socket->disconnectFromHost();
    if (fault.kind == SimulatorFault::Kind::StallAfter)
        return; // busy for ever: the client gives up
    // An RST throws away what the other side has not read yet, so it gets a moment to read.
    socket->flush();
    QTimer::singleShot(50ms, socket, [socket] {
        resetOnClose(*socket);
        socket->abort();
    });
}

void SimulatorHttp::refuse(QTcpSocket *socket, int status)
{
    m_connections[socket].busy = true;
    RestReply reply;
    reply.status = status;
    reply.contentType = "text/plain";
    socket->write(wireFormat(reply, false));
    socket->disconnectFromHost();
}
