#pragma once

#include "fakeclock.h"
#include "mainwindow.h"
#include "storefixture.h"
#include "uicontext.h"

#include "messaging/inboundreader.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "messaging/statuspoller.h"
#include "secrets/memorystore.h"
#include "secrets/vault.h"
#include "sharing/sharing.h"
#include "simulator/twiliosimulator.h"
#include "sync/recordscheck.h"
#include "twilio/accountapi.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"
#include "twilio/twilioclient.h"
#include "voice/callplacer.h"

#include <memory>

/// The real main window over real stores and services, with the simulator as Twilio. Everything lives as long as it
/// does.
class WindowFixture
{
public:
    /// How the world around the window is, where it is not the ordinary one.
    struct Options {
        SimulatorOptions simulator = quickSimulator();
        const Clock *clock = nullptr; ///< null: the computer's own
        bool reachable = true;        ///< false: nobody answers where Twilio should be
        QString database;             ///< empty: in a temporary folder
        std::shared_ptr<const FieldCipher> key;
        PollTiming polling = quickPolling();
    };
    static SimulatorOptions quickSimulator();
    static PollTiming quickPolling();

    explicit WindowFixture(Options options);
    WindowFixture()
        : WindowFixture(Options())
    {
    }
    ~WindowFixture();

    /// Opens the store, sets the practice up (hours around the clock) and starts the services.
    bool start();
    bool startWithoutStore(); ///< the same without a store that opens: builds what the window needs
    void startServices();     ///< sender, reconciler and poller
    bool build();
    void connectServices();
    MainWindow &openWindow();
    /// Chooses the client whose name begins so; false when there is none.
    bool openConversation(const QString &name) const;
    QString conversationText() const; ///< what a screen reader reads, a row a line
    template <class Widget>
    Widget *find(const QString &accessibleName) const
    {
        for (Widget *widget : window->findChildren<Widget *>()) {
            if (widget->accessibleName() == accessibleName)
                return widget;
        }
        return nullptr;
    }
    /// A combo box by the words of its buddy label.
    QWidget *buddyOf(const QString &label) const;
    PracticeSettings practice() const;

    Options options;
    SystemClock systemClock;
    const Clock &clock;
    StoreFixture store;
    TwilioSimulator simulator;
    Vault vault;
    std::unique_ptr<TwilioClient> twilio;
    std::unique_ptr<MessagesApi> messages;
    std::unique_ptr<CallsApi> callsApi;
    std::unique_ptr<AccountApi> account;
    std::unique_ptr<SmsSender> sender;
    std::unique_ptr<Reconciler> reconciler;
    std::unique_ptr<StatusPoller> poller;
    std::unique_ptr<InboundReader> inbound;
    std::unique_ptr<CallPlacer> calls;
    MemoryStore keychain;
    std::unique_ptr<Sharing> sharing;
    RecordsCheck records{store.database, store.keys, store.audit};
    std::unique_ptr<UiContext> context;
    std::unique_ptr<MainWindow> window;
};
