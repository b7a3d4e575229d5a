#include "laws.h"

#include "smstemplate.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace
{
Laws::Broken check(const QString &content, const QMap<QString, QString> &values)
{
    static const QRegularExpression variable(u"\\{[A-Za-z][A-Za-z0-9_]*\\}"_s);
    const RenderedText rendered = renderTemplate(content, values);
    const QStringView text(rendered.text);
    QString back; // the template again, with each span turned back into its variable
    QStringList names;
    QStringList missing;
    qsizetype done = 0;
    for (const RenderedSpan &span : rendered.spans) {
        HOLDS(span.start >= done && span.start + span.length <= text.size());
        const QStringView between = text.sliced(done, span.start - done);
        const QString braced = u'{' + span.variable + u'}';
        HOLDS(variable.match(braced).capturedLength() == braced.size());
        HOLDS(span.missing == values.value(span.variable).trimmed().isEmpty());
        HOLDS(text.sliced(span.start, span.length) == (span.missing ? braced : values.value(span.variable)));
        back += between;
        back += braced;
        if (!names.contains(span.variable))
            names.append(span.variable);
        if (span.missing && !missing.contains(span.variable))
            missing.append(span.variable);
        done = span.start + span.length;
    }
    back += text.sliced(done);
    HOLDS(back == content);
    HOLDS(content.count(variable) == rendered.spans.size());
    HOLDS(rendered.missing == missing);
    HOLDS(templateVariables(content) == names);
    HOLDS(!names.isEmpty() || rendered.text == content);
    return nullptr;
}
} // namespace

Laws::Broken Laws::templates(const QByteArray &input)
{
    const QStringList parts = QString::fromUtf8(input).split(QChar(0x1e));
    const QStringList names = templateVariables(parts.first());
    QMap<QString, QString> values;
    for (qsizetype i = 0; i < names.size(); ++i)
        values.insert(names.at(i), parts.value(i + 1));
    const Broken law = check(parts.first(), values);
    if (law)
        return law;
    HOLDS(renderTemplate(parts.first(), {}).text == parts.first());
    return nullptr;
}
