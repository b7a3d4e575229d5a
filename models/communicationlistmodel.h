#pragma once

#include "communication.h"

#include <QAbstractListModel>

#include <functional>
#include <optional>

/// One conversation, oldest first, as a window of at most Sizes::window rows: bubbles differ in height, and a view lays
/// out every row of its model. Reads through an injected function (no I/O here); changes only when a page arrives or
/// the store announces rows (rule R5). GUI thread; owned by its view.
class CommunicationListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< CommunicationId
        CommunicationRole,         ///< Communication
        StartsDayRole,             ///< bool: the first row of its local day
    };
    struct Cursor {
        qint64 sortAt = 0; ///< UTC milliseconds
        qint64 sequence = 0;
    };
    /// A page from newest to oldest, as stores give it.
    struct Page {
        QList<Communication> rows;
        std::optional<Cursor> next; ///< none: nothing older
        bool failed = false;
    };
    using Done = std::function<void(const Page &)>;
    using Fetch = std::function<void(ClientId client, const std::optional<Cursor> &olderThan, int limit, Done done)>;

    struct Sizes {
        int first = 40;   ///< rows of a conversation that was just opened
        int page = 12;    ///< earlier rows: so few that laying them out does not halt one who scrolls
        int window = 400; ///< most rows
    };
    explicit CommunicationListModel(Fetch fetch, QObject *parent = nullptr);
    CommunicationListModel(Fetch fetch, const Sizes &sizes, QObject *parent = nullptr);

    /// Shows another conversation from its newest rows; a null id shows nothing.
    void setClient(ClientId client);
    ClientId client() const { return m_client; }
    void reload(); ///< back to the newest rows
    void loadEarlier();
    bool hasEarlier() const { return m_earlier.has_value() || m_failed; }
    /// The window was moved up and its newest rows were dropped; reload() brings them back.
    bool hasLater() const { return m_hasLater; }
    bool isLoading() const { return m_loading; }
    bool hasFailed() const { return m_failed; }

    /// Announced by the store; rows of other clients are ignored.
    void upsert(const QList<Communication> &rows);

    int rowOf(CommunicationId id) const; ///< -1: not in the window
    Communication at(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void aboutToPrepend();
    void loaded(bool first); ///< a page arrived or failed; first: of this conversation

private:
    void clearRows();
    void request();
    void prepend(const QList<Communication> &newestFirst);
    void upsertOne(const Communication &row, bool always = false);
    void dropLater();
    bool startsDay(int row) const;
    void announceDayAfter(int row);
    static bool before(const Communication &a, const Communication &b);

    Fetch m_fetch;
    Sizes m_sizes;
    ClientId m_client;
    QList<Communication> m_rows; ///< oldest first
    std::optional<Cursor> m_earlier;
    int m_generation = 0;
    bool m_loading = false;
    bool m_failed = false;
    bool m_hasLater = false;
};
