#pragma once

#include "settings/settingssection.h"

class AccountForm;
class ConnectionTest;
class NumbersForm;

/// Twilio account, key, numbers, and the test of all of it. Secrets go to the keychain and are never shown again.
class TwilioSection : public SettingsSection
{
    Q_OBJECT

public:
    explicit TwilioSection(UiContext &context, QWidget *parent = nullptr);
    QFuture<Result<void>> save() override;
    void load() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void test();

    AccountForm *m_account = nullptr;
    NumbersForm *m_numbers = nullptr;
    ConnectionTest *m_test = nullptr;
};
