#pragma once

#include "sync/connectionfault.h"

#include <QByteArray>
#include <QDeadlineTimer>
#include <QString>

#include <atomic>

/// What came of logging in.
struct LoginOutcome {
    ConnectionFault fault = ConnectionFault::Other;
    QString sqlState;      ///< of a refusal by the server
    int serverVersion = 0; ///< as Postgres numbers them: 150018
    QString tlsVersion;    ///< "TLSv1.3"; empty without TLS
};

/// Logs in and out again by libpq alone. QPSQL can not do this: its open() neither ends early nor tells an SQLSTATE.
/// Blocks, so on a thread of the caller's, until @p deadline at most; @p cancelled ends it within a moment.
LoginOutcome logIn(const QByteArray &connInfo, const QDeadlineTimer &deadline, const std::atomic<bool> &cancelled);
