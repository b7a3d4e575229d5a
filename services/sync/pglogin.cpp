#include "sync/pglogin.h"

#include <QRegularExpression>

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <poll.h>

using namespace Qt::StringLiterals;

namespace
{
using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
constexpr qint64 tick = 50; // how soon a cancel is seen

/// Verbose messages read "SEVERITY:  28P01: text" in every language; libpq keeps the fields of a refused login nowhere
/// else.
QString sqlStateOf(const PGconn *connection)
{
    static const QRegularExpression verbose(u":  ([0-9A-Z]{5}): "_s);
    return verbose.match(QString::fromUtf8(PQerrorMessage(connection))).captured(1);
}

LoginOutcome failure(PGconn *connection)
{
    const QString state = sqlStateOf(connection);
    if (!state.isEmpty())
        return {ConnectionFaults::ofSqlState(state), state, 0, {}};
    // The server asked for a password and there was none.
    if (PQconnectionNeedsPassword(connection) == 1)
        return {ConnectionFault::WrongLogin, {}, 0, {}};
    return {};
}

/// Waits a moment for the socket; false when there was nothing.
bool becomesReady(int socket, PostgresPollingStatusType what, const QDeadlineTimer &deadline)
{
    pollfd place{socket, static_cast<short>(what == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    return ::poll(&place, 1, static_cast<int>(std::clamp<qint64>(deadline.remainingTime(), 0, tick))) > 0;
}
} // namespace

LoginOutcome logIn(const QByteArray &connInfo, const QDeadlineTimer &deadline, const std::atomic<bool> &cancelled)
{
    const Connection connection(PQconnectStart(connInfo.constData()), &PQfinish);
    if (!connection || PQstatus(connection.get()) == CONNECTION_BAD)
        return {};
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQsetNoticeReceiver(
        connection.get(), [](void *, const PGresult *) {}, nullptr); // libpq would print them
    auto next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED)
            return failure(connection.get());
        const int socket = PQsocket(connection.get());
        while (!becomesReady(socket, next, deadline)) {
            if (cancelled || deadline.hasExpired())
                return {ConnectionFault::NoAnswer, {}, 0, {}};
        }
        next = PQconnectPoll(connection.get());
    }
    const char *tls = PQsslInUse(connection.get()) ? PQsslAttribute(connection.get(), "protocol") : nullptr;
    return {ConnectionFault::None, {}, PQserverVersion(connection.get()), QString::fromLatin1(tls)};
}
