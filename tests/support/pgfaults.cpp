#include "support/pgfaults.h"

#include <atomic>
#include <dlfcn.h>
#include <sys/socket.h>

struct PGconn;
struct PGresult;

namespace
{
std::atomic<int> left = 0;
std::atomic<bool> armed = false;
std::atomic<PgFaults::Moment> when = PgFaults::Moment::Before;

template <class Function>
Function *real(const char *name)
{
    static void *const library = ::dlopen("libpq.so.5", RTLD_LAZY | RTLD_LOCAL);
    return reinterpret_cast<Function *>(::dlsym(library, name));
}

bool failsNow()
{
    return armed && --left == 0;
}

/// The line is gone for good: every later call finds that out by itself.
void cut(PGconn *connection)
{
    static auto *const socketOf = real<int(const PGconn *)>("PQsocket");
    if (const int socket = socketOf(connection); socket >= 0)
        (void)::shutdown(socket, SHUT_RDWR);
}

/// What @p call answers, or @p failure.
template <class Call, class Answer>
Answer tried(PGconn *connection, Answer failure, Call call)
{
    if (!failsNow())
        return call();
    if (when == PgFaults::Moment::After)
        (void)call();
    cut(connection);
    return failure;
}
} // namespace

void PgFaults::arm(int call, Moment moment)
{
    left = call;
    when = moment;
    armed = true;
}

bool PgFaults::disarm()
{
    armed = false;
    return left <= 0;
}

extern "C" PGconn *PQconnectdb(const char *conninfo)
{
    static auto *const next = real<PGconn *(const char *)>("PQconnectdb");
    if (!failsNow())
        return next(conninfo);
    PGconn *connection = next(conninfo);
    cut(connection);
    return connection;
}

extern "C" PGresult *PQexec(PGconn *connection, const char *sql)
{
    static auto *const next = real<PGresult *(PGconn *, const char *)>("PQexec");
    return tried(connection, static_cast<PGresult *>(nullptr), [&] { return next(connection, sql); });
}

using Oid = unsigned int; // as libpq-fe.h has it

extern "C" PGresult *PQexecParams(PGconn *connection, const char *sql, int count, const Oid *types,
                                  const char *const *values, const int *lengths, const int *formats, int format)
{
    static auto *const next =
        real<PGresult *(PGconn *, const char *, int, const Oid *, const char *const *, const int *, const int *, int)>(
            "PQexecParams");
    return tried(connection, static_cast<PGresult *>(nullptr),
                 [&] { return next(connection, sql, count, types, values, lengths, formats, format); });
}

extern "C" int PQsendQuery(PGconn *connection, const char *sql)
{
    static auto *const next = real<int(PGconn *, const char *)>("PQsendQuery");
    return tried(connection, 0, [&] { return next(connection, sql); });
}

extern "C" PGresult *PQgetResult(PGconn *connection)
{
    static auto *const next = real<PGresult *(PGconn *)>("PQgetResult");
    return tried(connection, static_cast<PGresult *>(nullptr), [&] { return next(connection); });
}
