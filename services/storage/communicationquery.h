#pragma once

#include "secrets/fieldcipher.h"
#include "storage/communicationstore.h"

#include <QSqlDatabase>
#include <QVariantList>

/// Going down communication_logs from newest to oldest in short stretches: pages and searches. read() on the
/// database thread; the rest makes SQL and belongs to no thread.
namespace CommunicationQuery
{
/// An SQL expression over l.* with its values; "1" when @p filter asks for nothing. Client and dates are not in it:
/// they bound the walk itself; whose click it was does so too where no client is asked for.
struct Condition {
    QString sql;
    QVariantList values;
};
Condition condition(const CommunicationFilter &filter);

/// Walks in a job: the index of the conversation, of what one person wrote, or of all rows, newest first, below @p
/// olderThan. "SELECT l.sort_at, l.sequence, <condition>, @p columns …"
Condition walk(const CommunicationFilter &filter, const std::optional<CommunicationKey> &olderThan,
               const QString &columns);

/// Rows that stand together in such a walk: older than one key, down to and with another. Without a key to the end.
struct Stretch {
    std::optional<CommunicationKey> olderThan;
    std::optional<CommunicationKey> oldest;
};
/// The key of the last row of the @p rows below @p olderThan, wanted or not, from the index alone; no row when fewer
/// are left. "SELECT sort_at, sequence …"
Condition edge(const CommunicationFilter &filter, const std::optional<CommunicationKey> &olderThan, int rows);
/// As walk(), but oldest first: rows that came one after another lie so in the file, and SQLite steps from one to the
/// next instead of looking each up.
Condition walkUp(const CommunicationFilter &filter, const Stretch &stretch, const QString &columns);

/// The rows of @p sequences, newest first.
Result<QList<Communication>> read(QSqlDatabase &db, const FieldCipher *cipher, const QList<qint64> &sequences);
} // namespace CommunicationQuery
