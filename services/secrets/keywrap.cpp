#include "secrets/keywrap.h"

#include <QStringList>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(KeyWrap::saltSize == crypto_pwhash_SALTBYTES);

constexpr auto alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"_L1; // Crockford: no I, L, O, U
constexpr int secretSize = 20;
constexpr int checkSize = 5;
constexpr int groupLength = 5;
constexpr int textLength = 40;

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

QByteArray hash(const QByteArray &input, const QByteArray &key, int size)
{
    QByteArray out(size, Qt::Uninitialized);
    crypto_generichash(bytes(out), size_t(size), bytes(input), quint64(input.size()), bytes(key), size_t(key.size()));
    return out;
}

QByteArray checkSum(const QByteArray &secret)
{
    return hash(secret, QByteArrayLiteral("practiceline recovery check"), crypto_generichash_BYTES).left(checkSize);
}

QString toBase32(const QByteArray &data)
{
    QString text;
    quint32 buffer = 0;
    int bits = 0;
    for (const auto c : data) {
        buffer = (buffer << 8) | quint8(c);
        for (bits += 8; bits >= 5; bits -= 5)
            text += QChar(alphabet[qsizetype((buffer >> (bits - 5)) & 31)]);
        buffer &= (1u << bits) - 1;
    }
    return text;
}

/// Null when a character is not of the alphabet.
QByteArray fromBase32(const QString &text)
{
    QByteArray data;
    quint32 buffer = 0;
    int bits = 0;
    for (const auto c : text) {
        const auto digit = alphabet.indexOf(c);
        if (digit < 0)
            return {};
        buffer = (buffer << 5) | quint32(digit);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            data.append(char(buffer >> bits));
            buffer &= (1u << bits) - 1;
        }
    }
    return data;
}
} // namespace

namespace KeyWrap
{
QByteArray wrap(const SecureKey &key, const SecureKey &by, const QByteArray &purpose)
{
    QByteArray out(nonceSize + SecureKey::size + tagSize, Qt::Uninitialized);
    auto *nonce = bytes(out);
    randombytes_buf(nonce, size_t(nonceSize));
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonceSize, nullptr, key.data(), SecureKey::size, bytes(purpose),
                                               quint64(purpose.size()), nullptr, nonce, by.data());
    return out;
}

SecureKey unwrap(const QByteArray &wrapped, const SecureKey &by, const QByteArray &purpose)
{
    if (by.isNull() || wrapped.size() != nonceSize + SecureKey::size + tagSize)
        return {};
    QByteArray key(SecureKey::size, Qt::Uninitialized);
    const auto *nonce = bytes(wrapped);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(key), nullptr, nullptr, nonce + nonceSize,
                                                   quint64(wrapped.size() - nonceSize), bytes(purpose),
                                                   quint64(purpose.size()), nonce, by.data()) != 0)
        return {};
    return SecureKey::fromBytes(key);
}

QByteArray randomBytes(int size)
{
    QByteArray out(size, Qt::Uninitialized);
    if (sodium_init() >= 0)
        randombytes_buf(out.data(), size_t(size));
    return out;
}

SecureKey derive(const SecureKey &key, const QByteArray &salt, const QByteArray &purpose)
{
    QByteArray out(SecureKey::size, Qt::Uninitialized);
    const auto input = purpose + '\0' + salt;
    crypto_generichash(bytes(out), size_t(out.size()), bytes(input), quint64(input.size()), key.data(),
                       SecureKey::size);
    return SecureKey::fromBytes(out);
}

SecureKey fromPassphrase(QByteArray &passphrase, const QByteArray &salt, qint64 ops, qint64 memory)
{
    QByteArray out(SecureKey::size, Qt::Uninitialized);
    const bool usable = sodium_init() >= 0 && salt.size() == saltSize && ops > 0 && memory > 0;
    const bool made =
        usable && crypto_pwhash(bytes(out), quint64(out.size()), passphrase.constData(), quint64(passphrase.size()),
                                bytes(salt), quint64(ops), size_t(memory), crypto_pwhash_ALG_ARGON2ID13) == 0;
    if (!passphrase.isEmpty())
        sodium_memzero(passphrase.data(), size_t(passphrase.size()));
    passphrase.clear();
    return made ? SecureKey::fromBytes(out) : SecureKey();
}

qint64 moderateOps()
{
    return crypto_pwhash_OPSLIMIT_MODERATE;
}

qint64 moderateMemory()
{
    return crypto_pwhash_MEMLIMIT_MODERATE;
}

QString newRecoveryText()
{
    auto secret = randomBytes(secretSize);
    const auto plain = toBase32(secret + checkSum(secret));
    sodium_memzero(secret.data(), size_t(secret.size()));
    QStringList groups;
    for (int i = 0; i < textLength; i += groupLength)
        groups.append(plain.mid(i, groupLength));
    return groups.join(u'-');
}

SecureKey fromRecoveryText(const QString &text)
{
    QString plain;
    const QString upper = text.toUpper();
    for (auto c : upper) {
        if (c.isSpace() || c.category() == QChar::Punctuation_Dash)
            continue;
        if (c == u'O')
            c = u'0';
        else if (c == u'I' || c == u'L')
            c = u'1';
        plain += c;
    }
    if (plain.size() != textLength || sodium_init() < 0)
        return {};
    auto data = fromBase32(plain);
    if (data.size() != secretSize + checkSize || data.right(checkSize) != checkSum(data.left(secretSize)))
        return {};
    auto key = hash(data.left(secretSize), QByteArrayLiteral("practiceline recovery key"), SecureKey::size);
    sodium_memzero(data.data(), size_t(data.size()));
    return SecureKey::fromBytes(key);
}
} // namespace KeyWrap
