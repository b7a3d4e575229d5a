#pragma once

#include "common/fieldform.h"
#include "staffmember.h"

class QComboBox;
class QLabel;

/// Who is invited: name, role with what it may do, persona, phone. GUI thread; part of InviteDialog.
class PersonForm : public FieldForm
{
    Q_OBJECT

public:
    /// @p region for a number without a country, @p persona the practice's.
    PersonForm(QString region, const QString &persona, QWidget *parent = nullptr);
    /// Fills @p person from what was typed and answers with what is wrong, in words (empty: nothing).
    QString apply(StaffMember &person);

private:
    void explainRole();

    const QString m_region;
    QLineEdit *m_name = nullptr;
    QComboBox *m_role = nullptr;
    QLabel *m_mayDo = nullptr;
    QComboBox *m_persona = nullptr;
    QLineEdit *m_phone = nullptr;
};
