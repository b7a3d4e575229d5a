#pragma once

#include "storage/communicationquery.h"
#include "storage/readconnection.h"
#include "storage/searchwords.h"

#include <QDate>
#include <QHash>
#include <QTime>

#include <atomic>
#include <functional>

/// Looks through stretches of the store on a connection of its own: which rows have all words of the search, in their
/// body, note, client, number, or in what the window shows of them. What many rows share (client, day, minute, price)
/// is looked at once. Any thread, but one at a time.
class SearchLooker
{
public:
    /// A row's date and price as people read them, so that they can be searched. Called on the lookers' threads.
    struct Shown {
        std::function<QString(const QDate &)> day; ///< local, as the time
        std::function<QString(const QTime &)> time;
        std::function<QString(const Money &)> price;
    };
    /// What all lookers of one search share and nobody changes, but for the wish to stop.
    struct Task {
        QString path; ///< of the store
        CommunicationFilter filter;
        SearchWords words;
        Shown shown;
        std::shared_ptr<const FieldCipher> cipher;
        std::atomic<bool> stopped = false;
    };
    /// By id; the clients in whose names, tags and numbers is no word are not in it.
    using Clients = QHash<QByteArray, SearchWords::Found>;
    struct Looked {
        QList<qint64> hits; ///< sequences, newest first
        qint64 rows = 0;
    };

    explicit SearchLooker(std::shared_ptr<const Task> task);
    SearchLooker(const SearchLooker &) = delete;
    SearchLooker &operator=(const SearchLooker &) = delete;
    ~SearchLooker();

    /// All clients of the store at once: much faster than one by one.
    Result<Clients> clients();
    /// Without @p clients each is read when the first row of it comes. Cancelled once the task is stopped.
    Result<Looked> look(const CommunicationQuery::Stretch &stretch, const std::shared_ptr<const Clients> &clients);

private:
    using Found = SearchWords::Found;
    using Statement = ReadConnection::Statement;
    struct Days {
        qint64 day = -1; ///< since 1970, UTC
        qint64 offset = 0;
        bool whole = false; ///< the offset holds from its start to its end
    };

    Result<void> open();
    bool fits(const Statement &row, Found client);
    Found clientOf(QByteArrayView id, Statement &one);
    Found shown(const Statement &row);
    Found price(const Statement &row);
    Found inSealed(const Statement &row, int column, Found known);
    qint64 localOffset(qint64 utc);

    std::shared_ptr<const Task> m_task;
    std::shared_ptr<ReadConnection> m_connection;
    Clients m_known; ///< read one by one
    QHash<int, Found> m_minutes;
    QHash<QByteArray, Found> m_prices; ///< "-0.0083 USD"
    QDate m_day;
    Found m_inDay = 0;
    Days m_offset;
    QByteArray m_text; ///< used again for each row, wiped at the end
};
