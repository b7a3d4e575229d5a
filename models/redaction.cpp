#include "redaction.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

QString redacted(const QString &line)
{
    static const QRegularExpression authorization(
        u"(authorization|password|passwd|pwd|secret|token)(\\s*[:=]\\s*)(basic\\s+)?\\S+"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression sid(u"\\b([A-Z]{2})[0-9a-fA-F]{28}([0-9a-fA-F]{4})\\b"_s);
    // Seven digits or more, as numbers are written: "+1 312-555-0142", "(312) 555-0142", "13125550142".
    static const QRegularExpression number(u"\\+?\\(?\\d(?:[\\s().-]{0,2}\\d){6,}+"_s);
    QString out = line;
    out.replace(authorization, u"\\1\\2[redacted]"_s);
    out.replace(sid, u"\\1…\\2"_s);
    qsizetype from = 0;
    for (auto match = number.match(out, from); match.hasMatch(); match = number.match(out, from)) {
        QString digits;
        const QString found = match.captured();
        for (const QChar c : found) {
            if (c.isDigit())
                digits += c;
        }
        const QString replacement = u"…"_s + digits.last(4);
        out.replace(match.capturedStart(), match.capturedLength(), replacement);
        from = match.capturedStart() + replacement.size();
    }
    return out;
}
