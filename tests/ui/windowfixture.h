#pragma once

#include "fakeclock.h"
#include "mainwindow.h"
#include "storefixture.h"
#include "uicontext.h"

#include "messaging/inboundreader.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "messaging/statuspoller.h"
#include "secrets/vault.h"
#include "simulator/twiliosimulator.h"
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
    WindowFixture();
    ~WindowFixture();

    /// Opens the store, sets the practice up (hours around the clock) and starts the services.
    bool start();
    void connectServices();
    MainWindow &openWindow();
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

    SystemClock clock;
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
    std::unique_ptr<UiContext> context;
    std::unique_ptr<MainWindow> window;
};
