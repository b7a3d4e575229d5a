#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

#include <memory>

/// Keys in sodium_malloc memory (guarded, locked, wiped).
class SecureKey
{
public:
    static constexpr int size = 32;
    static SecureKey random();
    /// Null unless @p bytes has exactly 32 bytes; @p bytes is wiped.
    static SecureKey fromBytes(QByteArray &bytes);
    bool isNull() const { return !m_data; }
    const unsigned char *data() const { return m_data.get(); }
    QByteArray toBytes() const;

private:
    std::shared_ptr<unsigned char> m_data;
};

/// What a ciphertext belongs to. Everything here is associated data, so neither a row nor a field can be put in
/// another's place (security.md, "Secrets and keys").
struct FieldPlace {
    QString table;
    QString column;
    QString rowId;
    QString peer; ///< E.164 of the other side, or empty where a row has none
};

/// The same in UTF-8, for a walk over many rows.
struct FieldPlaceUtf8 {
    QByteArrayView table;
    QByteArrayView column;
    QByteArrayView rowId;
    QByteArrayView peer;
};

/// Encrypts single fields with XChaCha20-Poly1305. Immutable and safe on any thread; stores hold it by shared_ptr and
/// hand it to their jobs.
class FieldCipher
{
public:
    FieldCipher(const SecureKey &key, int keyEpoch);
    int keyEpoch() const { return m_epoch; }
    /// nonce ‖ ciphertext ‖ tag. Null QString stays a null QByteArray.
    QByteArray encrypt(const QString &plain, const FieldPlace &place) const;
    /// Error{Storage} when the bytes were changed or moved. A null array gives a null string.
    Result<QString> decrypt(const QByteArray &sealed, const FieldPlace &place, int keyEpoch) const;
    /// As decrypt(), into @p text in UTF-8, whose memory is used again from row to row; false when it does not open.
    bool open(QByteArrayView sealed, const FieldPlaceUtf8 &place, int keyEpoch, QByteArray &text) const;
    /// Keyed BLAKE2b of a body, for the duplicate guard and the attempt record: an unkeyed hash of a short text or a
    /// number is guessed in no time.
    QByteArray bodyHash(const QString &peer, const QString &body) const;

private:
    SecureKey m_key;
    SecureKey m_hashKey;
    int m_epoch = 1;
};
