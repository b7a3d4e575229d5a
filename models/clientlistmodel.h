#pragma once

#include "client.h"

#include <QAbstractListModel>

#include <functional>
#include <optional>

/// The clients by newest conversation, page by page. It reads through an injected function (no I/O here), and changes
/// only when a page arrives or a store announces rows (rule R5). GUI thread; owned by its page.
class ClientListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< ClientId
        ClientRole,                ///< Client
    };
    /// Where a page ends: (lastAt, else createdAt; id).
    struct Cursor {
        qint64 at = 0;
        ClientId id;
        bool archived = false; ///< among the archived ones, which a search shows last
    };
    struct Page {
        QList<Client> clients;
        std::optional<Cursor> next; ///< none: the last page
        bool failed = false;        ///< nothing was read; the next fetchMore() tries again
    };
    using Done = std::function<void(const Page &)>;
    /// Answers later, on the GUI thread; an answer that comes after reload() or the model's end is dropped.
    using Fetch = std::function<void(const QString &search, const std::optional<Cursor> &after, int limit, Done done)>;

    explicit ClientListModel(Fetch fetch, int pageSize = 60, QObject *parent = nullptr);

    void setSearch(const QString &search); ///< loads again when it changed
    QString search() const { return m_search; }
    /// Without a search: the archived clients instead of the others; loads again when it changed.
    void setShowsArchived(bool archived);
    bool showsArchived() const { return m_archived; }
    /// Only those whose turn is theirs; null: everybody's. Loads again when it changed.
    void setAssignedTo(StaffId staff);
    StaffId assignedTo() const { return m_assignedTo; }
    void reload();
    /// Announced by the store: known rows change place or content, new ones are put in; who is archived,
    /// or brought back, leaves a list without a search.
    void upsert(const QList<Client> &clients);
    void remove(const QList<ClientId> &ids);

    int rowOf(ClientId id) const; ///< -1: not loaded
    Client clientAt(int row) const;
    bool isLoading() const { return m_loading; }
    bool hasFailed() const { return m_failed; }
    bool isComplete() const { return !m_loading && !m_next && !m_failed; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void loaded(); ///< a page arrived, or failed

private:
    void request();
    void append(const QList<Client> &clients);
    void upsertOne(const Client &client);
    static bool before(const Client &a, const Client &b);

    Fetch m_fetch;
    int m_pageSize;
    QString m_search;
    bool m_archived = false;
    StaffId m_assignedTo;
    QList<Client> m_clients;
    std::optional<Cursor> m_next;
    int m_generation = 0; ///< answers of an older one are dropped
    bool m_started = false;
    bool m_loading = false;
    bool m_failed = false;
};
