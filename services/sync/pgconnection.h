#pragma once

#include <QMetaType>
#include <QSqlDriver>
#include <QVariant>

#include <libpq-fe.h>

Q_DECLARE_OPAQUE_POINTER(PGconn *)
Q_DECLARE_METATYPE(PGconn *)

/// QPSQL's own connection; null before it is made.
inline PGconn *pgConnection(const QSqlDriver *driver)
{
    const QVariant handle = driver->handle();
    return handle.metaType() == QMetaType::fromType<PGconn *>() ? handle.value<PGconn *>() : nullptr;
}
