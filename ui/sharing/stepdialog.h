#pragma once

#include <QDialog>

class FieldForm;
class QPushButton;
class ResultLine;

/// What it is for, a form, and one thing that the practice's server is asked to do, with what came of it beside the
/// fields. Window-modal by open(); deletes itself. GUI thread.
class StepDialog : public QDialog
{
    Q_OBJECT

protected:
    StepDialog(const QString &title, QWidget *parent);
    /// @p cancel and @p action are the buttons' texts.
    void build(const QString &advice, FieldForm *form, const QString &cancel, const QString &action);
    /// While the server is asked nothing can be typed, and it is not asked twice.
    void setBusy(bool busy);
    bool isBusy() const { return m_isBusy; }
    virtual void begin() = 0; ///< the action's button

    ResultLine *m_result = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_action = nullptr;

private:
    FieldForm *m_fields = nullptr;
    bool m_isBusy = false;
};
