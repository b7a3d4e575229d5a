#include "settings/recoverykeypanel.h"

#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "secrets/vault.h"
#include "uicontext.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int groupsInALine = 4;
}

RecoveryKeyPanel::RecoveryKeyPanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_state(PlainText::label({}, this))
    , m_make(new QPushButton(this))
    , m_shown(new QWidget(this))
    , m_key(PlainText::label({}, m_shown))
    , m_question(PlainText::label({}, m_shown))
    , m_answer(new QLineEdit(m_shown))
    , m_confirm(new QPushButton(tr("C&onfirm"), m_shown))
    , m_result(PlainText::label({}, this))
{
    m_state->setWordWrap(true);
    Theme::makeMuted(m_state);
    m_result->setWordWrap(true);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(Theme::titleFont().pointSizeF());
    m_key->setFont(fixed);
    m_key->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_key->setObjectName(u"recoveryKey"_s);
    m_question->setBuddy(m_answer);
    m_answer->setMaxLength(8);
    m_answer->setMaximumWidth(Theme::grid * 16);
    m_answer->setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);

    auto *shown = new QVBoxLayout(m_shown);
    shown->setContentsMargins(0, 0, 0, 0);
    shown->setSpacing(Theme::grid * 3 / 2);
    auto *advice = PlainText::label(tr("Write it down on paper and keep it away from this computer. It is shown only "
                                       "now, and counts once you have confirmed it. Without it, nobody can open "
                                       "your texts again when the keychain is lost, and no back-up can be restored."),
                                    m_shown);
    advice->setWordWrap(true);
    shown->addWidget(m_key);
    shown->addWidget(advice);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_question);
    row->addWidget(m_answer);
    row->addWidget(m_confirm);
    row->addStretch(1);
    shown->addLayout(row);
    auto *makeRow = new QHBoxLayout;
    makeRow->addWidget(m_make);
    makeRow->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(m_state);
    layout->addLayout(makeRow);
    layout->addWidget(m_shown);
    layout->addWidget(m_result);

    connect(m_make, &QPushButton::clicked, this, &RecoveryKeyPanel::make);
    connect(m_confirm, &QPushButton::clicked, this, &RecoveryKeyPanel::confirm);
    connect(m_answer, &QLineEdit::returnPressed, this, &RecoveryKeyPanel::confirm);
    connect(&context.vault, &Vault::stateChanged, this, &RecoveryKeyPanel::updateState);
    updateState();
}

RecoveryKeyPanel::~RecoveryKeyPanel()
{
    wipe();
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
    m_make->setVisible(m_groups.isEmpty());
    m_shown->setVisible(!m_groups.isEmpty());
    m_result->setVisible(!m_result->text().isEmpty());
}

void RecoveryKeyPanel::make()
{
    say({}, false);
    m_make->setEnabled(false);
    whenDone(m_context.vault.makeRecoveryKey(), this, [this](const Result<QString> &key) {
        if (key)
            showKey(*key);
        else
            say(ErrorText::sentence(key.error()), true);
        updateState();
    });
}

void RecoveryKeyPanel::showKey(const QString &key)
{
    m_groups = key.split(u'-', Qt::SkipEmptyParts);
    if (m_groups.size() < 2)
        m_groups = key.split(u' ', Qt::SkipEmptyParts);
    QStringList lines;
    for (int i = 0; i < m_groups.size(); i += groupsInALine)
        lines += m_groups.mid(i, groupsInALine).join(u"  "_s);
    m_key->setText(lines.join(u'\n'));
    m_key->setAccessibleName(tr("Recovery key: %1").arg(m_groups.join(u' ')));
    m_asked = int(QRandomGenerator::global()->bounded(m_groups.size()));
    m_question->setText(tr("Now type &group %1 of %2 from your paper:").arg(m_asked + 1).arg(m_groups.size()));
    m_answer->clear();
    m_answer->setFocus();
}

void RecoveryKeyPanel::confirm()
{
    if (m_groups.isEmpty())
        return;
    const QString typed = m_answer->text().simplified().remove(u' ').remove(u'-').toUpper();
    if (typed != m_groups.at(m_asked).toUpper()) {
        say(tr("That is not group %1. Look at your paper again.").arg(m_asked + 1), true);
        m_answer->selectAll();
        m_answer->setFocus();
        return;
    }
    m_confirm->setEnabled(false);
    whenDone(m_context.vault.confirmRecovery(), this, [this](const Result<void> &done) {
        m_confirm->setEnabled(true);
        if (!done) {
            say(ErrorText::sentence(done.error()), true);
            return;
        }
        wipe();
        say(tr("Confirmed. Keep the paper safe."), false);
        updateState();
        Q_EMIT confirmed();
    });
}

void RecoveryKeyPanel::wipe()
{
    for (QString &group : m_groups)
        group.fill(u' ');
    m_groups.clear();
    m_key->clear();
    m_key->setAccessibleName({});
    m_answer->clear();
}

void RecoveryKeyPanel::say(const QString &text, bool bad)
{
    m_result->setText(text);
    Theme::setRole(m_result, "textRole", bad ? u"bad"_s : u"muted"_s);
    m_result->setVisible(!text.isEmpty());
}
