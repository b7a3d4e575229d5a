#pragma once

#include "messaging/inboundreader.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "messaging/statuspoller.h"
#include "secrets/memorystore.h"
#include "secrets/vault.h"
#include "sharing/sharing.h"
#include "simulator/twiliosimulator.h"
#include "storefixture.h"
#include "sync/recordscheck.h"
#include "twilio/accountapi.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"
#include "voice/callplacer.h"

/// Everything that a page may use, as App builds it, over a real store in a temporary folder and the loopback Twilio.
/// Nothing is started: sends wait, nothing polls.
class PagesFixture
{
public:
    explicit PagesFixture(const SimulatorOptions &options = {})
        : simulator(options)
    {
    }

    /// False when the store, its key or the simulator could not be opened.
    bool open()
    {
        if (!store.open() || !simulator.listen())
            return false;
        vault.open();
        if (!QTest::qWaitFor([&] { return vault.state() == Vault::State::Unlocked; }, 60'000))
            return false;
        const auto hosts = TwilioHosts::fromOverride(simulator.url());
        if (!hosts)
            return false;
        twilio = std::make_unique<TwilioClient>(*hosts, clock);
        messages = std::make_unique<MessagesApi>(*twilio);
        callsApi = std::make_unique<CallsApi>(*twilio);
        account = std::make_unique<AccountApi>(*twilio);
        sender = std::make_unique<SmsSender>(store.outbox, store.communications, store.clients, store.settings,
                                             store.keys, *messages, *twilio, clock);
        reconciler = std::make_unique<Reconciler>(store.outbox, store.communications, store.settings, *messages,
                                                  *callsApi, *twilio, clock);
        poller = std::make_unique<StatusPoller>(store.communications, store.settings, *messages, *callsApi, *twilio);
        inbound = std::make_unique<InboundReader>(store.clients, store.outbox, store.communications, store.settings);
        calls = std::make_unique<CallPlacer>(store.outbox, store.communications, store.settings, store.keys, *callsApi,
                                             *twilio, clock);
        sharing = std::make_unique<Sharing>(Sharing::Parts{store.database, store.keys, vault, store.settings,
                                                           store.staff, keychain, keychain, store.folder()});
        context.reset(new UiContext{store.clients,
                                    store.communications,
                                    store.outbox,
                                    store.templates,
                                    store.settings,
                                    store.drafts,
                                    store.notes,
                                    store.audit,
                                    store.database,
                                    store.keys,
                                    vault,
                                    *sender,
                                    *reconciler,
                                    *poller,
                                    *inbound,
                                    *calls,
                                    *twilio,
                                    *account,
                                    clock,
                                    *sharing,
                                    store.staff,
                                    false,
                                    QStringLiteral("/home/ana/.local/share/practiceline"),
                                    QStringLiteral("Ana"),
                                    [this](const TwilioCredentials &credentials) {
                                        stored = credentials;
                                        twilio->setCredentials(credentials);
                                        return readyFuture(Result<void>());
                                    }});
        context->records = &records;
        return waited(store.settings.load()).has_value() && waited(store.templates.addShipped()).has_value();
    }

    bool setUp()
    {
        PracticeSettings settings = store.settings.current();
        settings.practiceName = QStringLiteral("Ruiz Wealth");
        settings.staffName = QStringLiteral("Ana Ruiz");
        settings.accountSid = SimulatorOptions().accountSid;
        settings.apiKeySid = QStringLiteral("SK") + QString(32, u'1');
        settings.sender = QStringLiteral("+13125550100");
        settings.callerId = PhoneNumber::fromE164(QStringLiteral("+13125550100"));
        settings.staffPhone = PhoneNumber::fromE164(QStringLiteral("+13125550199"));
        twilio->setCredentials({settings.accountSid, settings.apiKeySid, "secret"});
        return waited(store.settings.save(settings)).has_value();
    }

    StoreFixture store;
    SystemClock clock;
    MemoryStore keychain;
    Vault vault{store.database, store.keys, &keychain, QStringLiteral("test")};
    TwilioSimulator simulator;
    TwilioCredentials stored; ///< what storeCredentials was given last
    std::unique_ptr<TwilioClient> twilio;
    std::unique_ptr<MessagesApi> messages;
    std::unique_ptr<CallsApi> callsApi;
    std::unique_ptr<AccountApi> account;
    std::unique_ptr<SmsSender> sender;
    std::unique_ptr<Reconciler> reconciler;
    std::unique_ptr<StatusPoller> poller;
    std::unique_ptr<InboundReader> inbound;
    std::unique_ptr<CallPlacer> calls;
    std::unique_ptr<Sharing> sharing;
    RecordsCheck records{store.database, store.keys, store.audit};
    std::unique_ptr<UiContext> context;
};

/// @p all with another store and its vault, for what a vault says before it opens.
inline UiContext contextWith(const UiContext &all, StoreFixture &store, Vault &vault)
{
    return UiContext{store.clients,
                     store.communications,
                     store.outbox,
                     store.templates,
                     store.settings,
                     store.drafts,
                     store.notes,
                     store.audit,
                     store.database,
                     store.keys,
                     vault,
                     all.sender,
                     all.reconciler,
                     all.poller,
                     all.inbound,
                     all.calls,
                     all.twilio,
                     all.account,
                     all.clock,
                     all.sharing,
                     all.staff,
                     false,
                     {},
                     {},
                     {}};
}

/// An earlier start made the store's key, which is in @p keychain, and a recovery key: this is that one; empty when it
/// could not. The store is locked again.
inline QString recoveryKeyFromBefore(StoreFixture &store, SecretStore &keychain)
{
    QString key;
    Vault vault(store.database, store.keys, &keychain, QStringLiteral("test"));
    vault.open();
    if (QTest::qWaitFor([&] { return vault.state() == Vault::State::Unlocked; }, 60'000))
        key = waited(vault.makeRecoveryKey()).value_or(QString());
    const bool confirmed = waited(vault.confirmRecovery()).has_value();
    store.keys.lock();
    return confirmed ? key : QString();
}
