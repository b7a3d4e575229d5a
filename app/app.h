#pragma once

#include "commandline.h"
#include "settings.h"
#include "twiliologin.h"
#include "uicontext.h"

#include "clock.h"
#include "messaging/inboundreader.h"
#include "messaging/newswatch.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "messaging/statuspoller.h"
#include "secrets/keyring.h"
#include "secrets/secretstore.h"
#include "secrets/vault.h"
#include "storage/auditlog.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "storage/database.h"
#include "storage/draftstore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "storage/templatestore.h"
#include "sync/recordscheck.h"
#include "twilio/accountapi.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"
#include "twilio/twilioclient.h"
#include "twilio/twiliotime.h"
#include "voice/callplacer.h"

#include <QObject>
#include <QTimer>

class Demo;
class MainWindow;
class Notifier;
class ProvisionRun;

/// The composition root: owns database, stores, services and the window, in dependency order, and connects them. The
/// window opens first; the store, the key and Twilio follow as they answer. GUI thread; owned by main().
class App : public QObject
{
    Q_OBJECT

public:
    /// @p demo is null outside demo mode, and outlives this. @p provision is applied once the store is open and
    /// unlocked.
    App(const QString &dataDir, const TwilioHosts &hosts, Demo *demo, const std::optional<QByteArray> &provision,
        const QString &provisionFile);
    ~App() override;

    void start();
    void raiseWindow();
    /// A person asks: settings that are not saved yet are asked about first.
    void close();
    /// Starts nothing new, lets a POST that is on its way end (so that its outcome is known), then quits.
    void quit();
    /// Whether the program should start again once this one has let go of the data folder.
    bool wantsRestart() const { return m_wantsRestart; }

Q_SIGNALS:
    void quitting(); ///< the window is gone and must not be raised again

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectServices();
    void databaseOpened(const Result<Database::Mode> &mode);
    void awaitRoom();
    void vaultChanged(Vault::State state);
    void unlocked();
    void loginChanged(TwilioLogin::State state);
    void startServices();
    void showSetUp();
    void restart();

    SystemClock m_clock;
    Settings m_settings;
    Demo *m_demo;                                  ///< null outside demo mode
    std::unique_ptr<SecretStore> m_keychain;       ///< the data key: belongs to no server
    std::unique_ptr<SecretStore> m_twilioKeychain; ///< Twilio's secret, under its origin
    Database m_database;
    KeyRing m_keys;
    std::unique_ptr<SecretStore> m_sealed; ///< where there is no keychain
    Vault m_vault;
    ClientStore m_clients;
    CommunicationStore m_communications;
    OutboxStore m_outbox;
    TemplateStore m_templates;
    SettingStore m_practice;
    DraftStore m_drafts;
    AuditLog m_audit;
    RecordsCheck m_records; ///< of this computer alone, until it shares (RecordsCheck::share)
    TwilioClient m_twilio;
    TwilioTime m_twilioTime;
    MessagesApi m_messages;
    CallsApi m_calls;
    AccountApi m_account;
    TwilioLogin m_login;
    std::unique_ptr<ProvisionRun> m_provision; ///< null without a set-up file
    StatusPoller m_poller;
    InboundReader m_inbound;
    NewsWatch m_news;
    SmsSender m_sender;
    Reconciler m_reconciler;
    CallPlacer m_callPlacer;
    UiContext m_context;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<Notifier> m_notifier;
    QTimer m_quitTimer;
    int m_quitTicks = 0;
    bool m_servicesStarted = false;
    bool m_readOnly = false;
    bool m_wantsRestart = false;
};
