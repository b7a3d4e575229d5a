#pragma once

#include "settings/settingssection.h"

class AskedPanel;
class MemberPanel;
class OffPanel;
class PartedPanel;
class WithheldPanel;

/// Whether and with whom this computer shares: one panel a state. GUI thread; part of SettingsPage.
class SharingSection : public SettingsSection
{
    Q_OBJECT

public:
    explicit SharingSection(UiContext &context, QWidget *parent = nullptr);

Q_SIGNALS:
    void conflictsRequested();

private:
    void stateChanged();

    OffPanel *m_off = nullptr;
    WithheldPanel *m_withheld = nullptr;
    AskedPanel *m_asked = nullptr;
    MemberPanel *m_member = nullptr;
    PartedPanel *m_parted = nullptr;
};
