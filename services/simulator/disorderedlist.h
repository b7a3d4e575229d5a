#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <chrono>
#include <random>

/// How far a list may be from the truth: Twilio promises neither its order nor that a new row is there at once.
struct ListDisorder {
    quint64 seed = 1;
    std::chrono::milliseconds lagMax{0}; ///< each new row is missing up to this long, beside SimulatorOptions::listLag
    int repeatPercent = 0;               ///< rows that come twice on their page
    int shufflePercent = 0;              ///< rows that stand some places before or behind their own
    int shiftPercent = 0; ///< pages that begin with rows of the page before, as when rows arrived between the two
};

/// Disturbs one list. What happens to a row is drawn when it enters, so that the seed and the order of the rows decide
/// all of it, and a list that is read twice reads the same. Without ListDisorder it changes nothing.
class DisorderedList
{
public:
    DisorderedList() = default;
    explicit DisorderedList(const ListDisorder &options);

    /// A new row; how long lists do not have it.
    std::chrono::milliseconds enter(const QString &sid);

    QStringList ordered(const QStringList &newestFirst) const;
    bool repeats(const QString &sid) const;
    /// How many rows of a page that ended with @p sid the next page holds again; less than @p pageSize.
    int carriedOver(const QString &sid, int pageSize) const;

private:
    struct Place {
        int offset = 0;
        bool repeats = false;
        int carried = 0; ///< percent of a page
    };

    bool happens(int percent);
    int between(int least, int most);

    ListDisorder m_options;
    std::mt19937_64 m_random;
    QHash<QString, Place> m_places;
};
