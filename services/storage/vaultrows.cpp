#include "storage/vaultrows.h"

#include "storage/sql.h"

#include <QSqlQuery>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace
{
Result<void> change(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    const auto done = execSql(db, sql, values);
    if (!done)
        return done.error();
    return {};
}

/// One row must have changed.
Result<void> changeOne(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    const auto done = execSql(db, sql, values);
    if (!done)
        return done.error();
    if (done->numRowsAffected() != 1)
        return Error{ErrorKind::Invalid, 0, u"state"_s, {}};
    return {};
}
} // namespace

namespace VaultRows
{
Result<std::optional<Row>> read(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT mode, key_check, salt, ops, mem, wrapped_passphrase, wrapped_recovery, "
                             "recovery_confirmed FROM vault WHERE id = 1"_s);
    if (!query)
        return query.error();
    if (!query->next())
        return std::optional<Row>();
    Row row;
    row.mode = query->value(0).toString();
    row.keyCheck = query->value(1).toByteArray();
    row.salt = query->value(2).toByteArray();
    row.ops = query->value(3).toLongLong();
    row.memory = query->value(4).toLongLong();
    row.wrappedPassphrase = query->value(5).toByteArray();
    row.wrappedRecovery = query->value(6).toByteArray();
    row.recoveryConfirmed = query->value(7).toBool();
    return std::optional<Row>(row);
}

Result<void> insert(QSqlDatabase &db, const Row &row)
{
    return changeOne(db,
                     u"INSERT INTO vault (id, mode, key_check, salt, ops, mem, wrapped_passphrase, "
                     "wrapped_recovery, recovery_confirmed) SELECT 1, ?, ?, ?, ?, ?, ?, NULL, 0 "
                     "WHERE NOT EXISTS (SELECT 1 FROM vault)"_s,
                     {row.mode, row.keyCheck, row.salt, row.ops, row.memory, row.wrappedPassphrase});
}

Result<void> setMode(QSqlDatabase &db, const Row &row)
{
    return changeOne(db,
                     u"UPDATE vault SET mode = ?, salt = ?, ops = ?, mem = ?, wrapped_passphrase = ? WHERE id = 1"_s,
                     {row.mode, row.salt, row.ops, row.memory, row.wrappedPassphrase});
}

Result<void> setRecovery(QSqlDatabase &db, const QByteArray &wrapped)
{
    return changeOne(db, u"UPDATE vault SET wrapped_recovery = ?, recovery_confirmed = 1 WHERE id = 1"_s, {wrapped});
}

Result<void> removeAll(QSqlDatabase &db)
{
    if (const auto done = change(db, u"DELETE FROM sealed_secrets"_s, {}); !done)
        return done;
    if (const auto done = change(db, u"DELETE FROM vault"_s, {}); !done)
        return done;
    // secure_delete overwrites the pages; the log holds what they were.
    const auto emptied = execSql(db, u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    return emptied ? Result<void>() : Result<void>(emptied.error());
}

Result<QByteArray> sealedSecret(QSqlDatabase &db, const QString &name)
{
    auto query = execSql(db, u"SELECT sealed FROM sealed_secrets WHERE name = ?"_s, {name});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toByteArray() : QByteArray();
}

Result<void> setSealedSecret(QSqlDatabase &db, const QString &name, const QByteArray &sealed)
{
    return change(db,
                  u"INSERT INTO sealed_secrets (name, sealed) VALUES (?, ?) "
                  "ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed"_s,
                  {name, sealed});
}

Result<void> removeSealedSecret(QSqlDatabase &db, const QString &name)
{
    return change(db, u"DELETE FROM sealed_secrets WHERE name = ?"_s, {name});
}
} // namespace VaultRows
