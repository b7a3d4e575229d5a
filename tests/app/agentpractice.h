#pragma once

#include "officefixture.h"

/// What the tests of the agent share: Ann, whose practice it is, and a client's texts.
namespace AgentPractice
{
/// Sets @p practice up as Ann, and gives her invitation for the agent as it comes by e-mail; empty: it failed.
inline QString inviteAgent(OfficeComputer &ann, const PracticeFixture &practice)
{
    const SetUpRequest request{practice.addressFor(QStringLiteral("set_up_") + practice.database()),
                               QStringLiteral("set-up's own word"), QStringLiteral("Ortega & Co"),
                               QStringLiteral("Ann")};
    if (!ann.start() || !waited(ann->sharing.setUp(request)) ||
        !QTest::qWaitFor([&] { return ann.isUpToDate(); }, 60'000))
        return {};
    const auto invitation = waited(ann->sharing.invite(
        {{}, QStringLiteral("Office"), QStringLiteral("agent"), QStringLiteral("advisor"), {}, {}, {}}));
    return invitation ? QStringLiteral("Please join us:\n\n%1\n\nAnn").arg(invitation->toText()) : QString();
}

/// Lets the one who asks in, and gives the practice Twilio's key.
inline bool approveAgent(OfficeComputer &ann)
{
    const auto requests = waited(ann->sharing.requests());
    const PracticeSettings settings = ann->settings.current();
    return requests && requests->size() == 1 && waited(ann->sharing.approve(requests->first())) &&
           waited(ann->sharing.shareTwilioKey(
               TwilioCredentials{settings.accountSid, settings.apiKeySid, "secret", false}.toBytes()));
}

/// How many texts of clients the practice has.
inline QString inbound(const PracticeFixture &practice)
{
    return practice.asSuperuser(
        QStringLiteral("SELECT count(*) FROM public.communication_logs WHERE direction = 'inbound'"));
}

inline void receive(TwilioSimulator &twilio, const QString &body)
{
    (void)twilio.receiveText(QStringLiteral("+13125550142"), SimulatorOptions().ownNumbers.first(), body);
}
} // namespace AgentPractice
