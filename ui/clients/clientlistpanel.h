#pragma once

#include "client.h"

#include <QTimer>
#include <QWidget>

class ClientListModel;
class ClientListView;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
struct UiContext;

/// Search, Add, Import and the list of clients. Typing never waits: the search starts a moment after the last key.
/// GUI thread; owned by ClientsPage.
class ClientListPanel : public QWidget
{
    Q_OBJECT

public:
    ClientListPanel(UiContext &context, QWidget *parent = nullptr);

    void focusSearch();
    void select(ClientId id); ///< also one that is not loaded yet: it stays current for the conversation
    ClientId current() const { return m_current; }

Q_SIGNALS:
    void chosen(const Client &client);
    void activated(); ///< Enter: on to the message
    void addRequested();
    void importRequested();

private:
    void buildTop();
    void buildMine();
    void updateMine();
    void buildList();
    void buildArchive();
    void updateArchive();
    void currentChanged();
    void removeClients(const QList<ClientId> &ids);
    void restoreCurrent();
    void updateEmpty();
    void updateRights();
    bool eventFilter(QObject *watched, QEvent *event) override;

    UiContext &m_context;
    ClientListModel *m_model;
    QLineEdit *m_search;
    QPushButton *m_add;
    QPushButton *m_import;
    QPushButton *m_mine; ///< only whose turn is ours; while this computer shares
    ClientListView *m_list;
    QStackedWidget *m_stack;
    QPushButton *m_archive;
    QWidget *m_archiveRow = nullptr;
    QLabel *m_empty;
    QPushButton *m_emptyAdd;
    QTimer m_debounce;
    QTimer m_minute; ///< "2 min" grows older
    QTimer m_recount;
    ClientId m_current;
    bool m_hasArchived = false;
    bool m_writes = true;
    bool m_restoring = false;
};
