#include "secrets/memorystore.h"

QFuture<Result<QByteArray>> MemoryStore::read(const QString &name)
{
    const auto found = m_secrets.constFind(name);
    if (found == m_secrets.constEnd())
        return readyFuture<QByteArray>(Error{ErrorKind::NotFound, 0, QStringLiteral("memory"), {}});
    return readyFuture<QByteArray>(*found);
}

QFuture<Result<void>> MemoryStore::write(const QString &name, const QByteArray &secret)
{
    m_secrets.insert(name, secret);
    return readyFuture<void>({});
}

QFuture<Result<void>> MemoryStore::remove(const QString &name)
{
    m_secrets.remove(name);
    return readyFuture<void>({});
}
