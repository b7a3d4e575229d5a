#include "templatelistmodel.h"

#include <algorithm>

namespace
{
bool comesBefore(const SmsTemplate &a, const SmsTemplate &b)
{
    if (a.persona != b.persona)
        return a.persona < b.persona;
    const int byName = QString::localeAwareCompare(a.name, b.name);
    if (byName != 0)
        return byName < 0;
    return a.language != b.language ? a.language < b.language : a.id < b.id;
}
} // namespace

void TemplateListModel::setTemplates(const QList<SmsTemplate> &templates)
{
    beginResetModel();
    m_templates = templates;
    std::sort(m_templates.begin(), m_templates.end(), comesBefore);
    endResetModel();
}

void TemplateListModel::upsert(const QList<SmsTemplate> &templates)
{
    for (const SmsTemplate &value : templates) {
        const int known = rowOf(value.id);
        if (known >= 0 && !comesBefore(value, m_templates.at(known)) && !comesBefore(m_templates.at(known), value)) {
            m_templates[known] = value;
            Q_EMIT dataChanged(index(known), index(known));
            continue;
        }
        // A new name or persona moves the row: moved, not removed, so that a selection stays with it.
        auto others = m_templates;
        if (known >= 0)
            others.removeAt(known);
        const auto place = int(std::lower_bound(others.cbegin(), others.cend(), value, comesBefore) - others.cbegin());
        if (known < 0) {
            beginInsertRows({}, place, place);
            m_templates.insert(place, value);
            endInsertRows();
            continue;
        }
        const bool moves = place != known && beginMoveRows({}, known, known, {}, place > known ? place + 1 : place);
        m_templates.removeAt(known);
        m_templates.insert(place, value);
        if (moves)
            endMoveRows();
        Q_EMIT dataChanged(index(place), index(place));
    }
}

void TemplateListModel::remove(const QList<TemplateId> &ids)
{
    for (const TemplateId &id : ids) {
        const int at = rowOf(id);
        if (at < 0)
            continue;
        beginRemoveRows({}, at, at);
        m_templates.removeAt(at);
        endRemoveRows();
    }
}

const SmsTemplate *TemplateListModel::at(int row) const
{
    return row >= 0 && row < m_templates.size() ? &m_templates.at(row) : nullptr;
}

int TemplateListModel::rowOf(TemplateId id) const
{
    const auto found =
        std::find_if(m_templates.cbegin(), m_templates.cend(), [&](const SmsTemplate &t) { return t.id == id; });
    return found == m_templates.cend() ? -1 : int(found - m_templates.cbegin());
}

int TemplateListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_templates.size());
}

QVariant TemplateListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SmsTemplate &value = m_templates.at(index.row());
    if (role == Qt::DisplayRole)
        return value.name;
    if (role == TemplateRole)
        return QVariant::fromValue(value);
    return {};
}
