#pragma once

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;
class RestorePanel;
class SetupStep;
struct UiContext;

/// First start: try the demo, connect Twilio, join a practice, or restore a back-up; each step is tested on the spot.
/// Window-modal by open(), never exec(); closing it keeps what was done, and Settings offers it again. GUI thread;
/// owned by the main window.
class SetupDialog : public QDialog
{
    Q_OBJECT

public:
    SetupDialog(UiContext &context, QWidget *parent = nullptr);
    void reject() override;

    /// Page 0 is the choice, then the steps of "Connect Twilio", then Restore.
    int currentPage() const;
    int pageCount() const;
    void showPage(int index);

Q_SIGNALS:
    void completed();        ///< PracticeSettings::setUpDone is saved
    void joined();           ///< a practice was asked: Settings show the six words
    void restartRequested(); ///< a back-up was restored: the program has to start again to use it

private:
    QWidget *buildChoice();
    void addStep(SetupStep *step);
    void next();
    void back();
    void updateButtons();
    void setBusy(bool busy);
    void showProblem(const QString &text);
    void startDemo();
    void joinPractice();
    void finish();
    SetupStep *currentStep() const;

    UiContext &m_context;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_progress = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_next = nullptr;
    QPushButton *m_later = nullptr;
    QList<SetupStep *> m_steps; ///< of "Connect Twilio", in order
    RestorePanel *m_restore = nullptr;
    bool m_busy = false;
    bool m_restored = false;
};
