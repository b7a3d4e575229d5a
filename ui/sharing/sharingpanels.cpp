#include "sharing/sharingpanels.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/joinpracticedialog.h"
#include "sharing/partingwords.h"
#include "sharing/recoverpracticedialog.h"
#include "sharing/resultline.h"
#include "sharing/setuppracticedialog.h"
#include "sharing/sharing.h"
#include "sharing/sharingquestions.h"
#include "sharing/sixwords.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using ErrorText::Tone;

SharingPanel::SharingPanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_result(new ResultLine(this))
    , m_context(context)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(Theme::grid * 2);
}

QLabel *SharingPanel::addText(const QString &text, bool muted)
{
    auto *label = PlainText::label(text, this);
    label->setWordWrap(true);
    if (muted)
        Theme::makeMuted(label);
    addWidget(label);
    return label;
}

void SharingPanel::addWidget(QWidget *widget)
{
    m_layout->addWidget(widget);
}

void SharingPanel::addButtons(const QList<QPushButton *> &buttons)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    for (QPushButton *button : buttons)
        row->addWidget(button);
    row->addStretch(1);
    m_layout->addLayout(row);
    m_layout->addWidget(m_result);
}

void SharingPanel::leave()
{
    SharingQuestions::leave(m_context, this, [this](const Result<void> &left) {
        if (!left)
            m_result->say(ConnectionWords::sentence(left.error()), Tone::Bad);
    });
}

OffPanel::OffPanel(UiContext &context, QWidget *parent)
    : SharingPanel(context, parent)
    , m_setUp(new QPushButton(tr("&Set up a practice …"), this))
    , m_join(new QPushButton(tr("&Join a practice …"), this))
    , m_recover(new QPushButton(tr("Use a practice's recovery &key …"), this))
{
    addText(
        tr("Several computers can work on the same clients, texts and templates. They share through a database that "
           "belongs to your practice, and each goes on working without a connection."),
        true);
    m_why = addText({}, false);
    addButtons({m_setUp, m_join, m_recover});
    connect(m_setUp, &QPushButton::clicked, this,
            [this] { (new SetUpPracticeDialog(this->context(), window()))->open(); });
    connect(m_join, &QPushButton::clicked, this,
            [this] { (new JoinPracticeDialog(this->context(), window()))->open(); });
    connect(m_recover, &QPushButton::clicked, this,
            [this] { (new RecoverPracticeDialog(this->context(), window()))->open(); });
    update();
}

void OffPanel::update()
{
    const bool known = context().sharing.state() != Sharing::State::Unknown;
    const QString why = context().demo ? tr("The demo shares with nobody.")
                        : known        ? QString()
                                       : tr("The keychain has not answered yet.");
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    for (QPushButton *button : {m_setUp, m_join, m_recover})
        button->setEnabled(why.isEmpty());
}

WithheldPanel::WithheldPanel(UiContext &context, QWidget *parent)
    : SharingPanel(context, parent)
{
    addText(tr("This computer belongs to a practice, but the keychain did not give its login."), false);
    addText(
        tr("Nothing is lost: you can go on working, and changes are shared later. Unlock the keychain and try again. "
           "If the login is gone for good, stop sharing here and join again by a new invitation."),
        true);
    auto *again = new QPushButton(tr("&Try again"), this);
    auto *stop = new QPushButton(tr("Stop sharing on this &computer …"), this);
    Theme::makePrimary(again);
    addButtons({again, stop});
    connect(again, &QPushButton::clicked, this, [this] {
        m_result->say(tr("Asking the keychain …"), Tone::Quiet);
        this->context().sharing.load();
    });
    connect(stop, &QPushButton::clicked, this, &WithheldPanel::leave);
    connect(&context.sharing, &Sharing::stateChanged, this, [this] {
        const bool still = this->context().sharing.state() == Sharing::State::Withheld && isVisible();
        m_result->say(still ? tr("The keychain did not give it.") : QString(), Tone::Warning);
    });
}

PartedPanel::PartedPanel(UiContext &context, QWidget *parent)
    : SharingPanel(context, parent)
    , m_ended(addText({}, false))
{
    addText(PartingWords::whatHappens(), true);
    addButtons({});
    connect(&context.sharing, &Sharing::handingOverWaits, this,
            [this](const Error &why) { m_result->say(ConnectionWords::sentence(why), Tone::Warning); });
}

void PartedPanel::update()
{
    const Sharing &sharing = context().sharing;
    m_ended->setText(PartingWords::ended(sharing.practiceName(), sharing.end().byOneself));
}

AskedPanel::AskedPanel(UiContext &context, QWidget *parent)
    : SharingPanel(context, parent)
    , m_words(new SixWords(this))
{
    m_practice = addText({}, false);
    addText(
        tr("Read these words to your administrator, by telephone or in person. They approve when their screen shows "
           "the same ones."),
        true);
    addWidget(m_words);
    auto *check = new QPushButton(tr("Check &now"), this);
    auto *cancel = new QPushButton(tr("&Cancel joining …"), this);
    addButtons({check, cancel});
    connect(check, &QPushButton::clicked, this, [this] {
        m_result->say(tr("Asking the practice's server …"), Tone::Quiet);
        this->context().sharing.lookForApproval();
    });
    connect(cancel, &QPushButton::clicked, this, &AskedPanel::leave);
    connect(&context.sharing, &Sharing::notApproved, this, &AskedPanel::say);
}

void AskedPanel::update()
{
    if (context().sharing.state() != Sharing::State::Asked)
        return m_result->clear();
    m_practice->setText(tr("You asked to join %1.").arg(PlainText::isolated(context().sharing.practiceName())));
    if (m_shown != context().sharing.words() || m_shown.isEmpty())
        m_words->setWords(m_shown = context().sharing.words());
}

void AskedPanel::say(const Error &why)
{
    if (why.kind == ErrorKind::NotFound && ConnectionFaults::ofError(why) == ConnectionFault::Other)
        return m_result->say(tr("Not approved yet, as of %1. Practiceline looks again by itself.")
                                 .arg(Formatting::whenInSentence(context().clock.now(), context().clock.now())),
                             Tone::Quiet);
    m_result->say(
        why.kind == ErrorKind::Unauthorized
            ? tr("The practice does not let this computer in: an administrator took the invitation back, or it "
                 "expired. Ask for a new one.")
            : ConnectionWords::sentence(why),
        why.kind == ErrorKind::Offline ? Tone::Warning : Tone::Bad);
}
