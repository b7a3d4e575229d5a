#pragma once

#include "sharing/serverform.h"
#include "sharing/stepdialog.h"

struct UiContext;

/// Where the practice is, and the text of its recovery key. GUI thread; part of RecoverPracticeDialog.
class RecoveryForm : public ServerForm
{
    Q_OBJECT

public:
    explicit RecoveryForm(QWidget *parent = nullptr);
    /// As applyServer(), and the key into @p key.
    QString apply(SetUpRequest &request, QString &key);

private:
    QLineEdit *m_key = nullptr;
};

/// Makes this computer the one of the administrator who made the practice's recovery key, when theirs is lost. GUI
/// thread.
class RecoverPracticeDialog : public StepDialog
{
    Q_OBJECT

public:
    RecoverPracticeDialog(UiContext &context, QWidget *parent);
    void reject() override;

private:
    void begin() override;
    void ended(const Result<void> &done);

    UiContext &m_context;
    RecoveryForm *m_form = nullptr;
};
