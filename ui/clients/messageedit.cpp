#include "clients/messageedit.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QSyntaxHighlighter>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

/// Marks the variables in the text.
class VariableHighlighter : public QSyntaxHighlighter
{
public:
    VariableHighlighter(QTextDocument *document, const MessageEdit &edit)
        : QSyntaxHighlighter(document)
        , m_edit(edit)
    {
    }

protected:
    void highlightBlock(const QString &text) override
    {
        const Theme::Colors &colors = Theme::colors(m_edit.palette());
        const qsizetype start = currentBlock().position();
        for (const RenderedSpan &span : m_edit.spans()) {
            const qsizetype from = qMax<qsizetype>(0, span.start - start);
            const qsizetype to = qMin(text.size(), span.start + span.length - start);
            if (from >= to)
                continue;
            QTextCharFormat format;
            format.setBackground(span.missing ? colors.warningSurface : colors.mark);
            if (span.missing)
                format.setForeground(colors.warning);
            setFormat(int(from), int(to - from), format);
        }
    }

private:
    const MessageEdit &m_edit;
};

MessageEdit::MessageEdit(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new VariableHighlighter(document(), *this))
{
    setAccessibleName(tr("Message"));
    setPlaceholderText(tr("Write a text"));
    setTabChangesFocus(true);
    setLineWrapMode(WidgetWidth);
    connect(document(), &QTextDocument::contentsChange, this, &MessageEdit::follow);
}

void MessageEdit::replaceAll(const QString &text)
{
    m_own = true;
    // Through a cursor: what was there can be had back with Ctrl+Z.
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    m_own = false;
    moveCursor(QTextCursor::End);
}

void MessageEdit::setRendered(const RenderedText &rendered)
{
    m_spans = rendered.spans;
    replaceAll(rendered.text);
    findNames();
    m_highlighter->rehighlight();
    Q_EMIT variablesChanged();
    Q_EMIT edited();
}

void MessageEdit::setText(const QString &text)
{
    setRendered({PlainText::cleaned(text), {}, {}});
}

void MessageEdit::setVariable(const QString &variable, const QString &value)
{
    const QString clean = PlainText::oneLine(value);
    const QString shown = clean.isEmpty() ? u'{' + variable + u'}' : clean;
    m_own = true;
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    qsizetype moved = 0;
    for (RenderedSpan &span : m_spans) {
        span.start += moved;
        if (span.variable != variable)
            continue;
        cursor.setPosition(int(span.start));
        cursor.setPosition(int(span.start + span.length), QTextCursor::KeepAnchor);
        cursor.insertText(shown);
        moved += shown.size() - span.length;
        span.length = shown.size();
        span.missing = clean.isEmpty();
    }
    cursor.endEditBlock();
    m_own = false;
    m_highlighter->rehighlight();
    Q_EMIT edited();
}

QStringList MessageEdit::variables() const
{
    QStringList names;
    for (const RenderedSpan &span : m_spans) {
        if (!names.contains(span.variable))
            names << span.variable;
    }
    return names;
}

QStringList MessageEdit::missing() const
{
    QStringList names;
    for (const RenderedSpan &span : m_spans) {
        if (span.missing && !names.contains(span.variable))
            names << span.variable;
    }
    return names;
}

/// A person changed the text: spans move with it, and one that was edited inside is text from now on.
void MessageEdit::follow(int position, int removed, int added)
{
    if (m_own)
        return;
    // Marking is reported as a change of nothing into nothing, or of as many characters into the same ones.
    if (removed == 0 && added == 0)
        return;
    const QStringList before = variables();
    const QString now = toPlainText();
    QList<RenderedSpan> kept;
    for (RenderedSpan span : std::as_const(m_spans)) {
        const qsizetype end = span.start + span.length;
        if (position + removed <= span.start)
            span.start += added - removed;
        else if (position < end)
            continue;
        if (span.start >= 0 && span.start + span.length <= now.size())
            kept << span;
    }
    m_spans = kept;
    findNames();
    // The highlighter runs after this by itself, but only on the blocks that changed.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_own = true;
            m_highlighter->rehighlight();
            m_own = false;
        },
        Qt::QueuedConnection);
    if (before != variables())
        Q_EMIT variablesChanged();
    Q_EMIT edited();
}

void MessageEdit::findNames()
{
    const RenderedText raw = renderTemplate(toPlainText(), {});
    for (const RenderedSpan &found : raw.spans) {
        const bool covered = std::any_of(m_spans.cbegin(), m_spans.cend(), [&found](const RenderedSpan &span) {
            return found.start < span.start + span.length && span.start < found.start + found.length;
        });
        if (!covered)
            m_spans << found;
    }
    std::sort(m_spans.begin(), m_spans.end(),
              [](const RenderedSpan &a, const RenderedSpan &b) { return a.start < b.start; });
}

void MessageEdit::insertFromMimeData(const QMimeData *source)
{
    if (source->hasText())
        insertPlainText(PlainText::cleaned(source->text()));
}

void MessageEdit::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        Q_EMIT sendRequested();
        event->accept();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void MessageEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_highlighter->rehighlight();
}
