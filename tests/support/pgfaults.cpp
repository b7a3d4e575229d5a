#include "support/pgfaults.h"

#include <array>
#include <atomic>
#include <dlfcn.h>
#include <sys/socket.h>
#include <utility>

struct PGconn;
struct PGresult;
struct pgNotify;

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

/// libpq's functions call each other through the very names that stand here; only what is called from outside counts.
thread_local int depth = 0;

bool failsNow()
{
    return depth == 0 && armed && --left == 0;
}

template <class Call>
auto inside(Call call)
{
    ++depth;
    const auto answer = call();
    --depth;
    return answer;
}

/// The line is gone for good, with what was on its way here: libpq finds that out by itself, and answers what it then
/// does.
void cut(PGconn *connection)
{
    static auto *const socketOf = real<int(const PGconn *)>("PQsocket");
    const int socket = socketOf(connection);
    if (socket < 0)
        return;
    (void)::shutdown(socket, SHUT_RDWR);
    std::array<char, 4096> lost;
    while (::recv(socket, lost.data(), lost.size(), MSG_DONTWAIT) > 0) {
    }
}

void drop(PGresult *answer)
{
    static auto *const clear = real<void(PGresult *)>("PQclear");
    clear(answer);
}

void drop(pgNotify *answer)
{
    static auto *const free = real<void(void *)>("PQfreemem");
    free(answer);
}

/// Of a call that answers what the server said; again over a line that is gone it says so.
template <class Call>
auto asked(PGconn *connection, Call call)
{
    static auto *const read = real<int(PGconn *)>("PQconsumeInput");
    if (failsNow()) {
        if (when == PgFaults::Moment::After)
            drop(inside(call));
        cut(connection);
        (void)inside([&] { return read(connection); }); // notices it, also where the end of the answer had arrived
    }
    return inside(call);
}

/// Of one that does not wait for an answer.
template <class Call>
auto done(PGconn *connection, Call call)
{
    const bool fails = failsNow();
    if (fails && when == PgFaults::Moment::Before)
        cut(connection);
    const auto answer = inside(call);
    if (fails)
        cut(connection);
    return answer;
}

/// Whether @p connection has come further than when it was last asked for; logging in is one stage.
bool isNewStage(const PGconn *connection)
{
    static auto *const statusOf = real<int(const PGconn *)>("PQstatus");
    constexpr int awaitingResponse = 4; // CONNECTION_AWAITING_RESPONSE
    constexpr int authOk = 5;           // CONNECTION_AUTH_OK
    thread_local std::pair<const PGconn *, int> last{nullptr, -1};
    const int status = statusOf(connection);
    const std::pair now{connection, status == authOk ? awaitingResponse : status};
    return std::exchange(last, now) != now;
}

/// Of one that makes the line.
template <class Call>
PGconn *begun(Call call)
{
    const bool fails = failsNow();
    PGconn *connection = inside(call);
    if (fails)
        cut(connection);
    return connection;
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
    return begun([&] { return next(conninfo); });
}

extern "C" PGconn *PQconnectStart(const char *conninfo)
{
    static auto *const next = real<PGconn *(const char *)>("PQconnectStart");
    return begun([&] { return next(conninfo); });
}

// Its answer is an enumeration of libpq-fe.h, which is an int. How often it is called depends on how soon the server
// answers, and the n-th call is to be the same one in each run: the first of each stage counts.
extern "C" int PQconnectPoll(PGconn *connection)
{
    static auto *const next = real<int(PGconn *)>("PQconnectPoll");
    const auto call = [&] { return next(connection); };
    return isNewStage(connection) ? done(connection, call) : inside(call);
}

extern "C" PGresult *PQexec(PGconn *connection, const char *sql)
{
    static auto *const next = real<PGresult *(PGconn *, const char *)>("PQexec");
    return asked(connection, [&] { return next(connection, sql); });
}

using Oid = unsigned int; // as libpq-fe.h has it

extern "C" PGresult *PQexecParams(PGconn *connection, const char *sql, int count, const Oid *types,
                                  const char *const *values, const int *lengths, const int *formats, int format)
{
    static auto *const next =
        real<PGresult *(PGconn *, const char *, int, const Oid *, const char *const *, const int *, const int *, int)>(
            "PQexecParams");
    return asked(connection, [&] { return next(connection, sql, count, types, values, lengths, formats, format); });
}

extern "C" int PQsendQuery(PGconn *connection, const char *sql)
{
    static auto *const next = real<int(PGconn *, const char *)>("PQsendQuery");
    return done(connection, [&] { return next(connection, sql); });
}

extern "C" PGresult *PQgetResult(PGconn *connection)
{
    static auto *const next = real<PGresult *(PGconn *)>("PQgetResult");
    return asked(connection, [&] { return next(connection); });
}

extern "C" int PQconsumeInput(PGconn *connection)
{
    static auto *const next = real<int(PGconn *)>("PQconsumeInput");
    return done(connection, [&] { return next(connection); });
}

extern "C" pgNotify *PQnotifies(PGconn *connection)
{
    static auto *const next = real<pgNotify *(PGconn *)>("PQnotifies");
    return asked(connection, [&] { return next(connection); });
}

// Asks nobody where the algorithm is named, as everywhere here; so only its line goes.
extern "C" char *PQencryptPasswordConn(PGconn *connection, const char *password, const char *user,
                                       const char *algorithm)
{
    static auto *const next = real<char *(PGconn *, const char *, const char *, const char *)>("PQencryptPasswordConn");
    return done(connection, [&] { return next(connection, password, user, algorithm); });
}
