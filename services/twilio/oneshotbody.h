#pragma once

#include <QByteArray>
#include <QIODevice>

/// The body of a POST, readable exactly once. Qt repeats a POST by itself when the server hangs up before a status
/// line; a sequential device that refuses reset() and seek() takes the means from it. bytesHandedOver() == 0 proves
/// that the request can not have been processed: Qt reads the body only on an open connection, after the headers. GUI
/// thread; child of its reply.
class OneShotBody : public QIODevice
{
    Q_OBJECT

public:
    explicit OneShotBody(QByteArray data, QObject *parent = nullptr);

    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    bool seek(qint64) override { return false; }
    qint64 bytesAvailable() const override;

    qint64 totalBytes() const { return m_data.size(); }
    qint64 bytesHandedOver() const { return m_read; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_data;
    qint64 m_read = 0;
};
