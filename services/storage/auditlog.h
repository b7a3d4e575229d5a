#pragma once

#include "async.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QSqlDatabase>

#include <memory>

class Database;
class FieldCipher;
class KeyRing;

/// One entry of the append-only, hash-chained record of every change (security.md, "Records").
struct AuditEntry {
    QString action;      ///< "communication.added", "client.changed", "template.deleted", …
    QString subject;     ///< id of the row
    QJsonObject details; ///< what changed, with the values before; encrypted at rest
    QString staff;
};

/// Appends inside the caller's transaction, so that an entry commits with its change. hash = BLAKE2b(salt ‖ previous
/// hash ‖ plaintext entry); the details are encrypted beside it, so re-encryption does not break the chain. Without a
/// key (locked) it fails with Locked: a change that can not be recorded is not made. An empty staff is filled with
/// this computer's person.
Result<void> appendAudit(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, const AuditEntry &entry);

/// For rows that are stored in clear themselves (templates, settings): their entries need no key, so that a practice
/// can be set up before the keychain has answered. Same chain. Never for anything of a client.
Result<void> appendClearAudit(QSqlDatabase &db, const AuditEntry &entry);

/// An entry as it is stored, details in clear.
struct AuditRow {
    qint64 number = 0;
    qint64 at = 0; ///< UTC milliseconds
    QString action;
    QString subject;
    QString staff;
    QString details; ///< JSON
    QByteArray salt;
    QByteArray hash;
};

/// The chain itself, for those who check it or bring it to the practice. Jobs of the local database.
namespace AuditChain
{
/// What row.hash must be after an entry with the hash @p previous (empty: the first one).
QByteArray hashOf(const AuditRow &row, const QByteArray &previous);
/// The entries after @p after; ends before one whose details do not open.
Result<QList<AuditRow>> read(QSqlDatabase &db, const FieldCipher &cipher, qint64 after, int limit);
/// Empty when there is no such entry, and for number 0.
Result<QByteArray> hashAt(QSqlDatabase &db, qint64 number);
Result<qint64> lastNumber(QSqlDatabase &db);
} // namespace AuditChain

struct AuditCheck {
    qint64 entries = 0;
    qint64 firstBroken = 0; ///< sequence of the first entry that does not fit; 0: all fit
    QDateTime brokenAt;     ///< the time that stands in it; null: it is not there
    QString head;           ///< hex of the newest hash, printed in exports
};

/// Verifies the whole chain in short jobs, and takes entries that belong to no row.
class AuditLog : public QObject
{
    Q_OBJECT

public:
    AuditLog(Database &database, KeyRing &keys, QObject *parent = nullptr);
    QFuture<Result<AuditCheck>> verify();
    /// For what changes no row, before it is done: an export, a back-up. A store that can only be read (a newer
    /// program's) has no place for it, and its people still get their data out: that is no error.
    QFuture<Result<void>> record(const AuditEntry &entry);

private:
    struct Walk;
    void walkOn(const std::shared_ptr<Walk> &walk);

    Database &m_database;
    KeyRing &m_keys;
};
