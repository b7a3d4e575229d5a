#include "storage/backup.h"

#include "secrets/keywrap.h"
#include "storage/database.h"
#include "storage/sql.h"
#include "storage/worker.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryFile>
#include <QUuid>
#include <QtEndian>

#include <sodium.h>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace
{
using Progress = std::function<void(qint64, qint64)>;

constexpr QByteArrayView magic("PLBACKUP");
constexpr char version = 1;
constexpr qsizetype sizeBytes = 8;
constexpr qsizetype wrappedSize =
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + SecureKey::size + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qsizetype headerSize = magic.size() + 1 + sizeBytes + wrappedSize + KeyWrap::saltSize;
constexpr qsizetype streamHeaderSize = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr qsizetype chunkSize = 64 * 1024;
constexpr qsizetype chunkOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
const QByteArray filePurpose = QByteArrayLiteral("backup");
constexpr auto copyPrefix = ".backup-"_L1;

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

Error fileError(const QString &what)
{
    return {ErrorKind::Storage, 0, what, {}};
}

Error invalid(const QString &what)
{
    return {ErrorKind::Invalid, 0, what, {}};
}

QFileDevice::Permissions ownerOnly()
{
    return QFileDevice::ReadOwner | QFileDevice::WriteOwner;
}

/// A connection for one call on this thread; it is closed and forgotten with the scope.
template <class Work>
auto withConnection(const QString &path, const QString &options, Work work)
    -> std::invoke_result_t<Work, QSqlDatabase &>
{
    const auto name = u"backup-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto result = [&]() -> std::invoke_result_t<Work, QSqlDatabase &> {
        auto db = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        db.setDatabaseName(path);
        db.setConnectOptions(options);
        if (!db.open())
            return storageError(db);
        return work(db);
    }();
    QSqlDatabase::removeDatabase(name);
    return result;
}

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
QFuture<Result<void>> write(Database &database, const QString &file, const Key &key, Progress progress)
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

QFuture<Result<void>> write(Database &database, const QString &file, const SecureKey &recoveryKey, Progress progress)
{
    const auto key = SecureKey::random();
    if (recoveryKey.isNull() || key.isNull())
        return readyFuture<void>(invalid(u"no-recovery-key"_s));
    return write(database, file, Key{key, KeyWrap::wrap(key, recoveryKey, KeyWrap::recoveryPurpose)},
                 std::move(progress));
}

QFuture<Result<void>> restore(const QString &file, const SecureKey &recoveryKey, const QString &databasePath,
                              Progress progress)
{
    return runOnThread([=] { return restoreFile(file, recoveryKey, databasePath, progress); });
}
} // namespace Backup
