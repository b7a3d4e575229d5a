#include "sync/practicesecrets.h"

#include "sync/practicekeys.h"
#include "sync/sharedsql.h"

using namespace Qt::StringLiterals;

namespace
{
FieldPlace placeOf(const QString &name)
{
    return {u"secrets"_s, u"sealed"_s, name, {}};
}

Result<void> store(QSqlDatabase &db, const PracticeCipher &cipher, const QString &name, const QString &plain,
                   const QByteArray &replaces = {})
{
    const auto done = execShared(db, u"SELECT practiceline.put_secret(?, ?, ?::bytea, ?::bytea)::text"_s,
                                 {name, cipher.epoch(), cipher.encrypt(plain, placeOf(name)),
                                  replaces.isEmpty() ? QVariant() : QVariant(replaces)});
    if (!done)
        return PracticeKeys::isNewerKeyNeeded(done.error()) ? PracticeKeys::newerKeyNeeded() : done.error();
    return {};
}
} // namespace

Result<void> PracticeSecrets::put(QSqlDatabase &shared, const PracticeCipher &cipher, const QString &name,
                                  const QByteArray &secret)
{
    // Where an earlier answer was lost it is there already, and is not kept, and recorded, once more.
    auto row = execShared(shared, u"SELECT sealed FROM practiceline.secrets WHERE name = ? AND epoch = ?"_s,
                          {name, cipher.epoch()});
    if (!row)
        return row.error();
    if (row->next()) {
        const auto plain = cipher.decrypt(row->value(0).toByteArray(), placeOf(name), cipher.epoch());
        if (plain && *plain == QString::fromLatin1(secret.toBase64()))
            return {};
    }
    return store(shared, cipher, name, QString::fromLatin1(secret.toBase64()));
}

Result<QByteArray> PracticeSecrets::get(QSqlDatabase &shared, const PracticeCipher &cipher, const QString &name)
{
    auto row = execShared(shared, u"SELECT epoch, sealed FROM practiceline.secrets WHERE name = ?"_s, {name});
    if (!row)
        return row.error();
    if (!row->next())
        return Error{ErrorKind::NotFound, 0, u"secret"_s, {}};
    const auto plain = cipher.decrypt(row->value(1).toByteArray(), placeOf(name), row->value(0).toInt());
    if (!plain)
        return plain.error();
    return QByteArray::fromBase64(plain->toLatin1());
}

Result<QByteArray> PracticeSecrets::getTwilio(QSqlDatabase &shared, const PracticeCipher &cipher)
{
    auto mayRead = execShared(shared, u"SELECT practiceline.poll_refusal() IS NULL"_s);
    if (!mayRead)
        return mayRead.error();
    return get(shared, cipher, mayRead->next() && mayRead->value(0).toBool() ? twilio : sending);
}

Result<bool> PracticeSecrets::has(QSqlDatabase &shared, const QString &name)
{
    auto row = execShared(shared, u"SELECT 1 FROM practiceline.secrets WHERE name = ?"_s, {name});
    return row ? Result<bool>(row->next()) : Result<bool>(row.error());
}

Result<void> PracticeSecrets::drop(QSqlDatabase &shared, const QString &name)
{
    const auto done = execShared(shared, u"SELECT practiceline.drop_secret(?)::text"_s, {name});
    return done ? Result<void>() : Result<void>(done.error());
}

Result<void> PracticeSecrets::reencrypt(QSqlDatabase &shared, const PracticeCipher &cipher)
{
    auto rows =
        execShared(shared, u"SELECT name, epoch, sealed FROM practiceline.secrets WHERE epoch < ?"_s, {cipher.epoch()});
    if (!rows)
        return rows.error();
    while (rows->next()) {
        const QString name = rows->value(0).toString();
        const QByteArray sealed = rows->value(2).toByteArray();
        const auto plain = cipher.decrypt(sealed, placeOf(name), rows->value(1).toInt());
        if (!plain)
            continue; // it was changed; nobody could use it either
        if (const auto done = store(shared, cipher, name, *plain, sealed); !done)
            return done;
    }
    return {};
}
