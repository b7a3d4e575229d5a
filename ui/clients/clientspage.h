#pragma once

#include "client.h"

#include <QWidget>

class ClientListPanel;
class Conversation;
class QSplitter;
struct UiContext;

/// The main page: who, what was said, and what to say next. GUI thread; owned by the main window.
class ClientsPage : public QWidget
{
    Q_OBJECT

public:
    ClientsPage(UiContext &context, QWidget *parent = nullptr);

    void showConversation(ClientId id);
    ClientId currentClient() const;
    void focusSearch();
    void addClient();
    void call();
    void openTemplates();
    void flushDraft();
    void recheck(); ///< asks the gates of the open conversation again
    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void settingsRequested();

private:
    void openDialog(const Client &client);

    UiContext &m_context;
    QSplitter *m_splitter;
    ClientListPanel *m_list;
    Conversation *m_conversation;
};
