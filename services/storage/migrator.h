#pragma once

#include "result.h"
#include "storage/migrationfiles.h"

#include <QSqlDatabase>
#include <QStringList>

/// Brings a schema to the newest version by numbered files, "NNNN_name.sql" (rule R14). A file and the bump of
/// PRAGMA user_version to its number are one transaction. Runs on the database thread.
class Migrator
{
public:
    /// @p folder holds the files: a resource path, or a folder on disk in tests.
    explicit Migrator(const QString &folder = QStringLiteral(":/sql/sqlite"));

    /// Number of the newest file; 0 when there are none, or -1 when their numbers do not run 1, 2, 3 ….
    int newestVersion() const { return m_files.newest(); }
    static Result<int> version(QSqlDatabase &db);
    Result<void> migrate(QSqlDatabase &db) const;

    /// The single statements of a script: QSQLITE refuses several in one exec. Knows quotes, comments and the bodies
    /// of triggers.
    static QStringList statements(const QString &script);

private:
    MigrationFiles m_files;
};
