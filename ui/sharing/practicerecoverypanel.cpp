#include "sharing/practicerecoverypanel.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "settings/recoverykeysheet.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "storage/staffstore.h"
#include "sync/practicekeys.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

PracticeRecoveryPanel::PracticeRecoveryPanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_state(PlainText::label({}, this))
    , m_make(new QPushButton(this))
    , m_sheet(new RecoveryKeySheet(tr("Write it down on paper and keep it in the practice's safe. It is shown only "
                                      "now, and counts once you have confirmed it. Who has it and a login to the "
                                      "server can read everything and act as you."),
                                   this))
    , m_result(new ResultLine(this))
{
    auto *heading = PlainText::label(tr("The practice's recovery key"), this);
    QFont font = Theme::baseFont();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    m_state->setWordWrap(true);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a name without end widens nothing
    Theme::makeMuted(m_state);
    auto *row = new QHBoxLayout;
    row->addWidget(m_make);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(heading);
    layout->addWidget(m_state);
    layout->addLayout(row);
    layout->addWidget(m_sheet);
    layout->addWidget(m_result);
    connect(m_make, &QPushButton::clicked, this, &PracticeRecoveryPanel::make);
    connect(m_sheet, &RecoveryKeySheet::typed, this, &PracticeRecoveryPanel::confirm);
    connect(m_sheet, &RecoveryKeySheet::mistyped, this,
            [this](const QString &words) { m_result->say(words, ErrorText::Tone::Bad); });
    connect(&context.staff, &StaffStore::changed, this, &PracticeRecoveryPanel::update);
    connect(&context.sharing, &Sharing::stateChanged, this, [this] {
        if (m_context.sharing.state() == Sharing::State::Member)
            return;
        m_known.reset();
        m_sheet->wipe();
        update();
    });
    update();
}

bool PracticeRecoveryPanel::isNeeded() const
{
    return m_known && !m_known->isComplete && !m_sheet->holdsKey();
}

QString PracticeRecoveryPanel::neededWords() const
{
    return m_known && !m_known->madeBy.isNull() ? tr("The practice's recovery key does not open everything any more.")
                                                : tr("The practice has no recovery key yet.");
}

QString PracticeRecoveryPanel::stateWords() const
{
    if (!m_known)
        return tr("It is looked up when the practice can be reached.");
    if (m_known->madeBy.isNull())
        return tr("Without one, nobody can open the practice's texts again when the administrators' computers are "
                  "lost.");
    const QString name = m_context.staff.nameOf(m_known->madeBy);
    const QString maker = name.isEmpty() ? tr("somebody who is not known here") : PlainText::isolated(name);
    const QString when =
        Formatting::dayInSentence(m_known->at.toLocalTime().date(), m_context.clock.now().toLocalTime().date());
    if (!m_known->isComplete)
        return tr("The recovery key that %1 made (%2) does not open what was written since: its maker left, or it was "
                  "changed. Make a new one.")
            .arg(maker, when);
    return tr("Made by %1 (%2). A new one takes its place once it is confirmed.").arg(maker, when);
}

void PracticeRecoveryPanel::update()
{
    m_state->setText(stateWords());
    m_make->setText(m_known && !m_known->madeBy.isNull() ? tr("Make a new recovery &key …")
                                                         : tr("Make a recovery &key …"));
    m_make->setEnabled(m_known.has_value());
    m_make->setVisible(!m_sheet->holdsKey());
    m_sheet->setVisible(m_sheet->holdsKey());
    Q_EMIT stateChanged();
}

void PracticeRecoveryPanel::refresh()
{
    if (m_context.sharing.state() != Sharing::State::Member || !m_context.sharing.isAdministrator())
        return;
    whenDone(m_context.sharing.recovery().state(), this, [this](const Result<PracticeRecovery::State> &state) {
        if (!state)
            return;
        m_known = *state;
        update();
    });
}

void PracticeRecoveryPanel::make()
{
    m_result->clear();
    if (m_sheet->holdsKey())
        return;
    const auto key = m_context.sharing.recovery().makeRecoveryKey();
    if (key)
        m_sheet->showKey(*key);
    else
        m_result->say(ErrorText::sentence(key.error()), ErrorText::Tone::Bad);
    update();
}

void PracticeRecoveryPanel::confirm()
{
    m_result->say(tr("Keeping it in the practice …"), ErrorText::Tone::Quiet);
    // From the field, which is out of use now, the focus would go on by itself: to "Leave the practice".
    m_result->setFocusPolicy(Qt::ClickFocus);
    m_result->setFocus();
    m_sheet->setBusy(true);
    whenDone(m_context.sharing.confirmRecovery(), this, [this](const Result<void> &done) {
        m_sheet->setBusy(false);
        if (!done) { // the key stays on the screen: the paper is good for the next try
            m_result->say(PracticeKeys::isNewerKeyNeeded(done.error())
                              ? tr("This computer has not got the practice's newest key yet. Try again after the next "
                                   "exchange.")
                              : ConnectionWords::sentence(done.error()),
                          ErrorText::Tone::Bad);
            return;
        }
        m_sheet->wipe();
        m_result->say(tr("Confirmed. Keep the paper safe."), ErrorText::Tone::Good);
        update();
        refresh();
    });
}
