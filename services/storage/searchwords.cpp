#include "storage/searchwords.h"

#include "storage/textfold.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype mostWords = 32;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The 3 of "Nov 3" is not the one in a telephone number or in "Nov 30".
bool has(QByteArrayView folded, const QByteArray &word)
{
    if (word.size() > 2 || !std::all_of(word.cbegin(), word.cend(), isDigit))
        return folded.contains(word);
    for (qsizetype at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        const qsizetype end = at + word.size();
        if ((at == 0 || !isDigit(folded.at(at - 1))) && (end == folded.size() || !isDigit(folded.at(end))))
            return true;
    }
    return false;
}

/// Every byte looked at: that is many at once.
bool isAscii(const QByteArray &text)
{
    char all = 0;
    for (const char c : text)
        all = char(all | c);
    return static_cast<unsigned char>(all) < 0x80;
}

quint64 firstBits(qsizetype count)
{
    return (quint64(1) << count) - 1;
}

QList<QByteArray> utf8(const QStringList &words)
{
    QList<QByteArray> result;
    for (const QString &word : words)
        result.append(word.toUtf8());
    return result;
}
} // namespace

SearchWords::SearchWords(const QString &text)
    : m_words(utf8(searchWords(text).mid(0, mostWords)))
    , m_all(firstBits(m_words.size()))
    , m_typed(m_all)
{
    const auto typed = utf8(foldedText(text).split(u' ', Qt::SkipEmptyParts).mid(0, mostWords - 1));
    if (typed == m_words)
        return;
    m_typed = firstBits(typed.size()) << m_words.size();
    m_words += typed;
}

bool SearchWords::isAll(Found found) const
{
    return (found & m_all) == m_all || (found & m_typed) == m_typed;
}

SearchWords::Found SearchWords::in(QByteArrayView folded, Found known) const
{
    for (qsizetype i = 0; i < m_words.size(); ++i) {
        const Found bit = Found(1) << i;
        if ((known & bit) == 0 && has(folded, m_words.at(i)))
            known |= bit;
    }
    return known;
}

SearchWords::Found SearchWords::inPlain(const QString &text) const
{
    return in(foldedText(text).toUtf8());
}

/// Nearly every text is ASCII, which needs no Unicode tables.
SearchWords::Found SearchWords::inText(QByteArray &text, Found known) const
{
    if (!isAscii(text))
        return in(foldedText(QString::fromUtf8(text)).toUtf8(), known);
    std::transform(text.cbegin(), text.cend(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
    return in(text, known);
}
