#include "storage/backup.h"

#include "storage/backupfile.h"
#include "storage/worker.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>
#include <QtEndian>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;
using namespace BackupFile;

namespace
{
/// What the header says; the file stands at the stream's header.
struct Opened {
    QByteArray header;
    SecureKey key;
    qint64 size = 0;
};

Result<Opened> openHeader(QFile &from, const SecureKey &recoveryKey)
{
    Opened opened;
    opened.header = from.read(headerSize);
    const auto start = QByteArrayView(opened.header).first(qMin(magic.size(), opened.header.size()));
    if (start.isEmpty() || !magic.startsWith(start))
        return invalid(u"not-a-backup"_s);
    if (opened.header.size() > magic.size() && opened.header.at(magic.size()) != version)
        return invalid(u"newer"_s);
    if (opened.header.size() != headerSize)
        return invalid(u"cut-off"_s);
    auto at = magic.size() + 1;
    opened.size = qFromBigEndian<qint64>(opened.header.constData() + at);
    at += sizeBytes;
    const auto key = KeyWrap::unwrap(opened.header.mid(at, wrappedSize), recoveryKey, KeyWrap::recoveryPurpose);
    if (key.isNull())
        return invalid(u"wrong-key"_s);
    opened.key = KeyWrap::derive(key, opened.header.right(KeyWrap::saltSize), filePurpose);
    if (opened.key.isNull())
        return fileError(u"memory"_s);
    const auto chunks = (opened.size + chunkSize - 1) / chunkSize;
    if (opened.size <= 0 || opened.size > (qint64(1) << 46))
        return invalid(u"damaged"_s);
    const auto whole = headerSize + streamHeaderSize + opened.size + chunks * chunkOverhead;
    if (from.size() < whole)
        return invalid(u"cut-off"_s);
    if (from.size() > whole)
        return invalid(u"damaged"_s);
    return opened;
}

Result<void> unseal(QFile &from, QFile &to, const Opened &opened, const Progress &progress)
{
    const auto streamHeader = from.read(streamHeaderSize);
    crypto_secretstream_xchacha20poly1305_state state;
    if (streamHeader.size() != streamHeaderSize ||
        crypto_secretstream_xchacha20poly1305_init_pull(&state, bytes(streamHeader), opened.key.data()) != 0)
        return invalid(u"damaged"_s);
    qint64 done = 0;
    unsigned char tag = 0;
    while (done < opened.size) {
        const auto sealed = from.read(qMin<qint64>(chunkSize, opened.size - done) + chunkOverhead);
        if (sealed.size() <= chunkOverhead)
            return invalid(u"cut-off"_s);
        QByteArray plain(sealed.size() - chunkOverhead, Qt::Uninitialized);
        const auto bound = done == 0 ? opened.header : QByteArray();
        if (crypto_secretstream_xchacha20poly1305_pull(&state, bytes(plain), nullptr, &tag, bytes(sealed),
                                                       quint64(sealed.size()), bytes(bound),
                                                       quint64(bound.size())) != 0)
            return invalid(u"damaged"_s);
        done += plain.size();
        const bool last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        if (last != (done == opened.size))
            return invalid(last ? u"damaged"_s : u"cut-off"_s);
        if (to.write(plain) != plain.size())
            return fileError(u"store not written"_s);
        if (progress)
            progress(done, opened.size);
    }
    sodium_memzero(&state, sizeof state);
    return {};
}

Result<void> checkIntegrity(const QString &path)
{
    return withConnection(path, u"QSQLITE_OPEN_READONLY"_s, [](QSqlDatabase &db) -> Result<void> {
        auto query = execSql(db, u"PRAGMA integrity_check"_s);
        if (!query || !query->next() || query->value(0).toString() != "ok"_L1)
            return invalid(u"damaged"_s);
        return {};
    });
}

/// For OutboxStore::recover().
Result<void> markRestored(const QString &path)
{
    return withConnection(path, QString(), [](QSqlDatabase &db) -> Result<void> {
        const auto now = QString::number(QDateTime::currentMSecsSinceEpoch());
        const auto done = execSql(db, u"INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)"_s,
                                  {QString(Backup::restoredMark), now});
        if (!done)
            return done.error();
        return {};
    });
}

Result<void> restoreFile(const QString &file, const SecureKey &recoveryKey, const QString &databasePath,
                         const Progress &progress)
{
    if (recoveryKey.isNull())
        return invalid(u"wrong-key"_s);
    for (const auto &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) {
        if (QFileInfo::exists(databasePath + suffix))
            return invalid(u"not-empty"_s);
    }
    QFile from(file);
    if (!from.open(QIODevice::ReadOnly))
        return Error{ErrorKind::NotFound, 0, u"backup not read"_s, {}};
    const auto opened = openHeader(from, recoveryKey);
    if (!opened)
        return opened.error();

    // Beside its place, so that the rename is one step; removed by the scope unless it was renamed.
    QTemporaryFile to(databasePath + u".XXXXXX"_s);
    if (!to.open() || !to.setPermissions(ownerOnly()))
        return fileError(u"store not written"_s);
    if (const auto done = unseal(from, to, *opened, progress); !done)
        return done.error();
    bool flushed = to.flush();
#ifdef Q_OS_UNIX
    flushed = flushed && ::fdatasync(to.handle()) == 0;
#endif
    to.close();
    if (!flushed)
        return fileError(u"store not written"_s);
    if (const auto checked = checkIntegrity(to.fileName()); !checked)
        return checked.error();
    if (const auto marked = markRestored(to.fileName()); !marked)
        return marked.error();
    if (!to.rename(databasePath))
        return fileError(u"store not renamed"_s);
    to.setAutoRemove(false);
    return {};
}
} // namespace

namespace Backup
{
QFuture<Result<void>> restore(const QString &file, const SecureKey &recoveryKey, const QString &databasePath,
                              const Progress &progress)
{
    return runOnThread([=] { return restoreFile(file, recoveryKey, databasePath, progress); });
}
} // namespace Backup
