#include "simulator/disorderedlist.h"

#include <QList>

#include <algorithm>
#include <utility>

namespace
{
constexpr int farthest = 10;    // places
constexpr int mostCarried = 50; // percent of a page: a walk must get on
} // namespace

DisorderedList::DisorderedList(const ListDisorder &options)
    : m_options(options)
    , m_random(options.seed)
{
}

int DisorderedList::between(int least, int most)
{
    return std::uniform_int_distribution<int>(least, most)(m_random);
}

bool DisorderedList::happens(int percent)
{
    return between(0, 99) < percent;
}

std::chrono::milliseconds DisorderedList::enter(const QString &sid)
{
    Place place;
    if (happens(m_options.shufflePercent))
        place.offset = between(-farthest, farthest);
    place.repeats = happens(m_options.repeatPercent);
    if (happens(m_options.shiftPercent))
        place.carried = between(1, mostCarried);
    m_places.insert(sid, place);
    return std::chrono::milliseconds(std::uniform_int_distribution<qint64>(0, m_options.lagMax.count())(m_random));
}

QStringList DisorderedList::ordered(const QStringList &newestFirst) const
{
    if (m_options.shufflePercent == 0)
        return newestFirst;
    QList<std::pair<qsizetype, QString>> places;
    for (qsizetype i = 0; i < newestFirst.size(); ++i)
        places.emplaceBack(i + m_places.value(newestFirst[i]).offset, newestFirst[i]);
    std::stable_sort(places.begin(), places.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QStringList sids;
    for (const auto &place : std::as_const(places))
        sids.append(place.second);
    return sids;
}

bool DisorderedList::repeats(const QString &sid) const
{
    return m_places.value(sid).repeats;
}

int DisorderedList::carriedOver(const QString &sid, int pageSize) const
{
    return (m_places.value(sid).carried * pageSize + 99) / 100 % pageSize;
}
