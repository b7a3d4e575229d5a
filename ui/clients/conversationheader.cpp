#include "clients/conversationheader.h"

#include "clients/clientdelegate.h"
#include "clock.h"
#include "common/elidedlabel.h"
#include "common/formatting.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int roomyFrom = 680;    // pixels of header, so that 10:44 PM has room too; in narrower ones the permission
                                  // stands above the number and the hour
constexpr int assignedFrom = 760; // in narrower ones only the menu has it
constexpr int widestAssigned = 150;
} // namespace

ConversationHeader::ConversationHeader(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_row(new QHBoxLayout(this))
    , m_nameRow(new QHBoxLayout)
    , m_name(new ElidedLabel(this))
    , m_subtitle(new ElidedLabel(this))
    , m_presence(new ElidedLabel(this))
    , m_persona(PlainText::label({}, this))
    , m_visible(PlainText::label({}, this))
    , m_permission(PlainText::label({}, this))
    , m_add(new QPushButton(tr("Add as client"), this))
    , m_join(new QPushButton(tr("Add to a client …"), this))
    , m_assigned(new QPushButton(this))
    , m_call(new QPushButton(tr("Call"), this))
    , m_more(new QPushButton(this))
    , m_assignMenu(new QMenu(this))
    , m_callMenu(new QMenu(this))
    , m_moreMenu(new QMenu(this))
{
    Theme::makeHeader(this);
    Theme::makeTitle(m_name);
    Theme::makeMuted(m_subtitle);
    Theme::makeChip(m_persona, Theme::ChipTone::Quiet);
    Theme::makeChip(m_visible, Theme::ChipTone::Quiet);
    // Long names and numbers give way to the buttons.
    for (QLabel *label : {m_name, m_subtitle})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    Theme::makeMuted(m_presence);
    m_presence->hide();
    m_assigned->setProperty("hasMenu", true);
    m_assigned->setMenu(m_assignMenu);
    m_assignMenu->setTitle(tr("Assi&gn to"));
    m_assigned->hide();
    m_call->setIcon(Icons::icon(u"phone"_s));
    m_call->setToolTip(tr("Rings your phone first, then the client's (Ctrl+Shift+C)"));
    m_more->setIcon(Icons::icon(u"more"_s));
    m_add->setAccessibleName(tr("Add as client"));
    m_more->setAccessibleName(tr("More about this client"));
    m_more->setProperty("icononly", true);
    m_more->setMenu(m_moreMenu);

    auto *names = new QVBoxLayout;
    names->setSpacing(2);
    m_nameRow->setSpacing(12);
    // Beside the name, for the hour below must not give way to it; but only in what the name leaves.
    m_nameRow->addWidget(m_name, 1000);
    m_nameRow->addWidget(m_presence, 1);
    names->addLayout(m_nameRow);
    names->addWidget(m_subtitle);
    m_row->setContentsMargins(20, 10, 20, 10);
    m_row->setSpacing(12);
    m_row->addLayout(names, 1);
    m_row->addWidget(m_visible);
    m_row->addWidget(m_persona);
    m_row->addWidget(m_permission);
    m_row->addSpacing(4);
    m_row->addWidget(m_add);
    m_row->addWidget(m_join);
    m_row->addWidget(m_assigned);
    m_row->addWidget(m_call);
    m_row->addWidget(m_more);
    setFixedHeight(qMax(64, m_name->sizeHint().height() + m_subtitle->sizeHint().height() + 24));

    connect(m_add, &QPushButton::clicked, this, &ConversationHeader::editRequested);
    connect(m_join, &QPushButton::clicked, this, &ConversationHeader::joinRequested);
    connect(m_call, &QPushButton::clicked, this, [this] {
        if (m_call->menu() == nullptr)
            Q_EMIT callRequested(m_number.number);
    });
}

void ConversationHeader::setClient(const Client &client, const QString &region)
{
    m_client = client;
    m_region = region;
    m_add->setVisible(client.unknown && !m_readOnly);
    m_persona->setText(Formatting::persona(client.persona));
    makeRoom();
    const ClientNumber same = ClientWords::entry(client, m_number.number);
    setNumber(same.number.isNull() ? client.primaryNumber() : same.number);
}

void ConversationHeader::setNumber(const PhoneNumber &number)
{
    m_number = ClientWords::entry(m_client, number);
    updateChips();
    updateSubtitle();
    updateAssigned();
    fillMenus();
}

void ConversationHeader::setStaff(const QList<StaffMember> &staff, StaffId me, bool mayAssign)
{
    // Sync says often how it is; a menu that is open keeps its lines unless they are others.
    const bool same = std::equal(
        staff.begin(), staff.end(), m_staff.begin(), m_staff.end(), [](const StaffMember &a, const StaffMember &b) {
            return a.id == b.id && a.name == b.name && a.role == b.role && a.isPresent() == b.isPresent();
        });
    if (same && me == m_me && mayAssign == m_mayAssign)
        return;
    m_staff = staff;
    m_me = me;
    m_mayAssign = mayAssign;
    updateAssigned();
    updateVisible();
    fillMenus();
}

void ConversationHeader::setPresence(const QString &line)
{
    m_presence->setText(line);
    m_presence->setToolTip(PlainText::toolTip(line));
    m_presence->setVisible(!line.isEmpty());
    makeRoom();
}

void ConversationHeader::updateAssigned()
{
    // An unknown number has two buttons of its own; the menu offers it too.
    m_assigned->setVisible(!m_staff.isEmpty() && width() >= assignedFrom && !m_client.unknown);
    m_assigned->setEnabled(m_mayAssign);
    QString text = tr("Assigned to nobody");
    for (const StaffMember &one : std::as_const(m_staff)) {
        if (one.id == m_client.assignedTo)
            text = one.id == m_me ? tr("Assigned to me") : tr("Assigned to %1").arg(PlainText::oneLine(one.name));
    }
    m_assigned->setAccessibleName(text);
    m_assigned->setToolTip(PlainText::toolTip(tr("Whose turn it is. Everybody goes on seeing the client.")));
    m_assigned->setText(
        m_assigned->fontMetrics().elidedText(text, Qt::ElideRight, widestAssigned).replace(u'&', u"&&"_s));
    fillAssign();
}

/// Who writes here should know who reads it, so the chip stays where it is narrow.
void ConversationHeader::updateVisible()
{
    const StaffId only = m_client.visibleTo;
    m_visible->setVisible(!only.isNull() && !m_staff.isEmpty());
    QString name;
    for (const StaffMember &one : std::as_const(m_staff)) {
        if (one.id == only)
            name = PlainText::oneLine(one.name);
    }
    const QString text = only == m_me ? tr("Only me") : tr("Only %1").arg(name);
    m_visible->setText(m_visible->fontMetrics().elidedText(text, Qt::ElideRight, widestAssigned));
    m_visible->setAccessibleName(tr("Who sees the client: %1").arg(text));
    m_visible->setToolTip(PlainText::toolTip(tr("Beside administrators and supervisors nobody else sees the client.")));
}

/// Me, then everybody who is here, then nobody; who has left keeps it until somebody else gets it.
void ConversationHeader::fillAssign()
{
    m_assignMenu->clear();
    const auto add = [&](const QString &text, StaffId id) {
        QAction *action = m_assignMenu->addAction(QString(text).replace(u'&', u"&&"_s), this,
                                                  [this, id] { Q_EMIT assignRequested(id); });
        action->setCheckable(true);
        action->setChecked(m_client.assignedTo == id);
        action->setEnabled(m_mayAssign);
    };
    add(tr("Me"), m_me);
    for (const StaffMember &one : std::as_const(m_staff)) {
        if (one.isPresent() && one.id != m_me && one.role != u"agent"_s)
            add(PlainText::oneLine(one.name), one.id);
    }
    m_assignMenu->addSeparator();
    add(tr("Nobody"), {});
}

void ConversationHeader::updateChips()
{
    m_permission->setVisible(!m_number.number.isNull());
    QString text = ClientWords::permission(m_number.permission);
    switch (m_number.permission) {
    case TextPermission::MayText:
        text = tr("✓ %1").arg(text);
        Theme::makeChip(m_permission, Theme::ChipTone::Good);
        break;
    case TextPermission::Held:
        Theme::makeChip(m_permission, Theme::ChipTone::Warning);
        break;
    case TextPermission::OptedOut:
        if (m_number.permissionSince.isValid() &&
            m_number.permissionSince.toLocalTime().date() != m_clock.now().toLocalTime().date())
            text = tr("Opted out %1").arg(Formatting::briefWhen(m_number.permissionSince, m_clock.now()));
        Theme::makeChip(m_permission, Theme::ChipTone::Bad);
        break;
    }
    m_permission->setText(text);
}

void ConversationHeader::updateSubtitle()
{
    const PhoneNumber &number = m_number.number;
    QStringList parts{number.isNull() ? tr("No number yet: edit the client to add one") : number.display(m_region)};
    if (m_zone.isValid()) {
        const QString time = Formatting::timeIn(m_clock.now().toTimeZone(m_zone));
        parts << (m_zoneKnown ? tr("%1 there").arg(time) : tr("about %1 there").arg(time));
    }
    if (m_client.archived)
        parts << tr("archived");
    QString text = parts.join(u" · "_s);
    // The place is the first to go where the window is narrow: the hour decides whether one may write.
    const QString place = number.isNull() ? QString() : number.place(QLocale().name().section(u'_', 0, 0));
    if (!place.isEmpty()) {
        QStringList whole = parts;
        whole.insert(1, place);
        const QString longer = whole.join(u" · "_s);
        if (m_subtitle->fontMetrics().horizontalAdvance(longer) <= m_subtitle->width())
            text = longer;
        m_subtitle->setToolTip(longer);
    }
    m_subtitle->setText(text);
}

void ConversationHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    makeRoom();
    updateAssigned();
    updateSubtitle();
}

/// What the menu offers too, or is less than the number and the hour, gives way where it is narrow.
void ConversationHeader::makeRoom()
{
    const bool roomy = width() >= roomyFrom;
    // The second line has the number of an unknown one too.
    const bool brief = !roomy && m_client.unknown && m_client.name.isEmpty();
    const QString name = brief ? tr("Unknown") : ClientWords::name(m_client, m_region);
    // A selectable label would take its side from the name's direction; the header's side stays.
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    m_name->setText(QChar(mirrored ? 0x200f : 0x200e) + PlainText::isolated(name));
    m_name->setToolTip(PlainText::toolTip(PlainText::isolated(name)));
    const bool alone = m_presence->isHidden();
    m_name->setMaximumWidth(alone ? QWIDGETSIZE_MAX : m_name->sizeHint().width() + 1);
    m_persona->setVisible(!m_client.unknown && roomy && alone);
    updateVisible();
    QHBoxLayout *place = roomy ? m_row : m_nameRow;
    if (place->indexOf(m_permission) < 0) {
        (place == m_row ? m_nameRow : m_row)->removeWidget(m_permission);
        place->insertWidget(place == m_row ? m_row->indexOf(m_persona) + 1 : 1, m_permission);
    }
    m_add->setText(roomy ? tr("Add as client") : tr("Add …"));
    m_join->setVisible(m_client.unknown && !m_client.numbers.isEmpty() && roomy && !m_readOnly);
}

void ConversationHeader::setTimeZone(const QTimeZone &zone, bool known)
{
    m_zone = zone;
    m_zoneKnown = known;
    updateSubtitle();
}

void ConversationHeader::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_add->setVisible(m_client.unknown && !readOnly);
    m_call->setVisible(!readOnly);
    m_more->setVisible(!readOnly);
    makeRoom();
}

void ConversationHeader::tick()
{
    updateSubtitle();
}

void ConversationHeader::fillMenus()
{
    m_callMenu->clear();
    const bool several = m_client.numbers.size() > 1;
    for (const ClientNumber &number : std::as_const(m_client.numbers)) {
        const QString label = PlainText::oneLine(number.label);
        const QString text = number.number.display(m_region) + (label.isEmpty() ? QString() : u" · "_s + label);
        m_callMenu->addAction(QString(text).replace(u'&', u"&&"_s), this,
                              [this, number] { Q_EMIT callRequested(number.number); });
    }
    m_call->setMenu(several ? m_callMenu : nullptr);
    m_call->setProperty("hasMenu", several);
    m_call->setEnabled(!m_client.numbers.isEmpty());

    m_moreMenu->clear();
    m_moreMenu->addAction(Icons::icon(u"edit"_s), m_client.unknown ? tr("&Add as client …") : tr("&Edit client …"),
                          this, &ConversationHeader::editRequested);
    if (m_client.unknown && !m_client.numbers.isEmpty())
        m_moreMenu->addAction(Icons::icon(u"user"_s), tr("Add to a &client …"), this,
                              &ConversationHeader::joinRequested);
    if (!m_staff.isEmpty())
        m_moreMenu->addMenu(m_assignMenu);
    if (!m_staff.isEmpty() && !m_client.unknown) // unknown numbers are everybody's
        m_moreMenu->addAction(tr("&Who sees this client …"), this, &ConversationHeader::visibilityRequested)
            ->setEnabled(m_mayAssign);
    if (!m_number.number.isNull()) {
        m_moreMenu->addSeparator();
        if (m_number.permission != TextPermission::OptedOut)
            m_moreMenu->addAction(tr("Has &opted out of texts …"), this,
                                  [this] { Q_EMIT permissionRequested(TextPermission::OptedOut); });
        if (m_number.permission != TextPermission::MayText)
            m_moreMenu->addAction(tr("&May be texted …"), this,
                                  [this] { Q_EMIT permissionRequested(TextPermission::MayText); });
    }
    m_moreMenu->addSeparator();
    m_moreMenu->addAction(Icons::icon(u"archive"_s),
                          m_client.archived ? tr("Bring &back from the archive") : tr("A&rchive"), this,
                          &ConversationHeader::archiveRequested);
}
