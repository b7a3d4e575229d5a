#pragma once

#include <QIdentityProxyModel>

#include <functional>

/// Gives the rows of a list their words for screen readers: delegates paint, and a painted row has no text of its own.
/// GUI thread; owned by its view.
class AccessibleProxy : public QIdentityProxyModel
{
    Q_OBJECT

public:
    using Describe = std::function<QString(const QModelIndex &sourceIndex)>;
    explicit AccessibleProxy(Describe describe, QObject *parent = nullptr);
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    Describe m_describe;
};
