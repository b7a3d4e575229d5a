#include "clients/clientspage.h"

#include "clients/clientdialog.h"
#include "clients/clientlistpanel.h"
#include "clients/composer.h"
#include "clients/conversation.h"
#include "clients/importdialog.h"
#include "clients/joindialog.h"
#include "uicontext.h"

#include <QListView>
#include <QSplitter>
#include <QVBoxLayout>

ClientsPage::ClientsPage(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_list(new ClientListPanel(context, this))
    , m_conversation(new Conversation(context, this))
{
    m_list->setMinimumWidth(220);
    m_list->setMaximumWidth(480);
    m_conversation->setMinimumWidth(480);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_conversation);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setCollapsible(0, false);
    m_splitter->setCollapsible(1, false);
    m_splitter->setHandleWidth(1);
    m_splitter->setSizes({304, 824});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);

    connect(m_list, &ClientListPanel::chosen, m_conversation, &Conversation::setClient);
    connect(m_list, &ClientListPanel::activated, this, [this] { m_conversation->composer()->focusMessage(); });
    connect(m_list, &ClientListPanel::addRequested, this, &ClientsPage::addClient);
    connect(m_list, &ClientListPanel::importRequested, this, [this] { ImportDialog::start(m_context, this); });
    connect(m_conversation, &Conversation::editRequested, this, &ClientsPage::openDialog);
    connect(m_conversation, &Conversation::joinRequested, this, [this](const Client &unknown) {
        auto *dialog = new JoinDialog(m_context, unknown, this);
        connect(dialog, &JoinDialog::joined, this, [this](const Client &client) { showConversation(client.id); });
        dialog->open();
    });
    connect(m_conversation, &Conversation::folded, m_list, &ClientListPanel::select);
    connect(m_conversation, &Conversation::settingsRequested, this, &ClientsPage::settingsRequested);
}

void ClientsPage::openDialog(const Client &client)
{
    auto *dialog = new ClientDialog(m_context, client, this);
    connect(dialog, &ClientDialog::saved, this, [this](const Client &saved) { showConversation(saved.id); });
    connect(dialog, &ClientDialog::openRequested, this, &ClientsPage::showConversation);
    dialog->open();
}

void ClientsPage::showConversation(ClientId id)
{
    m_list->select(id);
}

ClientId ClientsPage::currentClient() const
{
    return m_conversation->clientId();
}

void ClientsPage::focusSearch()
{
    m_list->focusSearch();
}

void ClientsPage::addClient()
{
    if (m_context.shared().isReader())
        return;
    openDialog({});
}

void ClientsPage::call()
{
    m_conversation->call();
}

void ClientsPage::openTemplates()
{
    if (m_context.shared().isReader())
        return;
    m_conversation->composer()->openTemplates();
}

void ClientsPage::flushDraft()
{
    m_conversation->composer()->flushDraft();
}

void ClientsPage::recheck()
{
    m_conversation->composer()->recheck();
}

QByteArray ClientsPage::saveState() const
{
    return m_splitter->saveState();
}

void ClientsPage::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}
