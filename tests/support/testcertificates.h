#pragma once

#include <QString>
#include <QTemporaryDir>

/// Certificates made with the openssl program when a test starts: nothing that can expire lies in the repository.
/// Files NAME.pem and NAME.key in a folder of their own.
class TestCertificates
{
public:
    TestCertificates();
    bool isValid() const { return m_valid; } ///< false: there is no openssl program
    QString ca() const { return file(QStringLiteral("ca.pem")); }
    /// good (127.0.0.1, localhost), wronghost, expired, selfsigned, otherca (right host, unknown CA).
    QString certificate(const QString &name) const { return file(name + QStringLiteral(".pem")); }
    QString key(const QString &name) const { return file(name + QStringLiteral(".key")); }

private:
    QString file(const QString &name) const { return m_dir.filePath(name); }
    bool run(const QString &arguments) const;
    bool write(const QString &name, const QByteArray &text) const;
    bool makeAuthority(const QString &name) const;
    bool makeLeaf(const QString &name, const QString &authority, const QString &hosts, const QString &dates) const;

    QTemporaryDir m_dir;
    bool m_valid = false;
};
