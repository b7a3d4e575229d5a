#pragma once

#include "sync/practicepeople.h"

#include <QDialog>

class QPushButton;
class ResultLine;
class SixWords;
struct UiContext;

/// Shows the words of somebody who asks to join, to be compared by voice with what their screen shows. Approves only by
/// its own button, never by Enter. Window-modal by open(); deletes itself. GUI thread.
class ApproveDialog : public QDialog
{
    Q_OBJECT

public:
    ApproveDialog(UiContext &context, const JoinRequest &request, QWidget *parent);
    void reject() override;

private:
    void build();
    void approve();
    void askWhetherToRefuse();
    void refuse();
    void setBusy(bool busy);

    UiContext &m_context;
    const JoinRequest m_request;
    bool m_busy = false;
    bool m_compared = false; ///< there are words
    SixWords *m_words = nullptr;
    ResultLine *m_result = nullptr;
    QPushButton *m_differ = nullptr;
    QPushButton *m_later = nullptr;
    QPushButton *m_same = nullptr;
};
