#pragma once

#include <QDeadlineTimer>
#include <QMutex>

#include <chrono>
#include <functional>

/// Ends a wait for a server that does not answer: shuts down the connection's socket, upon which libpq's call returns
/// with an error. One thread works, another one looks at the clock. (statement_timeout does nothing for a frozen
/// server, and libpq has no time-out once it is connected.)
class SocketWatch
{
public:
    SocketWatch() = default;
    SocketWatch(const SocketWatch &) = delete;
    SocketWatch &operator=(const SocketWatch &) = delete;
    ~SocketWatch() { forget(); }

    /// Of the working thread: the connection's socket, of which a duplicate is kept, so that its number can not have
    /// become another file's when it is shut down.
    void watch(int socket);
    void forget();
    /// Before work that may take @p allowance. @p find gives the socket where none is watched yet, or -1; it is called
    /// on the other thread.
    void begin(std::chrono::milliseconds allowance, std::function<int()> find = {});
    /// After it; true when the line was cut meanwhile.
    bool end();

    /// Of the other thread.
    void cutIfLate();
    /// Whether late or not, if work is under way.
    void cut();

private:
    void cutLocked();

    QMutex m_mutex;
    int m_socket = -1;
    bool m_working = false;
    bool m_cut = false;
    QDeadlineTimer m_deadline;
    std::function<int()> m_find;
};
