#pragma once

#include "storage/searchlooker.h"
#include "storage/searchwalk.h"

#include <QMap>
#include <QObject>
#include <QQueue>
#include <QThreadPool>

#include <memory>
#include <vector>

class Database;
class KeyRing;

/// Searches the encrypted bodies and notes, names, numbers and what the window shows of them, newest first: streams
/// hits as they are found and stops at cancel() or when it dies. The database's thread only says where the next stretch
/// of rows ends and reads the hits; lookers on threads and connections of their own go through the stretches. One
/// object a search. GUI thread.
class BodySearch : public QObject
{
    Q_OBJECT

public:
    using Shown = SearchLooker::Shown;

    BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, const QString &text, Shown shown = {},
               QObject *parent = nullptr);
    ~BodySearch() override; ///< joins: a looker stops within 64 rows
    void start();
    void cancel(); ///< finished(false, Cancelled) follows

Q_SIGNALS:
    void found(const QList<Communication> &rows); ///< newest first, in batches
    void progressed(qint64 looked, qint64 total);
    void finished(bool complete, const Error &error); ///< complete false after cancel or failure

private:
    struct Stretch {
        qint64 number = 0; ///< in the order of the walk
        CommunicationQuery::Stretch rows;
        bool isLast() const { return !rows.oldest; }
    };
    struct Hits {
        SearchLooker::Looked looked;
        bool last = false;
    };
    using Looker = std::shared_ptr<SearchLooker>;

    void walkOn();
    void look();
    void lookedThrough(const Stretch &stretch, const Result<SearchLooker::Looked> &looked);
    void readClients();
    void showNext();
    void show(const QList<qint64> &hits);
    void finish(bool complete, const Error &error = {});
    bool isAhead() const; ///< more would only cost memory

    Database &m_database;
    KeyRing &m_keys;
    std::shared_ptr<SearchLooker::Task> m_task;
    std::shared_ptr<SearchWalk> m_walk; ///< touched by the database's jobs alone
    QThreadPool m_threads;
    std::vector<Looker> m_idle;                             ///< the others are at work
    std::shared_ptr<const SearchLooker::Clients> m_clients; ///< null until they are read
    QQueue<Stretch> m_stretches;                            ///< wait for a looker
    QMap<qint64, Hits> m_results;                           ///< wait to be shown, by number
    qint64 m_walked = 0;                                    ///< stretches, as the next
    qint64 m_shown = 0;
    qint64 m_looked = 0; ///< rows
    qint64 m_total = 0;
    bool m_started = false;
    bool m_walking = false;
    bool m_allWalked = false;
    bool m_showing = false;
    bool m_over = false;
};
