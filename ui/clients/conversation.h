#pragma once

#include "client.h"
#include "communication.h"

#include <QTimer>
#include <QWidget>

class CallBar;
class Colleagues;
class CommunicationListModel;
class Composer;
class ConversationDelegate;
class ConversationHeader;
class ConversationList;
class ConversationModel;
class NoteActions;
class NoticeBar;
class QLabel;
class QPushButton;
class QStackedWidget;
class RowActions;
struct UiContext;

/// Everything about one client on one screen: header, live call, bubbles, what can be done about a row, composer. GUI
/// thread; owned by ClientsPage.
class Conversation : public QWidget
{
    Q_OBJECT

public:
    Conversation(UiContext &context, QWidget *parent = nullptr);

    void setClient(const Client &client); ///< an id of null shows what to do first
    ClientId clientId() const { return m_client.id; }
    void call(const PhoneNumber &number = {}); ///< null: the one in use
    Composer *composer() const { return m_composer; }
    ConversationList *list() const { return m_list; }

Q_SIGNALS:
    void editRequested(const Client &client);
    void joinRequested(const Client &unknown);
    void settingsRequested();
    void folded(ClientId client); ///< the open client turned out to be that one

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void connectAll();
    void clientGone();
    void sayGone();
    void clientsChanged(const QList<Client> &clients);
    void connectColleagues();
    void loadNotes();
    void updateStaff();
    void updatePresence();
    void openHere();
    void rowsChanged();
    void updateListState();
    void updateActions();
    void updateRights();
    QString answeredBy(const Communication &row) const;
    void updateDoubtfulReply();
    void markReadIfSeen();
    void archive();
    void askPermission(TextPermission permission);
    void setPermission(const PhoneNumber &number, TextPermission permission, const QString &reason);
    void callEnded(CommunicationId id);
    void notice(const QString &sentence);
    QString shortName() const;

    UiContext &m_context;
    Client m_client;
    CommunicationListModel *m_model;
    ConversationModel *m_shown; ///< its rows, and internal notes between them
    ConversationDelegate *m_delegate;
    ConversationHeader *m_header = nullptr;
    CallBar *m_callBar = nullptr;
    ConversationList *m_list = nullptr;
    QPushButton *m_newest = nullptr; ///< back down after reading far up
    QLabel *m_listState = nullptr;   ///< "No messages yet …" or a failure
    NoticeBar *m_notice = nullptr;
    NoticeBar *m_reading = nullptr; ///< in the composer's place, for a person who only reads
    Colleagues *m_colleagues = nullptr;
    RowActions *m_actions = nullptr;
    NoteActions *m_noteActions = nullptr;
    Composer *m_composer = nullptr;
    QLabel *m_none = nullptr; ///< what to do first, or why the conversation is closed
    QStackedWidget *m_stack = nullptr;
    QTimer m_clockTimer;
    bool m_reads = false; ///< a supervisor, who writes nothing
};
