#pragma once

#include "async.h"
#include "internalnote.h"

#include <QObject>

#include <optional>

class Database;
class KeyRing;

/// Notes that colleagues write to one another about a client. Append-only, encrypted, on the audit record; there is no
/// way from here to the outbox. GUI thread facade over Database; owned by App.
class InternalNoteStore : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostShown = 1000;

    InternalNoteStore(Database &database, KeyRing &keys, QObject *parent = nullptr);

    /// The newest mostShown, oldest first.
    QFuture<Result<QList<InternalNote>>> ofClient(ClientId client);
    /// Invalid "empty" for a text of nothing but spaces. @p author is null while this computer shares with nobody.
    /// @p at: on Twilio's clock, which dates the texts that it stands among; null: now.
    QFuture<Result<InternalNote>> add(ClientId client, const QString &text, StaffId author, const QString &authorName,
                                      const QDateTime &at = {});
    /// All that is on record, oldest first and with the text of those that were taken back: @p limit that come after
    /// @p after, or the first.
    QFuture<Result<QList<InternalNote>>> recordPage(const std::optional<InternalNote> &after, int limit);
    /// Its text is not shown any more, and stays on the record. Invalid "not-the-author" for anybody but who wrote it.
    QFuture<Result<void>> withdraw(InternalNoteId id, StaffId author);

    /// For sync: notes about these came from the practice.
    void announce(const QList<ClientId> &clients);

Q_SIGNALS:
    void changed(ClientId client);

private:
    Database &m_database;
    KeyRing &m_keys;
};
