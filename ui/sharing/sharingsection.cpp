#include "sharing/sharingsection.h"

#include "sharing/memberpanel.h"
#include "sharing/sharing.h"
#include "sharing/sharingpanels.h"
#include "uicontext.h"

SharingSection::SharingSection(UiContext &context, QWidget *parent)
    : SettingsSection(context, tr("Sharing"), {}, parent)
    , m_off(new OffPanel(context, this))
    , m_withheld(new WithheldPanel(context, this))
    , m_asked(new AskedPanel(context, this))
    , m_member(new MemberPanel(context, this))
    , m_parted(new PartedPanel(context, this))
{
    for (QWidget *panel : QList<QWidget *>{m_off, m_withheld, m_asked, m_member, m_parted})
        addWidget(panel);
    connect(&context.sharing, &Sharing::stateChanged, this, &SharingSection::stateChanged);
    connect(m_member, &MemberPanel::conflictsRequested, this, &SharingSection::conflictsRequested);
    stateChanged();
}

/// Not a stack of pages, which would be as high as the highest.
void SharingSection::stateChanged()
{
    using State = Sharing::State;
    const State state = context().sharing.state();
    m_off->update();
    m_asked->update();
    m_parted->update();
    m_off->setVisible(state == State::Off || state == State::Unknown);
    m_withheld->setVisible(state == State::Withheld);
    m_asked->setVisible(state == State::Asked);
    m_member->setVisible(state == State::Member);
    m_parted->setVisible(state == State::Parting);
}
