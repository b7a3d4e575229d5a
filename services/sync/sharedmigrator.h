#pragma once

#include "result.h"
#include "storage/migrationfiles.h"

#include <QSqlDatabase>
#include <QStringList>

/// Brings the practice's Postgres to the newest schema by numbered files, "NNNN_name.sql", which are never changed once
/// they were released (rule R14). One administrator at a time: an advisory lock. A file and its row in
/// practiceline.migrations are one transaction; one that begins with "-- no transaction" is made of statements, divided
/// by empty lines, that may run again after they were cut off. For jobs of SharedDatabase.
class SharedMigrator
{
public:
    /// @p folder holds the files: a resource path, or a folder on disk in tests.
    explicit SharedMigrator(const QString &folder = QStringLiteral(":/sql/postgres"));

    /// Number of the newest file; -1 when their numbers do not run 1, 2, 3 ….
    int newestVersion() const { return m_files.newest(); }
    /// Number of the newest file that has run; 0 in a database that has none of it. Only for whoever may migrate
    /// (people learn it from practiceline.pull_state).
    static Result<int> version(QSqlDatabase &db);

    enum class Step { Done, More };
    /// Runs the next file; More while others follow. A table that somebody else holds is tried again for half a minute,
    /// without making its users queue behind us for longer than two seconds.
    Result<Step> migrateNext(QSqlDatabase &db) const;

private:
    Result<void> run(QSqlDatabase &db, int number) const;

    MigrationFiles m_files;
};
