#pragma once

#include "async.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QList>

#include <chrono>
#include <functional>

/// Looks up a name and calls back on the context's thread, unless the context has died.
using HostLookup =
    std::function<void(const QString &host, QObject *context, std::function<void(const QHostInfo &)> done)>;
/// Qt's, on threads of its own.
HostLookup systemLookup();

/// The addresses of @p host in the order to try them; of this computer without looking. Offline when @p patience has
/// passed: the resolver itself may take half a minute. Cancelled when @p context dies.
QFuture<Result<QList<QHostAddress>>> lookUp(const HostLookup &lookup, const QString &host,
                                            std::chrono::milliseconds patience, QObject *context);
