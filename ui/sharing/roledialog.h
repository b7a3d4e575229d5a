#pragma once

#include "staffmember.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class ResultLine;
struct UiContext;

/// An administrator gives somebody another role. Window-modal by open(); deletes itself. GUI thread.
class RoleDialog : public QDialog
{
    Q_OBJECT

public:
    RoleDialog(UiContext &context, const StaffMember &person, QWidget *parent);

private:
    void explain();
    void change();

    UiContext &m_context;
    const StaffMember m_person;
    QComboBox *m_role = nullptr;
    QLabel *m_mayDo = nullptr;
    ResultLine *m_result = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_change = nullptr;
};
