#pragma once

#include "async.h"
#include "id.h"
#include "secrets/memberkeys.h"
#include "secrets/practicecipher.h"
#include "sync/practiceaddress.h"

#include <QDateTime>
#include <QMap>

/// What makes this computer a member of a practice: where it is, who we are there, and the keys. All of it is one
/// secret of the OS keychain (or the sealed store), and nothing of it stands anywhere else.
struct Membership {
    PracticeAddress address; ///< with our own login; caFile is written by writeCa()
    QByteArray ca;           ///< PEM of the authority that vouches for the server; empty on this computer's own
    QString password;
    QString practiceId;
    QString practiceName;
    StaffId staff;
    MemberKeys own;
    QMap<int, SecureKey> practiceKeys; ///< by epoch; empty until an administrator has approved
    QString signer; ///< fingerprint of the first administrator's signing key, where the chain of trust begins

    /// The secrets of a first administrator, or of a newcomer (who has no use for the practice's key in it), made
    /// before the practice's server hears of them and to be kept until it has answered: who is who there, and where it
    /// is, is still open.
    static Membership begin();
    bool isApproved() const { return !practiceKeys.isEmpty(); }
    std::shared_ptr<const PracticeCipher> cipher() const;
    QByteArray toBytes() const;
    /// Invalid for what was not written by toBytes().
    static Result<Membership> fromBytes(const QByteArray &bytes);
    /// The same of what begin() made.
    static Result<Membership> begunFromBytes(const QByteArray &bytes);
    /// Puts the authority's certificate where libpq can read it, and says so in address.
    Result<void> writeCa(const QString &folder);
};

/// An administrator's invitation: a bearer secret, good for leaving one request to join within 72 hours.
struct Invitation {
    PracticeAddress address; ///< with the invited login; caFile is empty
    QByteArray ca;
    QString password;
    QString practiceId;
    QString practiceName;
    StaffId staff;
    QString personName;
    QString signer; ///< as in Membership
    QDateTime expires;

    /// To be pasted or sent as a file: one line, with a check sum against half a copy.
    QString toText() const;
    /// Found in @p text, which may be the whole e-mail, quoted too. Invalid, with detail "invitation" when none is in
    /// it, "cut" for a part of one.
    static Result<Invitation> fromText(const QString &text);
};
