#include "windownotices.h"

#include "common/errortext.h"
#include "common/noticebar.h"
#include "common/plaintext.h"
#include "secrets/vault.h"
#include "sharing/joinrequests.h"
#include "sharing/sharing.h"
#include "sharing/twiliowords.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"

#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

WindowNotices::WindowNotices(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(new NoticeBar(NoticeBar::Tone::Decision, this))
    , m_requests(new JoinRequests(context, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_bar);
    connect(&context.vault, &Vault::stateChanged, this, &WindowNotices::updateRecoveryKey);
    connect(&context.vault, &Vault::keepingChanged, this, &WindowNotices::updateRecoveryKey);
    connect(&context.settings, &SettingStore::changed, this, &WindowNotices::updateRecoveryKey);
    connect(&context.sharing, &Sharing::statusChanged, this, &WindowNotices::updateSecret);
    connect(&context.sharing, &Sharing::stateChanged, this, &WindowNotices::updateSecret);
    connect(&context.twilio, &TwilioClient::loginRefused, this, &WindowNotices::updateSecret);
    connect(m_requests, &JoinRequests::changed, this, &WindowNotices::updateJoining);
    updateRecoveryKey();
}

void WindowNotices::put(Subject subject, const Notice &notice)
{
    if (m_notices[subject] && m_notices[subject]->text == notice.text)
        return; // its buttons keep the focus
    m_notices[subject] = notice;
    showFirst();
}

void WindowNotices::take(Subject subject)
{
    if (!m_notices[subject])
        return;
    m_notices[subject].reset();
    showFirst();
}

void WindowNotices::showFirst()
{
    const auto first = std::find_if(m_notices.cbegin(), m_notices.cend(), [](const auto &one) { return one; });
    m_bar->setVisible(first != m_notices.cend());
    if (first == m_notices.cend())
        return;
    m_bar->show((*first)->text);
    for (const Action &action : (*first)->actions)
        connect(m_bar->addButton(action.words), &QPushButton::clicked, this, [run = action.run] { run(); });
}

void WindowNotices::showStoreFailed(const Error &error)
{
    put(Store,
        {tr("Your data could not be opened; the file was left as it is. %1").arg(ErrorText::sentence(error)), {}});
}

void WindowNotices::showStoreMode(Database::Mode mode)
{
    switch (mode) {
    case Database::Mode::ReadWrite:
        take(Store);
        return;
    case Database::Mode::OnReserve:
        put(Store,
            {tr("The disk is full. Everything can be read, and what waits goes on waiting; nothing is sent until "
                "there is room. Free some space."),
             {{tr("&Close"), [this] { take(Store); }}}});
        return;
    case Database::Mode::ReadOnly:
        put(Store, {tr("Your data can only be read, because its folder can not be written. Nothing can be sent or "
                       "changed; check the folder's permissions and start again."),
                    {}});
        return;
    case Database::Mode::Newer:
        put(Store, {tr("Your data can only be read: it was written by a newer Practiceline. Nothing can be sent or "
                       "changed; install the newest version. Exporting works."),
                    {}});
        return;
    }
}

void WindowNotices::showSetUpFile(const QString &problem)
{
    put(SetUpFile, {problem, {{tr("&Close"), [this] { take(SetUpFile); }}}});
}

void WindowNotices::showTwilioSecret(TwilioSecret state)
{
    m_secret = state;
    updateSecret();
}

void WindowNotices::updateSecret()
{
    if (const QString missing = TwilioWords::missingKey(m_context); !missing.isEmpty())
        return put(Secret, {missing, {}});
    const Action settings{tr("Open &Settings"), [this] { Q_EMIT settingsRequested(SettingsPage::Section::Twilio); }};
    switch (m_secret) {
    case TwilioSecret::Fine:
        take(Secret);
        return;
    case TwilioSecret::Withheld:
        put(Secret, {m_context.vault.usesPassphrase()
                         ? tr("The Twilio secret is not there, so nothing is sent or received. What you write waits. "
                              "Type the secret again in Settings.")
                         : tr("The keychain did not give the Twilio secret, so nothing is sent or received. What you "
                              "write waits. Unlock the keychain and try again, or type the secret in Settings."),
                     {{tr("&Try again"), [this] { Q_EMIT twilioSecretRequested(); }}, settings}});
        return;
    case TwilioSecret::Foreign:
        put(Secret, {tr("The Twilio secret that is kept belongs to another account, so nothing is sent or received. "
                        "Type the secret of this account in Settings."),
                     {settings}});
        return;
    }
}

/// Somebody sits before another computer and waits.
void WindowNotices::updateJoining()
{
    const QList<JoinRequest> &requests = m_requests->all();
    if (requests.isEmpty())
        return take(Joining);
    const QString name = PlainText::isolated(PlainText::beginOf(PlainText::oneLine(requests.first().name), 60));
    put(Joining, {requests.size() == 1 ? tr("%1 asks to join the practice and waits for your approval.").arg(name)
                                       : tr("%1 and %n more ask to join the practice and wait for your approval.",
                                            nullptr, int(requests.size() - 1))
                                             .arg(name),
                  {{tr("Show who asks"), [this] { Q_EMIT settingsRequested(SettingsPage::Section::Sharing); }},
                   {tr("Later"), [this] { take(Joining); }}}});
}

void WindowNotices::updateRecoveryKey()
{
    const bool missing = m_context.vault.state() == Vault::State::Unlocked && !m_context.vault.recoveryConfirmed() &&
                         m_context.settings.current().setUpDone && !m_context.demo && !m_recoveryLater;
    if (!missing) {
        take(RecoveryKey);
        return;
    }
    if (m_notices[RecoveryKey])
        return;
    // No letters: the notice stands above pages that have their own.
    put(RecoveryKey,
        {tr("There is no confirmed recovery key yet. Without one, nobody can open your texts when this computer's "
            "keychain is lost, and no back-up can be written."),
         {{tr("Make the recovery key …"), [this] { Q_EMIT settingsRequested(SettingsPage::Section::Data); }},
          {tr("Later"), [this] {
               m_recoveryLater = true;
               updateRecoveryKey();
           }}}});
}
