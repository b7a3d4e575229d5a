#pragma once

#include "async.h"
#include "client.h"

#include <QObject>

#include <optional>

class Database;
class KeyRing;

struct ClientFilter {
    QString search; ///< name, number digits or tag; folded, matched anywhere
    bool archived = false;
    bool unreadOnly = false;
    StaffId assignedTo = {}; ///< only theirs; null: everybody's
};

/// Where a page of the client list ends: (lastAt or createdAt, id), both falling.
struct ClientKey {
    qint64 at = 0;
    ClientId id;
};

struct ClientPage {
    QList<Client> clients;
    std::optional<ClientKey> next; ///< none: this was the last page
};

/// How an edit ended when a number already belongs to somebody.
struct NumberTaken {
    PhoneNumber number;
    ClientId owner;
    QString ownerName;
};

/// What became of each client of a batch, in its order.
enum class BatchOutcome { Added, Merged, Skipped };

/// Reads and writes clients and their numbers. GUI thread facade over Database; owned by App. Every change appends to
/// audit_log in its own transaction and is announced by changed() after commit (rule R5).
class ClientStore : public QObject
{
    Q_OBJECT

public:
    ClientStore(Database &database, KeyRing &keys, QObject *parent = nullptr);

    /// Newest first: by the last communication, or by creation while there is none.
    QFuture<Result<ClientPage>> page(const ClientFilter &filter, const std::optional<ClientKey> &after, int limit);
    QFuture<Result<Client>> fetch(ClientId id);
    /// The client that @p id, only a number, turned out to be; as a rule itself.
    QFuture<Result<ClientId>> present(ClientId id);
    QFuture<Result<Client>> byNumber(const PhoneNumber &number);
    /// What is kept of @p number, whoever owns it, also when nobody does; MayText when nothing is known of it.
    QFuture<Result<TextPermission>> permissionOf(const PhoneNumber &number);
    /// Inserts or updates with its numbers. Error{Invalid, detail "number-taken"} when a number belongs to another
    /// client: a number has one owner, so that a text for one person is never shown under another. A number that wrote
    /// in and belongs to an unknown client is taken over with its conversation. Permissions are kept by number and
    /// never changed here: what a window read some minutes ago must not lift an opt-out that came since.
    QFuture<Result<Client>> save(const Client &client);
    /// As save(), but over the version @p before, which somebody saw while editing: only what differs from it is
    /// written, and what colleagues changed meanwhile stays. Error{Invalid, detail "edited-meanwhile"} when they
    /// changed one of the same fields to something else; then nothing is written.
    QFuture<Result<Client>> save(const Client &client, const Client &before);
    /// For imports: one transaction of at most some hundred clients. A client one of whose numbers is known is merged
    /// (fills that client's empty fields, adds numbers and tags) or skipped. Announces nothing: call announceReset() at
    /// the end.
    QFuture<Result<QList<BatchOutcome>>> saveBatch(const QList<Client> &clients, bool mergeDuplicates);
    void announceReset() { Q_EMIT reset(); }
    QFuture<Result<std::optional<NumberTaken>>> findTaken(const QList<PhoneNumber> &numbers, ClientId exceptFor);
    /// Whether any client is not for everybody in the practice, as far as this computer knows.
    QFuture<Result<bool>> isAnyPrivate();
    QFuture<Result<void>> setArchived(ClientId id, bool archived);
    /// Whose turn it is; a null @p staff: nobody's. What it was before goes to the audit log with @p reason. Nothing
    /// changes when it is theirs already.
    QFuture<Result<void>> assign(ClientId id, StaffId staff, const QString &reason = {});
    /// By a person: @p reason goes to the audit log.
    /// @p since: when the client said so, on Twilio's clock; null: now.
    QFuture<Result<void>> setPermission(const PhoneNumber &number, TextPermission permission, const QString &reason,
                                        const QDateTime &since = {});
    QFuture<Result<void>> markRead(ClientId id);
    QFuture<Result<int>> unreadTotal();
    QFuture<Result<qint64>> count();

    /// For stores and services that changed client rows in their own transaction: reads them again and announces.
    void announce(const QList<ClientId> &ids);
    void announceRemoved(const QList<ClientId> &ids) { Q_EMIT removed(ids); }

Q_SIGNALS:
    void changed(const QList<Client> &clients);
    void removed(const QList<ClientId> &ids);
    /// Many rows at once (an import): models load again.
    void reset();

private:
    struct Search;
    QFuture<Result<Client>> write(const Client &client, const std::optional<Client> &before);
    void searchOn(const std::shared_ptr<Search> &search);

    Database &m_database;
    KeyRing &m_keys;
};
