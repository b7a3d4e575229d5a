#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

/// A line in a page that says something and offers what to do about it: a decision (warning surface) or an undo
/// (quiet). Plain text only. GUI thread.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Decision, Quiet };
    explicit NoticeBar(Tone tone, QWidget *parent = nullptr);

    /// Appears with @p text and takes the buttons of the notice before away.
    void show(const QString &text);
    QPushButton *addButton(const QString &text);
    QString text() const;

private:
    QHBoxLayout *m_layout = nullptr;
    QLabel *m_label = nullptr;
    QList<QPushButton *> m_buttons;
};
