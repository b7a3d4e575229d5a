#pragma once

#include "client.h"
#include "secrets/fieldcipher.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariantList>

/// How a Client lies in clients and client_numbers, and what other stores do to it in their transactions. Database
/// thread.
namespace ClientRow
{
/// "SELECT … FROM clients c …" with every column that readAll() takes; conditions are appended.
QString select();
/// Rows with their numbers, which are read by one more query for all of them. Notes only when asked for.
Result<QList<Client>> readAll(QSqlDatabase &db, const FieldCipher *cipher, const QString &conditions,
                              const QVariantList &values, bool withNotes = false);
/// NotFound when there is none.
Result<Client> fetch(QSqlDatabase &db, const FieldCipher *cipher, ClientId id);
Result<QList<Client>> fetchMany(QSqlDatabase &db, const FieldCipher *cipher, const QList<ClientId> &ids);
/// The client that @p address belongs to; null when nobody.
Result<ClientId> owner(QSqlDatabase &db, const QString &address);
/// owner(), or a new unknown client. @p address is E.164, or Twilio's word ("72345", "anonymous") that becomes its
/// name.
Result<ClientId> ensure(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, const QString &address,
                        Persona persona, const QDateTime &at);
/// @p former, which is only a number, is @p target: what it said, its number and what was being written goes there. The
/// caller refreshes the summary and the search text.
Result<void> fold(QSqlDatabase &db, const FieldCipher &cipher, ClientId former, ClientId target);
/// The client that @p id was folded into; as a rule itself.
Result<ClientId> present(QSqlDatabase &db, ClientId id);
/// Derives last_at, last_outbound, last_was_call and last_text_sequence from the rows.
Result<void> refreshSummary(QSqlDatabase &db, ClientId id);
/// Derives search_text from name, tags and numbers.
Result<void> refreshSearch(QSqlDatabase &db, ClientId id);
/// The persona that the practice has set.
Persona practicePersona(QSqlDatabase &db);
FieldPlace notesPlace(ClientId id);
} // namespace ClientRow
QString permissionKey(TextPermission permission);
TextPermission permissionFromKey(const QString &key);
