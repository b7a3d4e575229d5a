#include "support/testcertificates.h"

#include <QDateTime>
#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace
{

const QString newKey = u"-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"_s;
const QString ourHosts = u"IP:127.0.0.1,DNS:localhost"_s;

/// "openssl ca", for it is the one command of OpenSSL 3.0 that takes the day from which a certificate counts.
constexpr auto caSettings = R"([ca]
default_ca = own
[own]
new_certs_dir = .
database = issued
rand_serial = yes
unique_subject = no
default_md = sha256
policy = names
[names]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
)";

/// As that command takes them.
QString dates(int fromDay, int toDay)
{
    const auto day = [](int days) {
        return QDateTime::currentDateTimeUtc().addDays(days).toString(u"yyyyMMddHHmmss"_s) + u'Z';
    };
    return u"-startdate %1 -enddate %2"_s.arg(day(fromDay), day(toDay));
}

/// A server has had its certificate for a while: a computer whose clock is behind accepts it too.
QString valid()
{
    return dates(-3, 30);
}
} // namespace

TestCertificates::TestCertificates()
{
    m_valid = m_dir.isValid() && write(u"ca.cnf"_s, caSettings) && write(u"issued"_s, "") && makeAuthority(u"ca"_s) &&
              makeAuthority(u"unknown"_s) && makeLeaf(u"good"_s, u"ca"_s, ourHosts, valid()) &&
              makeLeaf(u"wronghost"_s, u"ca"_s, u"DNS:example.org"_s, valid()) &&
              makeLeaf(u"otherca"_s, u"unknown"_s, ourHosts, valid()) &&
              makeLeaf(u"expired"_s, u"ca"_s, ourHosts, dates(-3, -1)) &&
              run(u"req -x509 %1 -keyout selfsigned.key -out selfsigned.pem -subj /CN=localhost -days 30 "
                  "-addext subjectAltName=%2"_s.arg(newKey, ourHosts));
}

bool TestCertificates::run(const QString &arguments) const
{
    QProcess openssl;
    openssl.setWorkingDirectory(m_dir.path());
    openssl.start(u"openssl"_s, arguments.split(u' ', Qt::SkipEmptyParts));
    if (openssl.waitForFinished(30'000) && openssl.exitStatus() == QProcess::NormalExit && openssl.exitCode() == 0)
        return true;
    qWarning("openssl %s: %s", qPrintable(arguments), openssl.readAllStandardError().constData());
    return false;
}

bool TestCertificates::write(const QString &name, const QByteArray &text) const
{
    QFile to(file(name));
    return to.open(QIODevice::WriteOnly) && to.write(text) == text.size();
}

bool TestCertificates::makeAuthority(const QString &name) const
{
    return run(u"req %1 -keyout %2.key -out %2.csr -subj /CN=Practiceline-test-%2"_s.arg(newKey, name)) &&
           run(u"ca -batch -notext -config ca.cnf -selfsign -keyfile %1.key -in %1.csr -out %1.pem -extensions authority %2"_s
                   .arg(name, valid()));
}

bool TestCertificates::makeLeaf(const QString &name, const QString &authority, const QString &hosts,
                                const QString &dates) const
{
    return write(name + u".ext"_s, "subjectAltName=" + hosts.toLatin1() + "\n") &&
           run(u"req %1 -keyout %2.key -out %2.csr -subj /CN=%2"_s.arg(newKey, name)) &&
           run(u"ca -batch -notext -config ca.cnf -cert %2.pem -keyfile %2.key -in %1.csr -out %1.pem -extfile %1.ext %3"_s
                   .arg(name, authority, dates));
}
