#pragma once

#include "client.h"
#include "secrets/fieldcipher.h"
#include "storage/clientstore.h"

#include <QSqlDatabase>

/// The writes of ClientStore, inside the caller's transaction. Database thread.
class ClientWriter
{
public:
    ClientWriter(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher);

    /// Ids of clients that were taken over and are gone.
    const QList<ClientId> &absorbed() const { return m_absorbed; }
    Result<Client> save(Client client);
    /// What @p client has otherwise than @p before, written into what is stored now.
    Result<Client> saveOver(const Client &before, const Client &client);
    Result<BatchOutcome> import(Client client, bool mergeDuplicates);
    /// What an import says of a number whose permission was never changed here; what we know ourselves stays. True when
    /// it was taken over.
    Result<bool> adoptPermission(const ClientNumber &number);
    Result<void> setPermission(const PhoneNumber &number, TextPermission permission, const QString &reason,
                               const QDateTime &since);

private:
    /// The client that a row without a number is of: a second import of our own export must not double it.
    Result<ClientId> sameRecord(const Client &client);
    Result<void> writeRow(const Client &client, bool insert);
    Result<void> writeNumbers(const Client &client);
    Result<void> takeOver(ClientId from, ClientId to);
    Result<void> audit(const QString &action, ClientId id, const QJsonObject &details);

    QSqlDatabase &m_db;
    std::shared_ptr<const FieldCipher> m_cipher;
    QList<ClientId> m_absorbed;
};
