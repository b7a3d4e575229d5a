#pragma once

#include <QPointer>
#include <QWidget>

#include <functional>

class QLabel;
class QListWidget;
class QPushButton;
class QMessageBox;
class QStackedWidget;
class SettingsSection;
struct UiContext;

/// Settings in sections: Twilio, Practice, Sharing, You, Privacy, Data, About. Each section saves by its own button and
/// says what is not saved yet. GUI thread; owned by the main window.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    enum class Section { Twilio, Practice, Sharing, You, Privacy, Data, About };
    SettingsPage(UiContext &context, QWidget *parent = nullptr);

    void showSection(Section section);
    bool hasUnsavedChanges() const;
    /// Calls @p then at once, or, when something is not saved, after the person has saved or discarded it.
    void leave(const std::function<void()> &then);

Q_SIGNALS:
    void setUpRequested();     ///< "Set up again …"
    void conflictsRequested(); ///< "N edits to decide …"

private:
    void addSection(const QString &title, SettingsSection *section);
    SettingsSection *buildAbout(UiContext &context);
    void updateRights(UiContext &context);
    void saveAll(const std::function<void()> &then);

    QListWidget *m_sections = nullptr;
    QStackedWidget *m_stack = nullptr;
    QList<SettingsSection *> m_all; ///< in the order of Section
    QPushButton *m_setUp = nullptr;
    QLabel *m_setUpRights = nullptr; ///< who may, where this person may not
    QPointer<QMessageBox> m_question;
};
