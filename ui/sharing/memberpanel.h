#pragma once

#include <QDateTime>
#include <QWidget>

class NoticeBar;
class PeoplePanel;
class PracticeRecoveryPanel;
class QLabel;
class QPushButton;
class ReencryptPanel;
class ResultLine;
struct UiContext;

/// What this computer shares with whom, and whether it is up to date; the people; its keys, for administrators; the way
/// out. GUI thread; part of SharingSection.
class MemberPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MemberPanel(UiContext &context, QWidget *parent = nullptr);

Q_SIGNALS:
    void conflictsRequested(); ///< "N edits to decide …"

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildFacts();
    QWidget *buildLeave();
    void showFacts();
    void showNotice();
    void statusChanged();
    void leave();

    UiContext &m_context;
    QDateTime m_lastSuccess; ///< the round after which the requests were asked for
    QLabel *m_practice = nullptr;
    QLabel *m_server = nullptr;
    QLabel *m_role = nullptr;
    ResultLine *m_state = nullptr;
    QPushButton *m_conflicts = nullptr;
    QPushButton *m_update = nullptr; ///< of the practice's database, where it is older than this program
    NoticeBar *m_notice = nullptr;   ///< a recovery key is to be made
    PeoplePanel *m_people = nullptr;
    PracticeRecoveryPanel *m_recovery = nullptr;
    ReencryptPanel *m_reencrypt = nullptr;
    QPushButton *m_leave = nullptr;
    ResultLine *m_result = nullptr;
};
