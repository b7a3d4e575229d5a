#pragma once

#include "async.h"
#include "support/postgrescluster.h"
#include "sync/connectioncheck.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <functional>

/// What the tests of this folder share.
namespace fixture
{
using namespace Qt::StringLiterals;

constexpr int patience = 60'000; // the machine may be busy

template <class T>
Result<T> await(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"the future never came"_s, {}};
    return future.result();
}

/// The cluster's superuser at 127.0.0.1, verified by the tests' own CA.
inline PracticeAddress addressOf(const PostgresCluster &cluster, const TestCertificates &certificates,
                                 const QString &database = u"postgres"_s)
{
    return {PostgresCluster::host(), cluster.port(), database, PostgresCluster::superuser(), certificates.ca()};
}

/// What an open connection says to @p sql, a single value.
inline Result<QString> valueOf(SharedDatabase &database, const QString &sql, const QVariantList &values = {})
{
    return await(database.run([sql, values](QSqlDatabase &db) -> Result<QString> {
        auto row = execShared(db, sql, values);
        if (!row)
            return row.error();
        return row->next() ? row->value(0).toString() : QString();
    }));
}

inline Result<void> script(SharedDatabase &database, const QString &sql)
{
    return await(database.run([sql](QSqlDatabase &db) { return execScript(db, sql); }));
}

inline QString textOf(const Result<QString> &result)
{
    return result ? *result : u"error: "_s + result.error().detail;
}

inline QString quotedName(QString name)
{
    return u'"' + name.replace(u'"', u"\"\""_s) + u'"';
}

inline QString quotedText(QString text)
{
    return u'\'' + text.replace(u'\'', u"''"_s) + u'\'';
}

/// Sets variables of the environment and puts back what was.
class Environment
{
public:
    explicit Environment(const QList<QPair<QByteArray, QByteArray>> &variables)
    {
        for (const auto &[name, value] : variables) {
            m_before.append({name, qEnvironmentVariableIsSet(name.constData()), qgetenv(name.constData())});
            qputenv(name.constData(), value);
        }
    }
    Environment(const Environment &) = delete;
    Environment &operator=(const Environment &) = delete;
    ~Environment()
    {
        for (const Before &one : m_before) {
            if (one.wasSet)
                qputenv(one.name.constData(), one.value);
            else
                qunsetenv(one.name.constData());
        }
    }

private:
    struct Before {
        QByteArray name;
        bool wasSet;
        QByteArray value;
    };
    QList<Before> m_before;
};

/// A server that says what a test wants, in plain text.
class ScriptedServer : public QTcpServer
{
public:
    using Reply = std::function<void(QTcpSocket &, int connection, const QByteArray &heard)>;
    explicit ScriptedServer(Reply reply)
        : m_reply(std::move(reply))
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            const int number = ++m_connections;
            connect(socket, &QTcpSocket::readyRead, this,
                    [this, socket, number] { m_reply(*socket, number, socket->readAll()); });
        });
        listen(QHostAddress::LocalHost);
    }
    int connections() const { return m_connections; }
    /// This server, without TLS.
    PracticeAddress address() const { return {u"127.0.0.1"_s, serverPort(), u"practice"_s, u"somebody"_s, {}}; }

private:
    Reply m_reply;
    int m_connections = 0;
};

/// A message of Postgres's protocol.
inline QByteArray message(char type, const QByteArray &body)
{
    QByteArray length(4, '\0');
    length[2] = static_cast<char>((body.size() + 4) / 256);
    length[3] = static_cast<char>((body.size() + 4) % 256);
    return type + length + body;
}
inline QByteArray sslRequest()
{
    return QByteArray::fromHex("0000000804d2162f");
}
/// "Come in, go ahead", without asking for a password.
inline QByteArray welcome()
{
    return message('R', QByteArray(4, '\0')) + message('Z', "I");
}
} // namespace fixture
