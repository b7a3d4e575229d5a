#pragma once

#include "common/fieldform.h"

#include <QDialog>

class QLineEdit;
class QPushButton;
class ResultLine;
struct UiContext;

/// A login of the practice's server that may set the practice up. GUI thread; part of UpdateDatabaseDialog.
class DatabaseLoginForm : public FieldForm
{
    Q_OBJECT

public:
    explicit DatabaseLoginForm(QWidget *parent = nullptr);
    QString user() const;
    QString password() const;
    /// What is wrong with the fields, in words; empty: nothing.
    QString check();

private:
    QLineEdit *m_user = nullptr;
    QLineEdit *m_password = nullptr;
};

/// An administrator brings the practice's database to what this program needs. Window-modal by open(); deletes itself.
/// While it works it stays; Cancel ends that at the next step. GUI thread.
class UpdateDatabaseDialog : public QDialog
{
    Q_OBJECT

public:
    UpdateDatabaseDialog(UiContext &context, QWidget *parent);
    void reject() override;

private:
    void build();
    void setBusy(bool busy);
    void begin();

    UiContext &m_context;
    bool m_updating = false;
    DatabaseLoginForm *m_form = nullptr;
    ResultLine *m_result = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_update = nullptr;
};
