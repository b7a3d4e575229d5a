#include "historymodel.h"

#include <algorithm>

namespace
{
// Newest first; the local sequence decides between rows of one moment.
bool isNewer(const Communication &a, const Communication &b)
{
    return a.sortAt != b.sortAt ? a.sortAt > b.sortAt : a.sequence > b.sequence;
}
} // namespace

void HistoryModel::restart(bool more)
{
    beginResetModel();
    m_rows.clear();
    m_more = more;
    m_asked = false;
    endResetModel();
}

void HistoryModel::append(const QList<Communication> &rows, bool more)
{
    m_asked = false;
    m_more = more;
    // The common case, one block at the end, is one signal; anything else finds its place row by row.
    const bool block = std::is_sorted(rows.cbegin(), rows.cend(), isNewer) &&
                       (m_rows.isEmpty() || rows.isEmpty() || isNewer(m_rows.constLast(), rows.constFirst()));
    if (rows.isEmpty())
        return;
    if (block) {
        const auto first = int(m_rows.size());
        beginInsertRows({}, first, first + int(rows.size()) - 1);
        m_rows += rows;
        endInsertRows();
        return;
    }
    for (const Communication &row : rows)
        put(row, true);
}

void HistoryModel::fetchFailed()
{
    m_asked = false;
}

void HistoryModel::upsert(const QList<Communication> &rows, const std::function<bool(const Communication &)> &accepts)
{
    for (const Communication &row : rows) {
        if (accepts(row)) {
            put(row, !m_more);
        } else if (const int at = rowOf(row.id); at >= 0) {
            beginRemoveRows({}, at, at);
            m_rows.removeAt(at);
            endRemoveRows();
        }
    }
}

void HistoryModel::put(const Communication &row, bool mayExtend)
{
    const int known = rowOf(row.id);
    const auto place = std::lower_bound(m_rows.cbegin(), m_rows.cend(), row, isNewer);
    const auto at = int(place - m_rows.cbegin());
    if (known >= 0)
        return change(known, at, row);
    if (place == m_rows.cend() && !mayExtend)
        return;
    beginInsertRows({}, at, at);
    m_rows.insert(at, row);
    endInsertRows();
}

/// Server time may move it to before the row that is at @p place now. It stays selected: a person may be about to act
/// on it.
void HistoryModel::change(int known, int place, const Communication &row)
{
    if (place == known || place == known + 1) {
        place = known;
    } else {
        beginMoveRows({}, known, known, {}, place);
        place -= place > known ? 1 : 0;
        m_rows.move(known, place);
        endMoveRows();
    }
    m_rows[place] = row;
    Q_EMIT dataChanged(index(place, 0), index(place, ColumnCount - 1));
}

const Communication *HistoryModel::at(int row) const
{
    return row >= 0 && row < m_rows.size() ? &m_rows.at(row) : nullptr;
}

int HistoryModel::rowOf(CommunicationId id) const
{
    const auto found = std::find_if(m_rows.cbegin(), m_rows.cend(), [&](const Communication &c) { return c.id == id; });
    return found == m_rows.cend() ? -1 : int(found - m_rows.cbegin());
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != CommunicationRole)
        return {};
    return QVariant::fromValue(m_rows.at(index.row()));
}

bool HistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && !m_asked;
}

void HistoryModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_asked = true;
    Q_EMIT moreNeeded();
}
