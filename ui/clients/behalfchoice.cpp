#include "clients/behalfchoice.h"

#include "common/plaintext.h"
#include "common/templatevalues.h"
#include "common/theme.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int widest = Theme::grid * 24; // a long name does not push the template away
} // namespace

BehalfChoice::BehalfChoice(UiContext &context, QWidget *parent)
    : QPushButton(parent)
    , m_context(context)
{
    setProperty("hasMenu", true);
    setMenu(new QMenu(this));
    setToolTip(PlainText::toolTip(tr("In whose name the text goes out. Both names are kept in the records.")));
    connect(&context.staff, &StaffStore::changed, this, &BehalfChoice::hear);
    connect(&context.sharing, &Sharing::stateChanged, this, &BehalfChoice::hear);
    connect(&context.sharing, &Sharing::statusChanged, this, &BehalfChoice::hear);
    m_represented = context.staff.representedBy(context.shared().me);
    become({});
}

/// Sync speaks every moment; a menu that is open is only filled anew when there is news.
void BehalfChoice::hear()
{
    const QList<StaffMember> represented = m_context.staff.representedBy(m_context.shared().me);
    const bool same = std::equal(represented.begin(), represented.end(), m_represented.begin(), m_represented.end(),
                                 [](const StaffMember &a, const StaffMember &b) {
                                     return a.id == b.id && a.name == b.name && a.phone == b.phone;
                                 });
    if (same)
        return;
    m_represented = represented;
    become(m_person);
}

void BehalfChoice::take(StaffId person)
{
    become(person.isNull() ? StaffMember() : m_context.staff.member(person));
}

void BehalfChoice::choose(const StaffMember &person)
{
    if (person.id == m_person.id)
        return;
    become(person);
    Q_EMIT changed();
}

void BehalfChoice::become(const StaffMember &person)
{
    m_person = person;
    const bool isMe = m_person.id.isNull();
    const QString name = PlainText::oneLine(m_person.name);
    const QString text = isMe ? tr("&As: me") : tr("&As: %1").arg(QString(name).replace(u'&', u"&&"_s));
    setText(fontMetrics().elidedText(text, Qt::ElideRight, widest));
    setAccessibleName(isMe ? tr("Write as: me") : tr("Write as: %1").arg(PlainText::isolated(name)));
    Theme::setRole(this, "standsOut", !isMe);
    fill();
    setVisible(!m_represented.isEmpty() || !isMe);
}

void BehalfChoice::fill()
{
    menu()->clear();
    const auto add = [this](const QString &text, const StaffMember &person) {
        QAction *action = menu()->addAction(QString(text).replace(u'&', u"&&"_s));
        // Later: the choice makes the menu anew, and the action with it.
        connect(
            action, &QAction::triggered, this, [this, person] { choose(person); }, Qt::QueuedConnection);
        action->setCheckable(true);
        action->setChecked(person.id == m_person.id);
    };
    add(tr("Me"), {});
    for (const StaffMember &one : std::as_const(m_represented))
        add(PlainText::oneLine(one.name), one);
}

QMap<QString, QString> BehalfChoice::known(const Client &client) const
{
    return TemplateValues::known(client, m_context.settings.current(), m_person);
}

QMap<QString, QString> BehalfChoice::asMine(QMap<QString, QString> values, const Client &client) const
{
    const QMap<QString, QString> mine = known(client);
    for (const StaffMember &one : m_represented) {
        const QMap<QString, QString> theirs = TemplateValues::known(client, m_context.settings.current(), one);
        for (auto value = values.begin(); value != values.end(); ++value) {
            if (mine.contains(value.key()) && *value == theirs.value(value.key()))
                *value = mine.value(value.key());
        }
    }
    return values;
}
