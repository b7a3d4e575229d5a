#pragma once

#include "communication.h"

#include <QHash>
#include <QList>

#include <chrono>

/// Sids to ask for one by one, each with a wait that doubles after every question, for a bounded time. A value.
class LateWatch
{
public:
    struct Item {
        QString sid;
        Channel channel = Channel::Sms;
    };

    LateWatch(std::chrono::milliseconds firstWait, std::chrono::milliseconds longestWait);
    /// Keeps the waits of a sid that is watched already. Not asked any more after @p until.
    void add(const QString &sid, Channel channel, const QDateTime &now, const QDateTime &until);
    void remove(const QString &sid) { m_entries.remove(sid); }
    void clear() { m_entries.clear(); }
    bool contains(const QString &sid) const { return m_entries.contains(sid); }
    QStringList sids() const { return m_entries.keys(); }
    /// Due ones, longest overdue first; forgets those whose time is over.
    QList<Item> due(const QDateTime &now);
    void asked(const QString &sid, const QDateTime &now);
    QDateTime nextAt() const; ///< null: nothing is watched

private:
    struct Entry {
        Channel channel = Channel::Sms;
        QDateTime next;
        QDateTime until;
        std::chrono::milliseconds wait{0};
    };
    QHash<QString, Entry> m_entries;
    std::chrono::milliseconds m_firstWait;
    std::chrono::milliseconds m_longestWait;
};
