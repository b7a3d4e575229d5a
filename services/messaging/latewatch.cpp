#include "messaging/latewatch.h"

#include <algorithm>

LateWatch::LateWatch(std::chrono::milliseconds firstWait, std::chrono::milliseconds longestWait)
    : m_firstWait(firstWait)
    , m_longestWait(longestWait)
{
}

void LateWatch::add(const QString &sid, Channel channel, const QDateTime &now, const QDateTime &until)
{
    if (!sid.isEmpty() && !m_entries.contains(sid) && now < until)
        m_entries.insert(sid, Entry{channel, now.addMSecs(m_firstWait.count()), until, m_firstWait});
}

QList<LateWatch::Item> LateWatch::due(const QDateTime &now)
{
    m_entries.removeIf([&now](const std::pair<const QString &, Entry &> &entry) { return entry.second.until < now; });
    QList<std::pair<QDateTime, Item>> found;
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it) {
        if (it->next <= now)
            found.append({it->next, Item{it.key(), it->channel}});
    }
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QList<Item> items;
    for (const auto &entry : found)
        items.append(entry.second);
    return items;
}

void LateWatch::asked(const QString &sid, const QDateTime &now)
{
    const auto it = m_entries.find(sid);
    if (it == m_entries.end())
        return;
    it->wait = std::min(it->wait * 2, m_longestWait);
    it->next = now.addMSecs(it->wait.count());
}

QDateTime LateWatch::nextAt() const
{
    QDateTime next;
    for (const Entry &entry : m_entries) {
        if (!next.isValid() || entry.next < next)
            next = entry.next;
    }
    return next;
}
