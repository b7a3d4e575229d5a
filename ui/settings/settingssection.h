#pragma once

#include "async.h"
#include "practicesettings.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;
class SettingsForm;
struct UiContext;

/// One section of Settings: heading, forms, and below them what is not saved yet with Revert and Save. GUI thread; part
/// of SettingsPage.
class SettingsSection : public QWidget
{
    Q_OBJECT

public:
    SettingsSection(UiContext &context, const QString &title, const QString &intro, QWidget *parent = nullptr);

    /// @p heading over the form when the section has several; may be empty.
    void addForm(SettingsForm *form, const QString &heading = {});
    void addWidget(QWidget *widget);
    /// Saves; the future says how it ended. A mistake in a field is Invalid, and the section has shown it already.
    virtual QFuture<Result<void>> save();
    bool isDirty() const { return m_dirty; }

public Q_SLOTS:
    virtual void load();

protected:
    /// What all forms say, on top of what is saved. Shows the first mistake and answers false.
    bool collect(PracticeSettings &settings);
    QFuture<Result<void>> store(const PracticeSettings &settings);
    void say(const QString &text, bool bad);
    void setDirty(bool dirty);
    UiContext &context() const { return m_context; }

private:
    void updateRights();

    UiContext &m_context;
    QList<SettingsForm *> m_forms;
    QVBoxLayout *m_content = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_revert = nullptr;
    QPushButton *m_save = nullptr;
    QLabel *m_rights = nullptr; ///< who may edit it, where this person may not
    PracticeSettings m_shown;   ///< what was loaded into the forms: saving writes what differs from it
    bool m_dirty = false;
    bool m_newsMeanwhile = false; ///< a colleague changed settings while something is unsaved here
    bool m_loading = false;
};
