#pragma once

#include <QDateTime>
#include <QDialog>

class QDateTimeEdit;
class QLabel;

/// Asks when a text is to leave, on the client's own clock; answers in UTC. Window-modal by open(). GUI thread; deletes
/// itself when it is closed.
class ScheduleDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p now in the client's zone.
    ScheduleDialog(const QString &name, const QDateTime &now, const QDateTime &proposed, QWidget *parent);

Q_SIGNALS:
    void chosen(const QDateTime &utc);

private:
    void submit();

    QDateTime m_now;
    QDateTimeEdit *m_edit;
    QLabel *m_problem;
};
