#pragma once

#include "twiliologin.h"

#include "clock.h"
#include "messaging/inboundreader.h"
#include "messaging/newswatch.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "messaging/statuspoller.h"
#include "secrets/keyring.h"
#include "secrets/secretstore.h"
#include "secrets/vault.h"
#include "sharing/colleaguedoubts.h"
#include "sharing/mergeannouncer.h"
#include "sharing/newsrelay.h"
#include "sharing/sharing.h"
#include "storage/auditlog.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "storage/database.h"
#include "storage/draftstore.h"
#include "storage/internalnotestore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "storage/templatestore.h"
#include "sync/practicegate.h"
#include "sync/recordscheck.h"
#include "twilio/accountapi.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"
#include "twilio/twilioclient.h"
#include "twilio/twiliotime.h"
#include "voice/callplacer.h"

#include <QObject>
#include <QTimer>

/// Everything that works without a window, in dependency order and connected: the store and its stores, the keys,
/// Twilio, and the practice. App puts a window over it, the agent runs it alone. Main thread; owned by either.
class Backend : public QObject
{
    Q_OBJECT

public:
    /// The product's times; tests have less patience.
    struct Timing {
        PollTiming polls = {};
        SyncTiming sync = {};
        LeaseTiming lease = {};
        std::chrono::milliseconds approval = std::chrono::seconds(15);
        std::chrono::milliseconds doubts = std::chrono::seconds(5);
        double doubtScale = 1.0; ///< of the Reconciler's times after an attempt
        std::chrono::milliseconds refusedLogin = std::chrono::minutes(3); ///< is tried again after
    };
    struct Options {
        QString dataDir;
        QString profileId;
        TwilioHosts hosts;
        std::unique_ptr<SecretStore> keychain;       ///< of what belongs to no server: the data key, the membership
        std::unique_ptr<SecretStore> twilioKeychain; ///< Twilio's secret, under its origin
        bool hasKeychain = true;                     ///< false: the data key is opened by a passphrase alone
        Timing timing = {};
    };
    explicit Backend(Options options, QObject *parent = nullptr);
    ~Backend() override;

    /// Opens the store, reads the settings, opens the vault; answers when the store is open.
    QFuture<Result<Database::Mode>> open();
    /// A store that can not be written sends and polls nothing.
    bool isReadOnly() const { return m_readOnly; }
    /// Sender, reconciler, poller, calls; once. Nothing in a store that can only be read.
    void startServices();
    bool isStarted() const { return m_started; }
    /// Starts nothing new; isIdle() tells when what was on its way has ended.
    void stop();
    bool isIdle() const { return twilio.openWrites() == 0 && sender.isIdle(); }

    SystemClock clock;
    std::unique_ptr<SecretStore> keychain;
    std::unique_ptr<SecretStore> twilioKeychain;
    Database database;
    KeyRing keys;
    std::unique_ptr<SecretStore> sealed;       ///< where there is no keychain
    std::unique_ptr<SecretStore> twilioSealed; ///< likewise, under Twilio's origin
    Vault vault;
    ClientStore clients;
    CommunicationStore communications;
    OutboxStore outbox;
    TemplateStore templates;
    SettingStore settings;
    DraftStore drafts;
    InternalNoteStore notes;
    StaffStore staff;
    AuditLog audit;
    TwilioClient twilio;
    TwilioTime twilioTime;
    MessagesApi messages;
    CallsApi callsApi;
    AccountApi account;
    TwilioLogin login;
    StatusPoller poller;
    InboundReader inbound;
    NewsWatch news;
    Sharing sharing;
    PracticeGate gate;
    SmsSender sender;
    Reconciler reconciler;
    CallPlacer calls;
    RecordsCheck records;
    MergeAnnouncer merged;
    NewsRelay newsRelay;
    ColleagueDoubts doubts;

Q_SIGNALS:
    /// The person left the practice, and what was here is gone: the program begins anew.
    void erased();
    void settingsFailed(const Error &error); ///< after the store was opened; the vault stays closed

private:
    void connectMessaging();
    void connectSharing();
    void opened(const Result<Database::Mode> &mode);
    QFuture<Result<Database::Mode>> openStore();
    void stopSending();
    void part();
    void erase(const SyncMemory::Leftovers &left);
    void eraseStore(const SyncMemory::Leftovers &left);
    QFuture<Result<void>> destroySecrets();
    void loginChanged(TwilioLogin::State state);
    void takePracticeKey();
    void useAtOnce(const TwilioCredentials &credentials);
    bool isPracticeKeyDue();
    void updateReading();
    void loginRefused();
    void tryLoginAgain();
    void sharingChanged();

    QTimer m_again; ///< after a refused login
    QTimer m_quiet; ///< Parting: looks for the end of what is on its way
    int m_quietTicks = 0;
    QByteArray m_practiceKey; ///< of Twilio, as the practice gave it last
    QByteArray m_sendingKey;  ///< that was put to use before it was kept
    bool m_askingKey = false;
    bool m_started = false;
    bool m_readOnly = false;
    bool m_isParting = false; ///< since an earlier run: nothing starts that sends
};
