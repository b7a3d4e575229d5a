#include "sync/recordscheck.h"

#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/database.h"
#include "storage/storejob.h"
#include "sync/recordssync.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int pageRows = 500;
constexpr int mostClaims = 500; // compared at once

/// A head that somebody saw.
struct Claim {
    QString device;
    qint64 number = 0;
    QString hash;
};

/// How far the walk along a chain is.
struct Position {
    RecordsHead head;
    qint64 number = 0;
    QByteArray hash;
    QDateTime at;
};

struct Page {
    Position end;
    QList<Claim> claims;
    qint64 unreadable = 0;
    bool isBroken = false; ///< at the entry after end
    bool isLast = false;
    QDateTime brokenAt;
};

QDateTime timeOf(const QVariant &milliseconds)
{
    return milliseconds.isNull() ? QDateTime() : fromSqlTime(milliseconds);
}

QList<Claim> claimsOf(const QString &details)
{
    QList<Claim> claims;
    const QJsonObject heads = QJsonDocument::fromJson(details.toUtf8()).object();
    for (auto head = heads.begin(); head != heads.end(); ++head) {
        const QJsonArray seen = head.value().toArray();
        claims.append({head.key(), seen.at(0).toInteger(), seen.at(1).toString()});
    }
    return claims;
}

bool isPractice(const RecordsHead &head)
{
    return head.device == RecordsHeads::practice;
}

/// The hash before the first entry of a chain.
Result<QByteArray> beforeFirst(QSqlDatabase &db, const RecordsHead &head)
{
    if (head.first <= 1)
        return QByteArray();
    auto query = execShared(db, u"SELECT hash FROM practiceline.audit_log WHERE device_id = ?::uuid AND number = ?"_s,
                            {head.earlier, head.first - 1});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toByteArray() : QByteArray();
}

/// Entries of practice_log, whose hashes Postgres made.
Result<Page> practicePage(QSqlDatabase &db, const Position &from)
{
    auto query = execShared(
        db, u"SELECT number, entry, hash FROM practiceline.practice_log WHERE number > ? ORDER BY number LIMIT ?"_s,
        {from.number, pageRows});
    if (!query)
        return query.error();
    Page page{from, {}, 0, false, query->size() < pageRows, {}};
    while (query->next()) {
        const QByteArray entry = query->value(1).toString().toUtf8();
        const QByteArray hash = query->value(2).toByteArray();
        const auto at =
            QDateTime::fromString(QJsonDocument::fromJson(entry).object().value("at"_L1).toString(), Qt::ISODateWithMs);
        const QByteArray text = page.end.hash + QByteArray::number(page.end.number + 1) + ' ' + entry;
        if (query->value(0).toLongLong() != page.end.number + 1 ||
            QCryptographicHash::hash(text, QCryptographicHash::Sha256) != hash) {
            page.isBroken = true;
            page.brokenAt = query->value(0).toLongLong() == page.end.number + 1 ? at : QDateTime();
            return page;
        }
        page.end.number += 1;
        page.end.hash = hash;
        page.end.at = at;
    }
    return page;
}

/// Entries of a computer.
Result<Page> devicePage(QSqlDatabase &db, Position from, const PracticeCipher &cipher)
{
    if (from.number < from.head.first - 1) {
        const auto hash = beforeFirst(db, from.head);
        if (!hash)
            return hash.error();
        from.number = from.head.first - 1;
        from.hash = *hash;
    }
    auto query =
        execShared(db,
                   u"SELECT number, (date_part('epoch', at) * 1000)::bigint, what, subject, staff, details_enc, "
                   "key_epoch, salt, hash, previous FROM practiceline.audit_log "
                   "WHERE device_id = ?::uuid AND number > ? ORDER BY number LIMIT ?"_s,
                   {from.head.device, from.number, pageRows});
    if (!query)
        return query.error();
    Page page{from, {}, 0, false, query->size() < pageRows, {}};
    while (query->next()) {
        AuditRow row{query->value(0).toLongLong(),  query->value(1).toLongLong(), query->value(2).toString(),
                     query->value(3).toString(),    query->value(4).toString(),   QString(),
                     query->value(7).toByteArray(), query->value(8).toByteArray()};
        const FieldPlace place{u"audit_log"_s, u"details"_s, QString::number(row.number), from.head.device};
        const auto details = cipher.decrypt(query->value(5).toByteArray(), place, query->value(6).toInt());
        const bool isUnreadable = !details && details.error().kind == ErrorKind::Locked;
        row.details = details ? *details : QString();
        const bool fits = row.number == page.end.number + 1 && query->value(9).toByteArray() == page.end.hash &&
                          (isUnreadable || (details && AuditChain::hashOf(row, page.end.hash) == row.hash));
        if (!fits) {
            page.isBroken = true;
            page.brokenAt = row.number == page.end.number + 1 ? timeOf(row.at) : QDateTime();
            return page;
        }
        page.unreadable += isUnreadable ? 1 : 0;
        if (row.action == "records.seen"_L1)
            page.claims += claimsOf(row.details);
        page.end.number = row.number;
        page.end.hash = row.hash;
        page.end.at = timeOf(row.at);
    }
    return page;
}

/// Those of @p claims that do not stand in the practice's tables; what is there instead: its time, or null.
Result<QList<std::pair<Claim, QDateTime>>> contradicted(QSqlDatabase &db, const QList<Claim> &claims)
{
    QJsonArray asked;
    for (const Claim &claim : claims)
        asked.append(QJsonObject{{u"device"_s, claim.device}, {u"number"_s, claim.number}, {u"hash"_s, claim.hash}});
    auto query = execShared(
        db,
        u"SELECT c.device, c.number, c.hash, (date_part('epoch', a.at) * 1000)::bigint FROM "
        u"jsonb_to_recordset(?::jsonb) "
        "AS c (device uuid, number bigint, hash text) "
        "LEFT JOIN practiceline.audit_log a ON a.device_id = c.device AND a.number = c.number "
        "LEFT JOIN practiceline.practice_log p ON c.device = ?::uuid AND p.number = c.number "
        "WHERE encode(coalesce(a.hash, p.hash), 'hex') IS DISTINCT FROM c.hash ORDER BY c.device, c.number"_s,
        {QString::fromUtf8(QJsonDocument(asked).toJson(QJsonDocument::Compact)), QString(RecordsHeads::practice)});
    if (!query)
        return query.error();
    QList<std::pair<Claim, QDateTime>> found;
    while (query->next())
        found.append({{query->value(0).toString(), query->value(1).toLongLong(), query->value(2).toString()},
                      timeOf(query->value(3))});
    return found;
}

/// With which a computer that shares with nobody signs. Made at the first call.
Result<SecureKey> storeSeed(QSqlDatabase &db, const FieldCipher &cipher)
{
    const QString name = u"records.sign_seed"_s;
    const FieldPlace place{u"marks"_s, u"value"_s, name, {}};
    auto known = execSql(db, u"SELECT value FROM marks WHERE name = ?"_s, {name});
    if (!known)
        return known.error();
    if (known->next()) {
        const auto sealed = QByteArray::fromHex(known->value(0).toString().toLatin1());
        const auto seed = cipher.decrypt(sealed, place, cipher.keyEpoch());
        if (!seed)
            return seed.error();
        QByteArray bytes = QByteArray::fromHex(seed->toLatin1());
        return SecureKey::fromBytes(bytes);
    }
    known->finish();
    auto made = SecureKey::random();
    const QByteArray sealed = cipher.encrypt(QString::fromLatin1(made.toBytes().toHex()), place);
    const auto done =
        runSql(db, u"INSERT INTO marks (name, value) VALUES (?, ?)"_s, {name, QString::fromLatin1(sealed.toHex())});
    return done ? Result<SecureKey>(made) : Result<SecureKey>(done.error());
}
} // namespace

struct RecordsCheck::Run {
    Practice practice;
    RecordsReport report;
    QList<RecordsHead> heads;
    QList<RecordsHead> unread; ///< chains that are still to be read
    QList<Claim> claims;
    qint64 entries = 0;
    qint64 total = 0;
    bool canceled = false;

    Position position; ///< along the chain that is being read

    void found(RecordsFinding::Kind kind, const QString &device, qint64 number, const QDateTime &at,
               bool isHere = false)
    {
        // The first one of each chain says it.
        const QString name = device == RecordsHeads::practice ? QString() : device;
        const auto same = [&](const RecordsFinding &one) { return one.device == name && one.isHere == isHere; };
        const auto known = std::find_if(report.findings.begin(), report.findings.end(), same);
        if (known != report.findings.end() && known->number <= number)
            return;
        const auto head = std::find_if(heads.begin(), heads.end(),
                                       [&device](const RecordsHead &one) { return one.device == device; });
        const RecordsFinding finding{kind, isHere, name, head == heads.end() ? QString() : head->person, number, at};
        if (known != report.findings.end())
            *known = finding;
        else
            report.findings.append(finding);
    }
};

RecordsCheck::RecordsCheck(Database &local, KeyRing &keys, AuditLog &audit, QObject *parent)
    : QObject(parent)
    , m_local(local)
    , m_keys(keys)
    , m_audit(audit)
{
}

void RecordsCheck::share(const Practice &practice)
{
    cancel();
    m_practice = practice;
}

void RecordsCheck::leave()
{
    share({});
}

template <class Job, class Then>
void RecordsCheck::here(const RunPtr &run, Job job, Then then)
{
    whenDone(m_local.run(std::move(job)), this, [this, run, then = std::move(then)](const auto &done) mutable {
        if (isOver(run))
            return;
        if (done)
            then(done);
        else
            end(run, done.error());
    });
}

template <class Job, class Then>
void RecordsCheck::there(const RunPtr &run, Job job, Then then)
{
    whenDone(run->practice.shared->run(std::move(job)), this,
             [this, run, then = std::move(then)](const auto &done) mutable {
                 if (isOver(run))
                     return;
                 if (done)
                     then(done);
                 else
                     end(run, done.error());
             });
}

void RecordsCheck::start()
{
    if (m_run)
        return;
    const auto run = std::make_shared<Run>();
    m_run = run;
    run->practice = m_practice;
    run->report.madeAt = QDateTime::currentDateTimeUtc();
    run->report.person = m_practice.person;
    run->report.practice = m_practice.shared ? m_practice.name : QString();
    whenDone(m_audit.verify(), this, [this, run](const Result<AuditCheck> &check) {
        if (isOver(run))
            return;
        if (!check)
            return end(run, check.error());
        run->report.entries = check->entries;
        run->report.head = check->head;
        if (check->firstBroken > 0)
            run->found(RecordsFinding::Kind::Altered, {}, check->firstBroken, check->brokenAt, true);
        if (run->practice.shared)
            askHeads(run);
        else
            end(run, run->report);
    });
}

void RecordsCheck::cancel()
{
    if (!m_run)
        return;
    m_run->canceled = true;
    end(m_run, Error{ErrorKind::Cancelled, 0, {}, {}});
}

bool RecordsCheck::isOver(const RunPtr &run)
{
    return run != m_run || run->canceled;
}

void RecordsCheck::end(const RunPtr &run, const Result<RecordsReport> &report)
{
    if (run != m_run)
        return;
    m_run.reset();
    Q_EMIT finished(report);
}

void RecordsCheck::askHeads(const RunPtr &run)
{
    struct There {
        QList<RecordsHead> heads;
        bool mayRead = false;
    };
    here(
        run, [](QSqlDatabase &db) { return RecordsHeads::seen(db); },
        [this, run](const Result<QList<RecordsHead>> &seen) {
            there(
                run,
                [seen = *seen](QSqlDatabase &db) -> Result<There> {
                    const auto heads = RecordsHeads::ask(db, seen);
                    if (!heads)
                        return heads.error();
                    auto role = execShared(db, u"SELECT practiceline.my_role() IN ('admin', 'supervisor')"_s);
                    if (!role)
                        return role.error();
                    return There{*heads, role->next() && role->value(0).toBool()};
                },
                [this, run, seen = *seen](const Result<There> &answer) {
                    run->heads = answer->heads;
                    run->report.isEveryChainRead = answer->mayRead;
                    compareSeen(run, seen, answer->heads);
                    if (answer->mayRead)
                        run->unread = answer->heads;
                    for (const RecordsHead &head : std::as_const(run->unread))
                        run->total += head.number - head.first + 1;
                    compareOwn(run);
                });
        });
}

/// What this computer saw before must still be there.
void RecordsCheck::compareSeen(const RunPtr &run, const QList<RecordsHead> &seen, const QList<RecordsHead> &heads)
{
    using Kind = RecordsFinding::Kind;
    for (const RecordsHead &one : seen) {
        const auto head = std::find_if(heads.begin(), heads.end(),
                                       [&one](const RecordsHead &other) { return other.device == one.device; });
        if (head == heads.end())
            run->found(Kind::Missing, one.device, 1, {});
        else if (head->number < one.number)
            run->found(Kind::Missing, one.device, head->number + 1, one.at);
        else if (head->knownHash.isEmpty())
            run->found(Kind::Missing, one.device, one.number, one.at);
        else if (head->knownHash != one.hash)
            run->found(Kind::Contradicted, one.device, one.number, one.at);
    }
}

/// This store's own chain there, and its end: a hash stands for all entries before it.
void RecordsCheck::compareOwn(const RunPtr &run)
{
    const QString own = run->practice.device.toString();
    const auto head = std::find_if(run->heads.begin(), run->heads.end(),
                                   [&own](const RecordsHead &one) { return one.device == own; });
    if (head == run->heads.end())
        return nextChain(run);
    struct Here {
        QByteArray hash;
        qint64 last = 0;
    };
    here(
        run,
        [number = head->number](QSqlDatabase &db) -> Result<Here> {
            const auto hash = AuditChain::hashAt(db, number);
            const auto last = AuditChain::lastNumber(db);
            if (!hash || !last)
                return hash ? last.error() : hash.error();
            return Here{*hash, *last};
        },
        [this, run, head = *head](const Result<Here> &known) {
            if (known->last < head.number)
                run->found(RecordsFinding::Kind::Missing, {}, known->last + 1, head.at, true);
            else if (QString::fromLatin1(known->hash.toHex()) != head.hash)
                run->found(RecordsFinding::Kind::Contradicted, head.device, head.number, head.at);
            nextChain(run);
        });
}

void RecordsCheck::nextChain(const RunPtr &run)
{
    if (run->unread.isEmpty())
        return compareWitnesses(run);
    run->position = {};
    run->position.head = run->unread.takeFirst();
    walk(run, run->position.head);
}

void RecordsCheck::walk(const RunPtr &run, const RecordsHead &head)
{
    there(
        run,
        [from = run->position, cipher = run->practice.cipher](QSqlDatabase &db) {
            return isPractice(from.head) ? practicePage(db, from) : devicePage(db, from, *cipher);
        },
        [this, run, head](const Result<Page> &page) {
            const qint64 before = std::max(run->position.number, head.first - 1);
            run->entries += page->end.number - before;
            run->position = page->end;
            run->claims += page->claims;
            run->report.unreadable += page->unreadable;
            Q_EMIT progressed(run->entries, run->total);
            if (isOver(run)) // by who heard it
                return;
            if (page->isBroken)
                run->found(RecordsFinding::Kind::Altered, head.device, page->end.number + 1, page->brokenAt);
            else if (!page->isLast)
                return walk(run, head);
            else if (page->end.number < head.number)
                run->found(RecordsFinding::Kind::Missing, head.device, page->end.number + 1, head.at);
            run->report.chains.append({isPractice(head) ? QString() : head.device, head.person,
                                       page->end.number - head.first + 1, QString::fromLatin1(page->end.hash.toHex()),
                                       page->end.at});
            nextChain(run);
        });
}

/// What other computers saw must be there too.
void RecordsCheck::compareWitnesses(const RunPtr &run)
{
    if (run->claims.isEmpty())
        return end(run, run->report);
    const auto part = run->claims.first(std::min<qsizetype>(mostClaims, run->claims.size()));
    run->claims.remove(0, part.size());
    there(
        run, [part](QSqlDatabase &db) { return contradicted(db, part); },
        [this, run](const Result<QList<std::pair<Claim, QDateTime>>> &found) {
            for (const auto &[claim, at] : *found) {
                run->found(at.isValid() ? RecordsFinding::Kind::Contradicted : RecordsFinding::Kind::Missing,
                           claim.device, claim.number, at);
            }
            compareWitnesses(run);
        });
}

QFuture<Result<QByteArray>> RecordsCheck::signedFile(const RecordsReport &report, const QString &name)
{
    const Promise<QByteArray> promise;
    const QJsonObject details{{u"file"_s, name}, {u"head"_s, report.head}, {u"findings"_s, report.findings.size()}};
    whenDone(m_audit.record({u"records.exported"_s, {}, details, {}}), this,
             [this, promise, text = report.toText()](const Result<void> &recorded) {
                 if (!recorded)
                     return promise.finish(recorded.error());
                 whenDone(signedText(text), this, [promise](const Result<QByteArray> &file) { promise.finish(file); });
             });
    return promise.future();
}

QFuture<Result<QByteArray>> RecordsCheck::signedText(const QByteArray &text) const
{
    if (!m_practice.signSeed.isNull())
        return readyFuture<QByteArray>(SignedReport::sign(text, m_practice.signSeed));
    const auto cipher = m_keys.cipher();
    if (!cipher)
        return readyFuture<QByteArray>(Error{ErrorKind::Locked, 0, u"report"_s, {}});
    return m_local.run([cipher, text](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<QByteArray> {
            const auto seed = storeSeed(inner, *cipher);
            if (!seed)
                return seed.error();
            return SignedReport::sign(text, *seed);
        });
    });
}
