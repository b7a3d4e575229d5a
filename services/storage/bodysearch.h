#pragma once

#include "storage/communicationstore.h"

/// Searches the encrypted bodies, names and numbers, newest first, in jobs of at most 5 ms: streams hits as they are
/// found and stops at cancel() or when it dies. One object a search. GUI thread.
class BodySearch : public QObject
{
    Q_OBJECT

public:
    BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, QString text, QObject *parent = nullptr);
    void start();
    void cancel();

Q_SIGNALS:
    void found(const QList<Communication> &rows); ///< newest first, in batches
    void progressed(qint64 looked, qint64 total);
    void finished(bool complete, const Error &error); ///< complete false after cancel or failure

private:
    void next();

    Database &m_database;
    KeyRing &m_keys;
    CommunicationFilter m_filter;
    QString m_text;
    std::optional<CommunicationKey> m_after;
    bool m_canceled = false;
};
