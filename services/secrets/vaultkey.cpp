#include "secrets/vaultkey.h"

#include "secrets/keywrap.h"

using namespace Qt::StringLiterals;

namespace
{
// Not bound to the profile's id: a restored store has another one.
FieldPlace checkPlace()
{
    return {u"vault"_s, u"key_check"_s, u"1"_s, QString()};
}

QString checkText()
{
    return u"practiceline key check"_s;
}
} // namespace

namespace VaultKey
{
QByteArray keyCheckOf(const SecureKey &key)
{
    return FieldCipher(key, firstEpoch).encrypt(checkText(), checkPlace());
}

bool fits(const SecureKey &key, const QByteArray &keyCheck)
{
    if (key.isNull() || keyCheck.isEmpty())
        return false;
    const auto text = FieldCipher(key, firstEpoch).decrypt(keyCheck, checkPlace(), firstEpoch);
    return text && *text == checkText();
}

Result<Sealed> sealWithPassphrase(QByteArray passphrase, const SecureKey &dataKey)
{
    Sealed sealed;
    sealed.dataKey = dataKey;
    sealed.row.mode = passphraseMode;
    sealed.row.salt = KeyWrap::randomBytes(KeyWrap::saltSize);
    sealed.row.ops = KeyWrap::moderateOps();
    sealed.row.memory = KeyWrap::moderateMemory();
    const auto by = KeyWrap::fromPassphrase(passphrase, sealed.row.salt, sealed.row.ops, sealed.row.memory);
    if (by.isNull())
        return Error{ErrorKind::Storage, 0, u"memory"_s, {}};
    sealed.row.wrappedPassphrase = KeyWrap::wrap(dataKey, by, KeyWrap::passphrasePurpose);
    sealed.row.keyCheck = keyCheckOf(dataKey);
    return sealed;
}

Result<SecureKey> openWithPassphrase(QByteArray passphrase, const VaultRows::Row &row)
{
    const auto by = KeyWrap::fromPassphrase(passphrase, row.salt, row.ops, row.memory);
    if (by.isNull())
        return Error{ErrorKind::Storage, 0, u"memory"_s, {}};
    const auto key = KeyWrap::unwrap(row.wrappedPassphrase, by, KeyWrap::passphrasePurpose);
    if (!fits(key, row.keyCheck))
        return Error{ErrorKind::Invalid, 0, u"wrong"_s, {}};
    return key;
}
} // namespace VaultKey
