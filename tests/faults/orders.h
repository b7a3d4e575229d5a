#pragma once

#include "result.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QSocketNotifier>
#include <QStringList>

#include <functional>

/// Of a process that is one computer of a practice and may be killed: obeys lines of JSON on standard input, one after
/// the other, and answers each by a line. Ends the event loop when standard input ends.
class OrderReader : public QObject
{
public:
    using Obey = std::function<QJsonObject(const QJsonObject &)>;
    explicit OrderReader(Obey obey);

private:
    void read();

    Obey m_obey;
    QSocketNotifier m_input;
    QByteArray m_bytes;
    bool m_busy = false;
};

/// An answer: whether it was done, or why not.
template <class T>
QJsonObject told(const Result<T> &result)
{
    if (result)
        return {{QStringLiteral("ok"), true}};
    return {{QStringLiteral("ok"), false}, {QStringLiteral("why"), result.error().detail}};
}

/// Its parent's side: this program again, with other arguments.
class OrderedProcess
{
public:
    /// What it writes to standard error goes to @p log.
    OrderedProcess(QStringList arguments, QString log);
    void start();
    bool isRunning() const { return m_process && m_process->state() == QProcess::Running; }
    /// Gives an order; the number that answer() wants.
    int order(QJsonObject what);
    /// Empty when the process ended first, or does not answer.
    QJsonObject answer(int number, int patience = 60'000);
    QJsonObject ask(const QJsonObject &what) { return answer(order(what)); }
    void kill(); ///< SIGKILL
    void end();  ///< lets it end by itself

private:
    void read();

    QStringList m_arguments;
    QString m_log;
    std::unique_ptr<QProcess> m_process;
    QByteArray m_bytes;
    QHash<int, QJsonObject> m_answers;
    int m_orders = 0;
};
