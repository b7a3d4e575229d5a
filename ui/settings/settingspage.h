#pragma once

#include <QWidget>

class QListWidget;
class QStackedWidget;
struct UiContext;

/// Settings in sections: Twilio, Practice, You, Privacy, Data, About. Each section saves by its own button and says
/// what is not saved yet. GUI thread; owned by the main window.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    enum class Section { Twilio, Practice, You, Privacy, Data, About };
    SettingsPage(UiContext &context, QWidget *parent = nullptr);

    void showSection(Section section);

Q_SIGNALS:
    void setUpRequested(); ///< "Set up again …"

private:
    void addSection(const QString &title, QWidget *section);
    QWidget *buildAbout(UiContext &context);

    QListWidget *m_sections = nullptr;
    QStackedWidget *m_stack = nullptr;
};
