#include "sharing/sharingquestions.h"

#include "common/askbox.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/sharing.h"
#include "uicontext.h"

#include <QCoreApplication>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(SharingQuestions)
};

struct Question {
    QString title;
    QString text;
    QString more;
    QString accept;
};

void ask(const Question &question, QWidget *parent, const std::function<void()> &then)
{
    auto *box = AskBox::question(question.title, question.text, question.more, parent);
    auto *accept = box->addButton(question.accept, QMessageBox::AcceptRole);
    QObject::connect(accept, &QPushButton::clicked, parent, then);
    box->open();
}

Question leaveQuestion(const UiContext &context)
{
    const Sharing &sharing = context.sharing;
    if (sharing.state() == Sharing::State::Withheld)
        return {
            Words::tr("Stop sharing"), Words::tr("Stop sharing on this computer?"),
            Words::tr("Clients and texts that are here stay here. The practice is not told: ask an administrator to "
                      "remove this computer's login. To share again you need a new invitation."),
            Words::tr("&Stop sharing")};
    if (sharing.state() == Sharing::State::Asked)
        return {Words::tr("Cancel joining"),
                Words::tr("Do not join %1?").arg(PlainText::isolated(sharing.practiceName())),
                Words::tr("The invitation is used up. To join later you need a new one."), Words::tr("&Do not join")};
    if (sharing.status().state == SyncStatus::State::LoginRefused)
        return {
            Words::tr("Stop sharing"), Words::tr("Stop sharing on this computer?"),
            Words::tr("The practice does not let this computer in, so it can not be told. Clients and texts that are "
                      "here stay here. To share again you need a new invitation."),
            Words::tr("&Stop sharing")};
    QStringList more{
        Words::tr("What this computer sent goes to the practice first. Then everything that is here of it is "
                  "erased: clients, texts, notes and keys. Texts that wait here are not sent. To come back "
                  "you need an invitation.")};
    if (sharing.status().backlog > 0)
        more << Words::tr("%n changes of this computer have not reached the practice; those that are no texts or calls "
                          "are lost.",
                          nullptr, int(sharing.status().backlog));
    return {Words::tr("Leave the practice"), Words::tr("Leave %1?").arg(PlainText::isolated(sharing.practiceName())),
            more.join(u' '), Words::tr("&Leave the practice")};
}

void leaveEvenLast(UiContext &context, QWidget *parent, const SharingQuestions::Done &done)
{
    ask({Words::tr("Leave the practice"), Words::tr("You are the practice's last administrator."),
         Words::tr(
             "Nobody could invite, approve or remove people after you. Invite another administrator first, unless "
             "the practice ends. If it does, nothing is erased: what is on this computer stays here."),
         Words::tr("&Leave all the same")},
        parent, [&context, parent, done] { whenDone(context.sharing.leave(true), parent, done); });
}
} // namespace

namespace SharingQuestions
{
void remove(UiContext &context, const StaffMember &person, QWidget *parent, const Done &done)
{
    const QString name = PlainText::isolated(person.name);
    const bool invited = !person.joinedAt.isValid();
    ask({invited ? Words::tr("Take the invitation back") : Words::tr("Remove a person"),
         invited ? Words::tr("Take the invitation of %1 back?").arg(name)
                 : Words::tr("Remove %1 from the practice?").arg(name),
         invited ? Words::tr("It opens nothing any more. You may invite %1 again.").arg(name)
                 : Words::tr(
                       "They are shut out at once. At its next contact their computer brings what it sent, then erases "
                       "all that it holds of the practice; texts that wait there are not sent. What they wrote stays "
                       "in the practice. Back-ups and exports that they made stay where they put them."),
         invited ? Words::tr("&Take it back") : Words::tr("&Remove")},
        parent, [&context, id = person.id, parent, done] { whenDone(context.sharing.remove(id), parent, done); });
}

void leave(UiContext &context, QWidget *parent, const Done &done)
{
    const bool isMember = context.sharing.state() == Sharing::State::Member;
    if (isMember && context.sharing.status().state == SyncStatus::State::Offline) {
        AskBox::notice(
            Words::tr("Leave the practice"),
            Words::tr("The practice is not reached now. Leave when it is: what this computer sent must get there "
                      "before the rest is erased."),
            parent)
            ->open();
        return;
    }
    ask(leaveQuestion(context), parent, [&context, parent, done] {
        whenDone(context.sharing.leave(), parent, [&context, parent, done](const Result<void> &left) {
            if (!left && left.error().detail == "last-administrator"_L1)
                return leaveEvenLast(context, parent, done);
            done(left);
        });
    });
}
} // namespace SharingQuestions
