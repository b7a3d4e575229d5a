#pragma once

#include "error.h"

#include <QObject>
#include <QString>

/// Why a practice's Postgres can not be used, found without reading a word: libpq and the server speak the language of
/// their settings.
class ConnectionFaults
{
    Q_GADGET

public:
    enum class Fault {
        None,
        AddressInvalid,
        CaFileUnreadable, ///< absent, or no certificate in it
        HostNotFound,
        Refused,  ///< nobody listens there
        NoAnswer, ///< not in time: a firewall, a pulled cable, a hung server
        NoTls,    ///< it speaks plain text only
        CertificateUnknownCa,
        CertificateSelfSigned,
        CertificateExpired, ///< or not valid yet
        CertificateWrongHost,
        WrongLogin,      ///< user or password; also a password that has expired
        LoginNotAllowed, ///< the role must not log in, not from here, or not into this database
        NoSuchDatabase,
        TooManyConnections,
        StartingUp, ///< or shutting down
        NotPostgres,
        Other,
    };
    Q_ENUM(Fault)

    static Fault ofSqlState(const QString &sqlState);
    /// What open() answers: Unauthorized, NotFound or Invalid where waiting does not help, else Offline. The detail is
    /// made of names and the SQLSTATE only.
    static Error toError(Fault fault, const QString &sqlState = {});
    /// What toError() was given; Other for another error.
    static Fault ofError(const Error &error);
};
using ConnectionFault = ConnectionFaults::Fault;
