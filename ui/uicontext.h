#pragma once

#include "async.h"
#include "sharing/sharingfacts.h"

#include <QByteArray>
#include <QString>

#include <functional>

class AccountApi;
class AuditLog;
class CallPlacer;
class ClientStore;
class Clock;
class CommunicationStore;
class Database;
class DraftStore;
class InboundReader;
class InternalNoteStore;
class KeyRing;
class OutboxStore;
class Reconciler;
class RecordsCheck;
class SettingStore;
class Sharing;
class SmsSender;
class StaffStore;
class StatusPoller;
class TemplateStore;
class TwilioClient;
class Vault;
struct TwilioCredentials;

/// What the pages may use: references to what App owns, all of it alive as long as the main window. Passed by reference
/// through constructors (rule R2); a page includes the headers of what it uses. GUI thread.
struct UiContext {
    ClientStore &clients;
    CommunicationStore &communications;
    OutboxStore &outbox;
    TemplateStore &templates;
    SettingStore &settings;
    DraftStore &drafts;
    InternalNoteStore &notes;
    AuditLog &audit;
    Database &database;
    KeyRing &keys;
    Vault &vault;
    SmsSender &sender;
    Reconciler &reconciler;
    StatusPoller &poller;
    InboundReader &inbound;
    CallPlacer &calls;
    TwilioClient &twilio;
    AccountApi &account;
    const Clock &clock;
    Sharing &sharing;
    StaffStore &staff;
    bool demo = false;
    QString dataFolder;
    QString profileName;
    /// Puts the secret into the keychain (or the sealed store) and hands it to TwilioClient.
    std::function<QFuture<Result<void>>(const TwilioCredentials &)> storeCredentials;
    QString windowLanguage = {};                                 ///< as chosen in Settings; empty: the computer's
    std::function<void(const QString &)> setWindowLanguage = {}; ///< for the next start
    RecordsCheck *records = nullptr;                             ///< "Verify records"; null: there is nothing to ask
    /// The bytes of Twilio's login as Sharing::shareTwilioKey() takes them; empty while the keychain has not given it.
    std::function<QByteArray()> keptTwilioLogin = {};
    /// What sharing does and what this person may; Sharing::stateChanged() and statusChanged() tell when it is another.
    std::function<SharingFacts(Sharing &, const StaffStore &)> sharingFacts = &SharingFacts::of;

    SharingFacts shared() const { return sharingFacts(sharing, staff); }
};
