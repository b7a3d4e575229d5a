#pragma once

#include "storage/searchwords.h"

#include <QQueue>
#include <QThreadPool>

#include <memory>

/// Searches the encrypted bodies and notes, names, numbers and what the window shows of them, newest first: streams
/// hits as they are found and stops at cancel() or when it dies. The database's thread reads the next rows in jobs of
/// at most 5 ms while a thread of the search's own decrypts and compares the last ones. One object a search. GUI
/// thread.
class BodySearch : public QObject
{
    Q_OBJECT

public:
    using Shown = SearchWords::Shown;

    BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, const QString &text, Shown shown = {},
               QObject *parent = nullptr);
    ~BodySearch() override; ///< joins: at most one stretch of rows
    void start();
    void cancel(); ///< finished(false, Cancelled) follows

Q_SIGNALS:
    void found(const QList<Communication> &rows); ///< newest first, in batches
    void progressed(qint64 looked, qint64 total);
    void finished(bool complete, const Error &error); ///< complete false after cancel or failure

private:
    using Stretch = SearchWalk::Stretch;
    void readNext();
    void compareNext();
    void show(const Stretch &stretch, const QList<qint64> &hits);
    void stretchDone(const Stretch &stretch);
    void finish(bool complete, const Error &error = {});

    Database &m_database;
    KeyRing &m_keys;
    std::shared_ptr<SearchWalk> m_walk;   ///< touched by the jobs alone
    std::shared_ptr<SearchWords> m_words; ///< touched on m_thread alone
    QThreadPool m_thread;                 ///< one thread
    QQueue<Stretch> m_read;               ///< wait to be compared
    qint64 m_looked = 0;
    qint64 m_total = 0;
    bool m_started = false;
    bool m_reading = false;
    bool m_allRead = false;
    bool m_comparing = false;
    bool m_over = false;
};
