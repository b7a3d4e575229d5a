#include "common/accessibleproxy.h"

AccessibleProxy::AccessibleProxy(Describe describe, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_describe(std::move(describe))
{
}

QVariant AccessibleProxy::data(const QModelIndex &index, int role) const
{
    // Some bridges ask for the text that is displayed and never for the accessible one.
    if (index.isValid() && (role == Qt::AccessibleTextRole || role == Qt::DisplayRole))
        return m_describe(mapToSource(index));
    return QIdentityProxyModel::data(index, role);
}
