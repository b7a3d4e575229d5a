#include "templates/clientchoice.h"

#include "common/plaintext.h"
#include "storage/clientstore.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int newestShown = 50;
constexpr int matchesShown = 20;
constexpr auto typingRest = 200ms;

QList<Client> named(const QList<Client> &clients)
{
    QList<Client> result;
    for (const Client &client : clients) {
        if (!client.unknown && !client.name.isEmpty())
            result.append(client);
    }
    return result;
}
} // namespace

ClientChoice::ClientChoice(ClientStore &clients, QWidget *parent)
    : QComboBox(parent)
    , m_clients(clients)
    , m_names(new QStringListModel(this))
    , m_completer(new QCompleter(m_names, this))
    , m_rest(new QTimer(this))
{
    setEditable(true);
    setInsertPolicy(NoInsert);
    setCompleter(nullptr); // Qt's own would only know the list
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    lineEdit()->setCompleter(m_completer);
    lineEdit()->setAccessibleName(tr("Client of the preview"));
    lineEdit()->setPlaceholderText(tr("Name, number or tag"));
    m_rest->setSingleShot(true);
    m_rest->setInterval(typingRest);
    connect(lineEdit(), &QLineEdit::textEdited, this, [this](const QString &text) {
        offer({});
        m_typed = text;
        m_takeFirst = false;
        m_rest->start();
    });
    connect(m_rest, &QTimer::timeout, this, &ClientChoice::search);
    connect(lineEdit(), &QLineEdit::returnPressed, this, [this] {
        if (!m_matches.isEmpty())
            return choose(m_matches.first());
        m_takeFirst = m_rest->isActive();
        if (m_takeFirst)
            m_rest->start(0ms);
    });
    connect(lineEdit(), &QLineEdit::editingFinished, this, &ClientChoice::showChosen);
    connect(this, &QComboBox::activated, this, [this](int row) {
        if (row < m_newest.size())
            choose(m_newest.at(row));
    });
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) {
                if (index.row() < m_matches.size())
                    choose(m_matches.at(index.row()));
            });
    connect(&clients, &ClientStore::reset, this, &ClientChoice::reload);
}

void ClientChoice::reload()
{
    whenDone(m_clients.page({}, {}, newestShown), this, [this](const Result<ClientPage> &page) {
        if (page)
            fill(named(page->clients));
    });
}

void ClientChoice::fill(const QList<Client> &newest)
{
    m_newest = newest;
    clear();
    for (const Client &client : newest)
        addItem(PlainText::oneLine(client.name));
    const auto fresh =
        std::find_if(newest.cbegin(), newest.cend(), [this](const Client &one) { return one.id == m_client.id; });
    if (fresh != newest.cend())
        m_client = *fresh;
    else if (m_client.id.isNull() && !newest.isEmpty())
        m_client = newest.first();
    showChosen();
    Q_EMIT clientChanged();
}

void ClientChoice::search()
{
    ClientFilter filter;
    filter.search = m_typed.trimmed();
    if (filter.search.isEmpty())
        return;
    const int generation = ++m_generation;
    whenDone(m_clients.page(filter, {}, matchesShown), this, [this, generation](const Result<ClientPage> &page) {
        if (!page || generation != m_generation)
            return;
        const QList<Client> matches = named(page->clients);
        if (std::exchange(m_takeFirst, false)) {
            if (!matches.isEmpty())
                choose(matches.first());
        } else {
            offer(matches);
        }
    });
}

void ClientChoice::offer(const QList<Client> &matches)
{
    m_matches = matches;
    QStringList names;
    for (const Client &client : matches) {
        const PhoneNumber number = client.primaryNumber();
        const QString name = PlainText::oneLine(client.name);
        names.append(number.isNull() ? name : u"%1 · %2"_s.arg(name, number.display(number.region())));
    }
    m_names->setStringList(names);
    if (!names.isEmpty() && lineEdit()->hasFocus())
        m_completer->complete();
}

void ClientChoice::choose(const Client &client)
{
    ++m_generation;
    m_rest->stop();
    m_matches.clear();
    m_client = client;
    // Queued: the completer writes its own text after it has said what was chosen.
    QMetaObject::invokeMethod(this, &ClientChoice::showChosen, Qt::QueuedConnection);
    Q_EMIT clientChanged();
}

void ClientChoice::showChosen()
{
    if (m_completer->popup()->isVisible())
        return;
    const auto row =
        std::find_if(m_newest.cbegin(), m_newest.cend(), [this](const Client &one) { return one.id == m_client.id; });
    setCurrentIndex(row == m_newest.cend() ? -1 : int(row - m_newest.cbegin()));
    setEditText(m_client.id.isNull() ? tr("An example client") : PlainText::oneLine(m_client.name));
}
