#pragma once

#include "client.h"

#include <QDialog>

class ClientListModel;
class ClientListView;
class QLabel;
class QLineEdit;
class QPushButton;
struct UiContext;

/// Whose number an unknown one is: it moves to the client that is chosen, with its conversation. Window-modal by
/// open(); deletes itself. GUI thread.
class JoinDialog : public QDialog
{
    Q_OBJECT

public:
    JoinDialog(UiContext &context, const Client &unknown, QWidget *parent);

Q_SIGNALS:
    void joined(const Client &client);

private:
    void build();
    void updateButton();
    void join();
    void complain(const QString &sentence);

    UiContext &m_context;
    Client m_unknown;
    ClientListModel *m_model;
    QLineEdit *m_search;
    ClientListView *m_list;
    QLabel *m_problem;
    QLabel *m_hint; ///< why the button can not be used
    QPushButton *m_join;
};
