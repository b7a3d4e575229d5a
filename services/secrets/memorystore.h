#pragma once

#include "secrets/secretstore.h"

#include <QHash>

/// Secrets for as long as the process lives: demo mode, whose profile is thrown away. GUI thread; owned by App.
class MemoryStore : public SecretStore
{
public:
    QFuture<Result<QByteArray>> read(const QString &name) override;
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    QFuture<Result<void>> remove(const QString &name) override;

private:
    QHash<QString, QByteArray> m_secrets;
};
