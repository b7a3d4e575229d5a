#pragma once

#include "storage/searchwalk.h"

#include <QDate>
#include <QHash>
#include <QStringList>
#include <QTime>

#include <functional>

class FieldCipher;

/// The words of a search, and whether a row has them all: in its body, note, client, number, or in what the window
/// shows of it. What many rows share (client, day, minute, price) is looked at once. One thread at a time.
class SearchWords
{
public:
    /// A row's date and price as people read them, so that they can be searched. Called on the search's thread.
    struct Shown {
        std::function<QString(const QDate &)> day; ///< local, as the time
        std::function<QString(const QTime &)> time;
        std::function<QString(const Money &)> price;
    };

    /// The first 32 words count.
    SearchWords(const QString &text, Shown shown);
    void addClient(const SearchWalk::Client &client);
    bool fit(const SealedRow &row, const FieldCipher &cipher);

private:
    /// A bit a word: the words first, then what was typed.
    using Found = quint64;
    Found in(const QString &folded, Found known = 0) const;
    bool isAll(Found found) const;
    Found shown(const SealedRow &row);
    Found price(const SealedRow &row);
    qint64 localOffset(qint64 utc);

    QStringList m_words; ///< folded; a telephone number is one word of digits; then m_typed
    Found m_all = 0;     ///< each word of one of these must stand in the row
    Found m_typed = 0;   ///< "0.0083" and "11/17" read as numbers too
    Shown m_shown;
    QHash<ClientId, Found> m_clients;
    QHash<int, Found> m_minutes;
    QHash<QString, Found> m_prices;
    QDate m_day;
    Found m_inDay = 0;
    qint64 m_quarter = -1;
    qint64 m_offset = 0;
};
