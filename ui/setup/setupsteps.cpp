#include "setup/setupsteps.h"

#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "settings/connectiontest.h"
#include "settings/recoverykeypanel.h"
#include "settings/settingsforms.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"

#include <QLabel>
#include <QVBoxLayout>

SetupStep::SetupStep(UiContext &context, const QString &title, const QString &intro, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(title)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(Theme::grid * 3, Theme::grid * 2, Theme::grid * 3, Theme::grid * 2);
    m_layout->setSpacing(Theme::grid * 2);
    auto *text = PlainText::label(intro, this);
    text->setWordWrap(true);
    Theme::makeMuted(text);
    m_layout->addWidget(text);
    m_layout->addStretch(1);
}

void SetupStep::addContent(QWidget *widget)
{
    m_layout->insertWidget(m_layout->count() - 1, widget);
}

void SetupStep::addForm(SettingsForm *form)
{
    m_forms.append(form);
    addContent(form);
    form->load(m_context.settings.current());
    connect(form, &SettingsForm::edited, this, [this] {
        m_insist = false;
        m_edited = true;
        Q_EMIT problem({});
    });
}

void SetupStep::saveForms(const std::function<void()> &next)
{
    PracticeSettings settings = m_context.settings.current();
    for (SettingsForm *form : std::as_const(m_forms)) {
        const QString wrong = form->apply(settings);
        if (!wrong.isEmpty()) {
            Q_EMIT problem(wrong);
            return;
        }
    }
    whenDone(m_context.settings.save(settings), this, [this, next](const Result<void> &done) {
        m_edited = m_edited && !done;
        if (done)
            next();
        else
            Q_EMIT problem(tr("Not saved. %1").arg(ErrorText::sentence(done.error())));
    });
}

AccountStep::AccountStep(UiContext &context, QWidget *parent)
    : SetupStep(context, tr("Account and key"),
                tr("Open Twilio's console, make an API key, and paste what it shows. The secret is kept in this "
                   "computer's keychain."),
                parent)
    , m_form(new AccountForm(this))
    , m_test(new ConnectionTest(context, this))
{
    addForm(m_form);
    addContent(m_test);
    connect(m_form, &SettingsForm::edited, m_test, &ConnectionTest::clear);
    connect(m_test, &ConnectionTest::requested, this, [this] {
        m_leaving = false;
        test();
    });
    connect(m_test, &ConnectionTest::finished, this, [this](bool works) {
        if (!std::exchange(m_leaving, false))
            return;
        if (works)
            return save();
        m_insist = true;
        Q_EMIT problem(tr("Change what is wrong, or press Next again to go on without a working connection."));
    });
}

void AccountStep::enter()
{
    m_form->setSecretSaved(context().twilio.hasCredentials());
}

std::optional<PracticeSettings> AccountStep::typed()
{
    PracticeSettings settings = context().settings.current();
    QString wrong = m_form->apply(settings);
    if (wrong.isEmpty() && settings.accountSid.isEmpty())
        wrong = tr("The account SID is missing.");
    if (wrong.isEmpty())
        return settings;
    m_leaving = false;
    Q_EMIT problem(wrong);
    return {};
}

void AccountStep::test()
{
    if (const auto settings = typed())
        m_test->run(m_form->credentials(), settings->sender, settings->callerId.e164());
}

void AccountStep::save()
{
    const auto settings = typed();
    if (!settings)
        return;
    const auto next = [this, settings = *settings] {
        m_form->load(settings);
        Q_EMIT completed();
    };
    if (!m_form->hasNewSecret())
        return saveForms(next);
    // The secret first: settings that name a key whose secret nobody has would stop the outbox.
    whenDone(context().storeCredentials(m_form->credentials()), this, [this, next](const Result<void> &stored) {
        if (!stored) {
            Q_EMIT problem(tr("Not saved. %1").arg(ErrorText::sentence(stored.error())));
            return;
        }
        saveForms([this, next] {
            m_form->setSecretSaved(true);
            next();
        });
    });
}

void AccountStep::finishStep()
{
    if (m_test->passed() || m_insist)
        return save();
    m_leaving = true;
    test();
}

NumbersStep::NumbersStep(UiContext &context, QWidget *parent)
    : SetupStep(context, tr("Numbers"),
                tr("Which of your Twilio numbers clients see, and which phone rings when you call."), parent)
    , m_form(new NumbersForm(this))
    , m_test(new ConnectionTest(context, this))
{
    addForm(m_form);
    addContent(m_test);
    connect(m_test, &ConnectionTest::requested, this, [this] {
        PracticeSettings typed = this->context().settings.current();
        if (const QString wrong = m_form->apply(typed); !wrong.isEmpty())
            Q_EMIT problem(wrong);
        else
            m_test->run({}, typed.sender, typed.callerId.e164());
    });
}

void NumbersStep::finishStep()
{
    saveForms([this] {
        const PracticeSettings &settings = context().settings.current();
        if (m_insist || (settings.canText() && settings.canCall()))
            return Q_EMIT completed();
        m_insist = true;
        Q_EMIT problem(settings.canText()
                           ? tr("Calls need a caller number and your phone. Press Next again to go on without calls.")
                           : tr("Texts need a sender. Press Next again to go on without texts."));
    });
}

PracticeStep::PracticeStep(UiContext &context, QWidget *parent)
    : SetupStep(context, tr("Practice"), tr("What templates fill in, and how numbers and times are read."), parent)
{
    addForm(new StaffForm(this));
    addForm(new PracticeForm(this));
}

void PracticeStep::finishStep()
{
    saveForms([this] { Q_EMIT completed(); });
}

HoursStep::HoursStep(UiContext &context, QWidget *parent)
    : SetupStep(context, tr("Hours"),
                tr("A text outside these hours is held, and you decide: schedule it, or send it with a reason."),
                parent)
{
    addForm(new HoursForm(this));
}

void HoursStep::finishStep()
{
    saveForms([this] { Q_EMIT completed(); });
}

RecoveryStep::RecoveryStep(UiContext &context, QWidget *parent)
    : SetupStep(context, tr("Recovery key"),
                tr("What clients write is stored encrypted. This key is the way back in when the keychain is lost."),
                parent)
    , m_panel(new RecoveryKeyPanel(context, this))
{
    addContent(m_panel);
    connect(m_panel, &RecoveryKeyPanel::confirmed, this, [this] { Q_EMIT problem({}); });
}

void RecoveryStep::finishStep()
{
    if (m_insist || m_panel->isConfirmed())
        return Q_EMIT completed();
    m_insist = true;
    Q_EMIT problem(
        tr("The recovery key is not confirmed yet. Press Finish again to do it later, in Settings under Data."));
}
