#pragma once

#include "secrets/fieldcipher.h"

/// A key sealed by another key (XChaCha20-Poly1305), and keys that are made from what a person keeps. Any thread.
namespace KeyWrap
{
/// nonce ‖ sealed key ‖ tag, bound to @p purpose so that one wrap can not stand in for another.
QByteArray wrap(const SecureKey &key, const SecureKey &by, const QByteArray &purpose);
/// Null when @p by is not the key, or the bytes were changed.
SecureKey unwrap(const QByteArray &wrapped, const SecureKey &by, const QByteArray &purpose);

inline constexpr int saltSize = 16;
QByteArray randomBytes(int size);
/// An independent key from @p key and a random @p salt of saltSize bytes (keyed BLAKE2b).
SecureKey derive(const SecureKey &key, const QByteArray &salt, const QByteArray &purpose);
/// Argon2id; takes about a second and @p memory bytes: on a thread of its own. Null when there is not enough memory.
/// @p passphrase is wiped.
SecureKey fromPassphrase(QByteArray &passphrase, const QByteArray &salt, qint64 ops, qint64 memory);
/// libsodium's "moderate" limits.
qint64 moderateOps();
qint64 moderateMemory();

/// 8 groups of 5 characters: 160 random bits in Crockford's base32, then 40 bits of check sum.
QString newRecoveryText();
/// Case, blanks and hyphens do not count, O reads 0, I and L read 1. Null when the check sum does not fit.
SecureKey fromRecoveryText(const QString &text);
inline const QByteArray recoveryPurpose = QByteArrayLiteral("recovery");
inline const QByteArray passphrasePurpose = QByteArrayLiteral("passphrase");
} // namespace KeyWrap
