#include "storage/textfold.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
/// What nearly every text is, and quick to fold.
bool isAscii(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c.unicode() < 0x80; });
}

QChar lowerAscii(QChar c)
{
    return c >= u'A' && c <= u'Z' ? QChar(char16_t(c.unicode() | 0x20)) : c;
}
} // namespace

QString foldedText(const QString &text)
{
    if (isAscii(text)) {
        QString lower(text.size(), Qt::Uninitialized);
        std::transform(text.cbegin(), text.cend(), lower.begin(), lowerAscii);
        return lower;
    }
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
