#include "orders.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTest>

#include <array>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

OrderReader::OrderReader(Obey obey)
    : m_obey(std::move(obey))
    , m_input(STDIN_FILENO, QSocketNotifier::Read)
{
    connect(&m_input, &QSocketNotifier::activated, this, &OrderReader::read);
}

void OrderReader::read()
{
    std::array<char, 65536> bytes{};
    const auto got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got <= 0) {
        m_input.setEnabled(false);
        QCoreApplication::quit();
        return;
    }
    m_bytes.append(bytes.data(), qsizetype(got));
    while (!m_busy && m_bytes.contains('\n')) { // a step waits for its own answers in here
        const qsizetype end = m_bytes.indexOf('\n');
        const QJsonObject order = QJsonDocument::fromJson(m_bytes.first(end)).object();
        m_bytes.remove(0, end + 1);
        m_busy = true;
        QJsonObject answer = m_obey(order);
        m_busy = false;
        answer.insert("n"_L1, order.value("n"_L1));
        const QByteArray line = QJsonDocument(answer).toJson(QJsonDocument::Compact) + '\n';
        std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
        std::fflush(stdout);
    }
}

OrderedProcess::OrderedProcess(QStringList arguments, QString log)
    : m_arguments(std::move(arguments))
    , m_log(std::move(log))
{
}

void OrderedProcess::start()
{
    m_process = std::make_unique<QProcess>();
    m_process->setStandardErrorFile(m_log, QIODevice::Append);
    m_bytes.clear();
    m_answers.clear();
    m_process->start(QCoreApplication::applicationFilePath(), m_arguments);
}

int OrderedProcess::order(QJsonObject what)
{
    what.insert("n"_L1, ++m_orders);
    m_process->write(QJsonDocument(what).toJson(QJsonDocument::Compact) + '\n');
    return m_orders;
}

void OrderedProcess::read()
{
    m_bytes += m_process->readAllStandardOutput();
    for (qsizetype end = m_bytes.indexOf('\n'); end >= 0; end = m_bytes.indexOf('\n')) {
        const QJsonObject one = QJsonDocument::fromJson(m_bytes.first(end)).object();
        m_bytes.remove(0, end + 1);
        m_answers.insert(one.value("n"_L1).toInt(), one);
    }
}

QJsonObject OrderedProcess::answer(int number, int patience)
{
    (void)QTest::qWaitFor(
        [&] {
            read();
            return m_answers.contains(number) ||
                   (m_process->state() == QProcess::NotRunning && !m_process->canReadLine());
        },
        patience);
    return m_answers.take(number);
}

void OrderedProcess::kill()
{
    m_process->kill();
    m_process->waitForFinished(10'000);
    m_answers.clear();
}

void OrderedProcess::end()
{
    m_process->closeWriteChannel();
    m_process->waitForFinished(5000);
}
