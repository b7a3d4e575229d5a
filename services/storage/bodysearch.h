#pragma once

#include "storage/communicationstore.h"

#include <QSqlDatabase>
#include <QStringList>

#include <functional>

class FieldCipher;

/// Searches the encrypted bodies and notes, names, numbers and what the window shows of them, newest first, in jobs of
/// at most 5 ms: streams hits as they are found and stops at cancel() or when it dies. One object a search. GUI thread.
class BodySearch : public QObject
{
    Q_OBJECT

public:
    /// A row's date and price as people read them, so that they can be searched. Called on the database thread.
    using Shown = std::function<QString(const QDateTime &at, const std::optional<Money> &price)>;

    BodySearch(Database &database, KeyRing &keys, CommunicationFilter filter, const QString &text, Shown shown = {},
               QObject *parent = nullptr);
    void start();
    void cancel(); ///< finished(false, Cancelled) follows

Q_SIGNALS:
    void found(const QList<Communication> &rows); ///< newest first, in batches
    void progressed(qint64 looked, qint64 total);
    void finished(bool complete, const Error &error); ///< complete false after cancel or failure

private:
    struct Stretch;
    /// Folded; each word of one of the lists must stand in the row.
    struct Wording {
        QStringList words;   ///< a telephone number is one word of digits
        QStringList asTyped; ///< "0.0083" and "11/17" read as numbers too
        Shown shown;
        bool fits(const QString &folded) const;
    };
    void next();
    void finish(bool complete, const Error &error = {});
    static Result<Stretch> look(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                                const CommunicationFilter &filter, const Wording &wording,
                                const std::optional<CommunicationKey> &after);

    Database &m_database;
    KeyRing &m_keys;
    CommunicationFilter m_filter;
    Wording m_wording;
    std::optional<CommunicationKey> m_after;
    qint64 m_looked = 0;
    qint64 m_total = 0;
    bool m_started = false;
    bool m_canceled = false;
};
