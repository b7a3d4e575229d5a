#pragma once

#include <QDateTime>
#include <QWidget>

class PeoplePanel;
class QLabel;
class QPushButton;
class ResultLine;
struct UiContext;

/// What this computer shares with whom, and whether it is up to date; the people; the way out. GUI thread; part of
/// SharingSection.
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
    void statusChanged();
    void leave();

    UiContext &m_context;
    QDateTime m_lastSuccess; ///< the round after which the requests were asked for
    QLabel *m_practice = nullptr;
    QLabel *m_server = nullptr;
    QLabel *m_role = nullptr;
    ResultLine *m_state = nullptr;
    QPushButton *m_conflicts = nullptr;
    PeoplePanel *m_people = nullptr;
    QPushButton *m_leave = nullptr;
    ResultLine *m_result = nullptr;
};
