#include "sharing/invitedialog.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/taborder.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/personform.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using ErrorText::Tone;

namespace
{
constexpr qsizetype longestName = 60;
} // namespace

InviteDialog::InviteDialog(UiContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_stack(new QStackedWidget(this))
    , m_result(new ResultLine(this))
    , m_copy(new QPushButton(tr("&Copy"), this))
    , m_save(new QPushButton(tr("&Save …"), this))
    , m_close(new QPushButton(tr("Cancel"), this))
    , m_invite(new QPushButton(tr("&Make the invitation"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Invite a person"));
    setMinimumWidth(Theme::grid * 72);
    m_stack->addWidget(buildForm());
    m_stack->addWidget(buildInvitation());
    for (QPushButton *button : {m_copy, m_save, m_close})
        button->setAutoDefault(false);
    m_invite->setDefault(true);
    Theme::makePrimary(m_invite);
    Theme::makePrimary(m_copy);
    m_copy->hide();
    m_save->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addStretch(1);
    row->addWidget(m_close);
    row->addWidget(m_save);
    row->addWidget(m_copy);
    row->addWidget(m_invite);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 2);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_result);
    layout->addLayout(row);
    connect(m_form, &PersonForm::edited, m_result, &ResultLine::clear);
    connect(m_invite, &QPushButton::clicked, this, &InviteDialog::invite);
    connect(m_copy, &QPushButton::clicked, this, &InviteDialog::copy);
    connect(m_save, &QPushButton::clicked, this, &InviteDialog::askFile);
    connect(m_close, &QPushButton::clicked, this, &InviteDialog::reject);
    tabAsRead(this);
}

QWidget *InviteDialog::buildForm()
{
    const PracticeSettings &settings = m_context.settings.current();
    m_form = new PersonForm(settings.region, personaKey(settings.persona), m_stack);
    return m_form;
}

QWidget *InviteDialog::buildInvitation()
{
    auto *page = new QWidget(m_stack);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3 / 2);
    m_advice = PlainText::label({}, page);
    m_advice->setWordWrap(true);
    m_text = new QPlainTextEdit(page);
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("Invitation"));
    m_text->setTabChangesFocus(true);
    m_text->setWordWrapMode(QTextOption::WrapAnywhere);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    layout->addWidget(m_advice);
    layout->addWidget(m_text, 1);
    return page;
}

/// One whose end was not heard before the program ended is there, too, and nobody has its text.
bool InviteDialog::isInvited(const QString &name) const
{
    const QList<StaffMember> &people = m_context.staff.all();
    return std::any_of(people.begin(), people.end(), [&name](const StaffMember &one) {
        return one.name == name && !one.joinedAt.isValid() && !one.leftAt.isValid();
    });
}

void InviteDialog::invite()
{
    StaffMember person;
    if (const QString wrong = m_form->apply(person); !wrong.isEmpty())
        return m_result->say(wrong, Tone::Bad);
    // Once: the same again, after a try that was not heard, gives the invitation that it made.
    const bool isKnown = std::exchange(m_asked, person.name) == person.name;
    if (!isKnown && isInvited(person.name))
        return m_result->say(tr("%1 is invited already. If that invitation was lost or has expired, remove it from the "
                                "list of people. Press again to make another one.")
                                 .arg(PlainText::isolated(PlainText::beginOf(person.name, longestName))),
                             Tone::Warning);
    m_name = person.name;
    m_form->setEnabled(false);
    m_invite->setEnabled(false);
    m_result->say(tr("Making the invitation …"), Tone::Quiet);
    whenDone(m_context.sharing.invite(person), this, [this](const Result<Invitation> &invitation) {
        m_form->setEnabled(true);
        m_invite->setEnabled(true);
        if (invitation)
            return show(*invitation);
        m_result->say(ConnectionWords::sentence(invitation.error()), Tone::Bad);
    });
}

void InviteDialog::show(const Invitation &invitation)
{
    const QString name = PlainText::isolated(m_name);
    m_advice->setText(
        tr("Send this to %1 by a way that you trust. It is valid for 72 hours, until %2, and for one person. "
           "It is shown only now. %1 then reads six words to you, and you approve.")
            .arg(name, Formatting::whenInSentence(invitation.expires, m_context.clock.now())));
    m_text->setPlainText(invitation.toText());
    m_stack->setCurrentIndex(1);
    m_result->clear();
    m_invite->hide();
    m_copy->show();
    m_save->show();
    m_copy->setDefault(true);
    m_copy->setFocus();
    m_close->setText(tr("C&lose"));
}

void InviteDialog::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    m_result->say(tr("Copied. Paste it into a message to this person alone."), Tone::Good);
}

void InviteDialog::askFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the invitation"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Invitations (*.plinvitation)"));
    dialog->setDefaultSuffix(u"plinvitation"_s);
    dialog->selectFile(tr("invitation.plinvitation"));
    connect(dialog, &QFileDialog::fileSelected, this, &InviteDialog::save);
    dialog->open();
}

void InviteDialog::save(const QString &path)
{
    QSaveFile file(path);
    const QByteArray text = m_text->toPlainText().toLatin1() + '\n';
    const bool isOpen = file.open(QIODevice::WriteOnly);
    // Whoever has it may ask to join in this person's name.
    if (isOpen && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(text) == text.size() &&
        file.commit())
        return m_result->say(tr("Saved in %1. Delete the file once it was sent.").arg(QDir::toNativeSeparators(path)),
                             Tone::Good);
    m_result->say(tr("The file could not be written. Choose a folder where you may save, on a disk with room."),
                  Tone::Bad);
}
