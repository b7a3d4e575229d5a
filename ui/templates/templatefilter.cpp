#include "templates/templatefilter.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "templatelistmodel.h"

using namespace Qt::StringLiterals;

void TemplateFilterModel::setSearch(const QString &text)
{
    m_search = text.trimmed();
    invalidateFilter();
}

void TemplateFilterModel::setPersona(std::optional<Persona> persona)
{
    m_persona = persona;
    invalidateFilter();
}

bool TemplateFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto value = sourceModel()->index(row, 0, parent).data(TemplateListModel::TemplateRole).value<SmsTemplate>();
    if (m_persona && value.persona != *m_persona)
        return false;
    return m_search.isEmpty() || value.name.contains(m_search, Qt::CaseInsensitive) ||
           value.content.contains(m_search, Qt::CaseInsensitive);
}

QVariant TemplateFilterModel::data(const QModelIndex &index, int role) const
{
    if (role != Qt::AccessibleTextRole && role != Qt::DisplayRole)
        return QSortFilterProxyModel::data(index, role);
    const auto value = QSortFilterProxyModel::data(index, TemplateListModel::TemplateRole).value<SmsTemplate>();
    const QString name = PlainText::oneLine(value.name);
    if (role == Qt::DisplayRole)
        return name;
    const QString text =
        u"%1, %2, %3"_s.arg(name, Formatting::persona(value.persona), Formatting::language(value.language));
    return value.active ? text : tr("%1, not active").arg(text);
}
