#pragma once

#include "result.h"
#include "secrets/practicecipher.h"

#include <QSqlDatabase>

/// What the practice keeps for its computers, sealed with the practice key and bound to its name: Twilio's key, and one
/// that only sends. Administrators write; who reads which is said in 0010_keys.sql. Jobs of SharedDatabase.
namespace PracticeSecrets
{
inline const QString twilio = QStringLiteral("twilio");
inline const QString sending = QStringLiteral("twilio-send");

/// Locked (PracticeKeys::isNewerKeyNeeded()) when @p cipher has not got the newest key.
Result<void> put(QSqlDatabase &shared, const PracticeCipher &cipher, const QString &name, const QByteArray &secret);
/// NotFound when there is none of that name; Locked for an epoch whose key is not here; Storage when it was changed or
/// is another name's.
Result<QByteArray> get(QSqlDatabase &shared, const PracticeCipher &cipher, const QString &name);
/// The one of Twilio's that is for the person who is connected, which the practice says: the key that reads, or the one
/// that only sends.
Result<QByteArray> getTwilio(QSqlDatabase &shared, const PracticeCipher &cipher);
/// Whether there is one of that name that this person may read.
Result<bool> has(QSqlDatabase &shared, const QString &name);
Result<void> drop(QSqlDatabase &shared, const QString &name);
/// Those of older epochs under the newest.
Result<void> reencrypt(QSqlDatabase &shared, const PracticeCipher &cipher);
} // namespace PracticeSecrets
