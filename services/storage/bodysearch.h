#pragma once

#include "storage/communicationstore.h"

#include <QSqlDatabase>
#include <QStringList>

class FieldCipher;

/// Searches the encrypted bodies, names and numbers, newest first, in jobs of at most 5 ms: streams hits as they are
/// found and stops at cancel() or when it dies. One object a search. GUI thread.
class BodySearch : public QObject
{
    Q_OBJECT

public:
    BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, QString text, QObject *parent = nullptr);
    void start();
    void cancel(); ///< finished(false, Cancelled) follows

Q_SIGNALS:
    void found(const QList<Communication> &rows); ///< newest first, in batches
    void progressed(qint64 looked, qint64 total);
    void finished(bool complete, const Error &error); ///< complete false after cancel or failure

private:
    struct Stretch;
    void next();
    void finish(bool complete, const Error &error = {});
    static Result<Stretch> look(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                                const CommunicationFilter &filter, const QStringList &words,
                                const std::optional<CommunicationKey> &after);

    Database &m_database;
    KeyRing &m_keys;
    CommunicationFilter m_filter;
    QStringList m_words; ///< folded; each must stand in the body, the client's name, tags or numbers
    std::optional<CommunicationKey> m_after;
    qint64 m_looked = 0;
    qint64 m_total = 0;
    bool m_started = false;
    bool m_canceled = false;
};
