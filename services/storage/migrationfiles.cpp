#include "storage/migrationfiles.h"

#include <QDir>

using namespace Qt::StringLiterals;

MigrationFiles::MigrationFiles(QString folder)
    : m_folder(std::move(folder))
    , m_names(QDir(m_folder).entryList({u"*.sql"_s}, QDir::Files, QDir::Name))
{
    for (const QString &name : std::as_const(m_names)) {
        if (name.section(u'_', 0, 0).toInt() != m_newest + 1) {
            m_newest = -1;
            return;
        }
        ++m_newest;
    }
}
