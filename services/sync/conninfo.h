#pragma once

#include "sync/practiceaddress.h"

#include <QByteArray>
#include <QSqlDatabase>

#include <chrono>

/// How libpq is told where to connect. Every option that it knows is given, so that no PG* variable, service file,
/// ~/.pgpass or ~/.postgresql can change or weaken one. The few variables without an option are taken out of the
/// process's environment.
class ConnInfo
{
public:
    /// @p resolved is the numeric address to go to, so that libpq looks up no name; empty for a Unix socket.
    ConnInfo(const PracticeAddress &address, const QString &resolved, const QString &password);

    /// For PQconnectStart(). Holds the password.
    QByteArray forLibpq() const;
    /// Host, names, password and options of a QPSQL connection.
    void applyTo(QSqlDatabase &db) const;

    /// Once, before the first connection: takes away the variables that libpq obeys and has no option for.
    static void dropEnvironment();
    /// libpq's own time for each phase of PQconnectdb(); it counts whole seconds, two at least.
    static constexpr std::chrono::seconds connectTimeout{3};

private:
    QString options() const;

    PracticeAddress m_address;
    QString m_resolved;
    QString m_password;
};
