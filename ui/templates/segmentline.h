#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

/// What a template costs as a text: its segments, the characters that make them short, and a button that writes plain
/// ones instead. GUI thread; part of TemplateEditor.
class SegmentLine : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentLine(QWidget *parent = nullptr);

    /// @p rendered is counted; @p content is what the button would change.
    void showCost(const QString &rendered, const QString &content);
    QWidget *lastControl() const; ///< for the tab order

Q_SIGNALS:
    void plainRequested();

private:
    QLabel *m_words = nullptr;
    QPushButton *m_plain = nullptr;
};
