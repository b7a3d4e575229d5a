#include "settings/recoverykeypanel.h"

#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "secrets/vault.h"
#include "settings/recoverykeysheet.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

RecoveryKeyPanel::RecoveryKeyPanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_state(PlainText::label({}, this))
    , m_make(new QPushButton(this))
    , m_sheet(new RecoveryKeySheet(tr("Write it down on paper and keep it away from this computer. It is shown only "
                                      "now, and counts once you have confirmed it. Without it, nobody can open "
                                      "your texts again when the keychain is lost, and no back-up can be restored."),
                                   this))
    , m_result(PlainText::label({}, this))
{
    m_state->setWordWrap(true);
    Theme::makeMuted(m_state);
    m_result->setWordWrap(true);
    auto *makeRow = new QHBoxLayout;
    makeRow->addWidget(m_make);
    makeRow->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(m_state);
    layout->addLayout(makeRow);
    layout->addWidget(m_sheet);
    layout->addWidget(m_result);

    connect(m_make, &QPushButton::clicked, this, &RecoveryKeyPanel::make);
    connect(m_sheet, &RecoveryKeySheet::typed, this, &RecoveryKeyPanel::confirm);
    connect(m_sheet, &RecoveryKeySheet::mistyped, this, [this](const QString &words) { say(words, true); });
    connect(&context.vault, &Vault::stateChanged, this, &RecoveryKeyPanel::updateState);
    updateState();
}

void RecoveryKeyPanel::updateState()
{
    m_confirmed = m_context.vault.recoveryConfirmed();
    const bool open = m_context.vault.state() == Vault::State::Unlocked;
    if (!open)
        m_state->setText(tr("The store is locked. Unlock it first."));
    else if (m_confirmed)
        m_state->setText(
            tr("You have a recovery key and have confirmed it. A new one counts from its confirmation on and "
               "makes the old one useless for this store; back-ups written before still need the old one."));
    else
        m_state->setText(tr("The recovery key opens your texts when the keychain is lost, and opens back-ups. There is "
                            "no confirmed one yet."));
    m_make->setText(m_confirmed ? tr("Make a new &recovery key …") : tr("Show my &recovery key"));
    m_make->setEnabled(open);
    m_make->setVisible(!m_sheet->holdsKey());
    m_sheet->setVisible(m_sheet->holdsKey());
    m_result->setVisible(!m_result->text().isEmpty());
}

void RecoveryKeyPanel::make()
{
    say({}, false);
    m_make->setEnabled(false);
    whenDone(m_context.vault.makeRecoveryKey(), this, [this](const Result<QString> &key) {
        if (key)
            m_sheet->showKey(*key);
        else
            say(ErrorText::sentence(key.error()), true);
        updateState();
    });
}

void RecoveryKeyPanel::confirm()
{
    m_sheet->setBusy(true);
    whenDone(m_context.vault.confirmRecovery(), this, [this](const Result<void> &done) {
        m_sheet->setBusy(false);
        if (!done) {
            say(ErrorText::sentence(done.error()), true);
            return;
        }
        m_sheet->wipe();
        say(tr("Confirmed. Keep the paper safe."), false);
        updateState();
        Q_EMIT confirmed();
    });
}

void RecoveryKeyPanel::say(const QString &text, bool bad)
{
    m_result->setText(text);
    Theme::setRole(m_result, "textRole", bad ? u"bad"_s : u"muted"_s);
    m_result->setVisible(!text.isEmpty());
}
