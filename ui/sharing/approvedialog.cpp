#include "sharing/approvedialog.h"

#include "common/askbox.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "sharing/sharingwords.h"
#include "sharing/sixwords.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using ErrorText::Tone;

ApproveDialog::ApproveDialog(UiContext &context, const JoinRequest &request, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_request(request)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Approve a person"));
    build();
    connect(m_same, &QPushButton::clicked, this, &ApproveDialog::approve);
    connect(m_differ, &QPushButton::clicked, this, &ApproveDialog::askWhetherToRefuse);
    connect(m_later, &QPushButton::clicked, this, &ApproveDialog::reject);
    setBusy(false);
    whenDone(context.sharing.wordsOf(request), this, [this](const Result<QStringList> &words) {
        m_compared = words && !words->isEmpty();
        if (m_compared)
            m_words->setWords(*words);
        else
            m_result->say(tr("The words could not be made: this computer has too little free memory. Close other "
                             "programs and try again."),
                          Tone::Bad);
        m_words->setVisible(m_compared);
        setBusy(false);
        adjustSize();
    });
}

void ApproveDialog::build()
{
    setMinimumWidth(Theme::grid * 68);
    const QString name = PlainText::isolated(m_request.name);
    auto *title = PlainText::label(PlainText::oneLine(m_request.name), this);
    Theme::makeTitle(title);
    title->setWordWrap(true);
    auto *role =
        PlainText::label(tr("asks to join as: %1").arg(PlainText::isolated(SharingWords::role(m_request.role))), this);
    role->setWordWrap(true);
    Theme::makeMuted(role);
    auto *advice =
        PlainText::label(tr("Ask %1, by telephone or in person, to read the six words on their screen to you. "
                            "Approve only when all of them are the same as these.")
                             .arg(name),
                         this);
    advice->setWordWrap(true);
    m_words = new SixWords(this);
    m_result = new ResultLine(this);
    m_differ = new QPushButton(tr("They &differ …"), this);
    m_later = new QPushButton(tr("&Not now"), this);
    m_same = new QPushButton(tr("They are the &same: approve"), this);
    for (QPushButton *button : {m_differ, m_same})
        button->setAutoDefault(false);
    m_later->setDefault(true); // Enter lets nobody in
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_differ);
    row->addStretch(1);
    row->addWidget(m_later);
    row->addWidget(m_same);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 2);
    auto *heading = new QVBoxLayout;
    heading->setSpacing(Theme::grid / 2);
    heading->addWidget(title);
    heading->addWidget(role);
    layout->addLayout(heading);
    layout->addWidget(advice);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_result);
    layout->addLayout(row);
    m_words->setFocus();
}

void ApproveDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_same->setEnabled(!busy && m_compared);
    m_differ->setEnabled(!busy && m_compared);
    m_later->setEnabled(!busy);
}

void ApproveDialog::approve()
{
    setBusy(true);
    m_result->say(tr("Approving …"), Tone::Quiet);
    whenDone(m_context.sharing.approve(m_request), this, [this](const Result<void> &done) {
        setBusy(false);
        if (done)
            return accept();
        m_result->say(ConnectionWords::sentence(done.error()), Tone::Bad);
    });
}

void ApproveDialog::askWhetherToRefuse()
{
    auto *box =
        AskBox::question(tr("The words differ"),
                         tr("Words that differ mean that somebody else may be asking in the name of %1.")
                             .arg(PlainText::isolated(m_request.name)),
                         tr("Refuse: the invitation is taken back and its login locked. Then invite %1 again, and "
                            "send the new invitation by another way.")
                             .arg(PlainText::isolated(m_request.name)),
                         this);
    auto *refusing = box->addButton(tr("&Refuse and take it back"), QMessageBox::AcceptRole);
    connect(refusing, &QPushButton::clicked, this, &ApproveDialog::refuse);
    box->open();
}

void ApproveDialog::refuse()
{
    setBusy(true);
    m_result->say(tr("Taking the invitation back …"), Tone::Quiet);
    whenDone(m_context.sharing.remove(m_request.staff), this, [this](const Result<void> &done) {
        setBusy(false);
        if (done)
            return accept();
        m_result->say(ConnectionWords::sentence(done.error()), Tone::Bad);
    });
}

void ApproveDialog::reject()
{
    if (!m_busy)
        QDialog::reject();
}
