#include "sharing/joinrequests.h"

#include "sharing/sharing.h"
#include "storage/staffstore.h"
#include "uicontext.h"

JoinRequests::JoinRequests(UiContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    connect(&context.staff, &StaffStore::changed, this, &JoinRequests::refresh);
    connect(&context.sharing, &Sharing::stateChanged, this, &JoinRequests::refresh);
}

void JoinRequests::refresh()
{
    if (m_context.sharing.state() != Sharing::State::Member || !m_context.sharing.isAdministrator())
        return set({});
    m_askAgain = m_asking;
    if (std::exchange(m_asking, true))
        return;
    whenDone(m_context.sharing.requests(), this, [this](const Result<QList<JoinRequest>> &requests) {
        m_asking = false;
        if (requests)
            set(*requests); // without a connection, those that were known stay
        if (std::exchange(m_askAgain, false))
            refresh();
    });
}

void JoinRequests::set(const QList<JoinRequest> &requests)
{
    const auto same = [](const JoinRequest &a, const JoinRequest &b) {
        return a.staff == b.staff && a.boxPublic == b.boxPublic && a.signPublic == b.signPublic;
    };
    const bool isOther = !std::equal(requests.cbegin(), requests.cend(), m_all.cbegin(), m_all.cend(), same);
    m_all = requests;
    if (isOther) // else a button would go from under the cursor
        Q_EMIT changed();
}
