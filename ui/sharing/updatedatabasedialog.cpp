#include "sharing/updatedatabasedialog.h"

#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "uicontext.h"

#include <QLineEdit>
#include <QPushButton>

using ErrorText::Tone;

DatabaseLoginForm::DatabaseLoginForm(QWidget *parent)
    : FieldForm(parent)
{
    m_user = addLine(tr("&User"), tr("User"), tr("The one that set the practice up. Used once and not kept."));
    m_password = addLine(tr("Pass&word"), tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
}

QString DatabaseLoginForm::user() const
{
    return m_user->text().trimmed();
}

QString DatabaseLoginForm::password() const
{
    return m_password->text();
}

QString DatabaseLoginForm::check()
{
    return user().isEmpty() ? refuse(m_user, tr("Type the user's name.")) : QString();
}

UpdateDatabaseDialog::UpdateDatabaseDialog(UiContext &context, QWidget *parent)
    : StepDialog(tr("Update the practice's database"), parent)
    , m_context(context)
    , m_form(new DatabaseLoginForm(this))
{
    build(tr("This Practiceline needs more of the database than is there. What the practice "
             "has stays as it is. Computers with an older Practiceline then have to be "
             "updated, too."),
          m_form, tr("&Cancel"), tr("U&pdate"));
}

void UpdateDatabaseDialog::begin()
{
    if (const QString wrong = m_form->check(); !wrong.isEmpty())
        return m_result->say(wrong, Tone::Bad);
    setBusy(true);
    m_result->say(tr("Updating the database …"), Tone::Quiet);
    whenDone(m_context.sharing.updateDatabase(m_form->user(), m_form->password()), this,
             [this](const Result<void> &done) {
                 if (done)
                     return accept();
                 setBusy(false);
                 if (done.error().kind == ErrorKind::Cancelled)
                     m_result->say(tr("Stopped. “Update” goes on from there."), Tone::Warning);
                 else
                     m_result->say(ConnectionWords::sentence(done.error()), Tone::Bad);
             });
}

void UpdateDatabaseDialog::reject()
{
    if (!isBusy())
        return QDialog::reject();
    m_cancel->setEnabled(false);
    m_result->say(tr("Stopping after this step …"), Tone::Quiet);
    m_context.sharing.cancelSetUp();
}
