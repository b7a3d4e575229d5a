#pragma once

#include "client.h"

#include <QComboBox>

class ClientStore;
class QCompleter;
class QStringListModel;
class QTimer;

/// One client out of all: the newest conversations are in the list, and what is typed searches names, numbers and tags.
/// GUI thread; part of TemplatePreview.
class ClientChoice : public QComboBox
{
    Q_OBJECT

public:
    explicit ClientChoice(ClientStore &clients, QWidget *parent = nullptr);

    const Client &client() const { return m_client; } ///< null id while the practice has none
    void reload();                                    ///< names may have changed

Q_SIGNALS:
    void clientChanged();

private:
    void fill(const QList<Client> &newest);
    void search();
    void offer(const QList<Client> &matches);
    void choose(const Client &client);
    void showChosen();

    ClientStore &m_clients;
    Client m_client;
    QList<Client> m_newest;
    QList<Client> m_matches;
    QStringListModel *m_names;
    QCompleter *m_completer;
    QString m_typed;          ///< the line shows the chosen client again as soon as it is left
    QTimer *m_rest;           ///< a moment without typing
    int m_generation = 0;     ///< answers to what was typed before are dropped
    bool m_takeFirst = false; ///< Enter came before the answer
};
