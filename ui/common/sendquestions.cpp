#include "common/sendquestions.h"

#include "common/askbox.h"
#include "common/promptdialog.h"

#include <QCoreApplication>
#include <QPushButton>

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(SendQuestions)
};
} // namespace

namespace SendQuestions
{
bool mayBeAsked(const Communication &row)
{
    return row.channel == Channel::Sms && row.sendState == SendState::Held && row.block != SendBlock::JudgeReply;
}

bool areNeeded(SendBlock block)
{
    return block == SendBlock::OutsideHours || block == SendBlock::PossibleDuplicate;
}

void sendNow(SendBlock block, const QString &name, QWidget *parent, const std::function<void(const QString &)> &go)
{
    if (!areNeeded(block))
        return go({});
    if (block == SendBlock::OutsideHours) {
        PromptDialog::Words words;
        words.title = Words::tr("Send now");
        words.question =
            Words::tr("It is outside the hours for texts. Why does it leave now? The reason is kept in the records.");
        words.label = Words::tr("Reason");
        words.accept = Words::tr("&Send now");
        auto *ask = new PromptDialog(words, parent);
        QObject::connect(ask, &PromptDialog::answered, parent, go);
        return ask->open();
    }
    QMessageBox *box = AskBox::question(
        Words::tr("Send now"), Words::tr("The same text to %1 is still unconfirmed. Send this one too?").arg(name),
        Words::tr("The client may get it twice."), parent);
    QObject::connect(box->addButton(Words::tr("&Send now"), QMessageBox::AcceptRole), &QPushButton::clicked, parent,
                     [go] { go({}); });
    box->open();
}

void beforeAnswering(const QString &what, const QString &name, QWidget *parent, const std::function<void()> &go)
{
    if (what.isEmpty())
        return go();
    QMessageBox *box = AskBox::question(Words::tr("Send"), Words::tr("%1\n\nSend all the same?").arg(what),
                                        Words::tr("Otherwise %1 may get two answers.").arg(name), parent);
    QObject::connect(box->addButton(Words::tr("&Send all the same"), QMessageBox::AcceptRole), &QPushButton::clicked,
                     parent, go);
    box->open();
}

void sendAgain(const QString &name, QWidget *parent, const std::function<void()> &go)
{
    QMessageBox *box = AskBox::question(Words::tr("Send again"), Words::tr("Send this text again to %1?").arg(name),
                                        Words::tr("The first one may have arrived; then the client gets the same text "
                                                  "twice. Both stay in the history."),
                                        parent);
    QObject::connect(box->addButton(Words::tr("&Send again"), QMessageBox::AcceptRole), &QPushButton::clicked, parent,
                     go);
    box->open();
}
} // namespace SendQuestions
