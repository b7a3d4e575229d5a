#include "secrets/sealedstore.h"

#include "secrets/keyring.h"
#include "storage/database.h"
#include "storage/vaultrows.h"

using namespace Qt::StringLiterals;

namespace
{
FieldPlace placeOf(const QString &name)
{
    return {u"sealed_secrets"_s, u"sealed"_s, name, QString()};
}

Error locked()
{
    return {ErrorKind::Locked, 0, u"sealed secrets"_s, {}};
}

Result<QByteArray> open(QSqlDatabase &db, const FieldCipher &cipher, const QString &name)
{
    const auto sealed = VaultRows::sealedSecret(db, name);
    if (!sealed)
        return sealed.error();
    if (sealed->isNull())
        return Error{ErrorKind::NotFound, 0, u"sealed secrets"_s, {}};
    const auto text = cipher.decrypt(*sealed, placeOf(name), cipher.keyEpoch());
    if (!text)
        return text.error();
    return QByteArray::fromBase64(text->toLatin1());
}
} // namespace

SealedStore::SealedStore(Database &database, KeyRing &keys, QString origin)
    : m_database(database)
    , m_keys(keys)
    , m_origin(std::move(origin))
{
}

QFuture<Result<QByteArray>> SealedStore::read(const QString &name)
{
    const auto cipher = m_keys.cipher();
    if (!cipher)
        return readyFuture<QByteArray>(locked());
    return m_database.run([cipher, key = m_origin + u'|' + name](QSqlDatabase &db) { return open(db, *cipher, key); });
}

QFuture<Result<void>> SealedStore::write(const QString &name, const QByteArray &secret)
{
    const auto cipher = m_keys.cipher();
    if (!cipher)
        return readyFuture<void>(locked());
    return m_database.run([cipher, key = m_origin + u'|' + name, secret](QSqlDatabase &db) -> Result<void> {
        const auto sealed = cipher->encrypt(QString::fromLatin1(secret.toBase64()), placeOf(key));
        if (const auto written = VaultRows::setSealedSecret(db, key, sealed); !written)
            return written.error();
        const auto back = open(db, *cipher, key);
        if (!back)
            return back.error();
        if (*back != secret)
            return Error{ErrorKind::Storage, 0, u"other bytes came back"_s, {}};
        return {};
    });
}

QFuture<Result<void>> SealedStore::remove(const QString &name)
{
    return m_database.run(
        [key = m_origin + u'|' + name](QSqlDatabase &db) { return VaultRows::removeSealedSecret(db, key); });
}
