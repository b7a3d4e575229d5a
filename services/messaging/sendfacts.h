#pragma once

#include "async.h"
#include "messaging/sendgate.h"

class ClientStore;
class CommunicationStore;
struct SenderTiming;
struct SendingParts;

/// Facts for the gate with the client they belong to.
struct LoadedFacts {
    SendFacts facts;
    Client client;
};

/// Reads permission and zone of @p to, and whether the client wrote within the day before @p now. The number must be
/// one of @p clientId's, else it has moved; a null @p clientId stands for whoever has it. Storage and Locked are passed
/// on: no facts, no send.
QFuture<Result<LoadedFacts>> loadSendFacts(ClientStore &clients, CommunicationStore &communications, ClientId clientId,
                                           const PhoneNumber &to, const QDateTime &now, QObject *context);

/// What the practice says of the number counts too, unless this computer has heard something newer (a START).
void hear(SendFacts &facts, TextPermission permission, const QDateTime &since);

/// Ends by itself when the set-up is complete, the key is there, or the login is accepted.
bool waitsForSetUp(SendBlock block);
/// Whether a scheduled text stays scheduled under it: the clock or the set-up is waited for, not a person.
bool keepsItsTime(SendBlock block);
/// This moment, for a row without a time of its own and without a reason.
SendMoment presentMoment(const SendingParts &parts, const SenderTiming &timing);
