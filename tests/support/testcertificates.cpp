#include "support/testcertificates.h"

#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace
{

const QString newKey = u"-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"_s;
const QString ourHosts = u"IP:127.0.0.1,DNS:localhost"_s;

} // namespace

TestCertificates::TestCertificates()
{
    const QString valid = u"-days 30"_s;
    m_valid = m_dir.isValid() && makeAuthority(u"ca"_s) && makeAuthority(u"unknown"_s) &&
              makeLeaf(u"good"_s, u"ca"_s, ourHosts, valid) &&
              makeLeaf(u"wronghost"_s, u"ca"_s, u"DNS:example.org"_s, valid) &&
              makeLeaf(u"otherca"_s, u"unknown"_s, ourHosts, valid) &&
              makeLeaf(u"expired"_s, u"ca"_s, ourHosts, u"-days -1"_s) &&
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

bool TestCertificates::makeAuthority(const QString &name) const
{
    return run(u"req -x509 %1 -keyout %2.key -out %2.pem -subj /CN=Practiceline-test-%2 -days 30"_s.arg(newKey, name));
}

bool TestCertificates::makeLeaf(const QString &name, const QString &authority, const QString &hosts,
                                const QString &dates) const
{
    QFile extensions(file(name + u".ext"_s));
    if (!extensions.open(QIODevice::WriteOnly))
        return false;
    extensions.write("subjectAltName=" + hosts.toLatin1() + "\n");
    extensions.close();
    return run(u"req %1 -keyout %2.key -out %2.csr -subj /CN=%2"_s.arg(newKey, name)) &&
           run(u"x509 -req -in %1.csr -CA %2.pem -CAkey %2.key -CAcreateserial -out %1.pem -extfile %1.ext %3"_s.arg(
               name, authority, dates));
}
