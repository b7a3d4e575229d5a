#include "storage/communicationstore.h"

#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/clientstore.h"
#include "storage/communicationquery.h"
#include "storage/communicationrow.h"
#include "storage/database.h"
#include "storage/newsmerger.h"
#include "storage/storejob.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 jobMilliseconds = 4;
constexpr qsizetype idsInOneList = 500;
constexpr int mostAbandoned = 1000; // the newest of them; others are read anew when they are shown

struct Stretch {
    QList<qint64> found;
    std::optional<CommunicationKey> last; ///< none: the walk has ended
};

Result<Stretch> walkOn(QSqlDatabase &db, const CommunicationFilter &filter,
                       const std::optional<CommunicationKey> &olderThan, qsizetype wanted)
{
    const auto walk = CommunicationQuery::walk(filter, olderThan, QString());
    auto query = execSql(db, walk.sql, walk.values);
    if (!query)
        return query.error();
    QElapsedTimer clock;
    clock.start();
    Stretch stretch;
    while (stretch.found.size() < wanted && (!stretch.last || clock.elapsed() < jobMilliseconds)) {
        if (!query->next()) {
            if (query->lastError().isValid())
                return storageError(*query);
            stretch.last.reset();
            return stretch;
        }
        const qint64 sequence = query->value(1).toLongLong();
        stretch.last = CommunicationKey{query->value(0).toLongLong(), sequence};
        if (query->value(2).toBool())
            stretch.found.append(sequence);
    }
    return stretch;
}

QList<ClientId> clientsOf(const QList<Communication> &rows)
{
    QSet<ClientId> ids;
    for (const Communication &row : rows)
        ids.insert(row.clientId);
    return ids.values();
}
} // namespace

struct CommunicationStore::Paging {
    Promise<CommunicationPage> promise;
    CommunicationFilter filter;
    std::optional<CommunicationKey> olderThan;
    int limit = 0;
    QList<qint64> found;
};

CommunicationStore::CommunicationStore(Database &database, KeyRing &keys, ClientStore &clients, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
    , m_clients(clients)
{
}

QFuture<Result<CommunicationPage>> CommunicationStore::page(const CommunicationFilter &filter,
                                                            const std::optional<CommunicationKey> &olderThan, int limit)
{
    auto paging = std::make_shared<Paging>();
    paging->filter = filter;
    paging->olderThan = olderThan;
    paging->limit = limit;
    pageOn(paging);
    return paging->promise.future();
}

void CommunicationStore::pageOn(const std::shared_ptr<Paging> &paging)
{
    struct Step {
        Stretch stretch;
        CommunicationPage page;
        bool done = false;
    };
    const auto job = [cipher = m_keys.cipher(), filter = paging->filter, olderThan = paging->olderThan,
                      found = paging->found, limit = paging->limit](QSqlDatabase &db) -> Result<Step> {
        auto stretch = walkOn(db, filter, olderThan, limit - found.size());
        if (!stretch)
            return stretch.error();
        Step step{*stretch, {}, false};
        step.done = !stretch->last || found.size() + stretch->found.size() >= limit;
        if (!step.done)
            return step;
        auto rows = CommunicationQuery::read(db, cipher.get(), found + stretch->found);
        if (!rows)
            return rows.error();
        step.page = CommunicationPage{*rows, stretch->last};
        return step;
    };
    whenDone(m_database.run(job), this, [this, paging](const Result<Step> &step) {
        if (!step) {
            paging->promise.finish(step.error());
        } else if (step->done) {
            paging->promise.finish(step->page);
        } else {
            paging->found += step->stretch.found;
            paging->olderThan = step->stretch.last;
            pageOn(paging);
        }
    });
}

QFuture<Result<Communication>> CommunicationStore::fetch(CommunicationId id)
{
    return m_database.run(
        [cipher = m_keys.cipher(), id](QSqlDatabase &db) { return CommunicationRow::fetch(db, cipher.get(), id); });
}

bool CommunicationStore::isRowRefused(const Error &error)
{
    return ::isRowRefused(error);
}

QFuture<Result<AppliedNews>> CommunicationStore::apply(const QList<TwilioNews> &news, const QStringList &ourNumbers)
{
    // On the ballast if need be: what Twilio says of our sends must be recorded.
    auto applied = m_database.runOnReserve([cipher = m_keys.cipher(), news, ourNumbers](QSqlDatabase &db) {
        return inTransaction(db,
                             [&](QSqlDatabase &inner) { return NewsMerger(inner, cipher, ourNumbers).merge(news); });
    });
    whenDone(applied, this, [this](const Result<AppliedNews> &done) {
        if (!done)
            return;
        const QList<Communication> rows = done->inserted + done->changed;
        if (rows.isEmpty())
            return;
        Q_EMIT changed(rows);
        m_clients.announce(clientsOf(rows));
    });
    return applied;
}

QFuture<Result<QList<Communication>>> CommunicationStore::open(int limit, const QDateTime &since,
                                                               const QString &account)
{
    return m_database.run([limit, since, account](QSqlDatabase &db) {
        const QVariant from = since.isValid() ? toSqlTime(since) : QVariant(0);
        return CommunicationRow::readAll(db, nullptr,
                                         u"WHERE l.poll_open = 1 AND l.created_at >= ? AND (? = '' OR l.account_sid IN "
                                         "('', ?)) ORDER BY l.sequence LIMIT ?"_s,
                                         {from, CommunicationRow::notNull(account), account, limit});
    });
}

QFuture<Result<void>> CommunicationStore::setNote(CommunicationId id, const QString &note)
{
    auto done = m_database.run([cipher = m_keys.cipher(), id, note](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
            if (!cipher)
                return Error{ErrorKind::Locked, 0, u"note"_s, {}};
            const auto before = CommunicationRow::fetch(inner, cipher.get(), id);
            if (!before)
                return before.error();
            auto peer = execSql(inner, u"SELECT peer FROM communication_logs WHERE id = ?"_s, {id.toString()});
            if (!peer || !peer->next())
                return peer ? Error{ErrorKind::NotFound, 0, u"communication"_s, {}} : peer.error();
            const auto place = CommunicationRow::place(u"note_enc"_s, id, peer->value(0).toString());
            const auto stored =
                execSql(inner, u"UPDATE communication_logs SET note_enc = ?, note_key_epoch = ? WHERE id = ?"_s,
                        {note.isEmpty() ? QVariant() : QVariant(cipher->encrypt(note, place)), cipher->keyEpoch(),
                         id.toString()});
            if (!stored)
                return stored.error();
            return appendAudit(
                inner, cipher,
                {u"communication.note"_s, id.toString(), {{u"before"_s, before->note}, {u"now"_s, note}}, {}});
        });
    });
    whenDone(done, this, [this, id](const Result<void> &result) {
        if (result)
            announce({id});
    });
    return done;
}

QFuture<Result<bool>> CommunicationStore::wroteWithinDay(ClientId clientId, const QDateTime &now)
{
    return m_database.run([clientId, now](QSqlDatabase &db) -> Result<bool> {
        auto query = execSql(db,
                             u"SELECT EXISTS (SELECT 1 FROM communication_logs WHERE client_id = ? AND sort_at > ? "
                             "AND communication_type = 'sms' AND direction = 'inbound')"_s,
                             {clientId.toString(), toSqlTime(now.addDays(-1))});
        if (!query)
            return query.error();
        return query->next() && query->value(0).toBool();
    });
}

QFuture<Result<int>> CommunicationStore::unconfirmedCount()
{
    return m_database.run([](QSqlDatabase &db) -> Result<int> {
        auto query = execSql(db, u"SELECT count(*) FROM communication_logs WHERE outbox_state = 'unconfirmed'"_s);
        if (!query)
            return query.error();
        return query->next() ? query->value(0).toInt() : 0;
    });
}

void CommunicationStore::announce(const QList<CommunicationId> &ids)
{
    for (qsizetype at = 0; at < ids.size(); at += idsInOneList) {
        QVariantList values;
        for (const CommunicationId &id : ids.mid(at, idsInOneList))
            values.append(id.toString());
        auto rows = m_database.run([cipher = m_keys.cipher(), values](QSqlDatabase &db) {
            return CommunicationRow::readAll(db, cipher.get(), u"WHERE l.id "_s + inList + u" ORDER BY l.sequence"_s,
                                             {listValue(values)});
        });
        whenDone(rows, this, [this](const Result<QList<Communication>> &done) {
            if (!done || done->isEmpty())
                return;
            Q_EMIT changed(*done);
            m_clients.announce(clientsOf(*done));
        });
    }
}

void CommunicationStore::announceAbandoned()
{
    const auto found = m_database.run([](QSqlDatabase &db) -> Result<QList<CommunicationId>> {
        auto rows =
            execSql(db,
                    u"SELECT l.id FROM staff s JOIN communication_logs l ON l.staff_id = s.id WHERE s.left_at IS "
                    "NOT NULL AND l.device_id IS NOT NULL AND l.send_state IN ('pending', 'held', 'sending', "
                    "'unconfirmed') ORDER BY l.sort_at DESC LIMIT ?"_s,
                    {mostAbandoned});
        if (!rows)
            return rows.error();
        QList<CommunicationId> ids;
        while (rows->next())
            ids.append(CommunicationId::fromString(rows->value(0).toString()));
        return ids;
    });
    whenDone(found, this, [this](const Result<QList<CommunicationId>> &ids) {
        if (ids && !ids->isEmpty())
            announce(*ids);
    });
}
