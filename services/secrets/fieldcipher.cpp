#include "secrets/fieldcipher.h"

#include <QVarLengthArray>
#include <QtEndian>

#include <sodium.h>

#include <array>
#include <charconv>
#include <cstring>

using namespace Qt::StringLiterals;

namespace
{
constexpr auto cipherVersion = char(1);
constexpr qsizetype nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// Sub-keys of the data key, so that no key serves two algorithms (libsodium's key derivation, 8 bytes of context).
constexpr auto derivationContext = "plfield1";
constexpr quint64 encryptionSubkey = 1;
constexpr quint64 hashSubkey = 2;

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

const unsigned char *bytes(const QVarLengthArray<char, 192> &array)
{
    return reinterpret_cast<const unsigned char *>(array.data());
}

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

std::shared_ptr<unsigned char> allocate()
{
    if (sodium_init() < 0)
        return {};
    return {static_cast<unsigned char *>(sodium_malloc(SecureKey::size)), [](unsigned char *p) { sodium_free(p); }};
}

/// On the stack: a search makes one for every row.
using AssociatedData = QVarLengthArray<char, 192>;

template <class Bytes>
void appendPart(Bytes &to, QByteArrayView part)
{
    const auto length = qToBigEndian(quint32(part.size()));
    to.append(reinterpret_cast<const char *>(&length), sizeof length);
    to.append(part.data(), part.size());
}

/// Length-prefixed, so that two different places can never give the same bytes.
AssociatedData associatedData(const FieldPlaceUtf8 &place, int keyEpoch)
{
    std::array<char, 12> epoch{};
    const char *end = std::to_chars(epoch.begin(), epoch.end(), keyEpoch).ptr;
    AssociatedData data;
    data.append(cipherVersion);
    for (const QByteArrayView part : {place.table, place.column, place.rowId, place.peer})
        appendPart(data, part);
    appendPart(data, QByteArrayView(epoch.data(), end));
    return data;
}

AssociatedData associatedData(const FieldPlace &place, int keyEpoch)
{
    const QByteArray table = place.table.toUtf8();
    const QByteArray column = place.column.toUtf8();
    const QByteArray rowId = place.rowId.toUtf8();
    const QByteArray peer = place.peer.toUtf8();
    return associatedData(FieldPlaceUtf8{table, column, rowId, peer}, keyEpoch);
}

SecureKey derive(const SecureKey &key, quint64 subkey)
{
    QByteArray derived(SecureKey::size, Qt::Uninitialized);
    crypto_kdf_derive_from_key(bytes(derived), size_t(derived.size()), subkey, derivationContext, key.data());
    return SecureKey::fromBytes(derived);
}
} // namespace

SecureKey SecureKey::random()
{
    SecureKey key;
    key.m_data = allocate();
    if (key.m_data)
        randombytes_buf(key.m_data.get(), size);
    return key;
}

SecureKey SecureKey::fromBytes(QByteArray &bytes)
{
    SecureKey key;
    if (bytes.size() == size)
        key.m_data = allocate();
    if (key.m_data)
        std::memcpy(key.m_data.get(), bytes.constData(), size);
    if (!bytes.isEmpty())
        sodium_memzero(bytes.data(), size_t(bytes.size()));
    bytes.clear();
    return key;
}

QByteArray SecureKey::toBytes() const
{
    return m_data ? QByteArray(reinterpret_cast<const char *>(m_data.get()), size) : QByteArray();
}

FieldCipher::FieldCipher(const SecureKey &key, int keyEpoch)
    : m_epoch(keyEpoch)
{
    Q_ASSERT(!key.isNull());
    m_key = derive(key, encryptionSubkey);
    m_hashKey = derive(key, hashSubkey);
}

QByteArray FieldCipher::encrypt(const QString &plain, const FieldPlace &place) const
{
    if (plain.isNull())
        return {};
    auto text = plain.toUtf8();
    const auto data = associatedData(place, m_epoch);
    QByteArray sealed(nonceSize + text.size() + tagSize, Qt::Uninitialized);
    auto *nonce = bytes(sealed);
    randombytes_buf(nonce, size_t(nonceSize));
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonceSize, nullptr, bytes(std::as_const(text)),
                                               quint64(text.size()), bytes(data), quint64(data.size()), nullptr, nonce,
                                               m_key.data());
    if (!text.isEmpty())
        sodium_memzero(text.data(), size_t(text.size()));
    return sealed;
}

bool FieldCipher::open(QByteArrayView sealed, const FieldPlaceUtf8 &place, int keyEpoch, QByteArray &text) const
{
    if (sealed.size() < nonceSize + tagSize)
        return false;
    const auto data = associatedData(place, keyEpoch);
    text.resize(sealed.size() - nonceSize - tagSize);
    const auto *nonce = reinterpret_cast<const unsigned char *>(sealed.data());
    return crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(text), nullptr, nullptr, nonce + nonceSize,
                                                      quint64(sealed.size() - nonceSize), bytes(data),
                                                      quint64(data.size()), nonce, m_key.data()) == 0;
}

Result<QString> FieldCipher::decrypt(const QByteArray &sealed, const FieldPlace &place, int keyEpoch) const
{
    if (sealed.isNull())
        return QString();
    if (sealed.size() < nonceSize + tagSize)
        return Error{ErrorKind::Storage, 0, u"sealed field too short"_s, {}};
    const QByteArray table = place.table.toUtf8();
    const QByteArray column = place.column.toUtf8();
    const QByteArray rowId = place.rowId.toUtf8();
    const QByteArray peer = place.peer.toUtf8();
    QByteArray text;
    if (!open(sealed, {table, column, rowId, peer}, keyEpoch, text))
        return Error{ErrorKind::Storage, 0, u"sealed field does not open: "_s + place.table + u'.' + place.column, {}};
    auto plain = QString::fromUtf8(text);
    if (!text.isEmpty())
        sodium_memzero(text.data(), size_t(text.size()));
    return plain.isNull() ? QString(u""_s) : plain;
}

QByteArray FieldCipher::bodyHash(const QString &peer, const QString &body) const
{
    QByteArray input;
    appendPart(input, peer.toUtf8());
    appendPart(input, body.toUtf8());
    QByteArray hash(crypto_generichash_BYTES, Qt::Uninitialized);
    crypto_generichash(bytes(hash), size_t(hash.size()), bytes(std::as_const(input)), quint64(input.size()),
                       m_hashKey.data(), SecureKey::size);
    sodium_memzero(input.data(), size_t(input.size()));
    return hash;
}
