#pragma once

#include "sharing/serverform.h"

#include <QDialog>

class QPushButton;
class ResultLine;
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

/// Makes this computer the one of the administrator who made the practice's recovery key, when theirs is lost.
/// Window-modal by open(); deletes itself. GUI thread.
class RecoverPracticeDialog : public QDialog
{
    Q_OBJECT

public:
    RecoverPracticeDialog(UiContext &context, QWidget *parent);
    void reject() override;

private:
    void build();
    void setBusy(bool busy);
    void begin();

    UiContext &m_context;
    bool m_isBusy = false;
    RecoveryForm *m_form = nullptr;
    ResultLine *m_result = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_recover = nullptr;
};
