#pragma once

#include "simulator/disorderedlist.h"
#include "simulator/simulatorrest.h"
#include "simulator/twiliosimulator.h"

#include <QHash>
#include <QObject>

/// The Calls of the simulated account. A created call rings its To, and when that leg is answered, what the Twiml dials
/// becomes a child leg (direction outbound-dial, parent_call_sid) that rings, talks and ends; then the parent ends.
/// Lives on the simulator's thread, owned by it.
class SimulatedCalls : public QObject
{
    Q_OBJECT

public:
    SimulatedCalls(const SimulatorOptions &options, QObject *parent);

    RestReply create(const RestRequest &request);
    RestReply list(const RestRequest &request) const;
    RestReply fetch(const RestRequest &request, const QString &sid) const;
    RestReply update(const RestRequest &request, const QString &sid);
    RestReply remove(const RestRequest &request, const QString &sid);

    /// Twiml or Url, and its length; a reply with status 200: nothing.
    static RestReply checkInstructions(const RestFields &form);
    /// As a POST would answer, of a call that is placed nowhere (test credentials).
    QJsonObject unkept(const RestFields &form) const;

private:
    struct Row {
        QString sid;
        QString parentSid;
        QString childSid; ///< the leg that this one waits for
        QString direction;
        QString from;
        QString to;
        QString status;
        QString answeredBy;
        QString twiml;
        bool detectsMachine = false;
        bool priced = false;
        QStringList steps; ///< statuses to come, and "wait", "detect", "dial" between them
        QDateTime created;
        QDateTime started;
        QDateTime answered;
        QDateTime ended;
        QDateTime updated;
        QDateTime listedFrom; ///< this computer's clock
    };

    QDateTime now() const;
    Row newRow(const QString &direction, const QString &from, const QString &to) const;
    QStringList ringing(const QString &number) const;
    QStringList afterAnswer(const Row &row) const;
    void insert(Row row);
    void schedule(const QString &sid);
    void advance(const QString &sid);
    void perform(const QString &sid, const QString &step);
    void dial(const QString &parentSid);
    void setStatus(const QString &sid, const QString &status);
    void ended(const QString &sid);
    void hangUp(const QString &sid, const QString &status);
    int seconds(const Row &row) const;
    QJsonObject toJson(const Row &row) const;

    const SimulatorOptions &m_options;
    DisorderedList m_disorder;
    QHash<QString, Row> m_rows;
    QStringList m_order; ///< oldest first
};
