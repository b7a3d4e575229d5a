#pragma once

#include "storage/draftstore.h"

#include <QObject>
#include <QTimer>

#include <functional>

/// Stores what is being written a moment after the last key, so that neither a crash nor a change of client loses it.
/// GUI thread; owned by Composer.
class DraftKeeper : public QObject
{
    Q_OBJECT

public:
    /// @p written gives what stands in the composer now.
    DraftKeeper(DraftStore &store, std::function<Draft()> written, QObject *parent = nullptr);

    void touch();               ///< something was typed: stored soon
    void save();                ///< now, if the store's is older
    void settle();              ///< what stands there is what the store has
    void load(ClientId client); ///< answers by loaded(), unless it is empty or something was typed since
    void discard(ClientId client);
    bool isDirty() const { return m_dirty; }

Q_SIGNALS:
    void loaded(const Draft &draft);

private:
    DraftStore &m_store;
    std::function<Draft()> m_written;
    QTimer m_timer;
    bool m_dirty = false; ///< the draft in the store is older
};
