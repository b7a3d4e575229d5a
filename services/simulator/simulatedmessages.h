#pragma once

#include "simulator/disorderedlist.h"
#include "simulator/simulatorrest.h"
#include "simulator/twiliosimulator.h"

#include <QHash>
#include <QObject>
#include <QSet>

/// The Messages of the simulated account: create, progress in time, list, redact, cancel,
/// delete. Lives on the simulator's thread, owned by it.
class SimulatedMessages : public QObject
{
    Q_OBJECT

public:
    SimulatedMessages(const SimulatorOptions &options, QObject *parent);

    RestReply create(const RestRequest &request);
    RestReply list(const RestRequest &request) const;
    RestReply fetch(const RestRequest &request, const QString &sid) const;
    RestReply update(const RestRequest &request, const QString &sid);
    RestReply remove(const RestRequest &request, const QString &sid);

    QString receive(const QString &from, const QString &to, const QString &body);
    QString add(const QString &direction, const QString &from, const QString &to, const QString &body,
                const QString &status, const QDateTime &createdUtc);
    int count() const { return int(m_rows.size()); }

    /// As a POST would answer, of a row that is kept nowhere (test credentials).
    QJsonObject unkept(const RestFields &form) const;

Q_SIGNALS:
    void delivered(const QString &from, const QString &to, const QString &body);

private:
    struct Row {
        QString sid;
        QString direction;
        QString from;
        QString to;
        QString body;
        QString status;
        QString serviceSid;
        int errorCode = 0;
        int segments = 0;
        int media = 0;
        bool priced = false;
        QStringList steps; ///< statuses still to come
        QDateTime created;
        QDateTime sent;
        QDateTime updated;
        QDateTime listedFrom; ///< this computer's clock
    };

    QDateTime now() const;
    Row newRow(const RestFields &form) const;
    static QStringList stepsTo(const QString &number, int *errorCode);
    void insert(Row row);
    void schedule(const QString &sid, std::chrono::milliseconds wait);
    void advance(const QString &sid);
    void heed(const QString &from, const QString &body); ///< STOP and START
    void priceLater(const QString &sid);
    QJsonObject toJson(const Row &row) const;

    const SimulatorOptions &m_options;
    DisorderedList m_disorder;
    QHash<QString, Row> m_rows;
    QStringList m_order; ///< sids, oldest first by date_created
    QSet<QString> m_optedOut;
};
