#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>

/// A request that arrived whole at the simulated Twilio, as its journal has it.
struct TwilioArrival {
    QDateTime at;
    QString keyMark; ///< TwilioSimulator::journalMark() of whose key
    QString to;      ///< of a text, or the staff phone of a call
    QString body;
    QString twiml;  ///< of a call
    int status = 0; ///< what was answered, or would have been but for a fault
    QString sid;    ///< of what it made
    enum class Kind { Text, Call, Look, Other } kind = Kind::Other; ///< Look: at the newest texts of all numbers

    /// In their order, from byte @p from of the journal on.
    static QList<TwilioArrival> read(const QString &path, qint64 from = 0);
};
