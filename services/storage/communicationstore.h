#pragma once

#include "async.h"
#include "communication.h"

#include <QObject>

#include <memory>
#include <optional>

class ClientStore;
class Database;
class KeyRing;

struct CommunicationFilter {
    ClientId clientId; ///< null: all
    std::optional<Channel> channel;
    std::optional<Direction> direction;
    /// What the status filter of History offers; rows are matched by send_state and status (communicationquery.cpp).
    enum class Status { Any, Open, Delivered, NotDelivered, Unconfirmed, Held, Received };
    Status status = Status::Any;
    std::optional<Persona> persona;
    StaffId staffId; ///< whose click it was, or whom it speaks for; null: anybody's
    QDateTime from;  ///< UTC, inclusive; null: no bound
    QDateTime to;    ///< UTC, exclusive

    /// Whether @p row belongs under the filter, as the store's own pages decide it: what a changed row must pass to
    /// stay in a list.
    bool accepts(const Communication &row) const;
};

/// Where a page ends; pages go from newest to oldest by (sortAt, sequence).
struct CommunicationKey {
    qint64 sortAt = 0;
    qint64 sequence = 0;
};

struct CommunicationPage {
    QList<Communication> rows;
    std::optional<CommunicationKey> next;
};

/// News of one message or call from Twilio, already parsed; apply() merges it.
struct TwilioNews {
    Channel channel = Channel::Sms;
    QString sid;
    QString parentCallSid;
    Direction direction = Direction::Inbound;
    QString from;
    QString to;
    QString status;
    int errorCode = 0;
    QString errorText;
    QString body;
    int segments = 0;
    std::optional<int> durationSeconds;
    std::optional<Money> price;
    QString answeredBy;
    QDateTime createdAt; ///< Twilio's date_created, UTC
    QDateTime sentAt;    ///< date_sent / start_time
    QDateTime updatedAt;
    QString accountSid; ///< whose list showed it
};

struct AppliedNews {
    QList<Communication> inserted; ///< rows that were not known before
    QList<Communication> changed;
};

/// Reads communications, and merges Twilio's news into them. Writing an outgoing row and every send_state step is
/// OutboxStore's. GUI thread facade over Database; owned by App.
class CommunicationStore : public QObject
{
    Q_OBJECT

public:
    CommunicationStore(Database &database, KeyRing &keys, ClientStore &clients, QObject *parent = nullptr);

    QFuture<Result<CommunicationPage>> page(const CommunicationFilter &filter,
                                            const std::optional<CommunicationKey> &olderThan, int limit);
    QFuture<Result<Communication>> fetch(CommunicationId id);
    /// One transaction: match by sid; statuses only forward; unknown peers become unknown clients; rows between numbers
    /// that are not @p ourNumbers are ignored; outbound rows that nobody here sent become NotOurs. A row whose POST may
    /// still be in flight (Sending or Unconfirmed with same peer and body) is *not* inserted as another program's: it
    /// is left to reconciling until its doubt has ended.
    QFuture<Result<AppliedNews>> apply(const QList<TwilioNews> &news, const QStringList &ourNumbers);
    /// apply() failed for what one of the rows holds: the others can be stored without it.
    static bool isRowRefused(const Error &error);
    /// Rows with a sid whose status is not final, oldest first, for the poller. @p since leaves out rows created before
    /// it: texts that are "sent" for ever would otherwise fill every answer. @p account leaves out rows of another
    /// account, which does not know their sids; empty: all. Bodies are not read (bodyLocked): nobody needs them here,
    /// and decrypting a thousand would hold up the store.
    QFuture<Result<QList<Communication>>> open(int limit, const QDateTime &since = {}, const QString &account = {});
    QFuture<Result<void>> setNote(CommunicationId id, const QString &note);
    /// True when @p clientId wrote to us in the last 24 h (the window's exemption for replies).
    QFuture<Result<bool>> wroteWithinDay(ClientId clientId, const QDateTime &now);
    QFuture<Result<int>> unconfirmedCount();

    /// Somebody may have left the practice: what waited on their computers reads otherwise.
    void announceAbandoned();
    /// For OutboxStore: reads the rows again and emits changed(), and their clients likewise.
    void announce(const QList<CommunicationId> &ids);
    void announceRemoved(const QList<CommunicationId> &ids) { Q_EMIT removed(ids); }

Q_SIGNALS:
    void changed(const QList<Communication> &rows);
    /// Rows of "another program" that turned out to be ours and were joined with the row of the attempt.
    void removed(const QList<CommunicationId> &ids);

private:
    struct Paging;
    void pageOn(const std::shared_ptr<Paging> &paging);

    Database &m_database;
    KeyRing &m_keys;
    ClientStore &m_clients;
};
