#include "messaging/messagetext.h"

#include <QStringList>

namespace
{
QString withPlainLineEnds(QString text)
{
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    text.replace(QLatin1Char('\r'), QLatin1Char('\n'));
    return text;
}

bool isUnwanted(QChar c)
{
    if (c == QLatin1Char('\n') || c == QLatin1Char('\t'))
        return false;
    return c.category() == QChar::Other_Control;
}
} // namespace

QString cleanMessageText(const QString &typed)
{
    const QString text = withPlainLineEnds(typed);
    QString clean;
    clean.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            clean += c;
            clean += text.at(++i);
        } else if (!c.isSurrogate() && !isUnwanted(c)) {
            clean += c;
        }
    }
    return clean;
}

QString comparableMessageText(const QString &body)
{
    QStringList lines = withPlainLineEnds(body).normalized(QString::NormalizationForm_C).split(QLatin1Char('\n'));
    for (QString &line : lines) {
        while (!line.isEmpty() && line.back().isSpace())
            line.chop(1);
    }
    return lines.join(QLatin1Char('\n')).trimmed();
}
