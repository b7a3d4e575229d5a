#pragma once

#include "client.h"
#include "secrets/fieldcipher.h"
#include "storage/clientstore.h"

#include <QSqlDatabase>

#include <memory>

/// The SQL of an import: new clients by prepared statements with one audit entry a batch, known ones through
/// ClientWriter, which records each change with the values before. Database thread, inside Database::run.
namespace ClientBulk
{
struct Batch {
    QList<Client> clients; ///< ids are made here
    bool mergeDuplicates = true;
    QString fileName; ///< without its folder, for the audit log
    qint64 firstLine = 0;
    qint64 lastLine = 0;
};

/// One transaction; outcomes in the order of the clients. A number that appeared earlier in the same file is known like
/// any other. Error{Locked} without a key.
Result<QList<BatchOutcome>> import(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                                   const Batch &batch);
} // namespace ClientBulk
