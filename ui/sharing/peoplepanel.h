#pragma once

#include "sync/practicepeople.h"

#include <QWidget>

class PeopleList;
class QLabel;
class QPushButton;
class QVBoxLayout;
class ResultLine;
struct UiContext;

/// Who belongs to the practice, and what an administrator does about them; others see it and read who may. GUI thread;
/// part of MemberPanel.
class PeoplePanel : public QWidget
{
    Q_OBJECT

public:
    explicit PeoplePanel(UiContext &context, QWidget *parent = nullptr);
    /// Asks the practice who waits for an approval.
    void refresh();

private:
    void showPeople();
    void showRequests();
    void updateButtons();
    void setRequests(const QList<JoinRequest> &requests);
    void removeChosen();
    bool mayName(const StaffMember &person) const;
    void nameDeputies();
    void changeRole();

    UiContext &m_context;
    QList<JoinRequest> m_requests;
    bool m_asking = false;
    bool m_askAgain = false;
    QWidget *m_asked = nullptr; ///< the banners of those who ask
    QVBoxLayout *m_banners = nullptr;
    PeopleList *m_list = nullptr;
    QPushButton *m_invite = nullptr;
    QPushButton *m_deputies = nullptr;
    QPushButton *m_role = nullptr;
    QPushButton *m_remove = nullptr;
    QLabel *m_whoMay = nullptr;
    ResultLine *m_result = nullptr;
};
