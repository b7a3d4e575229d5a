#include "messaging/sendfacts.h"

#include "messaging/sendingparts.h"
#include "secrets/keyring.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "twilio/twilioclient.h"

#include <algorithm>

namespace
{
LoadedFacts factsOf(const Client &client, const PhoneNumber &to)
{
    LoadedFacts loaded;
    loaded.client = client;
    loaded.facts.to = to;
    loaded.facts.clientTimeZone = client.timeZone;
    for (const ClientNumber &number : client.numbers) {
        if (number.number != to)
            continue;
        loaded.facts.permission = number.permission;
        loaded.facts.permissionSince = number.permissionSince;
    }
    return loaded;
}

void addReply(CommunicationStore &communications, LoadedFacts loaded, const QDateTime &now, QObject *context,
              const Promise<LoadedFacts> &promise)
{
    whenDone(communications.wroteWithinDay(loaded.client.id, now), context,
             [loaded, promise](const Result<bool> &wrote) mutable {
                 if (!wrote)
                     return promise.finish(wrote.error());
                 loaded.facts.wroteWithinDay = *wrote;
                 promise.finish(loaded);
             });
}

/// Another client has the number than the text is for, unless that one was only this number and is now the other.
void addMoved(ClientStore &clients, CommunicationStore &communications, LoadedFacts loaded, ClientId clientId,
              const QDateTime &now, QObject *context, const Promise<LoadedFacts> &promise)
{
    whenDone(clients.present(clientId), context,
             [&communications, loaded, now, context, promise](const Result<ClientId> &present) mutable {
                 if (!present)
                     return promise.finish(present.error());
                 loaded.facts.moved = *present != loaded.client.id;
                 addReply(communications, loaded, now, context, promise);
             });
}

/// Nobody has the number: it left its client and keeps its opt-out, or a text is the first that is heard of it.
void addPermission(ClientStore &clients, CommunicationStore &communications, LoadedFacts loaded, const QDateTime &now,
                   QObject *context, const Promise<LoadedFacts> &promise)
{
    whenDone(clients.permissionOf(loaded.facts.to), context,
             [&communications, loaded, now, context, promise](const Result<TextPermission> &permission) mutable {
                 if (!permission)
                     return promise.finish(permission.error());
                 loaded.facts.permission = *permission;
                 addReply(communications, loaded, now, context, promise);
             });
}
} // namespace

QFuture<Result<LoadedFacts>> loadSendFacts(ClientStore &clients, CommunicationStore &communications, ClientId clientId,
                                           const PhoneNumber &to, const QDateTime &now, QObject *context)
{
    Promise<LoadedFacts> promise;
    if (to.isNull()) {
        promise.finish(LoadedFacts{});
        return promise.future();
    }
    whenDone(clients.byNumber(to), context,
             [&clients, &communications, clientId, to, now, context, promise](const Result<Client> &owner) {
                 if (owner) {
                     LoadedFacts loaded = factsOf(*owner, to);
                     if (clientId.isNull() || owner->id == clientId)
                         return addReply(communications, loaded, now, context, promise);
                     return addMoved(clients, communications, loaded, clientId, now, context, promise);
                 }
                 if (owner.error().kind != ErrorKind::NotFound)
                     return promise.finish(owner.error());
                 LoadedFacts loaded = factsOf({}, to);
                 loaded.facts.moved = !clientId.isNull();
                 addPermission(clients, communications, loaded, now, context, promise);
             });
    return promise.future();
}

bool waitsForSetUp(SendBlock block)
{
    return block == SendBlock::NotConfigured || block == SendBlock::Locked || block == SendBlock::LoginRefused;
}

bool keepsItsTime(SendBlock block)
{
    return block == SendBlock::None || block == SendBlock::OutsideHours || waitsForSetUp(block);
}

void hear(SendFacts &facts, TextPermission permission, const QDateTime &since)
{
    if (facts.permissionSince.isValid() && since.isValid() && since < facts.permissionSince)
        return;
    facts.permission = std::max(facts.permission, permission);
}

SendMoment presentMoment(const SendingParts &parts, const SenderTiming &timing)
{
    SendMoment moment;
    moment.now = parts.twilio.serverTime();
    moment.unlocked = parts.keys.isUnlocked();
    moment.hasLogin = parts.twilio.hasCredentials();
    moment.maximumAge = timing.maximumAge;
    return moment;
}
