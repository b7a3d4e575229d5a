#include "secrets/memberkeys.h"

#include "secrets/keywrap.h"
#include "secrets/spokenwords.h"

#include <QtEndian>

#include <sodium.h>

#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr int wordCount = 6;

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

/// Every part with its length before it, so that no two messages read the same.
QByteArray joined(std::initializer_list<QByteArray> parts)
{
    QByteArray text;
    for (const QByteArray &part : parts) {
        std::array<char, 8> length{};
        qToLittleEndian(quint64(part.size()), length.data());
        text.append(length.data(), qsizetype(length.size()));
        text.append(part);
    }
    return text;
}

QByteArray signedText(const QString &practiceId, const QString &staffId, int epoch, const QByteArray &sealed)
{
    return joined({"practice key"_ba, practiceId.toUtf8(), staffId.toUtf8(), QByteArray::number(epoch), sealed});
}

QByteArray signedText(const QString &practiceId, const Endorsement &endorsement)
{
    return joined({"endorsement"_ba, practiceId.toUtf8(), endorsement.staffId.toUtf8(), endorsement.role.toUtf8(),
                   endorsement.boxPublic, endorsement.signPublic});
}

QByteArray farewellText(const QString &practiceId, const QString &staffId)
{
    return joined({"farewell"_ba, practiceId.toUtf8(), staffId.toUtf8()});
}

QByteArray hash(const QByteArray &text, int size)
{
    QByteArray digest(size, '\0');
    crypto_generichash(bytes(digest), size_t(size), bytes(text), quint64(text.size()), nullptr, 0);
    return digest;
}

/// In memory that is locked and wiped, as the seed is.
std::unique_ptr<unsigned char, decltype(&sodium_free)> signingKey(const SecureKey &seed)
{
    std::unique_ptr<unsigned char, decltype(&sodium_free)> secret(
        static_cast<unsigned char *>(sodium_malloc(crypto_sign_SECRETKEYBYTES)), &sodium_free);
    QByteArray ignored(crypto_sign_PUBLICKEYBYTES, '\0');
    crypto_sign_seed_keypair(bytes(ignored), secret.get(), seed.data());
    return secret;
}

QByteArray signatureOf(const QByteArray &text, const SecureKey &signSeed)
{
    QByteArray signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(bytes(signature), nullptr, bytes(text), quint64(text.size()), signingKey(signSeed).get());
    return signature;
}

bool isSignatureOf(const QByteArray &text, const QByteArray &signature, const QByteArray &signer)
{
    return signature.size() == crypto_sign_BYTES && signer.size() == crypto_sign_PUBLICKEYBYTES &&
           crypto_sign_verify_detached(bytes(signature), bytes(text), quint64(text.size()), bytes(signer)) == 0;
}

/// Begins with other words than what seal() and endorse() sign.
QByteArray reportText(const QByteArray &text)
{
    return joined({"report"_ba, text});
}
} // namespace

MemberKeys MemberKeys::make()
{
    return fromSecrets(SecureKey::random(), SecureKey::random());
}

MemberKeys MemberKeys::fromSecrets(const SecureKey &boxSecret, const SecureKey &signSeed)
{
    static_assert(crypto_box_SECRETKEYBYTES == SecureKey::size && crypto_sign_SEEDBYTES == SecureKey::size);
    MemberKeys keys;
    keys.boxSecret = boxSecret;
    keys.signSeed = signSeed;
    if (keys.isNull())
        return keys;
    keys.boxPublic.resize(crypto_box_PUBLICKEYBYTES);
    crypto_scalarmult_base(bytes(keys.boxPublic), keys.boxSecret.data());
    keys.signPublic = MemberKeyring::publicOf(keys.signSeed);
    return keys;
}

SealedKey MemberKeyring::seal(const SecureKey &practiceKey, int epoch, const QString &practiceId,
                              const QString &staffId, const QByteArray &boxPublic, const MemberKeys &administrator)
{
    SealedKey key;
    if (boxPublic.size() != crypto_box_PUBLICKEYBYTES)
        return key;
    key.epoch = epoch;
    key.sealed.resize(SecureKey::size + crypto_box_SEALBYTES);
    if (crypto_box_seal(bytes(key.sealed), practiceKey.data(), SecureKey::size, bytes(boxPublic)) != 0)
        return {};
    key.signature = signatureOf(signedText(practiceId, staffId, epoch, key.sealed), administrator.signSeed);
    return key;
}

SecureKey MemberKeyring::open(const SealedKey &key, const QString &practiceId, const QString &staffId,
                              const MemberKeys &own, const QByteArray &signer)
{
    const QByteArray text = signedText(practiceId, staffId, key.epoch, key.sealed);
    if (key.epoch < 1 || key.sealed.size() != SecureKey::size + int(crypto_box_SEALBYTES) || own.isNull() ||
        !isSignatureOf(text, key.signature, signer))
        return {};
    QByteArray plain(SecureKey::size, '\0');
    if (crypto_box_seal_open(bytes(plain), bytes(key.sealed), quint64(key.sealed.size()), bytes(own.boxPublic),
                             own.boxSecret.data()) != 0)
        return {};
    return SecureKey::fromBytes(plain);
}

Endorsement MemberKeyring::endorse(Endorsement endorsement, const QString &practiceId, const MemberKeys &administrator)
{
    endorsement.signature = signatureOf(signedText(practiceId, endorsement), administrator.signSeed);
    return endorsement;
}

bool MemberKeyring::isEndorsed(const Endorsement &endorsement, const QString &practiceId, const QByteArray &signer)
{
    return endorsement.boxPublic.size() == crypto_box_PUBLICKEYBYTES &&
           endorsement.signPublic.size() == crypto_sign_PUBLICKEYBYTES &&
           isSignatureOf(signedText(practiceId, endorsement), endorsement.signature, signer);
}

QByteArray MemberKeyring::sayFarewell(const QString &practiceId, const QString &staffId, const MemberKeys &signer)
{
    return signatureOf(farewellText(practiceId, staffId), signer.signSeed);
}

bool MemberKeyring::isFarewell(const QByteArray &signature, const QString &practiceId, const QString &staffId,
                               const QByteArray &signer)
{
    return isSignatureOf(farewellText(practiceId, staffId), signature, signer);
}

QStringList MemberKeyring::words(const QByteArray &boxPublic, const QByteArray &signPublic, const QString &staffId)
{
    QByteArray text = joined({"six words"_ba, boxPublic, signPublic}).toHex();
    const QByteArray salt = hash(staffId.toUtf8(), KeyWrap::saltSize);
    const SecureKey stretched = KeyWrap::fromPassphrase(text, salt, KeyWrap::moderateOps(), KeyWrap::moderateMemory());
    if (stretched.isNull())
        return {};
    QStringList words;
    for (int at = 0; at < wordCount; ++at)
        words.append(spokenWord(stretched.data()[at]));
    return words;
}

QString MemberKeyring::fingerprint(const QByteArray &signPublic)
{
    return QString::fromLatin1(hash(signPublic, 16).toHex());
}

QByteArray MemberKeyring::publicOf(const SecureKey &signSeed)
{
    QByteArray key(crypto_sign_PUBLICKEYBYTES, '\0');
    const auto secret = signingKey(signSeed);
    crypto_sign_ed25519_sk_to_pk(bytes(key), secret.get());
    return key;
}

QByteArray MemberKeyring::sign(const QByteArray &text, const SecureKey &signSeed)
{
    return signatureOf(reportText(text), signSeed);
}

bool MemberKeyring::isSigned(const QByteArray &text, const QByteArray &signature, const QByteArray &signPublic)
{
    return isSignatureOf(reportText(text), signature, signPublic);
}
