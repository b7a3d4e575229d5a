#include "conversationmodel.h"

#include <QHash>

ConversationModel::ConversationModel(CommunicationListModel &rows, QObject *parent)
    : QAbstractListModel(parent)
    , m_rows(rows)
{
    connect(&rows, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&rows, &QAbstractItemModel::modelReset, this, [this] {
        m_notes.clear(); // of another client, or not readable any more
        m_entries = merged();
        endResetModel();
    });
    connect(&rows, &QAbstractItemModel::rowsInserted, this, &ConversationModel::arrange);
    connect(&rows, &QAbstractItemModel::rowsRemoved, this, &ConversationModel::arrange);
    connect(&rows, &CommunicationListModel::loaded, this, &ConversationModel::arrange); // there may be nothing earlier
    connect(&rows, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last, const QList<int> &roles) {
                rowsChanged(first.row(), last.row(), roles);
            });
}

/// All that is to be shown now, in order. At the same time the text comes first.
QList<ConversationModel::Entry> ConversationModel::merged() const
{
    QList<Entry> entries;
    const int count = m_rows.rowCount();
    const bool isOpenAbove = m_rows.hasEarlier() || m_rows.isLoading();
    if (count == 0 && isOpenAbove)
        return entries;
    qsizetype note = 0;
    if (isOpenAbove) {
        while (note < m_notes.size() && m_notes.at(note).at < m_rows.at(0).sortAt)
            ++note;
    }
    for (int row = 0; row < count; ++row) {
        const Communication here = m_rows.at(row);
        for (; note < m_notes.size() && m_notes.at(note).at < here.sortAt; ++note)
            entries.append({true, m_notes.at(note).id.toString(), int(note)});
        entries.append({false, here.id.toString(), row});
    }
    for (; note < m_notes.size() && !m_rows.hasLater(); ++note)
        entries.append({true, m_notes.at(note).id.toString(), int(note)});
    return entries;
}

/// Tells the view the difference in runs: what is gone, then what is new. Between them, entries that stay keep their
/// order: a row that moves is taken out and put in again by CommunicationListModel.
void ConversationModel::arrange()
{
    const QList<Entry> wanted = merged();
    QHash<QString, int> rowOf;
    for (const Entry &entry : wanted)
        rowOf.insert(entry.id, entry.row);
    for (Entry &entry : m_entries) {
        if (const auto row = rowOf.constFind(entry.id); row != rowOf.constEnd())
            entry.row = *row;
    }
    for (qsizetype last = m_entries.size() - 1; last >= 0;) {
        qsizetype first = last;
        while (first >= 0 && !rowOf.contains(m_entries.at(first).id))
            --first;
        if (first < last) {
            beginRemoveRows({}, int(first) + 1, int(last));
            m_entries.remove(first + 1, last - first);
            endRemoveRows();
        }
        last = first - 1;
    }
    for (qsizetype at = 0; at < wanted.size();) {
        qsizetype end = at;
        while (end < wanted.size() && (at >= m_entries.size() || wanted.at(end).id != m_entries.at(at).id))
            ++end;
        if (end > at) {
            beginInsertRows({}, int(at), int(end) - 1);
            m_entries = m_entries.first(at) + wanted.mid(at, end - at) + m_entries.mid(at);
            endInsertRows();
            if (end < m_entries.size()) // may have become, or ceased to be, the first of its day
                Q_EMIT dataChanged(index(int(end)), index(int(end)),
                                   {CommunicationListModel::StartsDayRole, Qt::SizeHintRole});
        }
        at = end + 1;
    }
}

void ConversationModel::rowsChanged(int first, int last, const QList<int> &roles)
{
    for (int at = 0; at < int(m_entries.size()); ++at) {
        const Entry &entry = m_entries.at(at);
        if (!entry.isNote && entry.row >= first && entry.row <= last)
            Q_EMIT dataChanged(index(at), index(at), roles);
    }
}

void ConversationModel::setNotes(const QList<InternalNote> &notes)
{
    const QList<InternalNote> before = m_notes;
    m_notes = notes;
    arrange();
    for (int at = 0; at < int(m_entries.size()); ++at) {
        const Entry &entry = m_entries.at(at);
        if (entry.isNote && !before.contains(m_notes.at(entry.row)))
            Q_EMIT dataChanged(index(at), index(at));
    }
}

QDateTime ConversationModel::at(int row) const
{
    const Entry &entry = m_entries.at(row);
    return entry.isNote ? m_notes.at(entry.row).at : m_rows.at(entry.row).sortAt;
}

bool ConversationModel::startsDay(int row) const
{
    return row == 0 || at(row - 1).toLocalTime().date() != at(row).toLocalTime().date();
}

int ConversationModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant ConversationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry &entry = m_entries.at(index.row());
    if (role == CommunicationListModel::StartsDayRole)
        return startsDay(index.row());
    if (role == AtRole)
        return at(index.row());
    if (!entry.isNote)
        return role == NoteRole ? QVariant() : m_rows.index(entry.row).data(role);
    switch (role) {
    case Qt::DisplayRole:
        return m_notes.at(entry.row).text;
    case NoteRole:
        return QVariant::fromValue(m_notes.at(entry.row));
    default:
        return {};
    }
}
