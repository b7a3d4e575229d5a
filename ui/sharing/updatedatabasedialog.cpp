#include "sharing/updatedatabasedialog.h"

#include "common/buttonrow.h"
#include "common/plaintext.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

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
    : QDialog(parent)
    , m_context(context)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Update the practice's database"));
    build();
    connect(m_form, &DatabaseLoginForm::edited, m_result, &ResultLine::clear);
    connect(m_cancel, &QPushButton::clicked, this, &UpdateDatabaseDialog::reject);
    connect(m_update, &QPushButton::clicked, this, &UpdateDatabaseDialog::begin);
}

void UpdateDatabaseDialog::build()
{
    setMinimumWidth(Theme::grid * 74);
    auto *advice = PlainText::label(tr("This Practiceline needs more of the database than is there. What the practice "
                                       "has stays as it is. Computers with an older Practiceline then have to be "
                                       "updated, too."),
                                    this);
    advice->setWordWrap(true);
    Theme::makeMuted(advice);
    m_form = new DatabaseLoginForm(this);
    m_result = new ResultLine(this);
    m_cancel = new QPushButton(tr("&Cancel"), this);
    m_update = new QPushButton(tr("U&pdate"), this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 2);
    layout->addWidget(advice);
    layout->addWidget(m_form);
    layout->addWidget(m_result);
    layout->addLayout(buttonRow(m_cancel, m_update));
}

void UpdateDatabaseDialog::setBusy(bool busy)
{
    m_updating = busy;
    m_form->setEnabled(!busy);
    m_update->setEnabled(!busy);
    m_cancel->setEnabled(true);
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
    if (!m_updating)
        return QDialog::reject();
    m_cancel->setEnabled(false);
    m_result->say(tr("Stopping after this step …"), Tone::Quiet);
    m_context.sharing.cancelSetUp();
}
