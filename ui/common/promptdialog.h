#pragma once

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

/// Asks for a few words: a reason, a note after a call. Window-modal by open(); deletes itself. GUI thread.
class PromptDialog : public QDialog
{
    Q_OBJECT

public:
    struct Words {
        QString title;
        QString question; ///< plain text; may quote outside text
        QString label;    ///< of the field, its accessible name too
        QString accept;   ///< of the button that goes on
        QString initial;
        bool mayBeEmpty = false;
    };
    PromptDialog(const Words &words, QWidget *parent);

Q_SIGNALS:
    void answered(const QString &text);

private:
    QPlainTextEdit *m_edit;
    QPushButton *m_accept;
};
