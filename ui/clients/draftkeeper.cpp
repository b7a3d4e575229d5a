#include "clients/draftkeeper.h"

namespace
{
constexpr int delay = 700; // ms after the last key
}

DraftKeeper::DraftKeeper(DraftStore &store, std::function<Draft()> written, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_written(std::move(written))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DraftKeeper::save);
}

void DraftKeeper::touch()
{
    m_dirty = true;
    m_timer.start(delay);
}

void DraftKeeper::settle()
{
    m_timer.stop();
    m_dirty = false;
}

void DraftKeeper::save()
{
    if (!m_dirty)
        return settle();
    settle();
    const Draft draft = m_written();
    if (!draft.clientId.isNull())
        whenDone(m_store.save(draft), this, [](const Result<void> &) {});
}

void DraftKeeper::load(ClientId client)
{
    if (client.isNull())
        return;
    whenDone(m_store.load(client), this, [this, client](const Result<Draft> &draft) {
        const Draft now = m_written();
        if (now.clientId == client && now.text.isEmpty() && !m_dirty && draft && !draft->isEmpty())
            Q_EMIT loaded(*draft);
    });
}

void DraftKeeper::discard(ClientId client)
{
    Draft none;
    none.clientId = client;
    whenDone(m_store.save(none), this, [](const Result<void> &) {});
}
