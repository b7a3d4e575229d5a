#include "storage/auditlog.h"

#include "secrets/keyring.h"
#include "storage/database.h"
#include "storage/storejob.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QtEndian>

#include <sodium.h>

#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype saltSize = 16;
constexpr qsizetype hashSize = 32;
constexpr qint64 jobMilliseconds = 4;
constexpr int clearEpoch = 0;

const QString columns = u"sequence, at, action, subject, staff, details, key_epoch, salt, hash"_s;

FieldPlace detailsPlace(qint64 sequence)
{
    return {u"audit_log"_s, u"details"_s, QString::number(sequence), QString()};
}

/// The row of a query for columns; an error when its details do not open.
Result<AuditRow> rowOf(const QSqlQuery &query, const FieldCipher &cipher)
{
    AuditRow row{query.value(0).toLongLong(),  query.value(1).toLongLong(), query.value(2).toString(),
                 query.value(3).toString(),    query.value(4).toString(),   QString(),
                 query.value(7).toByteArray(), query.value(8).toByteArray()};
    const int epoch = query.value(6).toInt();
    const QByteArray stored = query.value(5).toByteArray();
    if (epoch == clearEpoch) {
        row.details = QString::fromUtf8(stored);
        return row;
    }
    const auto details = cipher.decrypt(stored, detailsPlace(row.number), epoch);
    if (!details)
        return details.error();
    row.details = *details;
    return row;
}

/// As the practice knows this computer's person; alone, as they wrote it themselves.
QString staffName(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT coalesce((SELECT nullif(s.name, '') FROM marks m JOIN staff s ON s.id = m.value "
                             "WHERE m.name = 'sync.person'), (SELECT value FROM settings WHERE key = 'staff.name'))"_s);
    return query && query->next() ? query->value(0).toString() : QString();
}
} // namespace

/// Every part with its length before it, so that no two entries read the same.
QByteArray AuditChain::hashOf(const AuditRow &row, const QByteArray &previous)
{
    QByteArray text;
    const auto add = [&text](const QByteArray &part) {
        std::array<char, 8> length{};
        qToLittleEndian(quint64(part.size()), length.data());
        text.append(length.data(), qsizetype(length.size()));
        text.append(part);
    };
    for (const QByteArray &part : {row.salt, previous, QByteArray::number(row.number), QByteArray::number(row.at),
                                   row.action.toUtf8(), row.subject.toUtf8(), row.staff.toUtf8(), row.details.toUtf8()})
        add(part);
    QByteArray hash(hashSize, '\0');
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), size_t(hash.size()),
                       reinterpret_cast<const unsigned char *>(text.constData()), quint64(text.size()), nullptr, 0);
    return hash;
}

Result<QList<AuditRow>> AuditChain::read(QSqlDatabase &db, const FieldCipher &cipher, qint64 after, int limit)
{
    auto query = execSql(db, u"SELECT "_s + columns + u" FROM audit_log WHERE sequence > ? ORDER BY sequence LIMIT ?"_s,
                         {after, limit});
    if (!query)
        return query.error();
    QList<AuditRow> rows;
    while (query->next()) {
        const auto row = rowOf(*query, cipher);
        if (!row)
            break;
        rows.append(*row);
    }
    return rows;
}

Result<QByteArray> AuditChain::hashAt(QSqlDatabase &db, qint64 number)
{
    auto query = execSql(db, u"SELECT hash FROM audit_log WHERE sequence = ?"_s, {number});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toByteArray() : QByteArray();
}

Result<qint64> AuditChain::lastNumber(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT coalesce(max(sequence), 0) FROM audit_log"_s);
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toLongLong() : 0;
}

namespace
{
Result<void> append(QSqlDatabase &db, const FieldCipher *cipher, const AuditEntry &entry)
{
    auto last = execSql(db, u"SELECT sequence, hash FROM audit_log ORDER BY sequence DESC LIMIT 1"_s);
    if (!last)
        return last.error();
    const bool first = !last->next();
    AuditRow row;
    row.number = first ? 1 : last->value(0).toLongLong() + 1;
    row.at = QDateTime::currentMSecsSinceEpoch();
    row.action = entry.action;
    row.subject = entry.subject;
    row.staff = entry.staff.isEmpty() ? staffName(db) : entry.staff;
    row.details = QString::fromUtf8(QJsonDocument(entry.details).toJson(QJsonDocument::Compact));
    row.salt.resize(saltSize);
    randombytes_buf(row.salt.data(), size_t(row.salt.size()));
    const QByteArray hash = AuditChain::hashOf(row, first ? QByteArray() : last->value(1).toByteArray());
    const QByteArray details = cipher ? cipher->encrypt(row.details, detailsPlace(row.number)) : row.details.toUtf8();
    // A non-null QString even when empty: the columns are NOT NULL.
    const auto text = [](const QString &value) { return value.isNull() ? u""_s : value; };
    const auto done =
        execSql(db,
                u"INSERT INTO audit_log (sequence, at, action, subject, staff, details, key_epoch, salt, hash) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                {row.number, row.at, text(row.action), text(row.subject), text(row.staff), details,
                 cipher ? cipher->keyEpoch() : clearEpoch, row.salt, hash});
    if (!done)
        return done.error();
    return {};
}
} // namespace

Result<void> appendAudit(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, const AuditEntry &entry)
{
    if (!cipher)
        return Error{ErrorKind::Locked, 0, u"audit"_s, {}};
    return append(db, cipher.get(), entry);
}

Result<void> appendClearAudit(QSqlDatabase &db, const AuditEntry &entry)
{
    return append(db, nullptr, entry);
}

struct AuditLog::Walk {
    Promise<AuditCheck> promise;
    std::shared_ptr<const FieldCipher> cipher;
    AuditCheck check;
    QByteArray previous;
};

namespace
{
struct Stretch {
    qint64 entries = 0;
    qint64 broken = 0;
    QDateTime brokenAt;
    QByteArray hash;
    bool last = false;
};

Result<Stretch> verifyStretch(QSqlDatabase &db, const FieldCipher &cipher, qint64 after, QByteArray previous)
{
    auto query =
        execSql(db, u"SELECT "_s + columns + u" FROM audit_log WHERE sequence > ? ORDER BY sequence"_s, {after});
    if (!query)
        return query.error();
    QElapsedTimer clock;
    clock.start();
    Stretch stretch;
    stretch.hash = std::move(previous);
    while (clock.elapsed() < jobMilliseconds) {
        if (!query->next()) {
            stretch.last = true;
            break;
        }
        const qint64 expected = after + stretch.entries + 1;
        const auto row = rowOf(*query, cipher);
        if (!row || row->number != expected || AuditChain::hashOf(*row, stretch.hash) != row->hash) {
            stretch.broken = expected;
            if (query->value(0).toLongLong() == expected)
                stretch.brokenAt = fromSqlTime(query->value(1));
            stretch.last = true;
            break;
        }
        stretch.hash = row->hash;
        ++stretch.entries;
    }
    return stretch;
}
} // namespace

AuditLog::AuditLog(Database &database, KeyRing &keys, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
{
}

QFuture<Result<AuditCheck>> AuditLog::verify()
{
    auto walk = std::make_shared<Walk>();
    walk->cipher = m_keys.cipher();
    if (!walk->cipher)
        return readyFuture<AuditCheck>(Error{ErrorKind::Locked, 0, u"audit"_s, {}});
    walkOn(walk);
    return walk->promise.future();
}

QFuture<Result<void>> AuditLog::record(const AuditEntry &entry)
{
    return m_database.run([cipher = m_keys.cipher(), entry](QSqlDatabase &db) -> Result<void> {
        const auto done = inTransaction(db, [&](QSqlDatabase &inner) { return appendAudit(inner, cipher, entry); });
        return !done && isReadOnlyStore(done.error()) ? Result<void>() : done;
    });
}

void AuditLog::walkOn(const std::shared_ptr<Walk> &walk)
{
    auto future = m_database.run([cipher = walk->cipher, after = walk->check.entries, previous = walk->previous](
                                     QSqlDatabase &db) { return verifyStretch(db, *cipher, after, previous); });
    whenDone(future, this, [this, walk](const Result<Stretch> &stretch) {
        if (!stretch) {
            walk->promise.finish(stretch.error());
            return;
        }
        walk->previous = stretch->hash;
        walk->check.entries += stretch->entries;
        walk->check.firstBroken = stretch->broken;
        walk->check.brokenAt = stretch->brokenAt;
        if (!stretch->last) {
            walkOn(walk);
            return;
        }
        walk->check.head = QString::fromLatin1(walk->previous.toHex());
        walk->promise.finish(walk->check);
    });
}
