#include "settings/twiliosection.h"

#include "common/errortext.h"
#include "settings/connectiontest.h"
#include "settings/practicekeyform.h"
#include "settings/settingsforms.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"

TwilioSection::TwilioSection(UiContext &context, QWidget *parent)
    : SettingsSection(
          context, tr("Twilio"),
          context.demo
              ? tr("This is the demo: a Twilio inside this computer answers, and nothing leaves it.")
              : tr("The account that carries your texts and calls. The secret is kept in this computer's keychain."),
          parent)
    , m_account(new AccountForm(this))
    , m_practiceKey(new PracticeKeyForm(context, this))
    , m_sendingKey(new SendingKeyForm(context, this))
    , m_numbers(new NumbersForm(this))
    , m_test(new ConnectionTest(context, this))
{
    addForm(m_account);
    addForm(m_practiceKey);
    addForm(m_sendingKey);
    addForm(m_numbers);
    addWidget(m_test);
    connect(m_test, &ConnectionTest::requested, this, &TwilioSection::test);
    connect(m_practiceKey, &PracticeKeyForm::keptChanged, this, &TwilioSection::updateAsked);
    connect(m_practiceKey, &PracticeKeyForm::keptChanged, m_sendingKey, &SendingKeyForm::refresh);
    connect(&context.sharing, &Sharing::statusChanged, this, &TwilioSection::updateAsked);
    TwilioSection::load();
}

/// Whose key the practice keeps types none; an administrator may give it another.
void TwilioSection::updateAsked()
{
    const bool kept = m_practiceKey->isKept() && !context().shared().isAdministrator();
    if (kept != m_isKeptForUs)
        m_account->setKeptByPractice(kept);
    m_isKeptForUs = kept;
    m_sendingKey->setOffered(m_practiceKey->isKept());
}

void TwilioSection::load()
{
    m_account->setSecretSaved(context().twilio.hasCredentials());
    SettingsSection::load();
}

QFuture<Result<void>> TwilioSection::save()
{
    PracticeSettings settings;
    const Promise<void> promise;
    if (!collect(settings)) {
        promise.finish(Error{ErrorKind::Invalid, 0, QStringLiteral("field"), {}});
        return promise.future();
    }
    if (!m_account->hasNewSecret())
        return storeAll(settings, false);
    say(tr("Saving in the keychain …"), false);
    // The secret first: settings that name a key whose secret nobody has would stop the outbox.
    const auto stored = context().storeCredentials(m_account->credentials());
    whenDone(stored, this, [this, settings, promise](const Result<void> &secret) {
        if (!secret) {
            say(tr("Not saved. %1").arg(ErrorText::sentence(secret.error())), true);
            promise.finish(secret);
            return;
        }
        m_account->forgetSecrets();
        m_account->setSecretSaved(true);
        whenDone(storeAll(settings, true), this, [promise](const Result<void> &done) { promise.finish(done); });
    });
    return promise.future();
}

/// The settings, then what the practice keeps: it takes the key of the account that was saved.
QFuture<Result<void>> TwilioSection::storeAll(const PracticeSettings &settings, bool isNewKey)
{
    const Promise<void> promise;
    const bool wanted = m_practiceKey->isWanted(); // before what is saved is shown again
    const SendingKeyForm::Wish wish = m_sendingKey->wish();
    whenDone(store(settings), this, [this, wanted, wish, isNewKey, promise](const Result<void> &stored) {
        if (!stored)
            return promise.finish(stored);
        if (wanted != m_practiceKey->isKept() || m_sendingKey->changes(wish)) {
            m_practiceKey->setWanted(wanted);
            m_sendingKey->setWish(wish);
            setDirty(true);
            say(tr("Saving in the practice …"), false);
        }
        whenDone(keepKeys(wanted, isNewKey, wish), this, [this, wanted, wish, promise](const Result<void> &kept) {
            if (kept) {
                load();
                say(tr("Saved"), false);
            } else {
                m_practiceKey->setWanted(wanted);
                m_sendingKey->setWish(wish);
                setDirty(true); // to be saved again
                const QString words = SendingKeyForm::words(kept.error());
                say(words.isEmpty() ? tr("Saved on this computer only. %1").arg(PracticeKeyForm::words(kept.error()))
                                    : words,
                    true);
            }
            promise.finish(kept);
        });
    });
    return promise.future();
}

QFuture<Result<void>> TwilioSection::keepKeys(bool wanted, bool isNewKey, const SendingKeyForm::Wish &wish)
{
    const Promise<void> promise;
    whenDone(m_practiceKey->keep(wanted, isNewKey), this, [this, wish, promise](const Result<void> &kept) {
        if (!kept)
            return promise.finish(kept);
        whenDone(m_sendingKey->keep(wish), this, [promise](const Result<void> &done) { promise.finish(done); });
    });
    return promise.future();
}

void TwilioSection::test()
{
    PracticeSettings typed;
    if (!collect(typed))
        return m_test->showProblem(tr("Nothing was tested: something that was typed can not be right. See below."));
    m_test->run(m_account->credentials(), typed.sender, typed.callerId.e164());
}

void TwilioSection::showEvent(QShowEvent *event)
{
    SettingsSection::showEvent(event);
    m_account->setSecretSaved(context().twilio.hasCredentials()); // a keychain may have been slow
    m_practiceKey->refresh();
    m_sendingKey->refresh();
}
