#include "backend.h"

#include "secrets/sealedstore.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcBackend, "practiceline.backend")
}

Backend::Backend(Options options, QObject *parent)
    : QObject(parent)
    , keychain(std::move(options.keychain))
    , twilioKeychain(std::move(options.twilioKeychain))
    , database(options.dataDir + u"/practiceline.db"_s)
    , sealed(std::make_unique<SealedStore>(database, keys, QString()))
    , twilioSealed(std::make_unique<SealedStore>(database, keys, options.hosts.origin()))
    , vault(database, keys, options.hasKeychain ? keychain.get() : nullptr, options.profileId)
    , clients(database, keys)
    , communications(database, keys, clients)
    , outbox(database, keys, communications)
    , templates(database)
    , settings(database)
    , drafts(database, keys)
    , notes(database, keys)
    , staff(database)
    , audit(database, keys)
    , twilio(options.hosts, clock)
    , twilioTime(twilio)
    , messages(twilio)
    , callsApi(twilio)
    , account(twilio)
    , login(*twilioKeychain, *twilioSealed, vault, settings, twilio, {})
    , poller(communications, settings, messages, callsApi, twilio, options.timing.polls)
    , inbound(clients, outbox, communications, settings)
    , news(poller, inbound, clock)
    , sharing({database, keys, vault, settings, staff, *keychain, *sealed, options.dataDir, options.timing.sync,
               options.timing.lease, options.timing.approval})
    , gate(database, sharing.database(), settings, twilioTime)
    , sender(outbox, communications, clients, settings, keys, messages, twilio, clock, {}, nullptr, &news, &gate)
    , reconciler(outbox, communications, settings, messages, callsApi, twilio, clock)
    , calls(outbox, communications, settings, keys, callsApi, twilio, clock)
    , records(database, keys, audit)
    , merged(sharing.engine(), {clients, communications, notes, templates, settings})
    , newsRelay({poller, news, sharing.engine(), sharing.lease(), twilio})
{
    connectMessaging();
    connectSharing();
}

Backend::~Backend() = default;

void Backend::connectMessaging()
{
    connect(&login, &TwilioLogin::stateChanged, this, &Backend::loginChanged);
    connect(&outbox, &OutboxStore::templateUsed, &templates, &TemplateStore::announce);
    connect(&sender, &SmsSender::sent, &poller, &StatusPoller::wake);
    connect(&sender, &SmsSender::unconfirmed, &reconciler, &Reconciler::wake);
    connect(&calls, &CallPlacer::placed, &poller, &StatusPoller::wake);
    connect(&reconciler, &Reconciler::adopted, &poller, &StatusPoller::wake);
    connect(&calls, &CallPlacer::unconfirmed, &reconciler, &Reconciler::wake);
    connect(&poller, &StatusPoller::received, &inbound, &InboundReader::read);
    connect(&inbound, &InboundReader::arrived, &poller, &StatusPoller::handled);
}

/// What is written here goes to the practice at once; what came from there is told, and a stop word in it is acted on
/// like any other.
void Backend::connectSharing()
{
    const auto wake = [this] { sharing.engine().wakeIfQueued(); };
    connect(&clients, &ClientStore::changed, this, wake);
    connect(&clients, &ClientStore::reset, this, wake);
    connect(&communications, &CommunicationStore::changed, this, wake);
    connect(&templates, &TemplateStore::changed, this, wake);
    connect(&templates, &TemplateStore::removed, this, wake);
    connect(&settings, &SettingStore::changed, this, wake);
    connect(&vault, &Vault::stateChanged, this, [this](Vault::State state) {
        if (state == Vault::State::Unlocked)
            sharing.load();
    });
    connect(&sharing, &Sharing::stateChanged, this, &Backend::sharingChanged);
    connect(&sharing, &Sharing::keysChanged, this, &Backend::sharingChanged);
    connect(&staff, &StaffStore::changed, this, &Backend::sharingChanged); // whose name a report is signed with
    connect(&sharing.engine(), &SyncEngine::caughtUp, this, [this] {
        if (login.state() != TwilioLogin::State::Ready && login.state() != TwilioLogin::State::Asking)
            takePracticeKey();
    });
    connect(&twilio, &TwilioClient::loginRefused, this, &Backend::takePracticeKey); // it may have been exchanged
    connect(&merged, &MergeAnnouncer::arrived, this, [this](const QList<Communication> &rows) {
        news.expect(rows);
        inbound.read(rows);
    });
}

QFuture<Result<Database::Mode>> Backend::open()
{
    const auto opening = database.open();
    whenDone(opening, this, [this](const Result<Database::Mode> &mode) { opened(mode); });
    return opening;
}

void Backend::opened(const Result<Database::Mode> &mode)
{
    if (!mode) {
        qCCritical(lcBackend) << "store not opened:" << mode.error().detail;
        return;
    }
    m_readOnly = !Database::canWrite(*mode);
    if (!m_readOnly)
        whenDone(templates.addShipped(), this, [](const Result<void> &added) {
            if (!added)
                qCWarning(lcBackend) << "shipped templates not added:" << added.error().detail;
        });
    whenDone(settings.load(), this, [this](const Result<PracticeSettings> &loaded) {
        if (loaded)
            vault.open();
        else
            Q_EMIT settingsFailed(loaded.error());
    });
}

void Backend::loginChanged(TwilioLogin::State state)
{
    using State = TwilioLogin::State;
    if (state == State::Asking)
        return;
    const bool running = m_started;
    if (state == State::Ready)
        news.forget(); // before the first round begins, which would not count
    startServices();   // also without a login: what waits is seen, what was open is looked after
    if (state != State::Ready || m_readOnly || !running)
        return;
    sender.credentialsChanged();
    poller.credentialsChanged();
    calls.credentialsChanged();
    reconciler.wake(); // without a login it looks up only every five minutes
}

/// "Verify records" reads the practice's chains too, while there is a practice.
void Backend::sharingChanged()
{
    if (sharing.state() != Sharing::State::Member || sharing.device().isNull()) {
        records.leave();
        return;
    }
    const Membership &member = sharing.membership();
    records.share({&sharing.database(), member.cipher(), member.own.signSeed, sharing.device(), member.practiceName,
                   staff.nameOf(member.staff)});
}

/// The login that the practice keeps for its people: whoever has none of their own need not type one.
void Backend::takePracticeKey()
{
    if (sharing.state() != Sharing::State::Member || settings.current().accountSid.isEmpty() ||
        std::exchange(m_askingKey, true))
        return;
    whenDone(sharing.twilioKey(), this, [this](const Result<QByteArray> &kept) {
        m_askingKey = false;
        const TwilioCredentials credentials = TwilioLogin::fromBytes(kept.value_or(QByteArray()));
        if (credentials.isEmpty() || *kept == m_practiceKey || credentials.accountSid != settings.current().accountSid)
            return;
        m_practiceKey = *kept;
        whenDone(login.store(credentials), this, [this](const Result<void> &stored) {
            if (!stored)
                m_practiceKey.clear(); // tried again after the next round
        });
    });
}

void Backend::startServices()
{
    if (std::exchange(m_started, true) || m_readOnly)
        return;
    sender.start();
    reconciler.start();
    newsRelay.start();
    calls.start();
}

void Backend::stop()
{
    sender.stop();
    reconciler.stop();
    newsRelay.stop();
    sharing.stop();
    calls.stop();
    twilio.stopAccepting();
}
