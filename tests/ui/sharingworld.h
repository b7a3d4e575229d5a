#pragma once

#include "pagesfixture.h"
#include "settings/settingspage.h"
#include "support/practicefixture.h"

#include <QDialog>

/// A computer of somebody who shares, with its Settings open under Sharing. A test owns several. GUI thread.
class SharingWorld : public PagesFixture
{
public:
    using PagesFixture::PagesFixture;
    /// False when the store or the key could not be opened.
    bool open(const QString &name);
    SettingsPage &page() { return *m_page; }
    /// As when a person goes to another section and comes back.
    void lookAgain();
    /// Presses the button of the section and gives the dialog that opens; null when there is none.
    QDialog *dialogOf(const QString &button);
    Sharing::State state() const { return sharing->state(); }

    // The dialogs' work, each to its end; false or empty when it does not come to it.
    bool setUpPractice(const PracticeFixture &practice);
    static void fillServer(const QWidget *dialog, const PracticeFixture &practice);
    QString invite(const QString &name, const QString &role);
    bool join(const QString &invitation);
    bool approveFirst();

    static constexpr auto setUpPassword = "set-up's own word";

private:
    std::unique_ptr<SettingsPage> m_page;
};
