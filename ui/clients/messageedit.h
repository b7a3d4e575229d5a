#pragma once

#include "smstemplate.h"

#include <QPlainTextEdit>

class VariableHighlighter;

/// The text being written. Plain text only, also from the clipboard. Knows where a template's variables stand, so that
/// a value that is typed into a field lands in the text and what a person has edited by hand stays. GUI thread.
class MessageEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit MessageEdit(QWidget *parent = nullptr);

    /// A rendered template: its variables are followed from here on.
    void setRendered(const RenderedText &rendered);
    /// A text as it is; {names} in it count as variables without a value.
    void setText(const QString &text);
    QString text() const { return toPlainText(); }
    /// Every place of @p variable that is still followed; an empty value shows {name} again.
    void setVariable(const QString &variable, const QString &value);
    QStringList variables() const; ///< in order of the text, without repeats
    QStringList missing() const;   ///< those without a value: the text may not be sent
    const QList<RenderedSpan> &spans() const { return m_spans; }

Q_SIGNALS:
    void edited();           ///< the text changed, by whomever
    void variablesChanged(); ///< a person typed or removed a {name}
    void sendRequested();

protected:
    void insertFromMimeData(const QMimeData *source) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void follow(int position, int removed, int added);
    void findNames();
    void replaceAll(const QString &text);

    QList<RenderedSpan> m_spans; ///< by start, never overlapping
    VariableHighlighter *m_highlighter;
    bool m_own = false; ///< a change of ours: the spans are kept by the caller
};
