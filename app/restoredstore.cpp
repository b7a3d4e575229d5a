#include "restoredstore.h"

#include "setup/restorepanel.h"

#include <QDateTime>
#include <QFile>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcRestored, "practiceline.restored")
}

void RestoredStore::adopt(const QString &database)
{
    const QString restored = RestorePanel::pendingPath(database);
    if (!QFile::exists(restored))
        return;
    const QString kept =
        database + u".before-restore-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    // The main file last: a database that stands beside another one's write-ahead log would be read with it.
    QStringList moved;
    const auto refuse = [&] {
        qCWarning(lcRestored) << "the restored database could not take its place";
        for (const QString &back : std::as_const(moved))
            QFile::rename(kept + back, database + back); // or an empty one would be made there
    };
    for (const QString &suffix : {u"-shm"_s, u"-wal"_s, QString()}) {
        if (!QFile::exists(database + suffix))
            continue;
        if (!QFile::rename(database + suffix, kept + suffix))
            return refuse();
        moved << suffix;
    }
    if (!QFile::rename(restored, database))
        refuse();
}
