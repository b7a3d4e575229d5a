#include "sharing/recoverpracticedialog.h"

#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "uicontext.h"

#include <QLineEdit>
#include <QPushButton>

using ErrorText::Tone;

RecoveryForm::RecoveryForm(QWidget *parent)
    : ServerForm(parent)
{
    addServer(tr("The practice's database"), tr("The one that set the practice up. Used once and not kept."));
    addHeading(tr("What is on the paper"));
    m_key = addLine(tr("Recovery &key"), tr("Recovery key"), tr("Of the practice: 8 groups of 5 letters and digits."));
}

QString RecoveryForm::apply(SetUpRequest &request, QString &key)
{
    key = m_key->text().trimmed();
    const QString wrong = applyServer(request);
    return wrong.isEmpty() && key.isEmpty() ? refuse(m_key, tr("Type the practice's recovery key.")) : wrong;
}

RecoverPracticeDialog::RecoverPracticeDialog(UiContext &context, QWidget *parent)
    : StepDialog(tr("Use the practice's recovery key"), parent)
    , m_context(context)
    , m_form(new RecoveryForm(this))
{
    build(tr("For when the computers of all administrators are lost: this one becomes the "
             "computer of the administrator who made the key, and everything that the "
             "practice shared comes back. Afterwards make a new recovery key."),
          m_form, tr("Cancel"), tr("&Recover"));
}

void RecoverPracticeDialog::begin()
{
    SetUpRequest request;
    QString key;
    if (const QString wrong = m_form->apply(request, key); !wrong.isEmpty())
        return m_result->say(wrong, Tone::Bad);
    setBusy(true);
    m_cancel->setEnabled(false);
    m_result->say(tr("Asking the practice's server …"), Tone::Quiet);
    whenDone(m_context.sharing.recover(request.address, request.password, key), this,
             [this](const Result<void> &done) { ended(done); });
}

void RecoverPracticeDialog::ended(const Result<void> &done)
{
    if (done)
        return accept();
    setBusy(false);
    // Only the keychain failed, at the end.
    const bool isMember = m_context.sharing.state() == Sharing::State::Member;
    m_action->setEnabled(!isMember);
    m_result->say(isMember ? tr("The practice is back, but the keychain did not keep this computer's "
                                "login. It works until Practiceline is closed: invite a second "
                                "administrator now.")
                           : ConnectionWords::sentence(done.error()),
                  Tone::Bad);
}

void RecoverPracticeDialog::reject()
{
    if (!isBusy()) // it ends by itself within half a minute, and may be done already
        QDialog::reject();
}
