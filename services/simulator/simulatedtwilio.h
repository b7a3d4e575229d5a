#pragma once

#include "simulator/simulatedaccount.h"
#include "simulator/simulatedcalls.h"
#include "simulator/simulatedmessages.h"

/// Twilio's REST interface: the login, and which resource answers which path. Lives on the simulator's thread, owned by
/// it.
class SimulatedTwilio
{
public:
    /// @p parent is that of the resources, which live as long as this.
    SimulatedTwilio(const SimulatorOptions &options, QObject *parent);

    RestReply answer(const RestRequest &request);
    SimulatedMessages &messages() { return m_messages; }

private:
    bool loginIsRight(const RestRequest &request) const;
    bool isForbidden(const RestRequest &request) const;
    RestReply routeAccount(const RestRequest &request, const QString &resource, const QString &sid);
    RestReply routeTestCredentials(const RestRequest &request, const QString &resource, const QString &sid);

    const SimulatorOptions &m_options;
    SimulatedAccount m_account;
    SimulatedMessages m_messages;
    SimulatedCalls m_calls;
};
