#pragma once

#include "secrets/fieldcipher.h"

#include <QStringList>

/// A person's own keys in a practice: X25519, for which the practice key is sealed, and Ed25519, with which an
/// administrator signs what they sealed. Made where the person sits; the secret halves never leave.
struct MemberKeys {
    QByteArray boxPublic;
    SecureKey boxSecret;
    QByteArray signPublic;
    SecureKey signSeed; ///< the secret key follows from it
    static MemberKeys make();
    /// The public halves follow.
    static MemberKeys fromSecrets(const SecureKey &boxSecret, const SecureKey &signSeed);
    bool isNull() const { return boxSecret.isNull() || signSeed.isNull(); }
};

/// The practice key on its way to a person.
struct SealedKey {
    int epoch = 0;
    QByteArray sealed;
    QByteArray signature; ///< of practice, person, epoch and sealed
};

/// An administrator's word that these are the keys of that person, in that role.
struct Endorsement {
    QString staffId;
    QString role;
    QByteArray boxPublic;
    QByteArray signPublic;
    QByteArray signature; ///< of practice, person, role and both keys
};

/// Any thread.
namespace MemberKeyring
{
SealedKey seal(const SecureKey &practiceKey, int epoch, const QString &practiceId, const QString &staffId,
               const QByteArray &boxPublic, const MemberKeys &administrator);
/// Null unless @p signer signed it for this person and it opens. @p signer is the public key that the invitation named,
/// or one that a person of the practice has compared.
SecureKey open(const SealedKey &key, const QString &practiceId, const QString &staffId, const MemberKeys &own,
               const QByteArray &signer);
/// @p endorsement with its signature.
Endorsement endorse(Endorsement endorsement, const QString &practiceId, const MemberKeys &administrator);
bool isEndorsed(const Endorsement &endorsement, const QString &practiceId, const QByteArray &signer);
/// An administrator's word, or a person's own, that the membership of @p staffId has ended: their computers erase what
/// they hold on it. For good: an id is never given to somebody else, and who comes back has another one.
QByteArray sayFarewell(const QString &practiceId, const QString &staffId, const MemberKeys &signer);
bool isFarewell(const QByteArray &signature, const QString &practiceId, const QString &staffId,
                const QByteArray &signer);
/// What both windows show and two people compare by voice: six words, 48 bits. Argon2id (a second, 256 MB) stands
/// between them and whoever looks for another key with the same words. Empty when there is not enough memory.
QStringList words(const QByteArray &boxPublic, const QByteArray &signPublic, const QString &staffId);
/// Short enough to stand in an invitation: BLAKE2b, hex.
QString fingerprint(const QByteArray &signPublic);
/// Ed25519, of a text that is no key (a report): it begins with other words than what seal() signs.
QByteArray publicOf(const SecureKey &signSeed);
QByteArray sign(const QByteArray &text, const SecureKey &signSeed);
bool isSigned(const QByteArray &text, const QByteArray &signature, const QByteArray &signPublic);
} // namespace MemberKeyring
