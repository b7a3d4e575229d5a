#pragma once

#include "simulator/simulatorrest.h"
#include "simulator/twiliosimulator.h"

/// What the simulated account owns and does not change: itself, its numbers, its messaging service. Values only.
class SimulatedAccount
{
public:
    explicit SimulatedAccount(const SimulatorOptions &options);

    RestReply account() const;
    RestReply numbers(const RestRequest &request) const;
    RestReply number(const RestRequest &request, const QString &sid) const;
    RestReply services(const RestRequest &request) const;
    RestReply service(const RestRequest &request, const QString &sid) const;
    RestReply serviceNumbers(const RestRequest &request, const QString &sid) const;
    RestReply callerIds(const RestRequest &request) const; ///< verified numbers that are not Twilio's: none
    QJsonObject numberJson(const QString &number) const;

private:
    QJsonObject serviceJson() const;
    static QString numberSid(const QString &number);

    const SimulatorOptions &m_options;
    QDateTime m_created;
};
