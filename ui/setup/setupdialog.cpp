#include "setup/setupdialog.h"

#include "common/askbox.h"
#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/taborder.h"
#include "common/theme.h"
#include "setup/restorepanel.h"
#include "setup/setupsteps.h"
#include "sharing/joinpracticedialog.h"
#include "sharing/sharing.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

SetupDialog::SetupDialog(UiContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_stack(new QStackedWidget(this))
    , m_title(PlainText::label({}, this))
    , m_progress(PlainText::label({}, this))
    , m_problem(PlainText::label({}, this))
    , m_back(new QPushButton(tr("&Back"), this))
    , m_next(new QPushButton(this))
    , m_later(new QPushButton(this))
{
    setWindowTitle(tr("Set up Practiceline"));
    resize(Theme::grid * 84, Theme::grid * 72);
    auto *header = new QWidget(this);
    Theme::makeHeader(header);
    auto *headerRow = new QHBoxLayout(header);
    headerRow->setContentsMargins(Theme::grid * 3, Theme::grid * 2, Theme::grid * 3, Theme::grid * 2);
    Theme::makeTitle(m_title);
    Theme::makeMuted(m_progress);
    headerRow->addWidget(m_title, 1);
    headerRow->addWidget(m_progress);

    m_stack->addWidget(buildChoice());
    addStep(new AccountStep(context, this));
    addStep(new NumbersStep(context, this));
    addStep(new PracticeStep(context, this));
    addStep(new HoursStep(context, this));
    addStep(new RecoveryStep(context, this));
    m_restore = new RestorePanel(context, this);
    m_stack->addWidget(m_restore);

    auto *footer = new QWidget(this);
    Theme::makeFooter(footer);
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(Theme::grid * 3, Theme::grid * 3 / 2, Theme::grid * 3, Theme::grid * 3 / 2);
    column->setSpacing(Theme::grid);
    m_problem->setWordWrap(true);
    m_problem->setProperty("textRole", u"bad"_s);
    m_problem->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    Theme::makePrimary(m_next);
    m_next->setDefault(true);
    for (QPushButton *button : {m_later, m_back})
        button->setAutoDefault(false);
    row->addWidget(m_later);
    row->addStretch(1);
    row->addWidget(m_back);
    row->addWidget(m_next);
    column->addWidget(m_problem);
    column->addLayout(row);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addWidget(m_stack, 1);
    layout->addWidget(footer);
    connect(m_next, &QPushButton::clicked, this, &SetupDialog::next);
    connect(m_back, &QPushButton::clicked, this, &SetupDialog::back);
    connect(m_later, &QPushButton::clicked, this, &SetupDialog::reject);
    connect(m_restore, &RestorePanel::busyChanged, this, &SetupDialog::setBusy);
    connect(m_restore, &RestorePanel::restored, this, [this] {
        m_restored = true;
        updateButtons();
    });
    tabAsRead(this);
    showPage(0);
}

QWidget *SetupDialog::buildChoice()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 3);
    layout->setSpacing(Theme::grid * 3);
    const auto addChoice = [&](const QString &title, const QString &text, const QString &action, bool primary,
                               auto slot) {
        auto *row = new QHBoxLayout;
        row->setSpacing(Theme::grid * 3);
        auto *words = new QVBoxLayout;
        words->setSpacing(Theme::grid / 2);
        auto *heading = PlainText::label(title, page);
        QFont font = Theme::baseFont();
        font.setWeight(QFont::DemiBold);
        heading->setFont(font);
        auto *body = PlainText::label(text, page);
        body->setWordWrap(true);
        Theme::makeMuted(body);
        words->addWidget(heading);
        words->addWidget(body);
        auto *button = new QPushButton(action, page);
        button->setMinimumWidth(Theme::grid * 21); // the longest in any language
        button->setAccessibleDescription(text);
        button->setAutoDefault(false);
        if (primary)
            Theme::makePrimary(button);
        connect(button, &QPushButton::clicked, this, slot);
        row->addLayout(words, 1);
        row->addWidget(button, 0, Qt::AlignVCenter);
        layout->addLayout(row);
    };
    addChoice(tr("Look around first"),
              tr("Made-up clients and a Twilio inside this computer. Nothing leaves it, and nothing costs."),
              tr("Try the &demo"), false, &SetupDialog::startDemo);
    addChoice(tr("Use it with your practice"),
              tr("You need a Twilio account with a number. It takes about five minutes; each step is tested."),
              tr("&Connect Twilio"), true, [this] { showPage(1); });
    addChoice(tr("Work with colleagues who use it"),
              tr("Your practice shares already, and its administrator has sent you an invitation."),
              tr("&Join a practice"), false, &SetupDialog::joinPractice);
    addChoice(tr("Move from another computer"), tr("You need a back-up file and your recovery key."),
              tr("&Restore a back-up"), false, [this] { showPage(m_stack->indexOf(m_restore)); });
    layout->addStretch(1);
    return page;
}

void SetupDialog::addStep(SetupStep *step)
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // it scrolls to the field that has the focus
    scroll->setWidget(step);
    m_steps.append(step);
    m_stack->addWidget(scroll);
    connect(step, &SetupStep::completed, this, [this, step] {
        setBusy(false);
        showProblem({});
        if (step == m_steps.constLast())
            finish();
        else
            showPage(int(m_steps.indexOf(step)) + 2);
    });
    connect(step, &SetupStep::problem, this, [this](const QString &text) {
        setBusy(false);
        showProblem(text);
    });
}

SetupStep *SetupDialog::currentStep() const
{
    return m_steps.value(m_stack->currentIndex() - 1);
}

int SetupDialog::currentPage() const
{
    return m_stack->currentIndex();
}

int SetupDialog::pageCount() const
{
    return m_stack->count();
}

void SetupDialog::showPage(int index)
{
    m_stack->setCurrentIndex(index);
    showProblem({});
    if (SetupStep *step = currentStep()) {
        step->enter();
        m_title->setText(step->title());
        m_progress->setText(tr("Step %1 of %2").arg(index).arg(m_steps.size()));
    } else {
        m_title->setText(index == 0 ? tr("Welcome to Practiceline") : tr("Restore a back-up"));
        m_progress->clear();
    }
    updateButtons();
    // The page's first field, so that the keyboard goes on where the eye does.
    for (QWidget *field : m_stack->currentWidget()->findChildren<QWidget *>()) {
        const bool reachable = (field->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && field->isEnabled();
        if (reachable && !qobject_cast<QScrollArea *>(field) && field->isVisibleTo(this)) {
            field->setFocus();
            break;
        }
    }
}

void SetupDialog::updateButtons()
{
    const int index = m_stack->currentIndex();
    const bool step = currentStep() != nullptr;
    m_back->setVisible(index > 0);
    m_next->setVisible(step || m_restored);
    m_next->setText(m_restored ? tr("&Start again") : index == m_steps.size() ? tr("&Finish") : tr("&Next"));
    m_later->setText(m_context.settings.current().setUpDone ? tr("C&lose") : tr("Set up &later"));
    for (QPushButton *button : {m_back, m_next, m_later})
        button->setEnabled(!m_busy);
}

void SetupDialog::setBusy(bool busy)
{
    m_busy = busy;
    updateButtons();
}

void SetupDialog::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void SetupDialog::next()
{
    if (m_restored) {
        accept();
        Q_EMIT restartRequested();
        return;
    }
    if (SetupStep *step = currentStep(); step && !m_busy) {
        showProblem({});
        setBusy(true);
        step->finishStep();
    }
}

void SetupDialog::back()
{
    const int index = m_stack->currentIndex();
    showPage(currentStep() ? index - 1 : 0);
}

void SetupDialog::startDemo()
{
    const bool started = QProcess::startDetached(QCoreApplication::applicationFilePath(), {u"--demo"_s});
    showProblem(started ? QString() : tr("The demo could not be started. Start Practiceline with --demo by hand."));
    if (started)
        m_progress->setText(tr("The demo opens in a window of its own."));
}

void SetupDialog::joinPractice()
{
    using State = Sharing::State;
    if (const State state = m_context.sharing.state(); state != State::Off && state != State::Unknown)
        return showProblem(tr("This computer belongs to a practice already: see Settings under Sharing."));
    auto *dialog = new JoinPracticeDialog(m_context, this);
    connect(dialog, &QDialog::accepted, this, [this] {
        Q_EMIT joined();
        finish(); // the practice's settings come by themselves
    });
    dialog->open();
}

void SetupDialog::finish()
{
    const PracticeSettings &known = m_context.settings.current();
    PracticeSettings settings = known;
    settings.setUpDone = true;
    setBusy(true);
    // Only that: what the practice just joined has set may be on its way.
    whenDone(m_context.settings.save(settings, known), this, [this](const Result<void> &done) {
        setBusy(false);
        if (!done)
            return showProblem(tr("Not saved. %1").arg(ErrorText::sentence(done.error())));
        accept();
        Q_EMIT completed();
    });
}

void SetupDialog::reject()
{
    if (m_busy)
        return;
    const bool isTyped =
        std::any_of(m_steps.cbegin(), m_steps.cend(), [](const SetupStep *step) { return step->isEdited(); });
    if (!isTyped)
        return QDialog::reject();
    auto *box =
        AskBox::question(tr("Set up later"), tr("Close without keeping what you typed?"),
                         tr("Steps that you finished are kept. What stands in this one is not saved yet."), this);
    const auto *close = box->addButton(tr("Close &without it"), QMessageBox::DestructiveRole);
    connect(close, &QPushButton::clicked, this, [this] { QDialog::reject(); });
    box->open();
}
