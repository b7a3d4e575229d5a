#include "messagingfixture.h"

#include "secrets/fieldcipher.h"

namespace
{
/// The same key after a restart.
std::shared_ptr<const FieldCipher> testCipher()
{
    QByteArray bytes(SecureKey::size, '\x5a');
    return std::make_shared<const FieldCipher>(SecureKey::fromBytes(bytes), 1);
}
} // namespace

SenderTiming quickSends()
{
    SenderTiming timing;
    timing.longCodeInterval = std::chrono::milliseconds(5);
    timing.tollFreeInterval = std::chrono::milliseconds(2);
    timing.retryBase = std::chrono::milliseconds(30);
    timing.retryCap = std::chrono::milliseconds(200);
    return timing;
}

PollTiming quickPolls()
{
    PollTiming timing;
    timing.fast = std::chrono::milliseconds(40);
    timing.busy = std::chrono::milliseconds(120);
    timing.idle = std::chrono::milliseconds(250);
    return timing;
}

CallTiming quickCalls()
{
    CallTiming timing;
    timing.patience = std::chrono::milliseconds(1500);
    timing.poll = std::chrono::milliseconds(40);
    timing.retry = std::chrono::milliseconds(60);
    return timing;
}

TwilioTiming quickClient()
{
    TwilioTiming timing;
    timing.requestTimeout = std::chrono::milliseconds(1500);
    timing.pauseBase = std::chrono::milliseconds(20);
    timing.pauseCap = std::chrono::milliseconds(100);
    return timing;
}

Desktop::Desktop(const QString &databasePath, const QUrl &twilioUrl, const Clock &testClock,
                 const DesktopOptions &options)
    : clock(testClock)
    , database(std::make_unique<Database>(databasePath))
{
    keys.unlock(testCipher());
    clients = std::make_unique<ClientStore>(*database, keys);
    communications = std::make_unique<CommunicationStore>(*database, keys, *clients);
    outbox = std::make_unique<OutboxStore>(*database, keys, *communications);
    settings = std::make_unique<SettingStore>(*database);
    twilio = std::make_unique<TwilioClient>(*TwilioHosts::fromOverride(twilioUrl), clock, options.client);
    messages = std::make_unique<MessagesApi>(*twilio);
    calls = std::make_unique<CallsApi>(*twilio);
    poller = std::make_unique<StatusPoller>(*communications, *settings, *messages, *calls, *twilio, options.polls);
    reader = std::make_unique<InboundReader>(*clients, *outbox, *communications, *settings);
    news = std::make_unique<NewsWatch>(*poller, *reader, clock);
    sender =
        std::make_unique<SmsSender>(*outbox, *communications, *clients, *settings, keys, *messages, *twilio, clock,
                                    options.sends, nullptr, options.awaitsNews ? news.get() : nullptr, options.advisor);
    reconciler = std::make_unique<Reconciler>(*outbox, *communications, *settings, *messages, *calls, *twilio, clock,
                                              options.doubtScale);
    placer = std::make_unique<CallPlacer>(*outbox, *communications, *settings, keys, *calls, *twilio, clock, nullptr,
                                          options.calls);
    QObject::connect(poller.get(), &StatusPoller::received, reader.get(), &InboundReader::read);
    QObject::connect(reader.get(), &InboundReader::arrived, poller.get(), &StatusPoller::handled);
    QObject::connect(sender.get(), &SmsSender::sent, poller.get(), &StatusPoller::wake);
    QObject::connect(sender.get(), &SmsSender::unconfirmed, reconciler.get(), &Reconciler::wake);
    QObject::connect(placer.get(), &CallPlacer::unconfirmed, reconciler.get(), &Reconciler::wake);
    const auto mode = await(database->open());
    m_open = mode && Database::canWrite(*mode) && await(settings->load());
    if (!m_open && !options.mayFailToOpen)
        qFatal("the test's database does not open");
    if (!m_open)
        return;
    login();
    if (settings->current().accountSid.isEmpty()) {
        useSettings([](PracticeSettings &value) {
            value.accountSid = SimulatorOptions().accountSid;
            value.sender = ownNumber;
            value.callerId = PhoneNumber::fromE164(ownNumber);
            value.staffPhone = PhoneNumber::fromE164(staffNumber);
            value.staffName = QStringLiteral("Pat");
            value.timeZone = QStringLiteral("America/Chicago");
            value.hours.always = true;
        });
    }
}

Desktop::~Desktop() = default;

void Desktop::startServices()
{
    sender->start();
    reconciler->start();
    poller->start();
    placer->start();
}

void Desktop::login(const QString &account)
{
    twilio->setCredentials({account, account, QByteArrayLiteral("secret")});
}

void Desktop::useSettings(const std::function<void(PracticeSettings &)> &change)
{
    PracticeSettings value = settings->current();
    change(value);
    if (!await(settings->save(value)))
        qFatal("the test's settings can not be saved");
}

Client Desktop::client(const QString &name, const QString &e164)
{
    Client value;
    value.name = name;
    value.timeZone = QStringLiteral("America/Chicago");
    ClientNumber number;
    number.number = PhoneNumber::fromE164(e164);
    value.numbers.append(number);
    const auto saved = await(clients->save(value));
    return saved ? *saved : Client();
}

SmsDraft Desktop::draft(const Client &to, const QString &body) const
{
    SmsDraft draft;
    draft.clientId = to.id;
    draft.to = to.primaryNumber();
    draft.body = body;
    return draft;
}

Communication Desktop::row(CommunicationId id)
{
    const auto found = await(communications->fetch(id));
    return found ? *found : Communication();
}

QList<Communication> Desktop::rows()
{
    const auto page = await(communications->page({}, std::nullopt, 2000));
    return page ? page->rows : QList<Communication>();
}
