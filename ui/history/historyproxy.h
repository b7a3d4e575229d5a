#pragma once

#include "clock.h"

#include <QIdentityProxyModel>

/// Words, colours and icons for HistoryModel's values (rule R9): what the table shows and what a screen reader says.
/// Outside text is cleaned to one plain line. GUI thread.
class HistoryProxy : public QIdentityProxyModel
{
    Q_OBJECT

public:
    HistoryProxy(const Clock &clock, QObject *parent = nullptr);

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const Clock &m_clock;
};
