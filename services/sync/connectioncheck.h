#pragma once

#include "async.h"
#include "sync/connectionfault.h"
#include "sync/hostlookup.h"
#include "sync/pglogin.h"
#include "sync/practiceaddress.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QSslCertificate>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <chrono>

/// What a person wants to know of a practice's server.
struct ConnectionReport {
    ConnectionFault fault = ConnectionFault::Other;
    QString sqlState;      ///< of a refusal by Postgres
    QString tlsVersion;    ///< "TLSv1.3"; empty without TLS
    int serverVersion = 0; ///< 150018; 0 unless the login worked
};

/// Finds out what is wrong with a connection: name, network, TLS, certificate, login, in this order. Lives on the GUI
/// thread, owned by the page that shows it; ending it ends what is under way.
class ConnectionCheck : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionCheck(HostLookup lookup = systemLookup(), QObject *parent = nullptr);
    ~ConnectionCheck() override;

    /// Ends within @p patience; whatever is wrong is a report. An Error is only Cancelled.
    QFuture<Result<ConnectionReport>> check(const PracticeAddress &address, const QString &password,
                                            std::chrono::milliseconds patience = std::chrono::seconds(10));

private:
    struct Walk;
    void lookUpHost(const Walk &walk);
    void knock(const Walk &walk, const QList<QHostAddress> &places);
    void enter(const Walk &walk, const QString &place);

    const HostLookup m_lookup;
    std::atomic<bool> m_ending = false;
    QThreadPool m_pool; ///< for libpq, which blocks; its end waits for what reads m_ending
};
