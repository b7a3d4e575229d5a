#pragma once

#include "client.h"
#include "staffmember.h"

#include <QTimeZone>
#include <QWidget>

class Clock;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;

/// Who the conversation is with: name, number, place, their local time, persona and permission, Call and what else can
/// be done with the client. GUI thread; owned by Conversation.
class ConversationHeader : public QWidget
{
    Q_OBJECT

public:
    ConversationHeader(const Clock &clock, QWidget *parent = nullptr);

    void setClient(const Client &client, const QString &region);
    void setNumber(const PhoneNumber &number); ///< the one in use: what is shown and asked about
    /// The client's wall clock; @p known false: the number's prefix may lie in several zones.
    void setTimeZone(const QTimeZone &zone, bool known);
    void setReadOnly(bool readOnly); ///< nothing can be done with the client
    /// Whom it may be assigned to, and who of them this is; nobody: this computer shares with nobody.
    void setStaff(const QList<StaffMember> &staff, StaffId me, bool mayAssign);
    void setPresence(const QString &line); ///< who else is here; empty: nobody, or nobody knows
    void tick();                           ///< the local time moves on

Q_SIGNALS:
    void callRequested(const PhoneNumber &number);
    void editRequested();
    void joinRequested(); ///< an unknown number belongs to a client that is there
    void archiveRequested();
    void permissionRequested(TextPermission permission);
    void assignRequested(StaffId staff); ///< null: nobody
    void visibilityRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateSubtitle();
    void makeRoom();
    void updateChips();
    void fillMenus();
    void updateAssigned();
    void updateVisible();
    void fillAssign();

    const Clock &m_clock;
    Client m_client;
    QString m_region;
    ClientNumber m_number;
    QTimeZone m_zone;
    bool m_zoneKnown = false;
    bool m_readOnly = false;
    QList<StaffMember> m_staff;
    StaffId m_me;
    bool m_mayAssign = false;
    QHBoxLayout *m_row;
    QHBoxLayout *m_nameRow;
    QLabel *m_name;
    QLabel *m_subtitle;
    QLabel *m_presence;
    QLabel *m_persona;
    QLabel *m_visible; ///< "Only me": not everybody sees the client
    QLabel *m_permission;
    QPushButton *m_add; ///< for an unknown number, as m_join
    QPushButton *m_join;
    QPushButton *m_assigned; ///< "Assigned to Ann"
    QPushButton *m_call;
    QPushButton *m_more;
    QMenu *m_assignMenu;
    QMenu *m_callMenu;
    QMenu *m_moreMenu;
};
