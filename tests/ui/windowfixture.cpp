#include "windowfixture.h"

#include <QLabel>
#include <QListView>
#include <QTcpServer>

using namespace Qt::StringLiterals;

namespace
{
/// Where nobody listens any more.
QUrl deadEnd()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QUrl(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
}
} // namespace

SimulatorOptions WindowFixture::quickSimulator()
{
    SimulatorOptions options;
    options.step = std::chrono::milliseconds(50);
    options.priceLag = std::chrono::milliseconds(50);
    return options;
}

PollTiming WindowFixture::quickPolling()
{
    PollTiming timing;
    timing.fast = timing.busy = timing.idle = std::chrono::milliseconds(100);
    return timing;
}

WindowFixture::WindowFixture(Options wanted)
    : options(std::move(wanted))
    , clock(options.clock != nullptr ? *options.clock : systemClock)
    , store(options.database, options.key)
    , simulator(options.simulator)
    , vault(store.database, store.keys, nullptr, u"test"_s)
{
}

WindowFixture::~WindowFixture()
{
    if (poller)
        poller->stop();
    if (reconciler)
        reconciler->stop();
    if (sender)
        sender->stop();
    window.reset();
}

PracticeSettings WindowFixture::practice() const
{
    PracticeSettings settings;
    settings.practiceName = u"Ruiz & Partners"_s;
    settings.staffName = u"Ana Ruiz"_s;
    settings.staffPhone = PhoneNumber::fromE164(u"+13125550199"_s);
    settings.accountSid = SimulatorOptions().accountSid;
    settings.sender = SimulatorOptions().ownNumbers.first();
    settings.callerId = PhoneNumber::fromE164(SimulatorOptions().ownNumbers.first());
    settings.hours.always = true;
    settings.setUpDone = true;
    return settings;
}

bool WindowFixture::start()
{
    const auto mode = waited(store.database.open());
    if (!mode || !simulator.listen())
        return false;
    const bool writable = *mode == Database::Mode::ReadWrite;
    if (writable && (!waited(store.templates.addShipped()) || !waited(store.settings.save(practice()))))
        return false;
    if (!writable && !waited(store.settings.load()))
        return false;
    return build();
}

bool WindowFixture::startWithoutStore()
{
    return simulator.listen() && build();
}

bool WindowFixture::build()
{
    const auto hosts = TwilioHosts::fromOverride(options.reachable ? simulator.url() : deadEnd());
    if (!hosts)
        return false;
    twilio = std::make_unique<TwilioClient>(*hosts, clock);
    twilio->setCredentials({practice().accountSid, u"SK00000000000000000000000000000000"_s, "secret"});
    messages = std::make_unique<MessagesApi>(*twilio);
    callsApi = std::make_unique<CallsApi>(*twilio);
    account = std::make_unique<AccountApi>(*twilio);
    sender = std::make_unique<SmsSender>(store.outbox, store.communications, store.clients, store.settings, store.keys,
                                         *messages, *twilio, clock);
    reconciler = std::make_unique<Reconciler>(store.outbox, store.communications, store.settings, *messages, *callsApi,
                                              *twilio, clock);
    poller = std::make_unique<StatusPoller>(store.communications, store.settings, *messages, *callsApi, *twilio,
                                            options.polling);
    inbound = std::make_unique<InboundReader>(store.clients, store.outbox, store.communications, store.settings);
    calls = std::make_unique<CallPlacer>(store.outbox, store.communications, store.settings, store.keys, *callsApi,
                                         *twilio, clock);
    connectServices();
    sharing = std::make_unique<Sharing>(Sharing::Parts{store.database, store.keys, vault, store.settings, store.staff,
                                                       keychain, keychain, store.folder()});
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
                                true,
                                u"/data"_s,
                                QString(),
                                [](const TwilioCredentials &) { return readyFuture(Result<void>()); }});
    context->records = &records;
    return true;
}

void WindowFixture::connectServices()
{
    QObject::connect(sender.get(), &SmsSender::sent, poller.get(), &StatusPoller::wake);
    QObject::connect(sender.get(), &SmsSender::unconfirmed, reconciler.get(), &Reconciler::wake);
    QObject::connect(&store.outbox, &OutboxStore::pendingAdded, sender.get(), &SmsSender::wake);
    QObject::connect(poller.get(), &StatusPoller::received, inbound.get(), &InboundReader::read);
}

void WindowFixture::startServices()
{
    sender->start();
    reconciler->start();
    poller->start();
}

MainWindow &WindowFixture::openWindow()
{
    window = std::make_unique<MainWindow>(*context);
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    if (!QTest::qWaitForWindowActive(window.get()))
        qWarning("the window did not become active");
    return *window;
}

QWidget *WindowFixture::buddyOf(const QString &label) const
{
    for (const QLabel *candidate : window->findChildren<QLabel *>()) {
        if (candidate->buddy() != nullptr && QString(candidate->text()).remove(u'&') == label && candidate->isVisible())
            return candidate->buddy();
    }
    return nullptr;
}

bool WindowFixture::openConversation(const QString &name) const
{
    auto *list = find<QListView>(u"Clients"_s);
    int row = -1;
    const auto found = [&] {
        for (int i = 0; i < list->model()->rowCount(); ++i) {
            if (list->model()->index(i, 0).data(Qt::AccessibleTextRole).toString().startsWith(name))
                row = i;
        }
        return row >= 0;
    };
    constexpr int patience = 60'000; // the machine may be busy
    if (list == nullptr || !QTest::qWaitFor(found, patience))
        return false;
    list->setCurrentIndex(list->model()->index(row, 0));
    return true;
}

QString WindowFixture::conversationText() const
{
    const auto *list = find<QListView>(u"Conversation"_s);
    QStringList rows;
    for (int i = 0; list != nullptr && i < list->model()->rowCount(); ++i)
        rows << list->model()->index(i, 0).data(Qt::AccessibleTextRole).toString();
    return rows.join(u'\n');
}
