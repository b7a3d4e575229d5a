#pragma once

#include "result.h"

#include <QString>

/// Where the practice's Postgres is and who we are there. The password is never part of it, so that it can be stored,
/// compared and logged.
struct PracticeAddress {
    QString host; ///< a name, an IP address, or the absolute folder of a Unix socket
    int port = 5432;
    QString database;
    QString user;
    QString caFile; ///< PEM; only what it signed is our server. May be empty where canBePlain()

    bool isSocket() const { return host.startsWith(u'/'); }
    /// This computer by its very text: "localhost" or a loopback address. What a name resolves to says nothing.
    bool isLoopback() const;
    /// True where nothing leaves this computer, so that a connection without TLS is good enough.
    bool canBePlain() const { return isSocket() || isLoopback(); }
    /// True when the server has to prove who it is, by TLS.
    bool isVerified() const { return !isSocket() && (!isLoopback() || !caFile.isEmpty()); }
    /// As whom @p login connects here, where the server calls us @p self: a pooler of many projects (Supabase's) takes
    /// <login>.<project>, https://supabase.com/docs/guides/database/connecting-to-postgres.
    QString userFor(const QString &login, const QString &self) const;
    /// Invalid, with the field's name as detail, for what libpq would read differently from what it says here.
    Result<void> check() const;

    bool operator==(const PracticeAddress &) const = default;
};
