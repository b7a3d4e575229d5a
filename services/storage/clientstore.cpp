#include "storage/clientstore.h"

#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/clientwriter.h"
#include "storage/database.h"
#include "storage/storejob.h"
#include "storage/textfold.h"

#include <QElapsedTimer>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 jobMilliseconds = 4;
/// Ids in one IN list of an announcement; an import announces a reset instead.
constexpr qsizetype announceAtMost = 500;

struct Saved {
    Client client;
    QList<ClientId> absorbed;
};

/// What one short job of a page found.
struct Stretch {
    QStringList ids;
    std::optional<ClientKey> last; ///< where it stopped looking; none: the list has ended
};

/// Goes down the list in its order, testing each row, for at most a job's time.
Result<Stretch> look(QSqlDatabase &db, const ClientFilter &filter, const QStringList &words,
                     const std::optional<ClientKey> &after, int wanted)
{
    QString sql = u"SELECT list_at, id, search_text FROM clients WHERE archived = ? "_s;
    QVariantList values{filter.archived ? 1 : 0};
    if (filter.unreadOnly)
        sql += u"AND unread > 0 "_s;
    if (!filter.assignedTo.isNull()) {
        sql += u"AND assigned_to = ? "_s;
        values << filter.assignedTo.toString();
    }
    if (after) {
        sql += u"AND (list_at, id) < (?, ?) "_s;
        values << after->at << after->id.toString();
    }
    auto query = execSql(db, sql + u"ORDER BY list_at DESC, id DESC"_s, values);
    if (!query)
        return query.error();
    QElapsedTimer clock;
    clock.start();
    Stretch stretch;
    while (stretch.ids.size() < wanted && (clock.elapsed() < jobMilliseconds || !stretch.last)) {
        if (!query->next()) {
            if (query->lastError().isValid())
                return storageError(*query);
            stretch.last.reset();
            return stretch;
        }
        const QString id = query->value(1).toString();
        if (words.isEmpty() || containsWords(query->value(2).toString(), words))
            stretch.ids.append(id);
        stretch.last = ClientKey{query->value(0).toLongLong(), ClientId::fromString(id)};
    }
    return stretch;
}

Result<QList<Client>> readInOrder(QSqlDatabase &db, const FieldCipher *cipher, const QStringList &ids)
{
    if (ids.isEmpty())
        return QList<Client>();
    QVariantList values;
    for (const QString &id : ids)
        values.append(id);
    return ClientRow::readAll(db, cipher, u"WHERE c.id "_s + inList + u" ORDER BY c.list_at DESC, c.id DESC"_s,
                              {listValue(values)});
}
} // namespace

struct ClientStore::Search {
    Promise<ClientPage> promise;
    ClientFilter filter;
    QStringList words;
    std::optional<ClientKey> after;
    int limit = 0;
    QStringList found;
};

ClientStore::ClientStore(Database &database, KeyRing &keys, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
{
}

QFuture<Result<ClientPage>> ClientStore::page(const ClientFilter &filter, const std::optional<ClientKey> &after,
                                              int limit)
{
    auto search = std::make_shared<Search>();
    search->filter = filter;
    search->words = searchWords(filter.search);
    search->after = after;
    search->limit = limit;
    searchOn(search);
    return search->promise.future();
}

void ClientStore::searchOn(const std::shared_ptr<Search> &search)
{
    struct Step {
        Stretch stretch;
        ClientPage page;
        bool done = false;
    };
    const auto job = [cipher = m_keys.cipher(), filter = search->filter, words = search->words, after = search->after,
                      found = search->found, limit = search->limit](QSqlDatabase &db) -> Result<Step> {
        auto stretch = look(db, filter, words, after, limit - int(found.size()));
        if (!stretch)
            return stretch.error();
        Step step{*stretch, {}, false};
        step.done = !stretch->last || found.size() + stretch->ids.size() >= limit;
        if (!step.done)
            return step;
        auto clients = readInOrder(db, cipher.get(), found + stretch->ids);
        if (!clients)
            return clients.error();
        step.page = ClientPage{*clients, stretch->last};
        return step;
    };
    whenDone(m_database.run(job), this, [this, search](const Result<Step> &step) {
        if (!step) {
            search->promise.finish(step.error());
        } else if (step->done) {
            search->promise.finish(step->page);
        } else {
            search->found += step->stretch.ids;
            search->after = step->stretch.last;
            searchOn(search);
        }
    });
}

QFuture<Result<Client>> ClientStore::fetch(ClientId id)
{
    return m_database.run(
        [cipher = m_keys.cipher(), id](QSqlDatabase &db) { return ClientRow::fetch(db, cipher.get(), id); });
}

QFuture<Result<ClientId>> ClientStore::present(ClientId id)
{
    return m_database.run([id](QSqlDatabase &db) { return ClientRow::present(db, id); });
}

QFuture<Result<Client>> ClientStore::byNumber(const PhoneNumber &number)
{
    return m_database.run([cipher = m_keys.cipher(), number](QSqlDatabase &db) -> Result<Client> {
        const auto owner = ClientRow::owner(db, number.e164());
        if (!owner)
            return owner.error();
        if (owner->isNull())
            return Error{ErrorKind::NotFound, 0, u"number"_s, {}};
        return ClientRow::fetch(db, cipher.get(), *owner);
    });
}

QFuture<Result<TextPermission>> ClientStore::permissionOf(const PhoneNumber &number)
{
    return m_database.run([number](QSqlDatabase &db) -> Result<TextPermission> {
        auto query = execSql(db, u"SELECT permission FROM client_numbers WHERE e164 = ?"_s, {number.e164()});
        if (!query)
            return query.error();
        return query->next() ? permissionFromKey(query->value(0).toString()) : TextPermission::MayText;
    });
}

QFuture<Result<Client>> ClientStore::save(const Client &client)
{
    return write(client, {});
}

QFuture<Result<Client>> ClientStore::save(const Client &client, const Client &before)
{
    return write(client, before);
}

QFuture<Result<Client>> ClientStore::write(const Client &client, const std::optional<Client> &before)
{
    auto saved = m_database.run([cipher = m_keys.cipher(), client, before](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<Saved> {
            ClientWriter writer(inner, cipher);
            auto stored = before ? writer.saveOver(*before, client) : writer.save(client);
            if (!stored)
                return stored.error();
            return Saved{*stored, writer.absorbed()};
        });
    });
    const Promise<Client> promise;
    whenDone(saved, this, [this, promise](const Result<Saved> &done) {
        if (!done) {
            promise.finish(done.error());
            return;
        }
        if (!done->absorbed.isEmpty())
            Q_EMIT removed(done->absorbed);
        Q_EMIT changed({done->client});
        promise.finish(done->client);
    });
    return promise.future();
}

QFuture<Result<QList<BatchOutcome>>> ClientStore::saveBatch(const QList<Client> &clients, bool mergeDuplicates)
{
    return m_database.run([cipher = m_keys.cipher(), clients, mergeDuplicates](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<QList<BatchOutcome>> {
            if (!cipher)
                return Error{ErrorKind::Locked, 0, u"client"_s, {}};
            ClientWriter writer(inner, cipher);
            QList<BatchOutcome> outcomes;
            for (const Client &client : clients) {
                const auto done = writer.import(client, mergeDuplicates);
                if (!done)
                    return done.error();
                outcomes.append(*done);
            }
            return outcomes;
        });
    });
}

QFuture<Result<bool>> ClientStore::isAnyPrivate()
{
    return m_database.run([](QSqlDatabase &db) -> Result<bool> {
        auto row = execSql(db, u"SELECT 1 FROM clients WHERE visible_to IS NOT NULL LIMIT 1"_s);
        return row ? Result<bool>(row->next()) : Result<bool>(row.error());
    });
}

QFuture<Result<std::optional<NumberTaken>>> ClientStore::findTaken(const QList<PhoneNumber> &numbers,
                                                                   ClientId exceptFor)
{
    return m_database.run([numbers, exceptFor](QSqlDatabase &db) -> Result<std::optional<NumberTaken>> {
        QVariantList e164s;
        for (const PhoneNumber &number : numbers)
            e164s.append(number.e164());
        auto query = execSql(db,
                             u"SELECT n.e164, c.id, c.name FROM client_numbers n JOIN clients c ON c.id = n.client_id "
                             "WHERE c.id <> ? AND n.e164 "_s +
                                 inList + u" LIMIT 1"_s,
                             {exceptFor.toString(), listValue(e164s)});
        if (!query)
            return query.error();
        if (!query->next())
            return std::optional<NumberTaken>();
        return std::optional(NumberTaken{PhoneNumber::fromE164(query->value(0).toString()),
                                         ClientId::fromString(query->value(1).toString()), query->value(2).toString()});
    });
}

namespace
{
/// One UPDATE of clients with its audit entry.
Result<void> updateClient(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, ClientId id,
                          const QString &sql, const QVariantList &values, const AuditEntry &entry)
{
    const auto done = execSql(db, sql, values);
    if (!done)
        return done.error();
    if (done->numRowsAffected() == 0)
        return Error{ErrorKind::NotFound, 0, u"client"_s, {}};
    return appendAudit(db, cipher, {entry.action, id.toString(), entry.details, entry.staff});
}
} // namespace

QFuture<Result<void>> ClientStore::setArchived(ClientId id, bool archived)
{
    auto done = m_database.run([cipher = m_keys.cipher(), id, archived](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) {
            return updateClient(inner, cipher, id, u"UPDATE clients SET archived = ?, updated_at = ? WHERE id = ?"_s,
                                {archived ? 1 : 0, toSqlTime(QDateTime::currentDateTimeUtc()), id.toString()},
                                {archived ? u"client.archived"_s : u"client.restored"_s, {}, {}, {}});
        });
    });
    whenDone(done, this, [this, id](const Result<void> &result) {
        if (result)
            announce({id});
    });
    return done;
}

QFuture<Result<void>> ClientStore::assign(ClientId id, StaffId staff, const QString &reason)
{
    auto done = m_database.run([cipher = m_keys.cipher(), id, staff, reason](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
            const QString now = staff.isNull() ? QString() : staff.toString();
            auto row = execSql(inner, u"SELECT assigned_to FROM clients WHERE id = ?"_s, {id.toString()});
            if (!row)
                return row.error();
            if (!row->next())
                return Error{ErrorKind::NotFound, 0, u"client"_s, {}};
            const QString before = row->value(0).toString();
            row->finish();
            if (before == now)
                return {};
            QJsonObject details{{u"before"_s, before}, {u"now"_s, now}};
            if (!reason.isEmpty())
                details.insert(u"reason"_s, reason);
            return updateClient(
                inner, cipher, id, u"UPDATE clients SET assigned_to = ?, updated_at = ? WHERE id = ?"_s,
                {now.isEmpty() ? QVariant() : QVariant(now), toSqlTime(QDateTime::currentDateTimeUtc()), id.toString()},
                {u"client.assigned"_s, {}, details, {}});
        });
    });
    whenDone(done, this, [this, id](const Result<void> &result) {
        if (result)
            announce({id});
    });
    return done;
}

QFuture<Result<void>> ClientStore::setPermission(const PhoneNumber &number, TextPermission permission,
                                                 const QString &reason, const QDateTime &since)
{
    auto done = m_database.run([cipher = m_keys.cipher(), number, permission, reason, since](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) {
            return ClientWriter(inner, cipher).setPermission(number, permission, reason, since);
        });
    });
    whenDone(done, this, [this, number](const Result<void> &result) {
        if (!result)
            return;
        whenDone(byNumber(number), this, [this](const Result<Client> &client) {
            if (client)
                Q_EMIT changed({*client});
        });
    });
    return done;
}

QFuture<Result<void>> ClientStore::markRead(ClientId id)
{
    auto done = m_database.run([cipher = m_keys.cipher(), id](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<bool> {
            const auto client =
                execSql(inner, u"UPDATE clients SET unread = 0 WHERE id = ? AND unread > 0"_s, {id.toString()});
            if (!client)
                return client.error();
            if (client->numRowsAffected() == 0)
                return false; // nothing was unread: no entry, no announcement
            const auto rows =
                execSql(inner, u"UPDATE communication_logs SET unread = 0 WHERE client_id = ? AND unread = 1"_s,
                        {id.toString()});
            if (!rows)
                return rows.error();
            if (const auto entry = appendAudit(inner, cipher, {u"client.read"_s, id.toString(), {}, {}}); !entry)
                return entry.error();
            return true;
        });
    });
    const Promise<void> promise;
    whenDone(done, this, [this, promise, id](const Result<bool> &result) {
        if (result && *result)
            announce({id});
        promise.finish(result ? Result<void>() : Result<void>(result.error()));
    });
    return promise.future();
}

QFuture<Result<int>> ClientStore::unreadTotal()
{
    return m_database.run([](QSqlDatabase &db) -> Result<int> {
        auto query = execSql(db, u"SELECT coalesce(sum(unread), 0) FROM clients WHERE unread > 0"_s);
        if (!query)
            return query.error();
        return query->next() ? query->value(0).toInt() : 0;
    });
}

QFuture<Result<qint64>> ClientStore::count()
{
    return m_database.run([](QSqlDatabase &db) -> Result<qint64> {
        auto query = execSql(db, u"SELECT count(*) FROM clients"_s);
        if (!query)
            return query.error();
        return query->next() ? query->value(0).toLongLong() : 0;
    });
}

void ClientStore::announce(const QList<ClientId> &ids)
{
    if (ids.isEmpty())
        return;
    if (ids.size() > announceAtMost) {
        Q_EMIT reset();
        return;
    }
    auto clients = m_database.run(
        [cipher = m_keys.cipher(), ids](QSqlDatabase &db) { return ClientRow::fetchMany(db, cipher.get(), ids); });
    whenDone(clients, this, [this](const Result<QList<Client>> &rows) {
        if (rows && !rows->isEmpty())
            Q_EMIT changed(*rows);
    });
}
