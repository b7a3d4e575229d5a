#include "backend.h"

#include "secrets/sealedstore.h"
#include "storage/storeerasure.h"
#include "storage/worker.h"

#include <QJsonObject>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcBackend, "practiceline.backend")

using namespace std::chrono_literals;
constexpr auto quietTick = 100ms;
constexpr int quietTicks = 350;        // 35 s: a running POST ends by its own 30 s
constexpr auto keychainPatience = 10s; // its files go then; without them the key opens nothing
} // namespace

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
    , reconciler(outbox, communications, settings, messages, callsApi, twilio, clock, options.timing.doubtScale)
    , calls(outbox, communications, settings, keys, callsApi, twilio, clock)
    , records(database, keys, audit)
    , merged(sharing.engine(), {clients, communications, notes, templates, settings})
    , newsRelay({poller, news, sharing.engine(), sharing.lease(), twilio})
    , doubts({sharing.lease(), sharing.database(), sharing.engine(), outbox, messages, callsApi, twilio},
             options.timing.doubts, options.timing.doubtScale)
{
    m_quiet.setInterval(quietTick);
    m_again.setInterval(options.timing.refusedLogin);
    m_again.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        if (!isIdle() && ++m_quietTicks < quietTicks)
            return;
        m_quietTicks = quietTicks;
        m_quiet.stop();
        sharing.handOver();
    });
    connect(&sharing, &Sharing::handedOver, this, &Backend::erase);
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
        if (isPracticeKeyDue())
            takePracticeKey();
    });
    connect(&twilio, &TwilioClient::loginRefused, this, &Backend::takePracticeKey); // it may have been exchanged
    connect(&twilio, &TwilioClient::loginRefused, this, &Backend::loginRefused, Qt::QueuedConnection); // once told
    connect(&m_again, &QTimer::timeout, this, &Backend::tryLoginAgain);
    connect(&sharing.lease(), &PollLease::refusalChanged, this, [this] {
        if (isPracticeKeyDue())
            takePracticeKey();
    });
    updateReading();
    connect(&merged, &MergeAnnouncer::arrived, this, [this](const QList<Communication> &rows) {
        news.expect(rows);
        inbound.read(rows);
    });
}

QFuture<Result<Database::Mode>> Backend::open()
{
    if (!StoreErasure::isPending(database.path()))
        return openStore();
    // The program ended amid an erasure. The keychain is asked first and may take long; the files wait for nothing.
    qCInfo(lcBackend) << "goes on erasing";
    (void)destroySecrets();
    const Promise<Database::Mode> promise;
    const auto gone = runOnThread([path = database.path()]() -> Result<void> {
        const auto removed = StoreErasure::removeFiles(path);
        return removed ? StoreErasure::end(path) : removed;
    });
    whenDone(gone, this, [this, promise](const Result<void> &done) {
        if (!done) {
            qCCritical(lcBackend) << done.error().detail;
            return promise.finish(done.error());
        }
        whenDone(openStore(), this, [promise](const Result<Database::Mode> &mode) { promise.finish(mode); });
    });
    return promise.future();
}

QFuture<Result<Database::Mode>> Backend::openStore()
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
    // Before anything may leave: it need not wait for the practice to be reached.
    whenDone(settings.mark(Sharing::endedMark()), this, [this](const Result<QString> &ended) {
        m_isParting = ended && !ended->isEmpty();
        whenDone(settings.load(), this, [this](const Result<PracticeSettings> &loaded) {
            if (loaded)
                vault.open();
            else
                Q_EMIT settingsFailed(loaded.error());
        });
    });
}

void Backend::loginChanged(TwilioLogin::State state)
{
    using State = TwilioLogin::State;
    if (state == State::Asking)
        return;
    updateReading();
    const bool isRunning = m_started && !m_readOnly && !m_isParting;
    if (state == State::Ready)
        news.forget(); // before the first round begins, which would not count
    startServices();   // also without a login: what waits is seen, what was open is looked after
    if (state != State::Ready || !isRunning)
        return;
    newsRelay.start(); // this one may not list
    sender.credentialsChanged();
    poller.credentialsChanged();
    calls.credentialsChanged();
    reconciler.wake(); // without a login it looks up only every five minutes
}

/// A login that was refused may be good again: Twilio refuses that of a suspended account too. While this computer can
/// not read it holds no lease, so nothing else would ask; once it can, another one may read for all, so that what waits
/// to be sent does not wait for a look.
void Backend::loginRefused()
{
    updateReading();
    m_again.start();
}

void Backend::tryLoginAgain()
{
    if (!twilio.isLoginRefused())
        return;
    twilio.forgetRefusal();
    updateReading();
    newsRelay.start();
    poller.credentialsChanged();
    sender.credentialsChanged();
    calls.credentialsChanged();
}

/// "Verify records" reads the practice's chains too, while there is a practice.
void Backend::sharingChanged()
{
    if (sharing.state() == Sharing::State::Parting)
        part();
    // Who was removed in an earlier run and could not be asked for the membership has joined anew, or forgot it.
    const bool isOver = sharing.state() == Sharing::State::Member || sharing.state() == Sharing::State::Off;
    if (isOver && std::exchange(m_isParting, false) && std::exchange(m_started, false))
        startServices();
    if (sharing.state() != Sharing::State::Member || sharing.device().isNull()) {
        records.leave();
        return;
    }
    const Membership &member = sharing.membership();
    records.share({&sharing.database(), member.cipher(), member.own.signSeed, sharing.device(), member.practiceName,
                   staff.nameOf(member.staff)});
}

/// Who can not read Twilio's lists must not keep the others from it.
void Backend::updateReading()
{
    sharing.lease().setCanRead(twilio.hasCredentials() && !twilio.sendsOnly() && !twilio.isLoginRefused());
}

/// Without a login; or with another one than the practice has for who may, or may not, read. Asked after each round,
/// for the exchange may fail half-way: then what is in use is not what is kept.
bool Backend::isPracticeKeyDue()
{
    using State = TwilioLogin::State;
    if (login.state() != State::Ready)
        return login.state() != State::Asking;
    const bool isKeptToSend = TwilioCredentials::fromBytes(login.kept()).sendsOnly;
    switch (sharing.lease().refusal()) {
    case PollLease::Refusal::None:
        return twilio.sendsOnly() || isKeptToSend;
    case PollLease::Refusal::SendingKey:
        return !twilio.sendsOnly() || !isKeptToSend;
    default:
        return false;
    }
}

/// The login that the practice keeps for its people: whoever has none of their own need not type one.
void Backend::takePracticeKey()
{
    if (sharing.state() != Sharing::State::Member || settings.current().accountSid.isEmpty() ||
        std::exchange(m_askingKey, true))
        return;
    whenDone(sharing.twilioKey(), this, [this](const Result<QByteArray> &kept) {
        m_askingKey = false;
        const TwilioCredentials credentials = TwilioCredentials::fromBytes(kept.value_or(QByteArray()));
        if (credentials.isEmpty() || *kept == m_practiceKey ||
            (*kept == login.kept() && credentials.sendsOnly == twilio.sendsOnly()) ||
            credentials.accountSid != settings.current().accountSid)
            return;
        m_practiceKey = *kept;
        useAtOnce(credentials);
        whenDone(login.store(credentials), this, [this](const Result<void> &stored) {
            if (!stored)
                m_practiceKey.clear(); // tried again after the next round
        });
    });
}

/// Who may not read does not, whatever the keychain does and however long that takes.
void Backend::useAtOnce(const TwilioCredentials &credentials)
{
    if (!credentials.sendsOnly || (twilio.sendsOnly() && m_sendingKey == credentials.toBytes()))
        return;
    m_sendingKey = credentials.toBytes();
    twilio.setCredentials(credentials);
    loginChanged(TwilioLogin::State::Ready);
}

void Backend::startServices()
{
    if (std::exchange(m_started, true) || m_readOnly || m_isParting)
        return;
    sender.start();
    reconciler.start();
    newsRelay.start();
    doubts.start();
    calls.start();
}

void Backend::stop()
{
    stopSending();
    m_quiet.stop();
    sharing.stop();
}

void Backend::stopSending()
{
    sender.stop();
    reconciler.stop();
    newsRelay.stop();
    doubts.stop();
    calls.stop();
    twilio.stopAccepting();
}

// ---- the end of a membership

/// What a POST that is under way came to belongs to the practice's record.
void Backend::part()
{
    if (m_quiet.isActive() || m_quietTicks > 0)
        return;
    stopSending();
    m_quiet.start();
}

void Backend::erase(const SyncMemory::Leftovers &left)
{
    const Parting::Word &end = sharing.end();
    const QJsonObject told{{u"practice"_s, sharing.practiceName()},
                           {u"at"_s, end.at.toMSecsSinceEpoch()},
                           {u"by_oneself"_s, end.byOneself},
                           {u"not_shared"_s, left.notShared},
                           {u"not_sent"_s, left.notSent}};
    if (const auto begun = StoreErasure::begin(database.path(), told); !begun) {
        qCCritical(lcBackend) << begun.error().detail; // a full disk: the next contact begins again
        return;
    }
    auto *patience = new QTimer(this);
    patience->setSingleShot(true);
    const auto next = [this, patience, left] {
        if (!patience->isActive())
            return; // already gone on
        patience->stop();
        patience->deleteLater();
        eraseStore(left);
    };
    patience->start(keychainPatience);
    connect(patience, &QTimer::timeout, this, [this, patience, left] {
        patience->deleteLater();
        eraseStore(left);
    });
    whenDone(destroySecrets(), patience, [next](const Result<void> &) { next(); });
}

/// The keys first: from then on nothing here can be read, whatever becomes of the files.
QFuture<Result<void>> Backend::destroySecrets()
{
    const Promise<void> promise;
    const auto key = vault.destroyKey();
    const auto member = sharing.forgetSecret();
    const auto twilioSecret = login.destroy();
    whenDone(key, this, [this, promise, member, twilioSecret](const Result<void> &first) {
        whenDone(member, this, [this, promise, first, twilioSecret](const Result<void> &second) {
            whenDone(twilioSecret, this, [promise, first, second](const Result<void> &third) {
                promise.finish(!first ? first : !second ? second : third);
            });
        });
    });
    return promise.future();
}

void Backend::eraseStore(const SyncMemory::Leftovers &left)
{
    keys.lock();
    whenDone(database.close(), this, [this, left](const Result<void> &) {
        const auto gone = runOnThread([path = database.path()] { return StoreErasure::removeFiles(path); });
        whenDone(gone, this, [this, left](const Result<void> &removed) {
            if (!removed) {
                qCCritical(lcBackend) << removed.error().detail; // the next start goes on; the practice is not told
                Q_EMIT erased();
                return;
            }
            // Before the mark goes: without an answer the login only stays open a while longer.
            whenDone(sharing.sayErased(left), this, [this](const Result<void> &said) {
                if (!said)
                    qCInfo(lcBackend) << "the practice does not know of the erasure:" << said.error().detail;
                (void)StoreErasure::end(database.path());
                Q_EMIT erased();
            });
        });
    });
}
