#include "storage/storeerasure.h"

#include "storage/sql.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 blockSize = 1024 * 1024;

QString pendingPath(const QString &database)
{
    return database + u".erasing"_s;
}

QString toldPath(const QString &database)
{
    return database + u".erased"_s;
}

Error failed(const QString &path)
{
    return {ErrorKind::Storage, 0, u"not erased: "_s + QFileInfo(path).fileName(), {}};
}

/// Names and numbers are in clear. A disk may keep older blocks all the same; it should be encrypted.
void overwrite(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly))
        return;
    const QByteArray zeros(blockSize, '\0');
    for (qint64 left = file.size(); left > 0; left -= blockSize) {
        if (file.write(zeros.constData(), std::min(left, blockSize)) < 0)
            return;
    }
    file.flush();
    ::fsync(file.handle());
}

std::optional<QJsonObject> read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}
} // namespace

Result<void> StoreErasure::begin(const QString &database, const QJsonObject &told)
{
    QSaveFile file(pendingPath(database));
    const bool written =
        file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(told).toJson()) > 0 && file.commit();
    return written ? Result<void>() : Result<void>(failed(file.fileName()));
}

bool StoreErasure::isPending(const QString &database)
{
    return QFile::exists(pendingPath(database));
}

Result<void> StoreErasure::removeFiles(const QString &database)
{
    const QFileInfo info(database);
    const QDir folder = info.absoluteDir();
    const QStringList kept{QFileInfo(pendingPath(database)).fileName(), QFileInfo(toldPath(database)).fileName()};
    QStringList names = folder.entryList({info.fileName() + u'*'}, QDir::Files | QDir::Hidden);
    names << u"practice-ca.pem"_s;
    Result<void> done;
    for (const QString &name : std::as_const(names)) {
        const QString path = folder.filePath(name);
        if (kept.contains(name) || !QFile::exists(path))
            continue;
        overwrite(path);
        if (!QFile::remove(path))
            done = failed(path);
    }
    return done;
}

Result<void> StoreErasure::end(const QString &database)
{
    QFile::remove(toldPath(database));
    return QFile::rename(pendingPath(database), toldPath(database)) ? Result<void>()
                                                                    : Result<void>(failed(pendingPath(database)));
}

std::optional<QJsonObject> StoreErasure::told(const QString &database)
{
    return read(toldPath(database));
}

void StoreErasure::forget(const QString &database)
{
    QFile::remove(toldPath(database));
}
