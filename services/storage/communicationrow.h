#pragma once

#include "communication.h"
#include "secrets/fieldcipher.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariantList>

#include <memory>

/// How a Communication lies in communication_logs: the one place that knows its columns. Database thread.
namespace CommunicationRow
{
/// "SELECT … FROM communication_logs l JOIN clients c …" with every column that read() takes; conditions are appended.
QString select();
/// The row that @p query stands on. Without a key, or when the bytes do not open, bodyLocked is set and the encrypted
/// fields are empty.
Communication read(const QSqlQuery &query, const FieldCipher *cipher);
Result<QList<Communication>> readAll(QSqlDatabase &db, const FieldCipher *cipher, const QString &conditions,
                                     const QVariantList &values);
/// NotFound when there is none.
Result<Communication> fetch(QSqlDatabase &db, const FieldCipher *cipher, CommunicationId id);

/// Inserts inside the caller's transaction; returns the sequence. Encrypts body, variables, note and override reason.
Result<qint64> insert(QSqlDatabase &db, const FieldCipher &cipher, const Communication &row);
/// The keyed hash by which duplicates are found: line ends, outer blanks and composition do not count.
QByteArray bodyHash(const FieldCipher &cipher, const QString &peer, const QString &body);
FieldPlace place(const QString &column, CommunicationId id, const QString &peer);
/// 1 while @p status is not final, else null: value of poll_open.
QVariant pollOpen(Channel channel, const QString &status, bool hasSid);
/// "" instead of a null string, for NOT NULL columns.
QString notNull(const QString &text);
/// NULL instead of an empty string.
QVariant nullable(const QString &text);
} // namespace CommunicationRow
