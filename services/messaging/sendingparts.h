#pragma once

#include <chrono>

class ClientStore;
class Clock;
class CommunicationStore;
class KeyRing;
class MessagesApi;
class NewsWatch;
class OutboxStore;
class SendAdvisor;
class SettingStore;
class TimeCheck;
class TwilioClient;

struct SenderTiming {
    std::chrono::milliseconds longCodeInterval{1000}; ///< Twilio: 1 text a second for a long code
    std::chrono::milliseconds tollFreeInterval{334};  ///< 3 a second
    std::chrono::milliseconds retryBase{2000};        ///< after Offline; doubled to retryCap, full jitter
    std::chrono::milliseconds retryCap{60'000};
    std::chrono::minutes maximumAge{240}; ///< send_before = click + 4 h at most
    int inFlight = 20; ///< POSTs at once; well below TwilioTiming::writesInFlight, so none waits there
};

/// What the parts of the outbox work with; all of it outlives them.
struct SendingParts {
    OutboxStore &outbox;
    CommunicationStore &communications;
    ClientStore &clients;
    SettingStore &settings;
    KeyRing &keys;
    MessagesApi &messages;
    TwilioClient &twilio;
    const Clock &clock;
    TimeCheck &time;
    NewsWatch *news;      ///< null: nobody polls, nothing waits for news
    SendAdvisor *advisor; ///< null: there is no practice to ask
};
