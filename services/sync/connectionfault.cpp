#include "sync/connectionfault.h"

#include <QHash>
#include <QMetaEnum>

using namespace Qt::StringLiterals;

ConnectionFault ConnectionFaults::ofSqlState(const QString &sqlState)
{
    static const QHash<QString, Fault> faults{
        {u"28P01"_s, Fault::WrongLogin},         // invalid_password, also an unknown role and an expired password
        {u"28000"_s, Fault::LoginNotAllowed},    // NOLOGIN, no line in pg_hba.conf
        {u"42501"_s, Fault::LoginNotAllowed},    // no CONNECT privilege
        {u"55000"_s, Fault::LoginNotAllowed},    // the database accepts no connections
        {u"3D000"_s, Fault::NoSuchDatabase},     // invalid_catalog_name
        {u"53300"_s, Fault::TooManyConnections}, // of the server, the database or the role
        {u"57P01"_s, Fault::StartingUp},         // admin_shutdown
        {u"57P02"_s, Fault::StartingUp},         // crash_shutdown
        {u"57P03"_s, Fault::StartingUp},         // cannot_connect_now
    };
    return faults.value(sqlState, Fault::Other);
}

Error ConnectionFaults::toError(Fault fault, const QString &sqlState)
{
    ErrorKind kind = ErrorKind::Offline;
    if (fault == Fault::WrongLogin || fault == Fault::LoginNotAllowed)
        kind = ErrorKind::Unauthorized;
    else if (fault == Fault::NoSuchDatabase)
        kind = ErrorKind::NotFound;
    else if (fault == Fault::AddressInvalid || fault == Fault::CaFileUnreadable)
        kind = ErrorKind::Invalid;
    const QString name = QString::fromLatin1(QMetaEnum::fromType<Fault>().valueToKey(static_cast<int>(fault)));
    const QString state = sqlState.isEmpty() ? QString() : u' ' + sqlState;
    return Error{kind, 0, u"postgres%1: %2"_s.arg(state, name), {}};
}

ConnectionFault ConnectionFaults::ofError(const Error &error)
{
    const qsizetype at = error.detail.lastIndexOf(u": "_s);
    const QByteArray name = at < 0 ? QByteArray() : error.detail.sliced(at + 2).toLatin1();
    bool known = false;
    const int value = QMetaEnum::fromType<Fault>().keyToValue(name.constData(), &known);
    return known ? Fault(value) : Fault::Other;
}
