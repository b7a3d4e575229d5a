#include "sharing/joinpracticedialog.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "uicontext.h"

#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using ErrorText::Tone;

namespace
{
constexpr int textHeight = Theme::grid * 13;
constexpr qint64 longestFile = 100'000; // an invitation has two thousand
} // namespace

JoinPracticeDialog::JoinPracticeDialog(UiContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Join a practice"));
    build();
    connect(m_text, &QPlainTextEdit::textChanged, this, &JoinPracticeDialog::showInvitation);
    connect(m_open, &QPushButton::clicked, this, &JoinPracticeDialog::chooseFile);
    connect(m_join, &QPushButton::clicked, this, &JoinPracticeDialog::join);
    connect(m_cancel, &QPushButton::clicked, this, &JoinPracticeDialog::reject);
    showInvitation();
}

void JoinPracticeDialog::build()
{
    setMinimumWidth(Theme::grid * 70);
    auto *intro =
        PlainText::label(tr("Your administrator sends you an invitation. Six words appear next: you read them "
                            "to the administrator, who then lets you in. The practice's clients come to this "
                            "computer, and what is on it already becomes the practice's."),
                         this);
    intro->setWordWrap(true);
    Theme::makeMuted(intro);
    auto *label = PlainText::label(tr("&Invitation"), this);
    m_text = new QPlainTextEdit(this);
    m_text->setAccessibleName(tr("Invitation"));
    m_text->setPlaceholderText(tr("Paste it here"));
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(textHeight);
    m_text->setWordWrapMode(QTextOption::WrapAnywhere);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    label->setBuddy(m_text);
    m_open = new QPushButton(tr("Open a &file …"), this);
    m_result = new ResultLine(this);
    m_bar = new QProgressBar(this);
    m_bar->setRange(0, 0);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(windowTitle());
    m_bar->hide();
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_join = new QPushButton(tr("&Join"), this);
    for (QPushButton *button : {m_open, m_cancel})
        button->setAutoDefault(false);
    m_join->setDefault(true);
    Theme::makePrimary(m_join);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_open);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_join);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(intro);
    layout->addWidget(label);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_result);
    layout->addWidget(m_bar);
    layout->addSpacing(Theme::grid / 2);
    layout->addLayout(row);
    m_text->setFocus();
}

void JoinPracticeDialog::chooseFile()
{
    auto *files = new QFileDialog(this, tr("Open an invitation"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    files->setNameFilter(tr("Invitations (*.plinvitation *.txt);;All files (*)"));
    connect(files, &QFileDialog::fileSelected, this, &JoinPracticeDialog::read);
    files->open();
}

void JoinPracticeDialog::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return m_result->say(tr("The file could not be read."), Tone::Bad);
    m_text->setPlainText(PlainText::cleaned(QString::fromUtf8(file.read(longestFile))).trimmed());
}

void JoinPracticeDialog::showInvitation()
{
    const QString text = m_text->toPlainText();
    const auto invitation = Invitation::fromText(text);
    m_join->setEnabled(invitation.has_value());
    if (text.trimmed().isEmpty())
        return m_result->clear();
    if (!invitation)
        return m_result->say(ConnectionWords::sentence(invitation.error()), Tone::Bad);
    const QDateTime now = m_context.clock.now();
    const QString until = Formatting::whenInSentence(invitation->expires, now);
    if (invitation->expires < now) // the server decides: this computer's clock may be wrong
        return m_result->say(tr("By this computer's clock, this invitation expired %1. Ask for a new one.").arg(until),
                             Tone::Warning);
    m_result->say(tr("For %1, into %2 at %3. Valid until %4.")
                      .arg(PlainText::isolated(invitation->personName), PlainText::isolated(invitation->practiceName),
                           PlainText::isolated(invitation->address.host), until),
                  Tone::Good);
}

void JoinPracticeDialog::setBusy(bool busy)
{
    m_joining = busy;
    for (QWidget *one : QList<QWidget *>{m_text, m_open, m_cancel, m_join})
        one->setEnabled(!busy);
    m_bar->setVisible(busy);
}

void JoinPracticeDialog::join()
{
    const auto invitation = Invitation::fromText(m_text->toPlainText());
    if (!invitation)
        return;
    setBusy(true);
    m_result->say(tr("Asking the practice's server …"), Tone::Quiet);
    whenDone(m_context.sharing.join(*invitation), this, [this](const Result<void> &done) {
        setBusy(false);
        if (done)
            return accept();
        // The request was left all the same when only the keychain failed at the end.
        const bool hasAsked = m_context.sharing.state() == Sharing::State::Asked;
        m_join->setEnabled(!hasAsked);
        m_result->say(hasAsked
                          ? tr("The practice was asked, but the keychain did not keep this computer's login. Leave "
                               "Practiceline open until you are approved.")
                          : ConnectionWords::joinSentence(done.error()),
                      Tone::Bad);
    });
}

void JoinPracticeDialog::reject()
{
    if (!m_joining) // the invitation may be used up already
        QDialog::reject();
}
