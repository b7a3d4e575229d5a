#pragma once

#include "secrets/fieldcipher.h"

#include <QMap>

/// The practice's keys, one an epoch: a new one is made when somebody leaves, and the earlier ones stay for what was
/// written under them (security.md, "Secrets and keys"). Immutable and safe on any thread; jobs hold it by shared_ptr.
class PracticeCipher
{
public:
    /// @p keys by epoch, at least one; epochs begin at 1.
    explicit PracticeCipher(const QMap<int, SecureKey> &keys);
    /// Under which everything new is written.
    int epoch() const { return m_ciphers.lastKey(); }
    QByteArray encrypt(const QString &plain, const FieldPlace &place) const;
    /// Error{Locked} for an epoch whose key is not here; else as FieldCipher::decrypt().
    Result<QString> decrypt(const QByteArray &sealed, const FieldPlace &place, int epoch) const;

private:
    QMap<int, FieldCipher> m_ciphers;
};
