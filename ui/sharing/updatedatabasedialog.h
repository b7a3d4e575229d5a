#pragma once

#include "common/fieldform.h"
#include "sharing/stepdialog.h"

class QLineEdit;
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

/// An administrator brings the practice's database to what this program needs. While it works it stays; Cancel ends
/// that at the next step. GUI thread.
class UpdateDatabaseDialog : public StepDialog
{
    Q_OBJECT

public:
    UpdateDatabaseDialog(UiContext &context, QWidget *parent);
    void reject() override;

private:
    void begin() override;

    UiContext &m_context;
    DatabaseLoginForm *m_form = nullptr;
};
