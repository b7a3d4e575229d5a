#pragma once

#include "staffmember.h"

#include <QDialog>

class QCheckBox;
class QPushButton;
class ResultLine;
struct UiContext;

/// Who may write texts in the name of one person: a tick for each colleague who texts. Window-modal by open(); deletes
/// itself. GUI thread.
class DeputiesDialog : public QDialog
{
    Q_OBJECT

public:
    DeputiesDialog(UiContext &context, const StaffMember &person, QWidget *parent);

private:
    void build();
    QWidget *buildTicks();
    void save();
    void setBusy(bool busy);

    struct Tick {
        StaffId id;
        QCheckBox *box;
    };
    UiContext &m_context;
    StaffMember m_person;
    QList<StaffId> m_before; ///< as it is shown
    QList<Tick> m_ticks;
    ResultLine *m_result = nullptr;
    QPushButton *m_save = nullptr;
};
