#include "windowcontext.h"

#include "backend.h"

UiContext windowContext(Backend &backend, const QString &dataFolder)
{
    return {backend.clients,
            backend.communications,
            backend.outbox,
            backend.templates,
            backend.settings,
            backend.drafts,
            backend.notes,
            backend.audit,
            backend.database,
            backend.keys,
            backend.vault,
            backend.sender,
            backend.reconciler,
            backend.poller,
            backend.inbound,
            backend.calls,
            backend.twilio,
            backend.account,
            backend.twilioTime,
            backend.sharing,
            backend.staff,
            false,
            dataFolder,
            QString(),
            [&backend](const TwilioCredentials &credentials) { return backend.login.store(credentials); },
            {},
            {},
            &backend.records,
            [&backend] { return backend.login.kept(); }};
}
