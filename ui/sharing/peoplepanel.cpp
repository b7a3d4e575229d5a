#include "sharing/peoplepanel.h"

#include "clock.h"
#include "common/noticebar.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/approvedialog.h"
#include "sharing/connectionwords.h"
#include "sharing/deputiesdialog.h"
#include "sharing/invitedialog.h"
#include "sharing/joinrequests.h"
#include "sharing/peoplelist.h"
#include "sharing/resultline.h"
#include "sharing/roledialog.h"
#include "sharing/sharing.h"
#include "sharing/sharingquestions.h"
#include "sharing/sharingwords.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype longestName = 60;
} // namespace

PeoplePanel::PeoplePanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_requests(new JoinRequests(context, this))
    , m_asked(new QWidget(this))
    , m_banners(new QVBoxLayout(m_asked))
    , m_list(new PeopleList(this))
    , m_invite(new QPushButton(tr("&Invite …"), this))
    , m_deputies(new QPushButton(tr("&Deputies …"), this))
    , m_role(new QPushButton(tr("C&hange role …"), this))
    , m_remove(new QPushButton(tr("&Remove …"), this))
    , m_whoMay(PlainText::label({}, this))
    , m_result(new ResultLine(this))
{
    auto *heading = PlainText::label(tr("People"), this);
    QFont font = Theme::baseFont();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    Theme::setRole(m_asked, "role", u"inset"_s);
    m_banners->setContentsMargins(0, 0, 0, 0);
    m_banners->setSpacing(Theme::grid);
    m_whoMay->setWordWrap(true);
    m_whoMay->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a name without end widens nothing
    Theme::makeMuted(m_whoMay);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_invite);
    row->addWidget(m_deputies);
    row->addWidget(m_role);
    row->addWidget(m_remove);
    row->addWidget(m_whoMay, 1);
    row->addStretch(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(heading);
    layout->addWidget(m_asked);
    layout->addWidget(m_list);
    layout->addLayout(row);
    layout->addWidget(m_result);

    connect(m_list, &PeopleList::currentRowChanged, this, &PeoplePanel::updateButtons);
    connect(m_invite, &QPushButton::clicked, this, [this] { (new InviteDialog(m_context, window()))->open(); });
    connect(m_deputies, &QPushButton::clicked, this, &PeoplePanel::nameDeputies);
    connect(m_role, &QPushButton::clicked, this, &PeoplePanel::changeRole);
    connect(m_remove, &QPushButton::clicked, this, &PeoplePanel::removeChosen);
    connect(&context.staff, &StaffStore::changed, this, &PeoplePanel::showPeople);
    connect(m_requests, &JoinRequests::changed, this, [this] {
        showRequests();
        showPeople();
    });
    connect(&context.sharing, &Sharing::statusChanged, this, &PeoplePanel::updateButtons);
    m_asked->hide();
    showPeople();
}

void PeoplePanel::refresh()
{
    m_requests->refresh();
}

void PeoplePanel::showRequests()
{
    const auto old = m_asked->findChildren<NoticeBar *>(Qt::FindDirectChildrenOnly);
    for (NoticeBar *bar : old) {
        bar->hide();
        bar->deleteLater(); // it may be the one that was just used
    }
    for (qsizetype i = 0; i < m_requests->all().size(); ++i) {
        const JoinRequest request = m_requests->all().at(i);
        const QString name = PlainText::isolated(PlainText::beginOf(request.name, 100));
        auto *bar = new NoticeBar(NoticeBar::Tone::Decision, m_asked);
        m_banners->addWidget(bar);
        bar->show(tr("%1 asks to join.").arg(name));
        auto *button = bar->addButton(i == 0 ? tr("&Approve …") : tr("Approve …"));
        button->setAccessibleName(tr("Approve %1").arg(name));
        connect(button, &QPushButton::clicked, this, [this, request] {
            auto *dialog = new ApproveDialog(m_context, request, window());
            connect(dialog, &QDialog::finished, this, &PeoplePanel::refresh);
            dialog->open();
        });
    }
    m_asked->setVisible(!m_requests->all().isEmpty());
}

void PeoplePanel::showPeople()
{
    PeopleList::Facts facts;
    facts.me = m_context.sharing.me();
    facts.region = m_context.settings.current().region;
    for (const JoinRequest &request : m_requests->all())
        facts.asking.insert(request.staff);
    for (const StaffMember &person : m_context.staff.all()) {
        QStringList names;
        for (const StaffMember &one : m_context.staff.deputiesOf(person.id))
            names << PlainText::isolated(PlainText::beginOf(PlainText::oneLine(one.name), longestName));
        facts.deputies.insert(person.id, names.join(u", "_s));
    }
    m_list->show(m_context.staff.all(), facts, m_context.clock.now());
    updateButtons();
}

void PeoplePanel::updateButtons()
{
    const bool may = m_context.sharing.isAdministrator();
    const StaffMember chosen = m_context.staff.member(m_list->chosen());
    const bool mayGo = !chosen.id.isNull() && !chosen.leftAt.isValid() && chosen.id != m_context.sharing.me();
    m_invite->setEnabled(may);
    m_role->setEnabled(may && chosen.isPresent() && chosen.role != "agent"_L1);
    m_remove->setEnabled(may && mayGo);
    m_deputies->setEnabled(mayName(chosen));
    m_deputies->setAccessibleDescription(tr("Who may write texts in the name of the person that is chosen."));
    const QString why = may ? QString()
                            : tr("People are invited, approved and removed by %1.")
                                  .arg(SharingWords::anyOf(m_context.sharing.administrators()));
    m_whoMay->setText(why);
    m_whoMay->setVisible(!may);
    for (QPushButton *button : {m_invite, m_role, m_remove})
        button->setAccessibleDescription(why);
}

/// Administrators for everybody, others for themselves; nobody writes for the office program.
bool PeoplePanel::mayName(const StaffMember &person) const
{
    return person.isPresent() && person.role != "agent"_L1 &&
           (m_context.sharing.isAdministrator() ||
            (person.id == m_context.sharing.me() && !m_context.sharing.isReader()));
}

void PeoplePanel::nameDeputies()
{
    const StaffMember person = m_context.staff.member(m_list->chosen());
    if (mayName(person))
        (new DeputiesDialog(m_context, person, window()))->open();
}

void PeoplePanel::changeRole()
{
    const StaffMember person = m_context.staff.member(m_list->chosen());
    if (person.isPresent())
        (new RoleDialog(m_context, person, window()))->open();
}

void PeoplePanel::removeChosen()
{
    const StaffMember person = m_context.staff.member(m_list->chosen());
    if (person.id.isNull())
        return;
    SharingQuestions::remove(m_context, person, this, [this](const Result<void> &done) {
        m_result->say(done ? QString() : ConnectionWords::sentence(done.error()), ErrorText::Tone::Bad);
        refresh();
    });
}
