#pragma once

#include "storage/communicationstore.h"

#include <QSet>
#include <QSqlDatabase>

/// What a search looks at of one row; bodies and notes as they lie in the store.
struct SealedRow {
    CommunicationKey key;
    ClientId client;
    QString id;
    QString peer;
    QString price;
    QString priceUnit;
    QString content; ///< in clear, of another program
    QByteArray body;
    int bodyEpoch = 0;
    QByteArray note;
    int noteEpoch = 0;
};

/// Goes down the rows that a filter wants, newest first, in stretches that fit into a job. Belongs to one search and is
/// used by its jobs alone, which run one after another on the database thread.
class SearchWalk
{
public:
    struct Client {
        ClientId id;
        QString folded; ///< name, tags and numbers
    };
    struct Stretch {
        QList<SealedRow> rows;
        QList<Client> clients; ///< of these rows, where no earlier stretch had them
        qint64 looked = 0;
        bool last = false;
    };

    explicit SearchWalk(CommunicationFilter filter);
    Result<Stretch> next(QSqlDatabase &db);
    /// The newest sequence is near enough to a count, which would take long.
    static Result<qint64> total(QSqlDatabase &db);

private:
    Result<void> addClient(QSqlQuery &query, const QString &id, Stretch &stretch);

    CommunicationFilter m_filter;
    std::optional<CommunicationKey> m_after;
    QSet<ClientId> m_clients;
};
