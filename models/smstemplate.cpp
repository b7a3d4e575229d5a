#include "smstemplate.h"

#include <optional>

namespace
{
bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isNameCharacter(QChar c)
{
    return isLetter(c) || (c >= u'0' && c <= u'9') || c == u'_';
}

/// The name of the variable that opens at @p brace; null when that brace is only text.
QStringView nameAt(QStringView content, qsizetype brace)
{
    qsizetype end = brace + 1;
    if (end >= content.size() || !isLetter(content[end]))
        return {};
    while (end < content.size() && isNameCharacter(content[end]))
        ++end;
    if (end >= content.size() || content[end] != u'}')
        return {};
    return content.sliced(brace + 1, end - brace - 1);
}

void addOnce(QStringList &list, const QString &name)
{
    if (!list.contains(name))
        list.append(name);
}
} // namespace

RenderedText renderTemplate(const QString &content, const QMap<QString, QString> &values)
{
    RenderedText result;
    result.text.reserve(content.size());
    const QStringView view(content);
    qsizetype done = 0;
    for (qsizetype brace = view.indexOf(u'{'); brace >= 0; brace = view.indexOf(u'{', std::max(done, brace + 1))) {
        const QStringView name = nameAt(view, brace);
        if (name.isNull())
            continue;
        result.text += view.sliced(done, brace - done);
        RenderedSpan span;
        span.start = result.text.size();
        span.variable = name.toString();
        const QString value = values.value(span.variable);
        span.missing = QStringView(value).trimmed().isEmpty();
        if (span.missing) {
            result.text += view.sliced(brace, name.size() + 2);
            addOnce(result.missing, span.variable);
        } else {
            result.text += value;
        }
        span.length = result.text.size() - span.start;
        result.spans.append(span);
        done = brace + name.size() + 2;
    }
    result.text += view.sliced(done);
    return result;
}

QStringList templateVariables(const QString &content)
{
    QStringList names;
    const QStringView view(content);
    for (qsizetype brace = view.indexOf(u'{'); brace >= 0; brace = view.indexOf(u'{', brace + 1)) {
        if (const QStringView name = nameAt(view, brace); !name.isNull())
            addOnce(names, name.toString());
    }
    return names;
}

QStringList SmsTemplate::variables() const
{
    return templateVariables(content);
}
