#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

/// A systemd of a test's own: process 1 of its own namespaces, with copies of /etc, /usr and /var/lib that end with it;
/// its network is this computer's. For root alone, and where no other systemd runs, whose control groups it would use.
class PrivateSystemd
{
public:
    /// Why it can not be here; empty: it can.
    static QString whyNot();

    /// What a command in it did.
    struct Said {
        int code = -1;
        QString output;
        QString errors;
    };

    PrivateSystemd() = default;
    PrivateSystemd(const PrivateSystemd &) = delete;
    PrivateSystemd &operator=(const PrivateSystemd &) = delete;
    ~PrivateSystemd();
    /// With @p program, a path, as /usr/bin/ and its name. False: see log().
    bool start(const QString &program);
    /// Begins @p script in it by a shell, in @p folder.
    std::unique_ptr<QProcess> begin(const QString &script, const QString &folder = QStringLiteral("/")) const;
    /// As begin(), to its end, which hears @p input.
    Said run(const QString &script, const QByteArray &input = {}, const QString &folder = QStringLiteral("/")) const;
    QString log() const;

private:
    QString logFile() const { return m_folder.filePath(QStringLiteral("log")); }

    QTemporaryDir m_folder;
    QProcess m_unshare;
    qint64 m_first = 0; ///< its process 1, by the number outside
};
