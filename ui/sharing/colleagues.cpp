#include "sharing/colleagues.h"

#include "common/plaintext.h"
#include "storage/staffstore.h"
#include "uicontext.h"

Colleagues::Colleagues(UiContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_me(context.shared().me)
    , m_isNobodyReading(context.shared().isNobodyReading)
{
    connect(&context.staff, &StaffStore::changed, this, &Colleagues::changed);
    connect(&context.sharing, &Sharing::stateChanged, this, &Colleagues::update);
    connect(&context.sharing, &Sharing::statusChanged, this, &Colleagues::update);
}

void Colleagues::update()
{
    const SharingFacts facts = m_context.shared();
    if (facts.me == m_me && facts.isNobodyReading == m_isNobodyReading)
        return;
    m_me = facts.me;
    m_isNobodyReading = facts.isNobodyReading;
    Q_EMIT changed();
}

QString Colleagues::sender(const Communication &row) const
{
    if (row.direction != Direction::Outbound || (row.staffId.isNull() && !row.isElsewhere()))
        return {};
    if (!row.staffId.isNull() && row.staffId == m_me)
        return {};
    const QString name = known(row.staffId);
    if (!name.isEmpty())
        return name;
    // Before it shared, a computer knew its person by the name alone.
    return row.staffName.isEmpty() ? tr("a colleague") : PlainText::isolated(row.staffName);
}

QString Colleagues::lastSender(const Client &client) const
{
    return client.lastOutbound && client.lastSender != m_me ? known(client.lastSender) : QString();
}

QString Colleagues::known(StaffId person) const
{
    const QString name = m_context.staff.nameOf(person);
    return name.isEmpty() ? name : PlainText::isolated(name);
}
