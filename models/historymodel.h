#pragma once

#include "communication.h"

#include <QAbstractTableModel>

#include <functional>

/// All communications that a filter lets through, newest first by (sortAt, sequence), loaded page by page: the view
/// asks by fetchMore(), the model answers with moreNeeded(), and the page that arrives comes in by append(). Values
/// only; words are made by a proxy in ui/ (rule R9). GUI thread; owned by the page that shows it.
class HistoryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        WhenColumn,
        ChannelColumn,
        DirectionColumn,
        ClientColumn,
        WhatColumn,
        StatusColumn,
        CostColumn,
        PersonaColumn,
        ColumnCount
    };
    enum Role { CommunicationRole = Qt::UserRole + 1 }; ///< a Communication, on every column

    using QAbstractTableModel::QAbstractTableModel;

    /// Empties the model; @p more: older rows can be asked for.
    void restart(bool more);
    /// The next older rows. Rows that are here already (news came before their page) are put in place, not doubled.
    void append(const QList<Communication> &rows, bool more);
    /// A page failed: the view may ask again.
    void fetchFailed();
    /// Changed or new rows (rule R5). A row that @p accepts refuses goes; a new one older than what is loaded waits for
    /// its page.
    void upsert(const QList<Communication> &rows, const std::function<bool(const Communication &)> &accepts);

    const Communication *at(int row) const;
    int rowOf(CommunicationId id) const; ///< -1 when it is not loaded
    const QList<Communication> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void moreNeeded();

private:
    void put(const Communication &row, bool mayExtend);
    void change(int known, int place, const Communication &row);

    QList<Communication> m_rows;
    bool m_more = false;
    bool m_asked = false;
};
