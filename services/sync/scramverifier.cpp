#include "sync/scramverifier.h"

#include <QSqlDriver>
#include <QVariant>

#include <libpq-fe.h>

#include <memory>

Q_DECLARE_OPAQUE_POINTER(PGconn *)

using namespace Qt::StringLiterals;

Result<QString> scramVerifier(QSqlDatabase &db, const QString &password)
{
    const QVariant handle = db.driver()->handle();
    auto *connection = handle.metaType() == QMetaType::fromType<PGconn *>() ? handle.value<PGconn *>() : nullptr;
    if (!connection || password.isEmpty())
        return Error{ErrorKind::Invalid, 0, u"verifier"_s, {}};
    // The user's name takes no part in SCRAM.
    const std::unique_ptr<char, decltype(&PQfreemem)> text(
        PQencryptPasswordConn(connection, password.toUtf8().constData(), "", "scram-sha-256"), &PQfreemem);
    if (!text)
        return Error{ErrorKind::Storage, 0, u"verifier"_s, {}};
    return QString::fromLatin1(text.get());
}
