#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

/// The words of a search as they are looked for: folded, a telephone number being one word of digits, and beside that
/// as they were typed, for "0.0083" and "11/17" read as numbers too. Immutable: any thread.
class SearchWords
{
public:
    using Found = quint64; ///< a bit a word

    /// The first 32 words count.
    explicit SearchWords(const QString &text);
    /// @p known with the words that stand in @p folded (foldedText() in UTF-8).
    Found in(QByteArrayView folded, Found known = 0) const;
    Found inPlain(const QString &text) const; ///< folds it
    /// As in(), of UTF-8 that is not folded yet: @p text is used for that.
    Found inText(QByteArray &text, Found known) const;
    bool isAll(Found found) const;

private:
    QList<QByteArray> m_words; ///< then what was typed
    Found m_all = 0;           ///< each word of one of these must stand in the row
    Found m_typed = 0;
};
