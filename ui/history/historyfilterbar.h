#pragma once

#include "staffmember.h"
#include "storage/communicationstore.h"

#include <QWidget>

class Clock;
class QBoxLayout;
class QComboBox;
class QDateEdit;
class QLineEdit;
class QPushButton;
class QTimer;

/// Search line and filters of History. Each combo box stands in one frame with its label, which is also its buddy: a
/// screen reader finds "Channel" by it. GUI thread.
class HistoryFilterBar : public QWidget
{
    Q_OBJECT

public:
    HistoryFilterBar(const Clock &clock, QWidget *parent = nullptr);

    CommunicationFilter filter() const;
    QString searchText() const; ///< without blanks at the ends
    bool isActive() const;      ///< anything narrows the list
    void setClient(ClientId id, const QString &name);
    void setStatus(CommunicationFilter::Status status);
    /// Whose texts and calls can be chosen; nobody: the choice is not there.
    void setStaff(const QList<StaffMember> &staff, StaffId me);
    void clear();

Q_SIGNALS:
    void changed(); ///< at once for filters, after a short rest for typing

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QComboBox *addCombo(QBoxLayout *row, const QString &label, const QString &objectName);
    void buildDates();
    void datesChanged();

    const Clock &m_clock;
    QBoxLayout *m_layout = nullptr;
    QBoxLayout *m_topRow = nullptr;
    QBoxLayout *m_filterRow = nullptr;
    QLineEdit *m_search = nullptr;
    QComboBox *m_channel = nullptr;
    QComboBox *m_direction = nullptr;
    QComboBox *m_status = nullptr;
    QComboBox *m_persona = nullptr;
    QComboBox *m_staff = nullptr;
    QComboBox *m_dates = nullptr;
    QWidget *m_range = nullptr;
    QDateEdit *m_from = nullptr;
    QDateEdit *m_to = nullptr;
    QPushButton *m_client = nullptr;
    ClientId m_clientId;
    QTimer *m_typing = nullptr;
};
