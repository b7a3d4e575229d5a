#include "storage/textfold.h"

#include <algorithm>

using namespace Qt::StringLiterals;

QString foldedText(const QString &text)
{
    QString result;
    result.reserve(text.size());
    const QString decomposed = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    for (const QChar c : decomposed) {
        if (!c.isMark())
            result += c;
    }
    return result;
}

QStringList searchWords(const QString &typed)
{
    QString digits;
    bool number = true;
    for (const QChar c : typed) {
        if (c.isDigit())
            digits += QString::number(c.digitValue());
        else if (!c.isSpace() && !u"+-().#/"_s.contains(c))
            number = false;
    }
    if (number && !digits.isEmpty())
        return {digits};
    return foldedText(typed).split(u' ', Qt::SkipEmptyParts);
}

bool containsWords(const QString &folded, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(), [&](const QString &word) { return folded.contains(word); });
}
