#include "sharing/setuppracticedialog.h"

#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/serverform.h"
#include "sharing/sharing.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using ErrorText::Tone;

SetUpPracticeDialog::SetUpPracticeDialog(UiContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Set up a practice"));
    build();
    connect(m_form, &NewPracticeForm::edited, this, [this] {
        ++m_run;
        m_result->clear();
        m_checkButton->setEnabled(true);
    });
    connect(m_checkButton, &QPushButton::clicked, this, &SetUpPracticeDialog::check);
    connect(m_setUp, &QPushButton::clicked, this, &SetUpPracticeDialog::setUp);
    connect(m_cancel, &QPushButton::clicked, this, &SetUpPracticeDialog::reject);
    connect(&context.sharing, &Sharing::setUpProgress, this, &SetUpPracticeDialog::showProgress);
}

void SetUpPracticeDialog::showProgress(int done, int of)
{
    m_bar->setRange(0, of);
    m_bar->setValue(done);
    // The last thing is the practice itself, which is begun or not.
    m_cancel->setEnabled(done < of && !m_cancelling);
    if (!m_cancelling)
        m_result->say(done < of ? tr("Setting the database up: step %1 of %2 …").arg(done + 1).arg(of)
                                : tr("Beginning the practice …"),
                      Tone::Quiet);
}

void SetUpPracticeDialog::cancelSetUp()
{
    if (!m_cancel->isEnabled())
        return;
    m_cancelling = true;
    m_cancel->setEnabled(false);
    m_result->say(tr("Stopping after this step …"), Tone::Quiet);
    m_context.sharing.cancelSetUp();
}

void SetUpPracticeDialog::build()
{
    resize(Theme::grid * 74, Theme::grid * 84);
    auto *body = new QWidget(this);
    auto *content = new QVBoxLayout(body);
    content->setContentsMargins(Theme::grid * 3, Theme::grid * 5 / 2, Theme::grid * 3, Theme::grid * 2);
    content->setSpacing(Theme::grid * 2);
    auto *intro =
        PlainText::label(tr("The practice shares by a Postgres database of its own, version 13 or later; each "
                            "computer keeps a copy. What is on this computer already becomes the practice's. "
                            "Let every computer and the server encrypt their disks."),
                         body);
    intro->setWordWrap(true);
    Theme::makeMuted(intro);
    const PracticeSettings &settings = m_context.settings.current();
    m_form = new NewPracticeForm(settings.practiceName, settings.staffName, body);
    content->addWidget(intro);
    content->addWidget(m_form);
    // Without it nobody whom they invite can send, and nothing here would say why.
    m_keepKey = new QCheckBox(tr("&Give colleagues this computer's Twilio key"), body);
    auto *hint = PlainText::label(tr("Without one they can not text or call. It is sealed with the practice's key. Who "
                                     "has it can read every text at Twilio; Settings, Twilio has a key that only "
                                     "sends."),
                                  body);
    hint->setWordWrap(true);
    Theme::makeSmall(hint);
    m_keepKey->setAccessibleDescription(hint->text());
    m_keepKey->setChecked(true);
    const bool hasKey = m_context.keptTwilioLogin && !m_context.keptTwilioLogin().isEmpty();
    auto *key = new QVBoxLayout;
    key->setSpacing(Theme::grid / 2);
    for (QWidget *widget : QList<QWidget *>{m_keepKey, hint}) {
        widget->setVisible(hasKey);
        key->addWidget(widget);
    }
    content->addLayout(key);
    content->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // it scrolls to the field that has the focus
    scroll->setWidget(body);

    auto *footer = new QWidget(this);
    Theme::makeFooter(footer);
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(Theme::grid * 3, Theme::grid * 3 / 2, Theme::grid * 3, Theme::grid * 3 / 2);
    column->setSpacing(Theme::grid * 3 / 2);
    m_result = new ResultLine(footer);
    m_bar = new QProgressBar(footer);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(windowTitle());
    m_bar->hide();
    m_checkButton = new QPushButton(tr("&Check connection"), footer);
    m_cancel = new QPushButton(tr("Cancel"), footer);
    m_setUp = new QPushButton(tr("&Set up"), footer);
    for (QPushButton *button : {m_checkButton, m_cancel})
        button->setAutoDefault(false);
    m_setUp->setDefault(true);
    Theme::makePrimary(m_setUp);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_checkButton);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_setUp);
    column->addWidget(m_result);
    column->addWidget(m_bar);
    column->addLayout(row);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(footer);
}

void SetUpPracticeDialog::setBusy(bool busy)
{
    m_settingUp = busy;
    m_cancelling = false;
    m_form->setEnabled(!busy);
    for (QPushButton *button : {m_checkButton, m_cancel, m_setUp})
        button->setEnabled(!busy);
    m_bar->setRange(0, 0);
    m_bar->setVisible(busy);
}

void SetUpPracticeDialog::check()
{
    SetUpRequest request;
    if (const QString wrong = m_form->applyServer(request); !wrong.isEmpty())
        return m_result->say(wrong, Tone::Bad);
    m_checkButton->setEnabled(false);
    ask(request, [this, request](const ConnectionReport &report) {
        if (ConnectionWords::isGood(report))
            return lookAround(request, report);
        m_checkButton->setEnabled(true);
        m_result->say(ConnectionWords::sentence(report), Tone::Bad);
    });
}

/// What this user may do there, and what the server's log would keep.
void SetUpPracticeDialog::lookAround(const SetUpRequest &request, const ConnectionReport &report)
{
    whenDone(m_outlook.look(request.address, request.password), this,
             [this, report, run = m_run](const Result<SetUpOutlook> &outlook) {
                 if (run != m_run)
                     return;
                 m_checkButton->setEnabled(true);
                 if (!outlook)
                     return m_result->say(ConnectionWords::sentence(outlook.error()), Tone::Bad);
                 const QString works = ConnectionWords::sentence(report);
                 if (!outlook->logsValues)
                     return m_result->say(works + u' ' + tr("This user may set the practice up."), Tone::Good);
                 m_result->say(works + u' ' +
                                   tr("But the server writes clients' names and numbers into its log. Ask whoever runs "
                                      "it to set log_parameter_max_length and log_parameter_max_length_on_error to 0."),
                               Tone::Warning);
             });
}

void SetUpPracticeDialog::ask(const SetUpRequest &request, const std::function<void(const ConnectionReport &)> &then)
{
    m_result->say(tr("Asking the server …"), Tone::Quiet);
    whenDone(m_check.check(request.address, request.password), this,
             [this, then, run = ++m_run](const Result<ConnectionReport> &report) {
                 if (report && run == m_run)
                     then(*report);
             });
}

/// A check comes first: it knows better than a login why there is no connection.
void SetUpPracticeDialog::setUp()
{
    SetUpRequest request;
    if (const QString wrong = m_form->apply(request); !wrong.isEmpty())
        return m_result->say(wrong, Tone::Bad);
    setBusy(true);
    ask(request, [this, request](const ConnectionReport &report) {
        if (ConnectionWords::isGood(report))
            return begin(request);
        setBusy(false);
        m_result->say(ConnectionWords::sentence(report), Tone::Bad);
    });
}

void SetUpPracticeDialog::begin(const SetUpRequest &request)
{
    whenDone(m_context.sharing.setUp(request), this, [this](const Result<void> &done) {
        if (done)
            return keepTwilioKey();
        setBusy(false);
        if (done.error().kind == ErrorKind::Cancelled)
            return m_result->say(
                tr("Stopped. The database is set up in part and nothing is shared. “Set up” goes on from "
                   "there."),
                Tone::Warning);
        // The database is set up all the same when only the keychain failed at the end.
        const bool isMember = m_context.sharing.state() == Sharing::State::Member;
        m_setUp->setEnabled(!isMember);
        m_result->say(isMember ? tr("The practice is set up, but the keychain did not keep this computer's login. It "
                                    "works until Practiceline is closed: invite a second administrator now.")
                               : ConnectionWords::sentence(done.error()),
                      Tone::Bad);
    });
}

void SetUpPracticeDialog::keepTwilioKey()
{
    m_owesKey = !m_keepKey->isHidden() && m_keepKey->isChecked();
    if (!m_owesKey)
        return accept();
    m_result->say(tr("The practice is set up. Keeping Twilio's key for it …"), Tone::Quiet);
    const auto tryIt = [this] {
        using State = SyncStatus::State;
        const SyncStatus &status = m_context.sharing.status();
        const bool isThere =
            status.state == State::FirstSync || status.state == State::Syncing || status.state == State::UpToDate;
        const bool waits =
            status.state == State::Off || status.state == State::Connecting || status.state == State::Waiting;
        if (waits || !std::exchange(m_owesKey, false))
            return;
        if (!isThere)
            return keptTwilioKey(status.error);
        whenDone(m_context.sharing.shareTwilioKey(m_context.keptTwilioLogin()), this,
                 [this](const Result<void> &kept) { keptTwilioKey(kept); });
    };
    connect(&m_context.sharing, &Sharing::statusChanged, this, tryIt);
    tryIt();
}

void SetUpPracticeDialog::keptTwilioKey(const Result<void> &done)
{
    if (done)
        return accept();
    setBusy(false);
    m_setUp->setEnabled(false);
    m_checkButton->setEnabled(false);
    m_form->setEnabled(false);
    m_cancel->setText(tr("Close"));
    m_result->say(tr("The practice is set up, but it did not take Twilio's key, so colleagues can not text yet. Tick "
                     "“Keep this key for the practice” in Settings, Twilio, and save."),
                  Tone::Warning);
}

void SetUpPracticeDialog::reject()
{
    if (m_settingUp) // what a server has begun is not stopped half-way, but between two steps
        cancelSetUp();
    else
        QDialog::reject();
}
