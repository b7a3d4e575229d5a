#pragma once

#include "result.h"
#include "secrets/fieldcipher.h"
#include "storage/vaultrows.h"

/// What the bytes of table vault mean: proving that a key is the store's own, and sealing it by a passphrase. Vault
/// decides when. Any thread.
namespace VaultKey
{
inline constexpr int firstEpoch = 1;
inline constexpr QLatin1String keychainMode("keychain");
inline constexpr QLatin1String passphraseMode("passphrase");

/// A known text sealed by @p key.
QByteArray keyCheckOf(const SecureKey &key);
bool fits(const SecureKey &key, const QByteArray &keyCheck);

/// What Argon2id made, with the row that it belongs to.
struct Sealed {
    SecureKey dataKey;
    VaultRows::Row row;
};
/// Both take about a second and 256 MB, on a thread of their own: Error{Storage, "memory"} without them.
Result<Sealed> sealWithPassphrase(QByteArray passphrase, const SecureKey &dataKey);
/// Error{Invalid, "wrong"} when it is not the passphrase.
Result<SecureKey> openWithPassphrase(QByteArray passphrase, const VaultRows::Row &row);
} // namespace VaultKey
