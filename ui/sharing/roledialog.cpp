#include "sharing/roledialog.h"

#include "common/buttonrow.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "sharing/sharingwords.h"
#include "uicontext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using ErrorText::Tone;

RoleDialog::RoleDialog(UiContext &context, const StaffMember &person, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_person(person)
    , m_role(new QComboBox(this))
    , m_mayDo(PlainText::label({}, this))
    , m_result(new ResultLine(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_change(new QPushButton(tr("C&hange role"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Change a role"));
    setMinimumWidth(Theme::grid * 60);
    auto *label = PlainText::label(
        tr("&Role of %1").arg(PlainText::isolated(PlainText::beginOf(person.name, 60)).replace(u'&', u"&&"_s)), this);
    label->setBuddy(m_role);
    m_role->setAccessibleName(tr("Role"));
    for (const QString &role : SharingWords::roles()) {
        if (role != "agent"_L1) // no person has it
            m_role->addItem(SharingWords::role(role), role);
    }
    m_role->setCurrentIndex(qMax(0, m_role->findData(person.role)));
    m_mayDo->setWordWrap(true);
    Theme::makeMuted(m_mayDo);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(label);
    layout->addWidget(m_role);
    layout->addWidget(m_mayDo);
    layout->addWidget(m_result);
    layout->addSpacing(Theme::grid / 2);
    layout->addLayout(buttonRow(m_cancel, m_change));
    connect(m_role, &QComboBox::currentIndexChanged, this, &RoleDialog::explain);
    connect(m_cancel, &QPushButton::clicked, this, &RoleDialog::reject);
    connect(m_change, &QPushButton::clicked, this, &RoleDialog::change);
    explain();
}

void RoleDialog::explain()
{
    const QString role = m_role->currentData().toString();
    m_mayDo->setText(SharingWords::mayDo(role));
    m_role->setAccessibleDescription(m_mayDo->text());
    m_change->setEnabled(role != m_person.role);
    m_result->clear();
    if (m_person.id == m_context.sharing.me() && role != "admin"_L1)
        m_result->say(tr("This is your own role: only another administrator can give it back."), Tone::Warning);
}

void RoleDialog::change()
{
    for (QWidget *one : QList<QWidget *>{m_role, m_change})
        one->setEnabled(false);
    m_result->say(tr("Asking the practice's server …"), Tone::Quiet);
    whenDone(m_context.sharing.setRole(m_person.id, m_role->currentData().toString(), m_person.role), this,
             [this](const Result<void> &done) {
                 if (done)
                     return accept();
                 m_role->setEnabled(true);
                 explain();
                 m_result->say(ConnectionWords::sentence(done.error()), Tone::Bad);
             });
}
