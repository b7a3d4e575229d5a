#include "templates/templatehighlighter.h"

#include "common/theme.h"
#include "smstemplate.h"

#include <QGuiApplication>
#include <QTextCharFormat>

TemplateHighlighter::TemplateHighlighter(QTextDocument *document)
    : QSyntaxHighlighter(document)
{
}

void TemplateHighlighter::highlightBlock(const QString &text)
{
    QTextCharFormat format;
    format.setBackground(Theme::colors(QGuiApplication::palette()).mark);
    // The renderer knows what a variable is; without values every one is a span.
    for (const RenderedSpan &span : renderTemplate(text, {}).spans)
        setFormat(int(span.start), int(span.length), format);
}
