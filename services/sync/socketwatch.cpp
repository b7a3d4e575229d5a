#include "sync/socketwatch.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

void SocketWatch::watch(int socket)
{
    forget();
    const QMutexLocker lock(&m_mutex);
    m_socket = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
}

void SocketWatch::forget()
{
    const QMutexLocker lock(&m_mutex);
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
}

void SocketWatch::begin(std::chrono::milliseconds allowance, std::function<int()> find)
{
    const QMutexLocker lock(&m_mutex);
    m_working = true;
    m_cut = false;
    m_deadline = QDeadlineTimer(allowance);
    m_find = std::move(find);
}

bool SocketWatch::end()
{
    const QMutexLocker lock(&m_mutex);
    m_working = false;
    m_find = nullptr;
    return m_cut;
}

void SocketWatch::cutIfLate()
{
    const QMutexLocker lock(&m_mutex);
    if (m_deadline.hasExpired())
        cutLocked();
}

void SocketWatch::cut()
{
    const QMutexLocker lock(&m_mutex);
    cutLocked();
}

void SocketWatch::cutLocked()
{
    if (!m_working)
        return;
    const int socket = m_socket >= 0 ? m_socket : m_find ? m_find() : -1;
    if (socket >= 0 && ::shutdown(socket, SHUT_RDWR) == 0)
        m_cut = true;
}
