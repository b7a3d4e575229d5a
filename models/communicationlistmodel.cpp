#include "communicationlistmodel.h"

#include <QPointer>

#include <algorithm>

CommunicationListModel::CommunicationListModel(Fetch fetch, QObject *parent)
    : CommunicationListModel(std::move(fetch), Sizes(), parent)
{
}

CommunicationListModel::CommunicationListModel(Fetch fetch, const Sizes &sizes, QObject *parent)
    : QAbstractListModel(parent)
    , m_fetch(std::move(fetch))
    , m_sizes(sizes)
{
}

bool CommunicationListModel::before(const Communication &a, const Communication &b)
{
    return a.sortAt != b.sortAt ? a.sortAt < b.sortAt : a.sequence < b.sequence;
}

void CommunicationListModel::setClient(ClientId client)
{
    m_client = client;
    reload();
}

void CommunicationListModel::clearRows()
{
    beginResetModel();
    m_rows.clear();
    m_earlier.reset();
    m_hasLater = false;
    m_failed = false;
    m_loading = false;
    ++m_generation;
    endResetModel();
}

void CommunicationListModel::reload()
{
    clearRows();
    if (!m_client.isNull())
        request();
}

void CommunicationListModel::loadEarlier()
{
    if (!m_loading && hasEarlier() && !m_client.isNull())
        request();
}

void CommunicationListModel::request()
{
    m_loading = true;
    const int generation = m_generation;
    const bool first = m_rows.isEmpty();
    const QPointer<CommunicationListModel> self(this);
    m_fetch(m_client, m_earlier, first ? m_sizes.first : m_sizes.page, [self, generation, first](const Page &page) {
        if (!self || self->m_generation != generation)
            return;
        self->m_loading = false;
        self->m_failed = page.failed;
        if (!page.failed) {
            self->m_earlier = page.next;
            self->prepend(page.rows);
        }
        Q_EMIT self->loaded(first);
    });
}

void CommunicationListModel::prepend(const QList<Communication> &newestFirst)
{
    QList<Communication> fresh;
    for (auto row = newestFirst.crbegin(); row != newestFirst.crend(); ++row) {
        if (rowOf(row->id) < 0)
            fresh << *row;
    }
    if (fresh.isEmpty())
        return;
    Q_EMIT aboutToPrepend();
    // A row that was announced while the first page was on its way may be older than rows of the page.
    const bool inOrder = m_rows.isEmpty() || !before(m_rows.first(), fresh.last());
    if (!inOrder) {
        for (const Communication &row : std::as_const(fresh))
            upsertOne(row, true);
    } else {
        beginInsertRows({}, 0, int(fresh.size()) - 1);
        m_rows = fresh + m_rows;
        endInsertRows();
        announceDayAfter(int(fresh.size()) - 1);
    }
    dropLater();
}

void CommunicationListModel::dropLater()
{
    if (m_rows.size() <= m_sizes.window)
        return;
    beginRemoveRows({}, m_sizes.window, int(m_rows.size()) - 1);
    m_rows.resize(m_sizes.window);
    m_hasLater = true;
    endRemoveRows();
}

void CommunicationListModel::upsert(const QList<Communication> &rows)
{
    for (const Communication &row : rows) {
        if (row.clientId == m_client && !m_client.isNull())
            upsertOne(row);
        else if (const int known = rowOf(row.id); known >= 0) {
            // It was given to another client.
            beginRemoveRows({}, known, known);
            m_rows.removeAt(known);
            endRemoveRows();
            announceDayAfter(known - 1);
        }
    }
}

void CommunicationListModel::upsertOne(const Communication &row, bool always)
{
    const int known = rowOf(row.id);
    if (known >= 0) {
        const bool same = m_rows.at(known).sortAt == row.sortAt && m_rows.at(known).sequence == row.sequence;
        if (same) {
            m_rows[known] = row;
            Q_EMIT dataChanged(index(known), index(known));
            return;
        }
        beginRemoveRows({}, known, known);
        m_rows.removeAt(known);
        endRemoveRows();
        announceDayAfter(known - 1);
    }
    const int target = int(std::lower_bound(m_rows.cbegin(), m_rows.cend(), row, before) - m_rows.cbegin());
    const bool below = target == m_rows.size() && m_hasLater;
    const bool above = target == 0 && hasEarlier() && !m_rows.isEmpty(); // its page brings it
    if (known < 0 && !always && (below || above))
        return;
    beginInsertRows({}, target, target);
    m_rows.insert(target, row);
    endInsertRows();
    announceDayAfter(target);
}

bool CommunicationListModel::startsDay(int row) const
{
    if (row == 0)
        return true;
    const QDateTime &before = m_rows.at(row - 1).sortAt;
    const QDateTime &at = m_rows.at(row).sortAt;
    constexpr int longestDay = 25 * 3600; // the end of summer time; local time is costly to ask for
    return before.secsTo(at) >= longestDay || before.toLocalTime().date() != at.toLocalTime().date();
}

/// What follows @p row may have become, or ceased to be, the first of its day.
void CommunicationListModel::announceDayAfter(int row)
{
    if (row + 1 >= 0 && row + 1 < m_rows.size())
        Q_EMIT dataChanged(index(row + 1), index(row + 1), {StartsDayRole, Qt::SizeHintRole});
}

int CommunicationListModel::rowOf(CommunicationId id) const
{
    for (qsizetype row = m_rows.size() - 1; row >= 0; --row) {
        if (m_rows.at(row).id == id)
            return int(row);
    }
    return -1;
}

Communication CommunicationListModel::at(int row) const
{
    return m_rows.value(row);
}

int CommunicationListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant CommunicationListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Communication &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.body;
    case IdRole:
        return QVariant::fromValue(row.id);
    case CommunicationRole:
        return QVariant::fromValue(row);
    case StartsDayRole:
        return startsDay(index.row());
    default:
        return {};
    }
}
