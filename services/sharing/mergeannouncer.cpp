#include "sharing/mergeannouncer.h"

#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "storage/internalnotestore.h"
#include "storage/settingstore.h"
#include "storage/templatestore.h"
#include "sync/syncengine.h"

#include <algorithm>
#include <chrono>

namespace
{
using namespace std::chrono_literals;
constexpr auto reloadInterval = 2s;
constexpr qint64 firstScreens = 1000; // of a first sync, newest first: what is looked at
} // namespace

MergeAnnouncer::MergeAnnouncer(SyncEngine &engine, const Stores &stores, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_stores(stores)
{
    m_reload.setSingleShot(true);
    m_reload.setInterval(reloadInterval);
    connect(&m_reload, &QTimer::timeout, &m_stores.clients, &ClientStore::announceReset);
    connect(&engine, &SyncEngine::merged, this, &MergeAnnouncer::announce);
}

void MergeAnnouncer::announce(const MergedRows &rows)
{
    if (rows.settings)
        whenDone(m_stores.settings.load(), this, [](const Result<PracticeSettings> &) {});
    if (rows.templates)
        m_stores.templates.announceReset();
    if (!rows.communicationsGone.isEmpty())
        m_stores.communications.announceRemoved(rows.communicationsGone.values());
    if (rows.staff)
        m_stores.communications.announceAbandoned();
    m_stores.notes.announce(rows.internalNotes.values());
    if (!rows.clientsGone.isEmpty())
        m_stores.clients.announceRemoved(rows.clientsGone.values());
    const SyncStatus &status = m_engine.status();
    if (status.state == SyncStatus::State::FirstSync && status.fetched > firstScreens) {
        if (!m_reload.isActive())
            m_reload.start();
        return;
    }
    if (!rows.clients.isEmpty())
        m_stores.clients.announce(rows.clients.values());
    if (!rows.communications.isEmpty())
        m_stores.communications.announce(rows.communications.values());
    if (!rows.arrived.isEmpty())
        collect(rows.arrived, {});
}

void MergeAnnouncer::collect(QList<CommunicationId> ids, QList<Communication> found)
{
    if (ids.isEmpty()) {
        std::sort(found.begin(), found.end(), [](const Communication &a, const Communication &b) {
            return std::pair(a.sortAt, a.sequence) < std::pair(b.sortAt, b.sequence);
        });
        if (!found.isEmpty())
            Q_EMIT arrived(found);
        return;
    }
    const CommunicationId id = ids.takeFirst();
    whenDone(m_stores.communications.fetch(id), this, [this, ids, found](const Result<Communication> &row) mutable {
        if (row) // it may have become another's, or hidden, meanwhile
            found.append(*row);
        collect(std::move(ids), std::move(found));
    });
}
