#pragma once

#include <QStringList>

/// The files "NNNN_name.sql" of a folder, in their order (rule R14). A value; any thread.
class MigrationFiles
{
public:
    /// @p folder is a resource path, or a folder on disk in tests.
    explicit MigrationFiles(QString folder);
    /// Number of the newest file; 0 when there are none, or -1 when their numbers do not run 1, 2, 3 ….
    int newest() const { return m_newest; }
    QString name(int number) const { return m_names.at(number - 1); }
    QString path(int number) const { return m_folder + QLatin1Char('/') + name(number); }

private:
    QString m_folder;
    QStringList m_names;
    int m_newest = 0;
};
