#pragma once

#include "sync/membership.h"

#include <QDialog>

class PersonForm;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class ResultLine;
struct UiContext;

/// Asks who is invited, then shows the invitation once, to be copied or saved. Window-modal by open(); deletes itself.
/// GUI thread.
class InviteDialog : public QDialog
{
    Q_OBJECT

public:
    InviteDialog(UiContext &context, QWidget *parent);

private:
    QWidget *buildForm();
    QWidget *buildInvitation();
    bool isInvited(const QString &name) const;
    void invite();
    void show(const Invitation &invitation);
    void copy();
    void askFile();
    void save(const QString &file);

    UiContext &m_context;
    QString m_name;  ///< of the invited person, for the file
    QString m_asked; ///< for whom an invitation was asked for last
    QStackedWidget *m_stack = nullptr;
    PersonForm *m_form = nullptr;
    QLabel *m_advice = nullptr;
    QPlainTextEdit *m_text = nullptr;
    ResultLine *m_result = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_invite = nullptr;
};
