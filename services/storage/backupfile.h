#pragma once

#include "secrets/keywrap.h"
#include "storage/sql.h"

#include <QFileDevice>
#include <QSqlDatabase>
#include <QUuid>

#include <functional>
#include <type_traits>

#include <sodium.h>

/// The back-up file's layout (see backup.h), and what writing and restoring have in common. For backup.cpp and
/// backuprestore.cpp alone. Any thread.
namespace BackupFile
{
using Progress = std::function<void(qint64, qint64)>;

inline constexpr QByteArrayView magic("PLBACKUP");
inline constexpr char version = 1;
inline constexpr qsizetype sizeBytes = 8;
inline constexpr qsizetype wrappedSize =
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + SecureKey::size + crypto_aead_xchacha20poly1305_ietf_ABYTES;
inline constexpr qsizetype headerSize = magic.size() + 1 + sizeBytes + wrappedSize + KeyWrap::saltSize;
inline constexpr qsizetype streamHeaderSize = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
inline constexpr qsizetype chunkSize = 64 * 1024;
inline constexpr qsizetype chunkOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
inline const QByteArray filePurpose = QByteArrayLiteral("backup");

inline const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

inline unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

inline Error fileError(const QString &what)
{
    return {ErrorKind::Storage, 0, what, {}};
}

inline Error invalid(const QString &what)
{
    return {ErrorKind::Invalid, 0, what, {}};
}

inline QFileDevice::Permissions ownerOnly()
{
    return QFileDevice::ReadOwner | QFileDevice::WriteOwner;
}

/// A connection for one call on this thread; it is closed and forgotten with the scope.
template <class Work>
auto withConnection(const QString &path, const QString &options, Work work)
    -> std::invoke_result_t<Work, QSqlDatabase &>
{
    const auto name = QStringLiteral("backup-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto result = [&]() -> std::invoke_result_t<Work, QSqlDatabase &> {
        auto db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        db.setDatabaseName(path);
        db.setConnectOptions(options);
        if (!db.open())
            return storageError(db);
        return work(db);
    }();
    QSqlDatabase::removeDatabase(name);
    return result;
}
} // namespace BackupFile
