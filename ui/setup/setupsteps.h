#pragma once

#include "async.h"
#include "practicesettings.h"

#include <QWidget>

#include <optional>

class AccountForm;
class ConnectionTest;
class NumbersForm;
class QVBoxLayout;
class RecoveryKeyPanel;
class SettingsForm;
struct UiContext;

/// One step of "Connect Twilio". finishStep() tests and saves; then completed() or problem() comes, in this event loop
/// turn or later. GUI thread; part of SetupDialog.
class SetupStep : public QWidget
{
    Q_OBJECT

public:
    SetupStep(UiContext &context, const QString &title, const QString &intro, QWidget *parent);
    QString title() const { return m_title; }
    /// Something was typed that is not saved.
    bool isEdited() const { return m_edited; }
    virtual void enter() {}
    virtual void finishStep() = 0;

Q_SIGNALS:
    void completed();
    void problem(const QString &text); ///< empty: only stop waiting

protected:
    void addForm(SettingsForm *form);
    void addContent(QWidget *widget);
    /// What the forms say is saved; then @p next.
    void saveForms(const std::function<void()> &next);
    UiContext &context() const { return m_context; }
    bool m_insist = false; ///< the problem was told; the next finishStep() goes on all the same

private:
    UiContext &m_context;
    QString m_title;
    QVBoxLayout *m_layout = nullptr;
    QList<SettingsForm *> m_forms;
    bool m_edited = false;
};

/// Account and key; goes on when the connection test passes, or when the person insists.
class AccountStep : public SetupStep
{
    Q_OBJECT

public:
    AccountStep(UiContext &context, QWidget *parent);
    void enter() override;
    void finishStep() override;

private:
    std::optional<PracticeSettings> typed(); ///< nullopt: the problem was told
    void test();
    void save();

    AccountForm *m_form = nullptr;
    ConnectionTest *m_test = nullptr;
    bool m_leaving = false;
};

/// Sender, caller number and phone, which the connection test looks up at Twilio.
class NumbersStep : public SetupStep
{
    Q_OBJECT

public:
    NumbersStep(UiContext &context, QWidget *parent);
    void finishStep() override;

private:
    NumbersForm *m_form = nullptr;
    ConnectionTest *m_test = nullptr;
};

/// What the practice is called and where it is, and who sits here.
class PracticeStep : public SetupStep
{
    Q_OBJECT

public:
    PracticeStep(UiContext &context, QWidget *parent);
    void finishStep() override;
};

/// When texts may leave.
class HoursStep : public SetupStep
{
    Q_OBJECT

public:
    HoursStep(UiContext &context, QWidget *parent);
    void finishStep() override;
};

/// The recovery key, which a back-up and a lost keychain need.
class RecoveryStep : public SetupStep
{
    Q_OBJECT

public:
    RecoveryStep(UiContext &context, QWidget *parent);
    void finishStep() override;

private:
    RecoveryKeyPanel *m_panel = nullptr;
};
