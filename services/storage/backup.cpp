#include "storage/backup.h"

#include "storage/backupfile.h"
#include "storage/database.h"
#include "storage/worker.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QtEndian>

using namespace Qt::StringLiterals;
using namespace BackupFile;

namespace
{
constexpr auto copyPrefix = ".backup-"_L1;

/// Removes the clear copy whatever happens; copies that a killed run left are removed by the next one.
class ClearCopy
{
public:
    explicit ClearCopy(const QString &databasePath)
    {
        const QFileInfo info(databasePath);
        QDir folder(info.absolutePath());
        const auto old = folder.entryList({copyPrefix + u'*'}, QDir::Files | QDir::Hidden);
        for (const auto &name : old)
            folder.remove(name);
        m_path = folder.filePath(copyPrefix + QUuid::createUuid().toString(QUuid::WithoutBraces));
    }
    ClearCopy(const ClearCopy &) = delete;
    ClearCopy &operator=(const ClearCopy &) = delete;
    ~ClearCopy()
    {
        QFile::remove(m_path);
        QFile::remove(m_path + u"-journal"_s);
    }
    QString path() const { return m_path; }

    Result<void> fill(const QString &databasePath) const
    {
        // SQLite keeps the mode of an empty file that is there, so the clear copy is never readable by others.
        QFile empty(m_path);
        if (!empty.open(QIODevice::WriteOnly | QIODevice::NewOnly) || !empty.setPermissions(ownerOnly()))
            return fileError(u"no copy in the data folder"_s);
        empty.close();
        return withConnection(databasePath, u"QSQLITE_BUSY_TIMEOUT=5000"_s, [this](QSqlDatabase &db) -> Result<void> {
            const auto done = execSql(db, u"VACUUM INTO ?"_s, {m_path});
            if (!done)
                return done.error();
            return {};
        });
    }

private:
    QString m_path;
};

QByteArray headerOf(qint64 size, const QByteArray &wrapped, const QByteArray &salt)
{
    QByteArray header = magic.toByteArray();
    header.append(version);
    const auto bigEndian = qToBigEndian(size);
    header.append(reinterpret_cast<const char *>(&bigEndian), sizeof bigEndian);
    return header + wrapped + salt;
}

Result<void> seal(QFile &from, QSaveFile &to, const Backup::Key &key, const Progress &progress)
{
    const auto total = from.size();
    const auto salt = KeyWrap::randomBytes(KeyWrap::saltSize);
    const auto header = headerOf(total, key.wrapped, salt);
    const auto fileKey = KeyWrap::derive(key.key, salt, filePurpose);
    if (fileKey.isNull())
        return fileError(u"memory"_s);
    crypto_secretstream_xchacha20poly1305_state state;
    QByteArray streamHeader(streamHeaderSize, Qt::Uninitialized);
    crypto_secretstream_xchacha20poly1305_init_push(&state, bytes(streamHeader), fileKey.data());
    if (to.write(header + streamHeader) != headerSize + streamHeaderSize)
        return fileError(u"backup not written"_s);
    qint64 done = 0;
    while (done < total) {
        const auto plain = from.read(chunkSize);
        if (plain.isEmpty())
            return fileError(u"copy not read"_s);
        const auto bound = done == 0 ? header : QByteArray();
        done += plain.size();
        QByteArray sealed(plain.size() + chunkOverhead, Qt::Uninitialized);
        crypto_secretstream_xchacha20poly1305_push(&state, bytes(sealed), nullptr, bytes(plain), quint64(plain.size()),
                                                   bytes(bound), quint64(bound.size()),
                                                   done == total ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
        if (to.write(sealed) != sealed.size())
            return fileError(u"backup not written"_s);
        if (progress)
            progress(done, total);
    }
    sodium_memzero(&state, sizeof state);
    return {};
}

Result<void> writeFile(const QString &databasePath, const QString &file, const Backup::Key &key,
                       const Progress &progress)
{
    if (key.key.isNull() || key.wrapped.size() != wrappedSize)
        return invalid(u"no-recovery-key"_s);
    const ClearCopy copy(databasePath);
    if (const auto filled = copy.fill(databasePath); !filled)
        return filled.error();
    QFile from(copy.path());
    QSaveFile to(file);
    if (!from.open(QIODevice::ReadOnly))
        return fileError(u"copy not read"_s);
    if (!to.open(QIODevice::WriteOnly))
        return fileError(u"backup not written"_s);
    to.setPermissions(ownerOnly());
    if (const auto sealed = seal(from, to, key, progress); !sealed)
        return sealed.error();
    if (!to.commit())
        return fileError(u"backup not written"_s);
    return {};
}
} // namespace

namespace Backup
{
QFuture<Result<void>> write(Database &database, const QString &file, const Key &key, const Progress &progress)
{
    const Promise<void> promise;
    // The empty job: what was written before this call is in the copy.
    whenDone(database.run([](QSqlDatabase &) { return Result<void>(); }), &database,
             [promise, path = database.path(), file, key, progress, context = &database](const Result<void> &ready) {
                 if (!ready) {
                     promise.finish(ready.error());
                     return;
                 }
                 const auto done = runOnThread([=] { return writeFile(path, file, key, progress); });
                 whenDone(done, context, [promise](const Result<void> &result) { promise.finish(result); });
             });
    return promise.future();
}

QFuture<Result<void>> write(Database &database, const QString &file, const SecureKey &recoveryKey,
                            const Progress &progress)
{
    const auto key = SecureKey::random();
    if (recoveryKey.isNull() || key.isNull())
        return readyFuture<void>(invalid(u"no-recovery-key"_s));
    return write(database, file, Key{key, KeyWrap::wrap(key, recoveryKey, KeyWrap::recoveryPurpose)},
                 std::move(progress));
}
} // namespace Backup
