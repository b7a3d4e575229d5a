#include "sharing/reencryptpanel.h"

#include "common/askbox.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/progressdialog.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/sharing.h"
#include "sync/practicekeys.h"
#include "uicontext.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

ReencryptPanel::ReencryptPanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_why(PlainText::label({}, this))
    , m_encrypt(new QPushButton(this))
{
    m_why->setWordWrap(true);
    Theme::makeMuted(m_why);
    auto *row = new QHBoxLayout;
    row->addWidget(m_encrypt);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    layout->addWidget(m_why);
    layout->addLayout(row);
    connect(m_encrypt, &QPushButton::clicked, this,
            [this] { m_reason == Reason::ClearTexts ? askForClearTexts() : ask(); });
    connect(&context.sharing, &Sharing::keysChanged, this, &ReencryptPanel::refresh);
    offer(Reason::None);
}

void ReencryptPanel::offer(Reason reason)
{
    m_reason = reason;
    setVisible(reason != Reason::None);
    const bool isClear = reason == Reason::ClearTexts;
    m_why->setText(isClear
                       ? tr("Other programs write texts into the practice's database in clear. They can be encrypted "
                            "with the practice's key, so that only its people can read them.")
                       : tr("Since somebody left, the practice has a new key. What was written before is still "
                            "under the old one."));
    m_encrypt->setText(isClear ? tr("&Encrypt texts of other programs …")
                               : tr("&Encrypt old texts with the new key …"));
    m_encrypt->setAccessibleDescription(m_why->text());
}

void ReencryptPanel::refresh()
{
    Sharing &sharing = m_context.sharing;
    const auto &keys = sharing.membership().practiceKeys;
    if (sharing.state() != Sharing::State::Member || !sharing.isAdministrator() || keys.isEmpty())
        return offer(Reason::None);
    const int epoch = keys.lastKey();
    if (epoch == m_cleanEpoch)
        return lookForClearTexts();
    if (m_reason == Reason::NewKey) // until it was run: asking reads much
        return;
    // Without an answer it stays as it is until the practice can be asked.
    whenDone(sharing.hasOldTexts(), this, [this, epoch](const Result<bool> &old) {
        if (!old)
            return;
        if (*old)
            return offer(Reason::NewKey);
        m_cleanEpoch = epoch;
        lookForClearTexts();
    });
}

void ReencryptPanel::lookForClearTexts()
{
    whenDone(m_context.sharing.hasClearTexts(), this, [this](const Result<bool> &clear) {
        if (clear)
            offer(*clear ? Reason::ClearTexts : Reason::None);
    });
}

void ReencryptPanel::ask()
{
    auto *box = AskBox::question(tr("Encrypt old texts"), tr("Encrypt old texts with the practice's newest key?"),
                                 tr("It may take long, and you may stop it at any time: what is done stays done, and "
                                    "the next run goes on. Colleagues go on working meanwhile. What somebody who left "
                                    "has copied before is not taken back by it."),
                                 this);
    auto *clear = new QCheckBox(tr("&Also texts that other programs wrote in clear: those programs can not\n"
                                   "read them any more, and there is no way back"),
                                box);
    box->setCheckBox(clear);
    auto *accept = box->addButton(tr("&Encrypt"), QMessageBox::AcceptRole);
    connect(accept, &QPushButton::clicked, this,
            [this, clear] { run(clear->isChecked() ? Reencryption::What::AndClear : Reencryption::What::Sealed); });
    box->open();
}

void ReencryptPanel::askForClearTexts()
{
    auto *box = AskBox::question(tr("Encrypt texts of other programs"),
                                 tr("Encrypt the texts that other programs wrote in clear?"),
                                 tr("Those programs can not read them any more, and there is no way back. What they "
                                    "write later is in clear again. It may take long, and you may stop it at any time: "
                                    "what is done stays done, and the next run goes on."),
                                 this);
    auto *accept = box->addButton(tr("&Encrypt"), QMessageBox::AcceptRole);
    connect(accept, &QPushButton::clicked, this, [this] { run(Reencryption::What::AndClear); });
    box->open();
}

void ReencryptPanel::run(Reencryption::What what)
{
    auto *dialog = new ProgressDialog(m_reason == Reason::ClearTexts ? tr("Encrypt texts of other programs")
                                                                     : tr("Encrypt old texts"),
                                      tr("Counting …"), window());
    Reencryption *work = m_context.sharing.reencryption(what).release();
    if (work == nullptr) { // this person's role has just changed
        dialog->finish(tr("Only an administrator of the practice can do this."));
        dialog->open();
        return;
    }
    work->setParent(dialog);
    connect(dialog, &ProgressDialog::canceled, work, &Reencryption::cancel);
    connect(work, &Reencryption::progress, dialog, [dialog](const Reencryption::Progress &now) {
        dialog->setProgress(
            now.done, now.total,
            tr("%1 of %2 are under the newest key").arg(Formatting::number(now.done), Formatting::number(now.total)));
    });
    dialog->open();
    whenDone(work->run(), dialog, [this, dialog](const Result<Reencryption::Progress> &result) {
        dialog->finish(resultWords(result));
        m_reason = Reason::None; // looked at anew
        refresh();
    });
}

QString ReencryptPanel::resultWords(const Result<Reencryption::Progress> &result)
{
    if (!result) {
        if (result.error().kind == ErrorKind::Cancelled)
            return tr("Stopped. What is done stays done; the next run goes on from there.");
        if (PracticeKeys::isNewerKeyNeeded(result.error()))
            return tr("The practice has just got a newer key. Run it again after the next exchange.");
        return tr("%1 What is done stays done; run it again later, and it goes on from there.")
            .arg(ConnectionWords::sentence(result.error()));
    }
    QStringList words{result->done > 0
                          ? tr("%n texts and other entries were put under the newest key.", nullptr, int(result->done))
                          : tr("Nothing was left to do.")};
    if (result->done == 0 && (result->left > 0 || result->unreadable > 0))
        words = {tr("Nothing could be put under the newest key.")};
    if (result->left > 0)
        words << tr("%n were just being changed by others: run it again later.", nullptr, int(result->left));
    if (result->unreadable > 0)
        words << tr("%n can not be read with any key that is here, and stay as they are.", nullptr,
                    int(result->unreadable));
    return words.join(u' ');
}
