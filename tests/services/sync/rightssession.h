#pragma once

#include "support/postgrescluster.h"

#include <QByteArray>
#include <QStringList>

#include <libpq-fe.h>

/// All that a server says to one statement.
struct Heard {
    QByteArray state;   ///< SQLSTATE; empty: it was carried out
    QStringList rows;   ///< of the last result, columns divided by "|"
    qint64 touched = 0; ///< rows that the command tag counts
    QString text;       ///< everything: rows, notices, the error with detail, context and place

    bool ok() const { return state.isEmpty(); }
    QString value() const { return rows.value(0); }
};

/// A login on bare libpq, by the cluster's Unix socket. SharedDatabase keeps what could hold a client's words away from
/// its callers; whether a person learns something has to be judged by what really arrives.
class RightsSession
{
public:
    RightsSession(const PostgresCluster &cluster, const QString &database, const QString &login,
                  const QString &password)
    {
        const QByteArray host = cluster.socketFolder().toUtf8();
        const QByteArray port = QByteArray::number(cluster.port());
        const QByteArray name = database.toUtf8();
        const QByteArray user = login.toUtf8();
        const QByteArray word = password.toUtf8();
        const char *const keys[] = {"host", "port", "dbname", "user", "password", nullptr};
        const char *const values[] = {host.constData(), port.constData(), name.constData(),
                                      user.constData(), word.constData(), nullptr};
        m_connection = PQconnectdbParams(keys, values, 0);
        PQsetErrorVerbosity(m_connection, PQERRORS_VERBOSE);
        PQsetErrorContextVisibility(m_connection, PQSHOW_CONTEXT_ALWAYS);
        PQsetNoticeProcessor(
            m_connection,
            [](void *text, const char *notice) { *static_cast<QString *>(text) += QString::fromUtf8(notice); },
            &m_notices);
    }
    RightsSession(const RightsSession &) = delete;
    RightsSession &operator=(const RightsSession &) = delete;
    ~RightsSession() { PQfinish(m_connection); }

    bool isOpen() const { return PQstatus(m_connection) == CONNECTION_OK; }
    QString whyNot() const { return QString::fromUtf8(PQerrorMessage(m_connection)); }

    /// How many words of LISTEN have come until now.
    int notifications()
    {
        (void)say(QStringLiteral("SELECT 1")); // they come with an answer
        int count = 0;
        while (PGnotify *word = PQnotifies(m_connection)) {
            PQfreemem(word);
            ++count;
        }
        return count;
    }
    /// Carries out @p sql, of several statements what all of them say. A COPY FROM gets no rows.
    Heard say(const QString &sql)
    {
        Heard heard;
        m_notices.clear();
        if (PQsendQuery(m_connection, sql.toUtf8().constData()) == 0)
            heard.state = "08006";
        while (PGresult *result = PQgetResult(m_connection)) {
            take(result, heard);
            PQclear(result);
        }
        if (!isOpen())
            heard.state = "08006";
        heard.text += m_notices;
        return heard;
    }

private:
    void take(PGresult *result, Heard &heard)
    {
        switch (PQresultStatus(result)) {
        case PGRES_TUPLES_OK:
            takeRows(result, heard);
            [[fallthrough]];
        case PGRES_COMMAND_OK:
            heard.touched = QByteArray(PQcmdTuples(result)).toLongLong();
            break;
        case PGRES_COPY_OUT:
            takeCopy(heard);
            break;
        case PGRES_COPY_IN:
            PQputCopyEnd(m_connection, nullptr);
            break;
        default:
            heard.state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
            heard.text += QString::fromUtf8(PQresultErrorMessage(result));
        }
    }
    static void takeRows(const PGresult *result, Heard &heard)
    {
        heard.rows.clear();
        for (int row = 0; row < PQntuples(result); ++row) {
            QStringList line;
            for (int column = 0; column < PQnfields(result); ++column)
                line.append(QString::fromUtf8(PQgetvalue(result, row, column)));
            heard.rows.append(line.join(QLatin1Char('|')));
        }
        heard.text += heard.rows.join(QLatin1Char('\n'));
    }
    void takeCopy(Heard &heard)
    {
        char *line = nullptr;
        while (PQgetCopyData(m_connection, &line, 0) > 0) {
            heard.rows.append(QString::fromUtf8(line).trimmed());
            PQfreemem(line);
        }
        heard.text += heard.rows.join(QLatin1Char('\n'));
    }

    PGconn *m_connection = nullptr;
    QString m_notices;
};
