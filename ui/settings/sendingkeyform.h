#pragma once

#include "async.h"
#include "settings/settingsforms.h"

#include <memory>

class CallsApi;
class MessagesApi;
class QLabel;
class ResultLine;

/// A restricted key of Twilio's that the practice gives its staff: it sends, and lists nothing. For administrators
/// whose practice keeps Twilio's key; not there for anybody else. Says so where staff need it and have none. GUI
/// thread; part of TwilioSection.
class SendingKeyForm : public SettingsForm
{
    Q_OBJECT

public:
    /// What a person wants: no such key, or one; without a secret, the one that is kept.
    struct Wish {
        bool wanted = false;
        QString keySid;
        QString secret;
    };

    explicit SendingKeyForm(UiContext &context, QWidget *parent = nullptr);
    ~SendingKeyForm() override;
    void load(const PracticeSettings &settings) override;
    QString apply(PracticeSettings &settings) override;

    /// Whether the practice keeps the key that reads, beside which this one stands.
    void setOffered(bool offered);
    /// Asks the practice; without an answer, all stays as it was last known.
    void refresh();
    Wish wish() const;
    void setWish(const Wish &wish);
    bool changes(const Wish &wish) const;
    /// Nothing where nothing changes. A new key is tried first: it must not list. Errors: as PracticeKeyForm::keep(),
    /// and those that words() has words for.
    QFuture<Result<void>> keep(const Wish &wish);
    static QString words(const Error &error); ///< empty: not one of this form's

private:
    void update();
    void setKept(bool kept);
    void warn();
    QFuture<Result<void>> proveThatItOnlySends(const TwilioCredentials &key);

    UiContext &m_context;
    ResultLine *m_warning = nullptr; ///< stands while colleagues need the key and have none
    QCheckBox *m_box = nullptr;
    QLabel *m_hint = nullptr;
    QWidget *m_fields = nullptr;
    QLineEdit *m_keySid = nullptr;
    QLineEdit *m_secret = nullptr;
    QString m_account;
    bool m_isOffered = false;
    bool m_kept = false;
    bool m_isLacking = false;                    ///< the practice says so, and some client is not for everybody
    bool m_touched = false;                      ///< by a person, and not saved
    std::unique_ptr<TwilioClient> m_typedClient; ///< with what was typed, for one try
    std::unique_ptr<MessagesApi> m_typedMessages;
    std::unique_ptr<CallsApi> m_typedCalls;
};
