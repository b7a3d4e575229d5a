#pragma once

#include "async.h"

#include <QJsonObject>
#include <QSqlDatabase>

#include <memory>

class Database;
class FieldCipher;
class KeyRing;

/// One entry of the append-only, hash-chained record of every change (security.md, "Records").
struct AuditEntry {
    QString action;      ///< "communication.sent", "client.changed", "template.deleted", …
    QString subject;     ///< id of the row
    QJsonObject details; ///< what changed, with the values before; encrypted at rest
    QString staff;
};

/// Appends inside the caller's transaction, so that an entry commits with its change. hash = BLAKE2b(salt ‖ previous
/// hash ‖ plaintext entry); the details are encrypted beside it, so re-encryption does not break the chain. Without a
/// key (locked) it fails with Locked: a change that can not be recorded is not made. An empty staff is filled from the
/// settings.
Result<void> appendAudit(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, const AuditEntry &entry);

/// For rows that are stored in clear themselves (templates, settings): their entries need no key, so that a practice
/// can be set up before the keychain has answered. Same chain. Never for anything of a client.
Result<void> appendClearAudit(QSqlDatabase &db, const AuditEntry &entry);

struct AuditCheck {
    qint64 entries = 0;
    qint64 firstBroken = 0; ///< sequence of the first entry that does not fit; 0: all fit
    QString head;           ///< hex of the newest hash, printed in exports
};

/// Verifies the whole chain in short jobs.
class AuditLog : public QObject
{
    Q_OBJECT

public:
    AuditLog(Database &database, KeyRing &keys, QObject *parent = nullptr);
    QFuture<Result<AuditCheck>> verify();

private:
    struct Walk;
    void walkOn(const std::shared_ptr<Walk> &walk);

    Database &m_database;
    KeyRing &m_keys;
};
