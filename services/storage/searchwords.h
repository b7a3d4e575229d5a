#pragma once

#include "storage/searchwalk.h"

#include <QDate>
#include <QHash>
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
    SearchWords(const SearchWords &) = delete;
    SearchWords &operator=(const SearchWords &) = delete;
    ~SearchWords();

    /// The sequences of the rows that have all words, in the order of the walk, whose stretches come one after another.
    QList<qint64> hits(const SearchWalk::Stretch &stretch, const FieldCipher &cipher);

private:
    /// A bit a word.
    using Found = quint64;
    Found in(QByteArrayView folded, Found known = 0) const;
    Found inText(QByteArrayView text, Found known);
    Found inSealed(QByteArrayView sealed, const char *column, int epoch, Found known);
    bool isAll(Found found) const;
    bool fits(const SearchWalk::Row &row);
    Found shown(const SearchWalk::Row &row);
    Found price(QByteArrayView price);
    qint64 localOffset(qint64 utc);

    QList<QByteArray> m_words; ///< folded; a telephone number is one word of digits; then what was typed
    Found m_all = 0;           ///< each word of one of these must stand in the row
    Found m_typed = 0;         ///< "0.0083" and "11/17" read as numbers too
    Shown m_shown;
    QList<Found> m_clients;
    QHash<int, Found> m_minutes;
    QHash<QByteArray, Found> m_prices;
    QDate m_day;
    Found m_inDay = 0;
    qint64 m_quarter = -1;
    qint64 m_offset = 0;
    // While hits() runs:
    const SearchWalk::Stretch *m_stretch = nullptr;
    const SearchWalk::Row *m_row = nullptr;
    const FieldCipher *m_cipher = nullptr;
    QByteArray m_text; ///< used again for each row, wiped at the end
};
