#include "sharing/twiliowords.h"

#include "common/formatting.h"
#include "messaging/reconciler.h"
#include "sharing/statewords.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"

#include <QCoreApplication>

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(TwilioWords)
};

bool hasLogin(const UiContext &context)
{
    return context.twilio.hasCredentials() && !context.twilio.isLoginRefused();
}
} // namespace

QString TwilioWords::missingKey(const UiContext &context)
{
    const SharingFacts facts = context.shared();
    if (!facts.isKeyWithheld || hasLogin(context) || context.settings.current().accountSid.isEmpty())
        return {};
    const QString who = StateWords::names(facts.administrators);
    const QString why = Words::tr("This computer has no Twilio key that works, so nothing can be sent from it. Some "
                                  "clients are not for everybody, and the practice has no key yet that only sends.");
    return why + u' ' +
           (who.isEmpty() ? Words::tr("Ask an administrator to add one in Settings → Twilio.")
                          : Words::tr("Ask an administrator (%1) to add one in Settings → Twilio.").arg(who));
}

ErrorText::Search TwilioWords::searchFor(const UiContext &context, const Communication &row)
{
    if (context.reconciler.isOfAnotherAccount(row))
        return ErrorText::Search::OtherAccount;
    if (context.reconciler.canLook() && hasLogin(context))
        return ErrorText::Search::Goes;
    const SharingFacts facts = context.shared();
    const bool othersLook = facts.state == Sharing::State::Member && !facts.isNobodyReading;
    return othersLook ? ErrorText::Search::Goes : ErrorText::Search::Rests;
}

QString TwilioWords::nobodyLooks(const SharingFacts &facts, const QDateTime &now)
{
    if (facts.state != Sharing::State::Member)
        return Words::tr("Nobody checks with Twilio just now.");
    const QString last = Formatting::whenInSentence(facts.newsMark, now);
    return last.isEmpty() ? Words::tr("Nobody checks with Twilio just now: that goes on when an administrator's "
                                      "computer or the office agent is on.")
                          : Words::tr("Nobody checks with Twilio just now (last: %1): that goes on when an "
                                      "administrator's computer or the office agent is on.")
                                .arg(last);
}
