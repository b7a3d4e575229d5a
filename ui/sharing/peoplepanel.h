#pragma once

#include <QWidget>

class JoinRequests;
class PeopleList;
class QLabel;
class QPushButton;
class QVBoxLayout;
class ResultLine;
struct StaffMember;
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
    void removeChosen();
    bool mayName(const StaffMember &person) const;
    void nameDeputies();
    void changeRole();

    UiContext &m_context;
    JoinRequests *m_requests = nullptr;
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
