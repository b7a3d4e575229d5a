#include "sharing/newsrelay.h"

#include "messaging/newswatch.h"
#include "messaging/statuspoller.h"
#include "sync/polllease.h"
#include "sync/syncengine.h"
#include "twilio/twilioclient.h"

NewsRelay::NewsRelay(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    connect(&m_parts.lease, &PollLease::holderChanged, this, &NewsRelay::pollIfHolder);
    connect(&m_parts.lease, &PollLease::taken, this, [this] {
        m_parts.engine.wake(); // what was read before, alone, may be told now
        pass();
    });
    connect(&m_parts.lease, &PollLease::newsMarkChanged, this, &NewsRelay::markMoved);
    connect(&m_parts.poller, &StatusPoller::began, this, [this] { m_roundBegan = m_parts.twilio.serverTime(); });
    connect(&m_parts.poller, &StatusPoller::checked, this, [this] {
        m_roundRead = m_roundBegan;
        pass();
    });
    connect(&m_parts.news, &NewsWatch::settled, this, &NewsRelay::pass);
    connect(&m_parts.engine, &SyncEngine::merged, this, [this](const MergedRows &rows) {
        // A colleague's text is on its way: its outcome is looked for as soon as that of one of ours.
        if (!rows.communications.isEmpty() && m_parts.engine.status().state != SyncStatus::State::FirstSync)
            m_parts.poller.wake();
    });
    connect(&m_parts.news, &NewsWatch::asked, &m_parts.engine, &SyncEngine::wake);
    connect(&m_parts.engine, &SyncEngine::caughtUp, this, &NewsRelay::caughtUp);
}

void NewsRelay::start()
{
    m_started = true;
    pollIfHolder();
}

void NewsRelay::stop()
{
    m_started = false;
    m_parts.poller.stop();
}

void NewsRelay::pollIfHolder()
{
    if (!m_started)
        return;
    if (!m_parts.lease.isHolder() || m_parts.twilio.sendsOnly()) {
        m_parts.poller.stop();
        return;
    }
    // What another computer has read up to then is here by sync, or will be: only what came later is read again.
    m_parts.poller.knownUntil(m_parts.lease.newsMark());
    m_parts.poller.start();
}

/// A round is through, and what it brought has been acted on: the STOP in it is in the store, and on its way. Only who
/// has the lease tells the practice; what was read alone waits until then.
void NewsRelay::pass()
{
    if (!m_parts.news.isAllHandled() || !m_parts.lease.isOurs() || !m_roundRead.isValid())
        return;
    m_read = std::exchange(m_roundRead, {});
    m_readAt.start();
    m_parts.engine.wake();
}

void NewsRelay::markMoved(const QDateTime &mark)
{
    if (!mark.isValid() || m_parts.lease.isHolder())
        return;
    m_told = mark;
    m_toldAt.start();
    m_parts.engine.wake();
}

void NewsRelay::caughtUp(const QElapsedTimer &began)
{
    if (m_read.isValid() && began.msecsSinceReference() >= m_readAt.msecsSinceReference())
        m_parts.lease.setNewsMark(std::exchange(m_read, {}));
    if (m_told.isValid() && began.msecsSinceReference() >= m_toldAt.msecsSinceReference())
        m_parts.news.heardElsewhere(std::exchange(m_told, {}).msecsTo(m_parts.twilio.serverTime()));
}
