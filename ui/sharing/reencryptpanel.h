#pragma once

#include "sync/reencryption.h"

#include <QWidget>

class QLabel;
class QPushButton;
struct UiContext;

/// Old texts under the practice's newest key, after somebody left, and texts that other programs wrote in clear under
/// any: an administrator's command that takes long, may be stopped and goes on another time. Hidden while there is no
/// reason for it. GUI thread; part of MemberPanel.
class ReencryptPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ReencryptPanel(UiContext &context, QWidget *parent = nullptr);
    enum class Reason {
        None,
        NewKey,     ///< there was more than one
        ClearTexts, ///< with the first key: of other programs
    };
    void offer(Reason reason);
    /// Looks for a reason.
    void refresh();
    static QString resultWords(const Result<Reencryption::Progress> &result);

private:
    void ask();
    void askForClearTexts();
    void lookForClearTexts();
    void run(Reencryption::What what);

    UiContext &m_context;
    Reason m_reason = Reason::None;
    int m_cleanEpoch = 1; ///< of the practice's key: nothing is under an older one
    QLabel *m_why = nullptr;
    QPushButton *m_encrypt = nullptr;
};
