#pragma once

#include <QSyntaxHighlighter>

/// Marks the {variables} of a template while it is edited. GUI thread; owned by the document.
class TemplateHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit TemplateHighlighter(QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;
};
