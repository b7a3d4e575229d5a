#pragma once

#include "persona.h"

#include <QSortFilterProxyModel>

#include <optional>

/// The templates that the search line and the persona filter let through; what a screen reader says of each. GUI
/// thread.
class TemplateFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setSearch(const QString &text);
    void setPersona(std::optional<Persona> persona);
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_search;
    std::optional<Persona> m_persona;
};
