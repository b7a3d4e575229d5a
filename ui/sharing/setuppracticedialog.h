#pragma once

#include "sync/connectioncheck.h"
#include "sync/practicesetup.h"

#include <QDialog>

#include <functional>

class QCheckBox;
class QProgressBar;
class QPushButton;
class ResultLine;
class NewPracticeForm;
struct UiContext;

/// Begins sharing: where the practice's database is, a check of it, and the set-up with what went wrong beside the
/// fields. Window-modal by open(); deletes itself. While it sets up it stays; Cancel ends that at the next step. GUI
/// thread.
class SetUpPracticeDialog : public QDialog
{
    Q_OBJECT

public:
    SetUpPracticeDialog(UiContext &context, QWidget *parent);
    void reject() override;

private:
    void build();
    void check();
    void lookAround(const SetUpRequest &request, const ConnectionReport &report);
    void ask(const SetUpRequest &request, const std::function<void(const ConnectionReport &)> &then);
    void setUp();
    void begin(const SetUpRequest &request);
    void keepTwilioKey();
    void keptTwilioKey(const Result<void> &done);
    void setBusy(bool busy);
    void showProgress(int done, int of);
    void cancelSetUp();

    UiContext &m_context;
    ConnectionCheck m_check;
    PracticeSetUp m_outlook; ///< only looks
    int m_run = 0;           ///< an answer to an earlier question is not shown
    bool m_settingUp = false;
    bool m_cancelling = false;
    bool m_owesKey = false; ///< the practice stands, and keeps Twilio's key at the first exchange
    NewPracticeForm *m_form = nullptr;
    QCheckBox *m_keepKey = nullptr;
    ResultLine *m_result = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_checkButton = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_setUp = nullptr;
};
