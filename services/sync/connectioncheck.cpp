#include "sync/connectioncheck.h"

#include "sync/conninfo.h"
#include "sync/serverpreflight.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace
{
constexpr std::chrono::milliseconds forLookup{3000};
} // namespace

/// One check and how far it came.
struct ConnectionCheck::Walk {
    PracticeAddress address;
    QString password;
    QList<QSslCertificate> authorities;
    QDeadlineTimer deadline;
    Promise<ConnectionReport> promise;

    void end(ConnectionFault fault) const { promise.finish(ConnectionReport{fault, {}, {}, 0}); }
};

ConnectionCheck::ConnectionCheck(HostLookup lookup, QObject *parent)
    : QObject(parent)
    , m_lookup(std::move(lookup))
{
    ConnInfo::dropEnvironment();
}

ConnectionCheck::~ConnectionCheck()
{
    m_ending = true; // the pool's own end waits for the login, which sees this soon
}

QFuture<Result<ConnectionReport>> ConnectionCheck::check(const PracticeAddress &address, const QString &password,
                                                         std::chrono::milliseconds patience)
{
    Walk walk{address, password, {}, QDeadlineTimer(patience), {}};
    if (address.isVerified())
        walk.authorities =
            QSslCertificate::fromPath(address.caFile, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
    if (!address.check() || password.contains(QChar(u'\0')))
        walk.end(ConnectionFault::AddressInvalid);
    else if (address.isVerified() && walk.authorities.isEmpty())
        walk.end(ConnectionFault::CaFileUnreadable);
    else if (address.isSocket() && !QFile::exists(address.host + u"/.s.PGSQL.%1"_s.arg(address.port)))
        walk.end(ConnectionFault::Refused);
    else if (address.isSocket())
        enter(walk, {});
    else
        lookUpHost(walk);
    return walk.promise.future();
}

void ConnectionCheck::lookUpHost(const Walk &walk)
{
    whenDone(lookUp(m_lookup, walk.address.host, forLookup, this), this,
             [this, walk](const Result<QList<QHostAddress>> &found) {
                 if (found)
                     knock(walk, *found);
                 else
                     walk.end(ConnectionFault::HostNotFound);
             });
}

void ConnectionCheck::knock(const Walk &walk, const QList<QHostAddress> &places)
{
    auto *preflight = new ServerPreflight(walk.address, walk.authorities, walk.deadline, this);
    whenDone(preflight->walk(places), preflight, [this, walk, preflight](const Result<PreflightOutcome> &outcome) {
        preflight->deleteLater();
        if (outcome && outcome->fault == ConnectionFault::None)
            enter(walk, outcome->place.toString());
        else if (outcome)
            walk.end(outcome->fault);
    });
}

void ConnectionCheck::enter(const Walk &walk, const QString &place)
{
    m_pool.start([this, promise = walk.promise, deadline = walk.deadline,
                  connInfo = ConnInfo(walk.address, place, walk.password).forLibpq()] {
        const LoginOutcome outcome = logIn(connInfo, deadline, m_ending);
        promise.finish(ConnectionReport{outcome.fault, outcome.sqlState, outcome.tlsVersion, outcome.serverVersion});
    });
}
