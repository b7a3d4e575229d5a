#pragma once

#include "common/fieldform.h"
#include "practicesettings.h"
#include "twilio/twilioclient.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
struct UiContext;

/// Groups of fields that Settings and the first-start set-up share. load() shows what is saved, apply() writes what was
/// typed into @p settings and answers with what is wrong, in words (empty: nothing). GUI thread.
class SettingsForm : public FieldForm
{
    Q_OBJECT

public:
    using FieldForm::FieldForm;
    virtual void load(const PracticeSettings &settings) = 0;
    virtual QString apply(PracticeSettings &settings) = 0;

    /// How much of it a practice shares (SharedSettings::isShared).
    enum class Shares { Nothing, Partly, All };
    virtual Shares shares() const { return Shares::Nothing; }
    /// What is shared can not be edited: only administrators may.
    virtual void lockShared(bool locked);

protected:
    static bool isSid(const QString &text, QLatin1String prefix);
};

/// Account and key. A secret is never shown again after it was saved.
class AccountForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit AccountForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;
    Shares shares() const override { return Shares::Partly; }
    void lockShared(bool locked) override;
    void setSecretSaved(bool saved);   ///< "Saved in the keychain"
    void setKeptByPractice(bool kept); ///< then no key is asked for
    bool hasNewSecret() const;
    /// What was typed; empty when no new secret was.
    TwilioCredentials credentials() const;
    void forgetSecrets(); ///< after they were stored: out of the fields

private:
    QLineEdit *m_accountSid = nullptr;
    QLineEdit *m_keySid = nullptr;
    QLineEdit *m_keySecret = nullptr;
    QLineEdit *m_token = nullptr;
    QString m_savedAccount;
    QString m_savedKey;
    bool m_secretSaved = false;
    bool m_keptByPractice = false;
};

/// Sender, caller number, the staff member's phone.
class NumbersForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit NumbersForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;
    Shares shares() const override { return Shares::Partly; }
    void lockShared(bool locked) override;

private:
    QString applyNumber(QLineEdit *edit, const QString &name, const QString &region, PhoneNumber &number);

    QLineEdit *m_sender = nullptr;
    QLineEdit *m_caller = nullptr;
    QLineEdit *m_phone = nullptr;
};

/// When texts may leave, on a clock of 24 hours; 00:00 to 24:00 is always.
class HoursForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit HoursForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;
    Shares shares() const override { return Shares::All; }

private:
    QLineEdit *m_from = nullptr;
    QLineEdit *m_to = nullptr;
};

/// How many texts each person of the practice may send in an hour; empty is no limit. The practice counts, so a
/// computer that shares with nobody has none.
class LimitForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit LimitForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;
    Shares shares() const override { return Shares::All; }

private:
    QLineEdit *m_perHour = nullptr;
};

/// Name, persona, region, time zone, language of the practice.
class PracticeForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit PracticeForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;
    Shares shares() const override { return Shares::All; }

private:
    QLineEdit *m_name = nullptr;
    QComboBox *m_persona = nullptr;
    QComboBox *m_region = nullptr;
    QComboBox *m_zone = nullptr;
    QComboBox *m_language = nullptr;
};

/// What a segment and a minute cost, for the estimate before sending.
class PricesForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit PricesForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;
    Shares shares() const override { return Shares::All; }

private:
    QLineEdit *m_sms = nullptr;
    QLineEdit *m_call = nullptr;
    QLineEdit *m_currency = nullptr;
};

/// The staff member's name, for templates and the records.
class StaffForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit StaffForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;

private:
    QLineEdit *m_name = nullptr;
};

/// Whether a desktop notification shows what a client wrote.
class PrivacyForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit PrivacyForm(QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;

private:
    QCheckBox *m_content = nullptr;
};

/// The window's language, which belongs to this computer and not to the practice.
class LanguageForm : public SettingsForm
{
    Q_OBJECT

public:
    explicit LanguageForm(UiContext &context, QWidget *parent = nullptr);
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;

private:
    UiContext &m_context;
    QComboBox *m_language = nullptr;
};
