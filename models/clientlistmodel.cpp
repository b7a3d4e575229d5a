#include "clientlistmodel.h"

#include <QPointer>

#include <algorithm>

namespace
{
qint64 orderTime(const Client &client)
{
    const QDateTime at = client.lastAt.isValid() ? client.lastAt : client.createdAt;
    return at.isValid() ? at.toMSecsSinceEpoch() : 0;
}
} // namespace

ClientListModel::ClientListModel(Fetch fetch, int pageSize, QObject *parent)
    : QAbstractListModel(parent)
    , m_fetch(std::move(fetch))
    , m_pageSize(pageSize)
{
}

/// The store's order, so that a row that is put in stands where a reload would show it.
bool ClientListModel::before(const Client &a, const Client &b)
{
    if (a.archived != b.archived)
        return b.archived;
    const qint64 left = orderTime(a);
    const qint64 right = orderTime(b);
    return left != right ? left > right : b.id < a.id;
}

void ClientListModel::setSearch(const QString &search)
{
    if (search == m_search && m_started)
        return;
    m_search = search;
    reload();
}

void ClientListModel::setShowsArchived(bool archived)
{
    if (archived == m_archived)
        return;
    m_archived = archived;
    reload();
}

void ClientListModel::setAssignedTo(StaffId staff)
{
    if (staff == m_assignedTo)
        return;
    m_assignedTo = staff;
    reload();
}

void ClientListModel::reload()
{
    m_started = true;
    beginResetModel();
    m_clients.clear();
    m_next.reset();
    ++m_generation;
    m_loading = false;
    m_failed = false;
    endResetModel();
    request();
}

void ClientListModel::request()
{
    m_loading = true;
    const int generation = m_generation;
    const QPointer<ClientListModel> self(this);
    m_fetch(m_search, m_next, m_pageSize, [self, generation](const Page &page) {
        if (!self || self->m_generation != generation)
            return;
        self->m_loading = false;
        self->m_failed = page.failed;
        if (!page.failed) {
            self->m_next = page.next;
            self->append(page.clients);
        }
        Q_EMIT self->loaded();
    });
}

void ClientListModel::append(const QList<Client> &clients)
{
    QList<Client> fresh;
    for (const Client &client : clients) {
        if (rowOf(client.id) < 0)
            fresh << client;
    }
    if (fresh.isEmpty())
        return;
    const int first = int(m_clients.size());
    beginInsertRows({}, first, first + int(fresh.size()) - 1);
    m_clients << fresh;
    endInsertRows();
}

void ClientListModel::upsert(const QList<Client> &clients)
{
    if (!m_started)
        return;
    for (const Client &client : clients)
        upsertOne(client);
}

void ClientListModel::upsertOne(const Client &client)
{
    const int row = rowOf(client.id);
    const bool isOthers = !m_assignedTo.isNull() && client.assignedTo != m_assignedTo;
    if (isOthers || (m_search.isEmpty() && client.archived != m_archived)) {
        if (row >= 0)
            remove({client.id});
        return;
    }
    // Whether an unknown row fits a search only the store can say.
    if (row < 0 && !m_search.isEmpty())
        return;
    if (row < 0) {
        const auto place = std::lower_bound(m_clients.cbegin(), m_clients.cend(), client, before);
        const int target = int(place - m_clients.cbegin());
        // Beyond what is loaded: its page brings it.
        if (target == m_clients.size() && !isComplete())
            return;
        beginInsertRows({}, target, target);
        m_clients.insert(target, client);
        endInsertRows();
        return;
    }
    m_clients[row] = client;
    Q_EMIT dataChanged(index(row), index(row));
    int target = 0;
    while (target < m_clients.size() && (target == row || before(m_clients.at(target), client)))
        ++target;
    if (target == row || target == row + 1)
        return;
    beginMoveRows({}, row, row, {}, target);
    m_clients.move(row, target > row ? target - 1 : target);
    endMoveRows();
}

void ClientListModel::remove(const QList<ClientId> &ids)
{
    for (const ClientId &id : ids) {
        const int row = rowOf(id);
        if (row < 0)
            continue;
        beginRemoveRows({}, row, row);
        m_clients.removeAt(row);
        endRemoveRows();
    }
}

int ClientListModel::rowOf(ClientId id) const
{
    for (qsizetype row = 0; row < m_clients.size(); ++row) {
        if (m_clients.at(row).id == id)
            return int(row);
    }
    return -1;
}

Client ClientListModel::clientAt(int row) const
{
    return m_clients.value(row);
}

int ClientListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_clients.size());
}

QVariant ClientListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Client &client = m_clients.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return client.name;
    case IdRole:
        return QVariant::fromValue(client.id);
    case ClientRole:
        return QVariant::fromValue(client);
    default:
        return {};
    }
}

bool ClientListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_started && !m_loading && (m_next.has_value() || m_failed);
}

void ClientListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        request();
}
