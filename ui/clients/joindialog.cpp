#include "clients/joindialog.h"

#include "clientlistmodel.h"
#include "clients/clientlistview.h"
#include "clients/clientpages.h"
#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "storage/clientstore.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

JoinDialog::JoinDialog(UiContext &context, const Client &unknown, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_unknown(unknown)
    , m_model(new ClientListModel(ClientPages::from(
                                      context.clients, this, [] { return false; }, ClientPages::Kinds::Named),
                                  60, this))
    , m_search(new QLineEdit(this))
    , m_list(new ClientListView(context, *m_model, this))
    , m_problem(PlainText::label({}, this))
    , m_hint(PlainText::label({}, this))
    , m_join(new QPushButton(tr("&Add the number"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add to a client"));
    build();
    m_model->reload();
    updateButton();
}

void JoinDialog::build()
{
    resize(Theme::grid * 60, Theme::grid * 60);
    const QString number = m_unknown.primaryNumber().display(m_context.settings.current().region);
    auto *words = PlainText::label(tr("Whose number is %1? It moves to the client that you choose, with its messages "
                                      "and calls. Whether it may be texted stays as it is.")
                                       .arg(number),
                                   this);
    words->setWordWrap(true);
    m_search->setPlaceholderText(tr("Search clients"));
    m_search->setAccessibleName(tr("Search clients to add the number to"));
    m_search->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Clients to choose from"));
    m_problem->setProperty("textRole", QStringLiteral("bad"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    Theme::makeMuted(m_hint);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_join->setDefault(true);
    Theme::makePrimary(m_join);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_hint, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_join);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 20);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(words);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);

    connect(m_search, &QLineEdit::textChanged, m_model,
            [this](const QString &text) { m_model->setSearch(text.trimmed()); });
    connect(m_model, &ClientListModel::loaded, this, &JoinDialog::updateButton);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &JoinDialog::updateButton);
    connect(m_list, &QListView::activated, this, &JoinDialog::join);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_join, &QPushButton::clicked, this, &JoinDialog::join);
}

void JoinDialog::updateButton()
{
    m_join->setEnabled(m_list->currentIndex().isValid());
    m_hint->setText(m_list->currentIndex().isValid() || m_model->isLoading() ? QString()
                    : m_model->rowCount() == 0                               ? tr("No client fits.")
                                                                             : tr("Choose a client."));
}

void JoinDialog::complain(const QString &sentence)
{
    m_join->setEnabled(true);
    m_problem->setText(sentence);
    m_problem->show();
}

void JoinDialog::join()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !m_join->isEnabled())
        return;
    m_join->setEnabled(false);
    // The list carries no notes: what is saved is read whole.
    const ClientId id = index.data(ClientListModel::ClientRole).value<Client>().id;
    whenDone(m_context.clients.fetch(id), this, [this](const Result<Client> &whole) {
        if (!whole)
            return complain(ErrorText::sentence(whole.error()));
        Client client = *whole;
        client.numbers += m_unknown.numbers;
        whenDone(m_context.clients.save(client, *whole), this, [this](const Result<Client> &saved) {
            if (!saved)
                return complain(ErrorText::sentence(saved.error()));
            Q_EMIT joined(*saved);
            accept();
        });
    });
}
