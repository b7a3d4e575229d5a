#pragma once

#include <QString>
#include <QStringList>

/// Case, accents and compatibility forms away: "José ＭÜLLER" → "jose muller". For searching, never for showing.
QString foldedText(const QString &text);
/// The words of a search, folded. A text that reads as a telephone number ("(312) 555-01") is one word of its digits.
QStringList searchWords(const QString &typed);
/// True when every word stands somewhere in @p folded.
bool containsWords(const QString &folded, const QStringList &words);
