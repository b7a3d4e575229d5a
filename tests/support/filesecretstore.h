#pragma once

#include "secrets/secretstore.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

/// A keychain in a file, for a computer that is killed with its process and started again. In clear: for tests alone.
class FileSecretStore : public SecretStore
{
public:
    explicit FileSecretStore(QString path)
        : m_path(std::move(path))
    {
    }
    QFuture<Result<QByteArray>> read(const QString &name) override
    {
        const QJsonValue kept = load().value(name);
        if (kept.isUndefined())
            return readyFuture<QByteArray>(Error{ErrorKind::NotFound, 0, QStringLiteral("file"), {}});
        return readyFuture<QByteArray>(QByteArray::fromBase64(kept.toString().toLatin1()));
    }
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        QJsonObject all = load();
        all.insert(name, QString::fromLatin1(secret.toBase64()));
        return readyFuture<void>(save(all));
    }
    QFuture<Result<void>> remove(const QString &name) override
    {
        QJsonObject all = load();
        all.remove(name);
        return readyFuture<void>(save(all));
    }

private:
    QJsonObject load() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }
    Result<void> save(const QJsonObject &all) const
    {
        QSaveFile file(m_path);
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(all).toJson()) < 0 || !file.commit())
            return Error{ErrorKind::Storage, 0, QStringLiteral("file"), {}};
        return {};
    }

    QString m_path;
};
