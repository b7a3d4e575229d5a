#pragma once

#include "async.h"
#include "id.h"

#include <QMap>

class Database;
class FieldCipher;
class KeyRing;
class QSqlDatabase;

/// What was being written to a client, so that a crash or a change of client loses nothing. Encrypted.
struct Draft {
    ClientId clientId;
    TemplateId templateId;
    QString text;
    QMap<QString, QString> variables;
    StaffId onBehalfOf = {}; ///< in whose name it is written; null: one's own
    bool isEmpty() const { return text.isEmpty() && templateId.isNull(); }
};

class DraftStore
{
public:
    DraftStore(Database &database, KeyRing &keys);
    QFuture<Result<Draft>> load(ClientId id);       ///< an empty draft when there is none
    QFuture<Result<void>> save(const Draft &draft); ///< an empty draft deletes
    /// Inside the caller's transaction: what was being written to @p from is for @p to, unless something is already.
    static Result<void> move(QSqlDatabase &db, const FieldCipher &cipher, ClientId from, ClientId to);

private:
    Database &m_database;
    KeyRing &m_keys;
};
