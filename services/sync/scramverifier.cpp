#include "sync/scramverifier.h"

#include "sync/pgconnection.h"

#include <QSqlDriver>
#include <QVariant>

#include <memory>

using namespace Qt::StringLiterals;

Result<QString> scramVerifier(QSqlDatabase &db, const QString &password)
{
    PGconn *connection = pgConnection(db.driver());
    if (!connection || password.isEmpty())
        return Error{ErrorKind::Invalid, 0, u"verifier"_s, {}};
    // The user's name takes no part in SCRAM.
    const std::unique_ptr<char, decltype(&PQfreemem)> text(
        PQencryptPasswordConn(connection, password.toUtf8().constData(), "", "scram-sha-256"), &PQfreemem);
    if (!text)
        return Error{ErrorKind::Storage, 0, u"verifier"_s, {}};
    return QString::fromLatin1(text.get());
}
