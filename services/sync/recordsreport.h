#pragma once

#include "result.h"
#include "secrets/fieldcipher.h"

#include <QDateTime>
#include <QList>
#include <QString>

/// The first entry of a chain that is not as it must be.
struct RecordsFinding {
    enum class Kind {
        Altered,      ///< it, or one before it, was changed
        Missing,      ///< it was there, and is not any more
        Contradicted, ///< another entry was seen in its place
    };
    Kind kind = Kind::Altered;
    bool isHere = false; ///< in this computer's own store; else in the practice's database
    QString device;      ///< empty: the practice's own chain, of people and who sees what (or isHere)
    QString person;      ///< whose computer
    qint64 number = 0;
    QDateTime at; ///< null: not known
};

struct RecordsChain {
    QString device; ///< empty: the practice's own
    QString person;
    qint64 entries = 0;
    QString head; ///< hex
    QDateTime until;
};

/// What "Verify records" found. A value.
struct RecordsReport {
    QDateTime madeAt;
    QString person;     ///< who had it made
    QString practice;   ///< empty: this computer shares with nobody
    qint64 entries = 0; ///< of this computer's own store
    QString head;
    /// Of the practice, as far as they were read: only administrators and supervisors may.
    QList<RecordsChain> chains;
    bool isEveryChainRead = false;
    qint64 unreadable = 0; ///< entries whose key this person has not: only their order was checked
    QList<RecordsFinding> findings;

    bool isShared() const { return !practice.isEmpty(); }
    bool isWhole() const { return findings.isEmpty(); }
    /// JSON, indented: what is signed.
    QByteArray toText() const;
};

/// A report as a file: the text, and under it the key, its fingerprint and an Ed25519 signature of the text. Every byte
/// of the file counts. Any thread.
namespace SignedReport
{
struct Verified {
    QByteArray text;
    QByteArray publicKey;
    QString fingerprint; ///< as the practice shows it (MemberKeyring::fingerprint)
};
QByteArray sign(const QByteArray &text, const SecureKey &signSeed);
/// Invalid when the file is not exactly what sign() wrote.
Result<Verified> verify(const QByteArray &file);
} // namespace SignedReport
