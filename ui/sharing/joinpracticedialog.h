#pragma once

#include <QDialog>

class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class ResultLine;
struct UiContext;

/// Takes an invitation, pasted or from a file, says whose it is as soon as it can be read, and joins with it.
/// Window-modal by open(); deletes itself; accepted(): the six words are there to be compared. GUI thread.
class JoinPracticeDialog : public QDialog
{
    Q_OBJECT

public:
    JoinPracticeDialog(UiContext &context, QWidget *parent);
    void reject() override;

private:
    void build();
    void chooseFile();
    void read(const QString &file);
    void showInvitation();
    void join();
    void setBusy(bool busy);

    UiContext &m_context;
    bool m_joining = false;
    QPlainTextEdit *m_text = nullptr;
    QPushButton *m_open = nullptr;
    ResultLine *m_result = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_join = nullptr;
};
