#pragma once

#include "settings/sendingkeyform.h"
#include "settings/settingssection.h"

class AccountForm;
class ConnectionTest;
class NumbersForm;
class PracticeKeyForm;

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
    QFuture<Result<void>> storeAll(const PracticeSettings &settings, bool isNewKey);
    QFuture<Result<void>> keepKeys(bool wanted, bool isNewKey, const SendingKeyForm::Wish &wish);
    void updateAsked();
    void test();

    AccountForm *m_account = nullptr;
    PracticeKeyForm *m_practiceKey = nullptr;
    SendingKeyForm *m_sendingKey = nullptr;
    NumbersForm *m_numbers = nullptr;
    ConnectionTest *m_test = nullptr;
    bool m_isKeptForUs = false;
};
