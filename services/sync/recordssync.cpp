#include "sync/recordssync.h"

#include "storage/auditlog.h"
#include "storage/database.h"
#include "storage/storejob.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(logRecords, "practiceline.records")

constexpr int batchRows = 200;
constexpr qint64 compared = 1000; // the last entries, among which a restored store finds its former chain's

const QString deviceMark = u"records.device"_s; // not "sync.…": it outlives a restore
const QString witnessMark = u"records.witness"_s;

QString hex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

Result<QString> mark(QSqlDatabase &db, const QString &name)
{
    auto query = execSql(db, u"SELECT value FROM marks WHERE name = ?"_s, {name});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toString() : QString();
}

Result<void> setMark(QSqlDatabase &db, const QString &name, const QString &value)
{
    return runSql(db, u"INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)"_s, {name, value});
}

/// What others must find in the chains: an entry of ours, once a day.
Result<void> bearWitness(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, const QString &own)
{
    const QString today = QDateTime::currentDateTimeUtc().date().toString(Qt::ISODate);
    const auto last = mark(db, witnessMark);
    if (!last || *last == today)
        return last ? Result<void>() : Result<void>(last.error());
    const auto heads = RecordsHeads::seen(db);
    if (!heads)
        return heads.error();
    QJsonObject seen;
    for (const RecordsHead &head : *heads) {
        if (head.device != own)
            seen.insert(head.device, QJsonArray{head.number, head.hash});
    }
    if (seen.isEmpty())
        return {};
    if (const auto done = appendAudit(db, cipher, {u"records.seen"_s, own, seen, {}}); !done)
        return done;
    return setMark(db, witnessMark, today);
}

struct Batch {
    QList<AuditRow> rows;
    QByteArray previous;
};

/// By the function @p call of the practice.
Result<qint64> send(QSqlDatabase &db, const QString &call, const Batch &batch, const QString &device,
                    const QString &earlier, const PracticeCipher &cipher)
{
    QJsonArray rows;
    QByteArray previous = batch.previous;
    for (const AuditRow &row : batch.rows) {
        const FieldPlace place{u"audit_log"_s, u"details"_s, QString::number(row.number), device};
        rows.append(QJsonObject{{u"number"_s, row.number},
                                {u"at"_s, row.at},
                                {u"staff"_s, row.staff},
                                {u"what"_s, row.action},
                                {u"subject"_s, row.subject},
                                {u"details"_s, hex(cipher.encrypt(row.details, place))},
                                {u"key_epoch"_s, cipher.epoch()},
                                {u"salt"_s, hex(row.salt)},
                                {u"previous"_s, hex(previous)},
                                {u"hash"_s, hex(row.hash)}});
        previous = row.hash;
    }
    auto query = execShared(db, u"SELECT practiceline.%1(?::uuid, ?::uuid, ?::jsonb)"_s.arg(call),
                            {device, earlier.isEmpty() ? QVariant() : QVariant(earlier),
                             QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact))});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toLongLong() : 0;
}
} // namespace

// ---- heads

Result<QList<RecordsHead>> RecordsHeads::seen(QSqlDatabase &local)
{
    auto query = execSql(local, u"SELECT device, person, number, hash, at FROM audit_heads ORDER BY device"_s);
    if (!query)
        return query.error();
    QList<RecordsHead> heads;
    while (query->next()) {
        RecordsHead head;
        head.device = query->value(0).toString();
        head.person = query->value(1).toString();
        head.number = query->value(2).toLongLong();
        head.hash = query->value(3).toString();
        head.at = fromSqlTime(query->value(4));
        heads.append(head);
    }
    return heads;
}

Result<QList<RecordsHead>> RecordsHeads::ask(QSqlDatabase &shared, const QList<RecordsHead> &seen)
{
    QJsonObject known;
    for (const RecordsHead &head : seen)
        known.insert(head.device, head.number);
    auto query =
        execShared(shared,
                   u"SELECT device, person, first, earlier, number, hash, (date_part('epoch', at) * 1000)::bigint, "
                   "known_hash FROM practiceline.device_heads(?::jsonb) ORDER BY device"_s,
                   {QString::fromUtf8(QJsonDocument(known).toJson(QJsonDocument::Compact))});
    if (!query)
        return query.error();
    QList<RecordsHead> heads;
    while (query->next()) {
        heads.append({query->value(0).toString(), query->value(1).toString(), query->value(2).toLongLong(),
                      query->value(3).toString(), query->value(4).toLongLong(), query->value(5).toString(),
                      query->isNull(6) ? QDateTime() : fromSqlTime(query->value(6)), query->value(7).toString()});
    }
    return heads;
}

Result<void> RecordsHeads::keep(QSqlDatabase &local, const QList<RecordsHead> &heads)
{
    const auto before = seen(local);
    if (!before)
        return before.error();
    for (const RecordsHead &head : heads) {
        const auto known = std::find_if(before->begin(), before->end(),
                                        [&head](const RecordsHead &one) { return one.device == head.device; });
        if (known != before->end() && (known->number > head.number || known->hash != head.knownHash))
            continue;
        if (known != before->end() && known->number == head.number)
            continue;
        const auto done = runSql(local,
                                 u"INSERT OR REPLACE INTO audit_heads (device, person, number, hash, at, seen_at) "
                                 "VALUES (?, ?, ?, ?, ?, ?)"_s,
                                 {head.device, head.person.isNull() ? u""_s : head.person, head.number, head.hash,
                                  toSqlTime(head.at), toSqlTime(QDateTime::currentDateTimeUtc())});
        if (!done)
            return done;
    }
    return {};
}

// ---- a run

struct RecordsSync::Run {
    SyncKeys keys;
    QString device;
    QString earlier;  ///< of a chain that is to begin
    qint64 there = 0; ///< the last entry that the practice has
    QByteArray hash;  ///< its hash there
    QString call = u"push_audit"_s;
    QString mark; ///< of what the practice had when the round began; empty once this run has brought something
};

RecordsSync::RecordsSync(Database &local, SharedDatabase &shared, QObject *parent)
    : QObject(parent)
    , m_local(local)
    , m_shared(shared)
{
}

template <class Job, class Then>
void RecordsSync::here(Job job, Then then)
{
    whenDone(m_local.run(std::move(job)), this, [this, then = std::move(then)](const auto &done) mutable {
        if (done)
            then(done);
        else
            end(done.error());
    });
}

template <class Job, class Then>
void RecordsSync::there(Job job, Then then)
{
    whenDone(m_shared.run(std::move(job)), this, [this, then = std::move(then)](const auto &done) mutable {
        if (done)
            then(done);
        else
            end(done.error());
    });
}

void RecordsSync::run(const SyncKeys &keys, DeviceId device, const QString &mark)
{
    if (m_running || !keys.own || !keys.practice || device.isNull())
        return;
    m_running = true;
    const auto run = std::make_shared<Run>();
    run->keys = keys;
    run->device = device.toString();
    run->mark = mark;
    if (mark.isEmpty() || mark != m_mark)
        return askHeads(run);
    here([](QSqlDatabase &db) { return AuditChain::lastNumber(db); },
         [this, run](const Result<qint64> &last) {
             if (*last == m_there)
                 end({});
             else
                 askHeads(run);
         });
}

void RecordsSync::runParting(const SyncKeys &keys, DeviceId device, qint64 there, const QByteArray &hash)
{
    if (m_running)
        return;
    m_running = true;
    const auto run = std::make_shared<Run>();
    run->keys = keys;
    run->device = device.toString();
    run->there = there;
    run->hash = hash;
    run->call = u"part_with_records"_s;
    push(run);
}

void RecordsSync::askHeads(const RunPtr &run)
{
    here([](QSqlDatabase &db) { return RecordsHeads::seen(db); },
         [this, run](const Result<QList<RecordsHead>> &seen) {
             there([seen = *seen](QSqlDatabase &db) { return RecordsHeads::ask(db, seen); },
                   [this, run](const Result<QList<RecordsHead>> &heads) { heard(run, *heads); });
         });
}

void RecordsSync::heard(const RunPtr &run, const QList<RecordsHead> &heads)
{
    for (const RecordsHead &head : heads) {
        if (head.device == run->device) {
            run->there = head.number;
            run->hash = QByteArray::fromHex(head.hash.toLatin1());
        }
    }
    here(
        [heads, keys = run->keys, device = run->device](QSqlDatabase &db) {
            return inTransaction(db, [&](QSqlDatabase &inner) -> Result<QString> {
                if (const auto done = RecordsHeads::keep(inner, heads); !done)
                    return done.error();
                if (const auto done = bearWitness(inner, keys.own, device); !done)
                    return done.error();
                return mark(inner, deviceMark);
            });
        },
        [this, run](const Result<QString> &before) {
            if (run->there > 0 || before->isEmpty() || *before == run->device)
                push(run);
            else
                begin(run, *before);
        });
}

/// A chain that begins in a store that had another name before: where the two part.
void RecordsSync::begin(const RunPtr &run, const QString &earlier)
{
    struct Own {
        qint64 first = 1;
        QString hashes; ///< as Postgres writes an array
    };
    here(
        [](QSqlDatabase &db) -> Result<Own> {
            const auto last = AuditChain::lastNumber(db);
            if (!last)
                return last.error();
            Own own;
            own.first = std::max<qint64>(1, *last - compared + 1);
            QStringList hashes;
            for (qint64 number = own.first; number <= *last; ++number) {
                const auto hash = AuditChain::hashAt(db, number);
                if (!hash)
                    return hash.error();
                hashes.append(hex(*hash));
            }
            own.hashes = u'{' + hashes.join(u',') + u'}';
            return own;
        },
        [this, run, earlier](const Result<Own> &own) {
            there(
                [earlier, own = *own](QSqlDatabase &db) -> Result<qint64> {
                    auto query = execShared(db, u"SELECT practiceline.audit_meet(?::uuid, ?::bigint, ?::text[])"_s,
                                            {earlier, own.first, own.hashes});
                    if (!query)
                        return query.error();
                    return query->next() ? query->value(0).toLongLong() : 0;
                },
                [this, run, earlier](const Result<qint64> &met) {
                    // Another practice, or a store that is older than what is compared: all of it, from its first
                    // entry.
                    if (*met > 0) {
                        run->there = *met;
                        run->earlier = earlier;
                    }
                    push(run);
                });
        });
}

void RecordsSync::push(const RunPtr &run)
{
    here(
        [own = run->keys.own, after = run->there, hash = run->hash](QSqlDatabase &db) -> Result<Batch> {
            const auto previous = AuditChain::hashAt(db, after);
            if (!previous)
                return previous.error();
            if (after > 0 && (previous->isEmpty() || (!hash.isEmpty() && *previous != hash)))
                return Error{ErrorKind::Invalid, 0, u"the practice has other records of this computer"_s, {}};
            auto rows = AuditChain::read(db, *own, after, batchRows);
            if (!rows)
                return rows.error();
            return Batch{*rows, *previous};
        },
        [this, run](const Result<Batch> &batch) {
            if (batch->rows.isEmpty()) {
                m_mark = run->mark;
                m_there = run->there;
                return end({});
            }
            there([batch = *batch, call = run->call, device = run->device, earlier = run->earlier,
                   cipher = run->keys.practice](
                      QSqlDatabase &db) { return send(db, call, batch, device, earlier, *cipher); },
                  [this, run, hash = batch->rows.last().hash](const Result<qint64> &last) {
                      run->there = *last;
                      run->mark.clear();
                      run->hash = hash;
                      here([device = run->device](QSqlDatabase &db) { return setMark(db, deviceMark, device); },
                           [this, run](const Result<void> &) { push(run); });
                  });
        });
}

void RecordsSync::end(const Result<void> &result)
{
    m_running = false;
    if (!result)
        m_mark.clear();
    if (!result && result.error().kind != ErrorKind::Offline && result.error().kind != ErrorKind::Cancelled)
        qCWarning(logRecords) << "the records were not brought to the practice:" << result.error().detail;
    Q_EMIT ended(result);
}
