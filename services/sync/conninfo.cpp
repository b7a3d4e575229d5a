#include "sync/conninfo.h"

#include <QSet>
#include <QStringList>

#include <libpq-fe.h>

#include <array>
#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace
{
/// A file that can not exist. An empty name would make libpq look in the home directory.
const QLatin1String noFile("/dev/null/none");

QString quoted(QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    return u'\'' + value + u'\'';
}

QString assignment(const QString &name, const QString &value)
{
    return name + u'=' + quoted(value);
}

/// What this libpq understands: newer ones have options that Debian 12's does not.
QSet<QString> knownOptions()
{
    QSet<QString> names;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(PQconndefaults(), &PQconninfoFree);
    for (const PQconninfoOption *option = all.get(); option && option->keyword; ++option)
        names.insert(QString::fromLatin1(option->keyword));
    return names;
}
} // namespace

ConnInfo::ConnInfo(const PracticeAddress &address, const QString &resolved, const QString &password)
    : m_address(address)
    , m_resolved(resolved)
    , m_password(password)
{
}

/// All but host, port, names and password. No value here is a person's, but for the CA file, which
/// PracticeAddress::check() has looked at.
QString ConnInfo::options() const
{
    const QString sslmode = m_address.isVerified() ? u"verify-full"_s
                            : m_address.isSocket() ? u"disable"_s
                                                   : u"prefer"_s;
    const std::array wanted{
        std::pair{u"hostaddr"_s, m_resolved},
        std::pair{u"connect_timeout"_s, QString::number(connectTimeout.count())},
        std::pair{u"sslmode"_s, sslmode},
        std::pair{u"sslrootcert"_s, m_address.isVerified() ? m_address.caFile : QString(noFile)},
        std::pair{u"sslcert"_s, QString(noFile)},
        std::pair{u"sslkey"_s, QString(noFile)},
        std::pair{u"sslpassword"_s, QString()},
        std::pair{u"sslcertmode"_s, u"disable"_s}, // libpq 16
        std::pair{u"sslcrl"_s, QString(noFile)},
        std::pair{u"sslcrldir"_s, QString()},
        std::pair{u"sslsni"_s, u"1"_s},
        std::pair{u"sslcompression"_s, u"0"_s},
        std::pair{u"sslnegotiation"_s, u"postgres"_s}, // libpq 17
        std::pair{u"ssl_min_protocol_version"_s, u"TLSv1.2"_s},
        std::pair{u"ssl_max_protocol_version"_s, QString()},
        std::pair{u"gssencmode"_s, u"disable"_s},
        std::pair{u"gssdelegation"_s, u"0"_s}, // libpq 16
        std::pair{u"gsslib"_s, QString()},
        std::pair{u"krbsrvname"_s, u"postgres"_s},
        std::pair{u"require_auth"_s, QString()}, // libpq 16; the server is known by its certificate
        // Not "require": poolers such as PgBouncer have none, and the certificate is verified.
        std::pair{u"channel_binding"_s, u"prefer"_s},
        std::pair{u"requirepeer"_s, QString()},
        std::pair{u"passfile"_s, QString(noFile)},
        std::pair{u"options"_s, QString()}, // poolers refuse them: SharedDatabase sets its limits by SQL
        std::pair{u"application_name"_s, u"Practiceline"_s},
        std::pair{u"client_encoding"_s, u"UTF8"_s},
        std::pair{u"target_session_attrs"_s, u"any"_s},
        std::pair{u"load_balance_hosts"_s, u"disable"_s}, // libpq 16
        std::pair{u"keepalives"_s, u"1"_s},
        std::pair{u"keepalives_idle"_s, u"30"_s},
        std::pair{u"keepalives_interval"_s, u"10"_s},
        std::pair{u"keepalives_count"_s, u"3"_s},
        std::pair{u"tcp_user_timeout"_s, u"10000"_s},
    };
    const QSet<QString> known = knownOptions();
    QStringList words;
    for (const auto &[name, value] : wanted) {
        if (known.contains(name))
            words << assignment(name, value);
    }
    return words.join(u' ');
}

QByteArray ConnInfo::forLibpq() const
{
    const QStringList words{
        assignment(u"host"_s, m_address.host),       assignment(u"port"_s, QString::number(m_address.port)),
        assignment(u"dbname"_s, m_address.database), assignment(u"user"_s, m_address.user),
        assignment(u"password"_s, m_password),       options()};
    return words.join(u' ').toUtf8();
}

void ConnInfo::applyTo(QSqlDatabase &db) const
{
    // QPSQL quotes these five, and leaves out what is empty.
    db.setHostName(m_address.host);
    db.setPort(m_address.port);
    db.setDatabaseName(m_address.database);
    db.setUserName(m_address.user);
    db.setPassword(m_password);
    db.setConnectOptions(m_password.isEmpty() ? u"password='' "_s + options() : options());
}

void ConnInfo::dropEnvironment()
{
    for (const char *name : {"PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGTZ", "PGDATESTYLE", "PGGEQO"}) {
        if (qEnvironmentVariableIsSet(name))
            qunsetenv(name);
    }
}
