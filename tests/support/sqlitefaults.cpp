#include "support/sqlitefaults.h"

#include <atomic>
#include <dlfcn.h>
#include <thread>

struct sqlite3;
struct sqlite3_stmt;

namespace
{
constexpr int ok = 0;

std::atomic<int> left = 0;
std::atomic<int> failure = ok;
std::atomic<std::thread::id> armedBy;
thread_local const sqlite3_stmt *failed = nullptr; ///< its reset tells the error once more

template <class Function>
Function *real(const char *name)
{
    static void *const library = ::dlopen("libsqlite3.so.0", RTLD_LAZY | RTLD_LOCAL);
    return reinterpret_cast<Function *>(::dlsym(library, name));
}

int failureOfThisCall()
{
    if (failure == ok || std::this_thread::get_id() == armedBy.load())
        return ok;
    return --left == 0 ? failure.load() : ok;
}
} // namespace

void SqliteFaults::arm(int call, int code)
{
    armedBy = std::this_thread::get_id();
    left = call;
    failure = code;
}

bool SqliteFaults::disarm()
{
    failure = ok;
    return left <= 0;
}

extern "C" int sqlite3_open_v2(const char *path, sqlite3 **database, int flags, const char *vfs)
{
    static auto *const next = real<int(const char *, sqlite3 **, int, const char *)>("sqlite3_open_v2");
    if (const int code = failureOfThisCall(); code != ok) {
        *database = nullptr;
        return code;
    }
    return next(path, database, flags, vfs);
}

extern "C" int sqlite3_prepare16_v2(sqlite3 *database, const void *sql, int bytes, sqlite3_stmt **statement,
                                    const void **tail)
{
    static auto *const next =
        real<int(sqlite3 *, const void *, int, sqlite3_stmt **, const void **)>("sqlite3_prepare16_v2");
    if (const int code = failureOfThisCall(); code != ok) {
        *statement = nullptr;
        return code;
    }
    return next(database, sql, bytes, statement, tail);
}

extern "C" int sqlite3_step(sqlite3_stmt *statement)
{
    static auto *const next = real<int(sqlite3_stmt *)>("sqlite3_step");
    static auto *const sql = real<const char *(sqlite3_stmt *)>("sqlite3_sql");
    // SQLite reads its schema through here as well, and takes a step that does not run for the last row: it would go on
    // without an index. Its own faults look otherwise.
    if (sql(statement) == nullptr)
        return next(statement);
    if (const int code = failureOfThisCall(); code != ok) {
        failed = statement;
        return code;
    }
    return next(statement);
}

extern "C" int sqlite3_reset(sqlite3_stmt *statement)
{
    static auto *const next = real<int(sqlite3_stmt *)>("sqlite3_reset");
    const int result = next(statement);
    if (failed != statement || statement == nullptr)
        return result;
    failed = nullptr;
    return failure == ok ? result : failure.load();
}
