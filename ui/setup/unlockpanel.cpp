#include "setup/unlockpanel.h"

#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "uicontext.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr auto silentAfter = 8s; // as long as Twilio's secret may take without a word
}

UnlockPanel::UnlockPanel(UiContext &context, QWidget *parent)
    : QFrame(parent)
    , m_context(context)
    , m_title(PlainText::label({}, this))
    , m_text(PlainText::label({}, this))
    , m_fieldLabel(PlainText::label({}, this))
    , m_field(new QLineEdit(this))
    , m_repeatLabel(PlainText::label(tr("Once &more"), this))
    , m_repeat(new QLineEdit(this))
    , m_problem(PlainText::label({}, this))
    , m_submit(new QPushButton(this))
    , m_retry(new QPushButton(tr("&Try again"), this))
    , m_useRecovery(new QPushButton(tr("Use the recovery &key"), this))
    , m_later(new QPushButton(tr("&Not now"), this))
{
    Theme::makeBanner(this);
    QFont bold = Theme::baseFont();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_text->setWordWrap(true);
    m_problem->setWordWrap(true);
    m_fieldLabel->setBuddy(m_field);
    m_repeatLabel->setBuddy(m_repeat);
    m_repeat->setAccessibleName(tr("Passphrase once more"));
    for (QLineEdit *edit : {m_field, m_repeat}) {
        edit->setMinimumWidth(Theme::grid * 45);
        connect(edit, &QLineEdit::returnPressed, this, &UnlockPanel::submit);
    }
    auto *fields = new QGridLayout;
    fields->setHorizontalSpacing(Theme::grid * 3 / 2);
    fields->setVerticalSpacing(Theme::grid);
    fields->addWidget(m_fieldLabel, 0, 0);
    fields->addWidget(m_field, 0, 1);
    fields->addWidget(m_repeatLabel, 1, 0);
    fields->addWidget(m_repeat, 1, 1);
    auto *fieldRow = new QHBoxLayout; // the fields stand beside their labels, however wide the window is
    fieldRow->addLayout(fields);
    fieldRow->addStretch(1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::grid);
    buttons->addWidget(m_submit);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_useRecovery);
    buttons->addWidget(m_later);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 2, Theme::grid * 3 / 2, Theme::grid * 2, Theme::grid * 3 / 2);
    layout->setSpacing(Theme::grid);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addLayout(fieldRow);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);

    connect(m_submit, &QPushButton::clicked, this, &UnlockPanel::submit);
    connect(m_retry, &QPushButton::clicked, this, [this] { m_context.vault.retry(); });
    connect(m_useRecovery, &QPushButton::clicked, this, &UnlockPanel::showRecovery);
    connect(m_later, &QPushButton::clicked, this, &QWidget::hide);
    m_silence.setSingleShot(true);
    m_silence.setInterval(silentAfter);
    connect(&m_silence, &QTimer::timeout, this, &UnlockPanel::showSilence);
    connect(&context.vault, &Vault::stateChanged, this, &UnlockPanel::showState);
    connect(&context.vault, &Vault::keepingChanged, this, &UnlockPanel::showOffer);
    showState(context.vault.state());
}

void UnlockPanel::showState(Vault::State state)
{
    m_recovering = false;
    m_silence.stop();
    m_problem->clear();
    m_problem->hide();
    m_field->clear();
    m_repeat->clear();
    const bool asks = state == Vault::State::NeedsPassphrase;
    const bool offers = state == Vault::State::Unlocked && !m_context.vault.keyIsKept();
    const bool chooses = state == Vault::State::ChoosePassphrase || offers;
    const bool stuck = state == Vault::State::KeychainLocked || state == Vault::State::WrongKey;
    showFields(asks || chooses, chooses);
    m_field->setEchoMode(QLineEdit::Password);
    m_repeat->setEchoMode(QLineEdit::Password);
    m_fieldLabel->setText(tr("&Passphrase"));
    m_field->setAccessibleName(tr("Passphrase"));
    m_submit->setText(chooses ? tr("&Set the passphrase") : tr("&Unlock"));
    m_retry->setVisible(stuck || state == Vault::State::Failed);
    m_retry->setEnabled(true);
    m_useRecovery->setVisible(stuck || asks);
    m_later->setVisible(offers);
    switch (state) {
    case Vault::State::KeychainLocked:
        m_title->setText(tr("The keychain is locked"));
        m_text->setText(tr("The key of your texts lies in this computer's keychain, and the keychain does not give it. "
                           "Unlock it (log in again, or open "
                           "your keychain program) and try again. Until then texts are hidden, and nothing is sent. "
                           "Nothing is lost."));
        break;
    case Vault::State::WrongKey:
        m_title->setText(tr("The keychain holds another key"));
        m_text->setText(tr("The key in this computer's keychain does not fit this data folder. If the folder came from "
                           "another computer or a back-up, "
                           "the recovery key opens it."));
        break;
    case Vault::State::NeedsPassphrase:
        m_title->setText(tr("Your passphrase, please"));
        m_text->setText(
            tr("This computer has no keychain, so a passphrase opens your texts. It is asked once at each start."));
        break;
    case Vault::State::ChoosePassphrase:
        m_title->setText(tr("Choose a passphrase"));
        m_text->setText(tr("This computer has no keychain. A passphrase of at least 10 characters protects your texts; "
                           "it is asked once at each start. "
                           "Nobody can look it up for you."));
        break;
    case Vault::State::Failed:
        m_title->setText(tr("The store could not be opened"));
        m_text->setText(tr("Something went wrong while the key was read. Nothing was changed. Try again; the file "
                           "practiceline.log in the data folder holds the details."));
        break;
    case Vault::State::Opening:
        m_silence.start();
        hide();
        return;
    case Vault::State::Closed:
        hide();
        return;
    case Vault::State::Unlocked:
        if (!offers) {
            hide();
            return;
        }
        m_title->setText(tr("Set a passphrase"));
        m_text->setText(
            tr("The recovery key has opened your texts, but no keychain keeps their key. A passphrase of at "
               "least 10 characters opens them from now on; without one the recovery key will be asked "
               "again."));
        break;
    }
    setAccessibleName(m_title->text());
    setVisible(true);
    if (asks || chooses)
        m_field->setFocus();
}

/// It may be asking for its password in a window behind this one, or hang; its answer counts whenever it comes.
void UnlockPanel::showSilence()
{
    m_title->setText(tr("Waiting for the keychain"));
    m_text->setText(tr("The key of your texts lies in this computer's keychain, which has not answered yet. Perhaps it "
                       "asks for your password in another window. Until then texts are hidden, and nothing is sent. "
                       "Nothing is lost."));
    m_useRecovery->show();
    setAccessibleName(m_title->text());
    show();
}

void UnlockPanel::showOffer()
{
    if (m_context.vault.state() == Vault::State::Unlocked)
        showState(Vault::State::Unlocked);
}

void UnlockPanel::showFields(bool field, bool repeat)
{
    m_fieldLabel->setVisible(field);
    m_field->setVisible(field);
    m_repeatLabel->setVisible(repeat);
    m_repeat->setVisible(repeat);
    m_submit->setVisible(field);
    m_submit->setEnabled(true);
}

void UnlockPanel::showRecovery()
{
    m_recovering = true;
    showFields(true, false);
    m_useRecovery->hide();
    m_problem->hide();
    m_fieldLabel->setText(tr("Recovery &key"));
    m_field->setAccessibleName(tr("Recovery key"));
    m_field->setEchoMode(QLineEdit::Normal); // it is copied from paper, group by group
    m_field->clear();
    m_field->setPlaceholderText(tr("8 groups of 5 letters and digits"));
    m_submit->setText(tr("&Unlock"));
    m_field->setFocus();
}

void UnlockPanel::submit()
{
    const QString text = m_field->text();
    const auto state = m_context.vault.state();
    const bool chooses = state == Vault::State::ChoosePassphrase || state == Vault::State::Unlocked;
    if (text.isEmpty())
        return fail(m_recovering ? tr("Type the recovery key.") : tr("Type the passphrase."));
    if (chooses && text != m_repeat->text())
        return fail(tr("The two passphrases are not the same."));
    m_submit->setEnabled(false);
    m_problem->hide();
    QFuture<Result<void>> done;
    if (m_recovering)
        done = m_context.vault.recover(text);
    else if (chooses)
        done = m_context.vault.createWithPassphrase(text);
    else
        done = m_context.vault.givePassphrase(text);
    whenDone(done, this, [this](const Result<void> &result) {
        m_submit->setEnabled(true);
        if (!result)
            fail(words(result.error()));
    });
}

QString UnlockPanel::words(const Error &error) const
{
    if (error.detail == "short"_L1)
        return tr("The passphrase needs at least 10 characters.");
    if (error.detail == "typo"_L1)
        return tr("There is a typing mistake in the recovery key. Compare each group with your paper.");
    if (error.detail == "wrong"_L1)
        return m_recovering ? tr("This recovery key belongs to another store.") : tr("That is not the passphrase.");
    if (error.kind == ErrorKind::NotFound)
        return tr("This store has no recovery key.");
    return ErrorText::sentence(error);
}

void UnlockPanel::fail(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    m_field->selectAll();
    m_field->setFocus();
}
