#include "messaging/newswatch.h"

#include "clock.h"
#include "messaging/inboundreader.h"
#include "messaging/statuspoller.h"

#include <algorithm>

NewsWatch::NewsWatch(StatusPoller &poller, InboundReader &reader, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_poller(poller)
    , m_clock(clock)
{
    connect(&poller, &StatusPoller::began, this, &NewsWatch::began);
    connect(&poller, &StatusPoller::checked, this, &NewsWatch::checked);
    connect(&poller, &StatusPoller::failed, this, &NewsWatch::failed);
    connect(&poller, &StatusPoller::received, this, &NewsWatch::expect);
    connect(&reader, &InboundReader::arrived, this, &NewsWatch::handled);
}

bool NewsWatch::isFresh() const
{
    if (m_refused)
        return true;
    if (m_unhandled > 0 || !m_heardAt.isValid())
        return false;
    const qint64 age = m_heardAt.msecsTo(m_clock.now());
    return age >= 0 && age <= std::chrono::milliseconds(patience).count();
}

void NewsWatch::ask()
{
    m_asked = true;
    m_poller.wake();
    Q_EMIT asked();
}

void NewsWatch::forget()
{
    m_beganAt = QDateTime();
    m_heardAt = QDateTime();
    m_refused = false;
}

void NewsWatch::heardElsewhere(qint64 age)
{
    // A mark of the future comes from a clock that is wrong, here or there, and says nothing.
    const QDateTime now = m_clock.now();
    const QDateTime heard = now.addMSecs(-age);
    const bool isKnown = m_heardAt.isValid() && m_heardAt <= now; // else the clock has been set back since
    if (age < 0 || (isKnown && heard <= m_heardAt))
        return;
    m_refused = false;
    m_heardAt = heard;
    tell();
}

void NewsWatch::began()
{
    m_beganAt = m_clock.now();
}

void NewsWatch::checked()
{
    m_refused = false;
    m_heardAt = m_beganAt;
    tell();
}

void NewsWatch::failed(const Error &error)
{
    m_refused = error.kind == ErrorKind::Rejected && m_beganAt.isValid(); // not the former login's
    tell();
}

void NewsWatch::expect(const QList<Communication> &inbound)
{
    m_unhandled += inbound.size();
}

void NewsWatch::handled(const QList<Communication> &inbound)
{
    m_unhandled = std::max<qsizetype>(0, m_unhandled - inbound.size());
    tell();
    if (m_unhandled == 0)
        Q_EMIT settled();
}

void NewsWatch::tell()
{
    if (m_asked && isFresh()) {
        m_asked = false;
        Q_EMIT fresh();
    }
}
