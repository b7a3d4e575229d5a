#pragma once

#include "messaging/inboundreader.h"
#include "messaging/newswatch.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "messaging/statuspoller.h"
#include "secrets/keyring.h"
#include "simulator/twiliosimulator.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "storage/database.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "support/fakeclock.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"
#include "voice/callplacer.h"

#include <QTest>

#include <memory>

/// Waits for a future inside a test, with the event loop running.
template <class T>
Result<T> await(const QFuture<Result<T>> &future, int milliseconds = 30'000)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, milliseconds) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, QStringLiteral("no result in time"), {}};
    return future.result();
}

inline const QString ownNumber = QStringLiteral("+13125550100");
inline const QString staffNumber = QStringLiteral("+13125550188");

/// The product's times scaled down for tests.
SenderTiming quickSends();
PollTiming quickPolls();
CallTiming quickCalls();
TwilioTiming quickClient();

struct DesktopOptions {
    bool awaitsNews = false;        ///< texts wait until the poller knows what came in, as in the product
    SendAdvisor *advisor = nullptr; ///< the practice that is asked before a text leaves
    bool mayFailToOpen = false;     ///< a store that does not open is what the test is about, not its mistake
    double doubtScale = 0.05;       ///< of the times at which a doubt is looked for
    SenderTiming sends = quickSends();
    PollTiming polls = quickPolls();
    CallTiming calls = quickCalls();
    TwilioTiming client = quickClient();
};

/// Store, client and services of one desktop over one database file. Destroying it and making it again over the same
/// file is a crash and a new start: everything in memory is gone.
class Desktop
{
public:
    Desktop(const QString &databasePath, const QUrl &twilio, const Clock &clock, const DesktopOptions &options = {});
    ~Desktop();

    Client client(const QString &name, const QString &e164);
    SmsDraft draft(const Client &to, const QString &body) const;
    Communication row(CommunicationId id);
    QList<Communication> rows();
    void useSettings(const std::function<void(PracticeSettings &)> &change);
    void login(const QString &account = SimulatorOptions().accountSid);
    bool isOpen() const { return m_open; }
    /// What App starts once the store is open.
    void startServices();

    const Clock &clock;
    KeyRing keys;
    std::unique_ptr<Database> database;
    std::unique_ptr<ClientStore> clients;
    std::unique_ptr<CommunicationStore> communications;
    std::unique_ptr<OutboxStore> outbox;
    std::unique_ptr<SettingStore> settings;
    std::unique_ptr<TwilioClient> twilio;
    std::unique_ptr<MessagesApi> messages;
    std::unique_ptr<CallsApi> calls;
    std::unique_ptr<StatusPoller> poller;
    std::unique_ptr<InboundReader> reader;
    std::unique_ptr<NewsWatch> news;
    std::unique_ptr<SmsSender> sender;
    std::unique_ptr<Reconciler> reconciler;
    std::unique_ptr<CallPlacer> placer;

private:
    bool m_open = false;
};
