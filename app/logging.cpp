#include "logging.h"

#include "redaction.h"

#include <QDateTime>
#include <QFile>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 maximumLogSize = 1024 * 1024;

// A function-local static: Qt's message handler is a plain function pointer and can not carry state. Never destroyed,
// because Qt's own statics may still have something to say after ours are gone.
QFile &logFile()
{
    static auto *file = new QFile;
    return *file;
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const char *level = "debug";
    switch (type) {
    case QtDebugMsg:
        level = "debug";
        break;
    case QtInfoMsg:
        level = "info";
        break;
    case QtWarningMsg:
        level = "warning";
        break;
    case QtCriticalMsg:
        level = "critical";
        break;
    case QtFatalMsg:
        level = "fatal";
        break;
    }
    const QByteArray line =
        u"%1 %2 %3: %4\n"_s
            .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs), QLatin1StringView(level),
                 QLatin1StringView(context.category ? context.category : "default"), redacted(message))
            .toUtf8();
    std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
    QFile &file = logFile();
    if (!file.isOpen())
        return;
    if (file.size() > maximumLogSize) {
        const QString name = file.fileName();
        file.close();
        QFile::remove(name + u".1"_s);
        QFile::rename(name, name + u".1"_s);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
            return;
    }
    file.write(line);
    file.flush();
}
} // namespace

void installLogHandler(const QString &file)
{
    if (!file.isEmpty()) {
        logFile().setFileName(file);
        if (logFile().open(QIODevice::WriteOnly | QIODevice::Append))
            logFile().setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    qInstallMessageHandler(handle);
}
