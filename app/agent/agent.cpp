#include "agent/agent.h"

#include "secrets/memorystore.h"

#include <QFile>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
Q_LOGGING_CATEGORY(lcAgent, "practiceline.agent")

constexpr auto quitTick = 50ms;
constexpr auto oncePatience = 5min; // a first sync of a large practice goes on at the next start
constexpr auto keyPatience = 5s;
constexpr auto partingPatience = 3s;
constexpr qint64 longestFile = 100'000;

Backend::Options backendOptions(const AgentOptions &options, const Backend::Timing &timing)
{
    Backend::Options result;
    result.dataDir = options.dataDir;
    result.profileId = u"agent"_s;
    result.hosts = TwilioHosts::fromOverride(options.twilioUrl).value_or(TwilioHosts());
    // No keyring is unlocked after a reboot: everything is sealed in the store, under the passphrase.
    result.keychain = std::make_unique<MemoryStore>();
    result.twilioKeychain = std::make_unique<MemoryStore>();
    result.hasKeychain = false;
    result.timing = timing;
    return result;
}

/// Of an invitation or a passphrase; empty: there is none that can be read. "-": standard input, which is open also
/// where its file, root's own, could not be opened again.
QString textOf(const QString &path)
{
    QFile file(path);
    const bool isOpen =
        path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : !path.isEmpty() && file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return {};
    return QString::fromUtf8(file.read(longestFile)).trimmed();
}

/// systemd's credentials are readable by a group, which is an access list's mask.
bool isForEverybody(const QString &path)
{
    return QFile::permissions(path) & (QFileDevice::ReadOther | QFileDevice::WriteOther);
}

QString words(Agent::Exit code)
{
    switch (code) {
    case Agent::Done:
        return u"done"_s;
    case Agent::WrongUse:
        return u"wrong use"_s;
    case Agent::StoreFailed:
        return u"the store can not be opened or written"_s;
    case Agent::Locked:
        return u"the passphrase is missing or wrong"_s;
    case Agent::NoMember:
        return u"no member of a practice"_s;
    case Agent::PracticeNotReached:
        return u"the practice can not be reached"_s;
    case Agent::PracticeRefused:
        return u"the practice refused the login, or needs a newer program"_s;
    case Agent::TwilioNotReached:
        return u"Twilio can not be reached"_s;
    case Agent::TwilioRefused:
        return u"Twilio refused the login, or its key is not known"_s;
    case Agent::FolderInUse:
        return u"another process uses the folder"_s;
    }
    Q_UNREACHABLE();
}

QString words(SyncStatus::State state)
{
    switch (state) {
    case SyncStatus::State::Off:
        return u"not shared"_s;
    case SyncStatus::State::Waiting:
        return u"waits for a key"_s;
    case SyncStatus::State::Connecting:
        return u"connecting"_s;
    case SyncStatus::State::FirstSync:
        return u"fetching its records"_s;
    case SyncStatus::State::Syncing:
        return u"exchanging changes"_s;
    case SyncStatus::State::UpToDate:
        return u"up to date"_s;
    case SyncStatus::State::Offline:
        return u"can not be reached; tried again by itself"_s;
    case SyncStatus::State::LoginRefused:
        return u"refuses the login"_s;
    case SyncStatus::State::UpdateNeeded:
        return u"needs a newer program"_s;
    case SyncStatus::State::MigrationNeeded:
        return u"is older than this program: an administrator has to update its database"_s;
    }
    Q_UNREACHABLE();
}

/// "what (why)"
QString withReason(const QString &what, const QString &why)
{
    return why.isEmpty() ? what : u"%1 (%2)"_s.arg(what, why);
}
} // namespace

Agent::Agent(const AgentOptions &options, const Backend::Timing &timing)
    : m_options(options)
    , m_backend(backendOptions(options, timing))
{
    m_quit.setInterval(quitTick);
    connect(&m_quit, &QTimer::timeout, this, [this] {
        if (m_backend.isIdle()) {
            m_quit.stop();
            Q_EMIT ended(m_code);
        }
    });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        const bool isHere = m_backend.sharing.status().state == SyncStatus::State::UpToDate;
        end(isHere ? TwilioNotReached : PracticeNotReached, u"not done in time"_s);
    });
    m_keyPatience.setSingleShot(true);
    connect(&m_keyPatience, &QTimer::timeout, this, [this] {
        if (m_backend.login.state() != TwilioLogin::State::Ready)
            end(TwilioRefused, u"the practice keeps no key of Twilio for the agent"_s);
    });
    connect(&m_backend.vault, &Vault::stateChanged, this, &Agent::vaultChanged);
    connect(&m_backend, &Backend::settingsFailed, this, [this](const Error &error) { end(StoreFailed, error.detail); });
    connect(&m_backend.sharing, &Sharing::stateChanged, this, &Agent::sharingChanged);
    connect(&m_backend, &Backend::erased, this,
            [this] { end(NoMember, u"no member any more; the store is erased"_s); });
    connect(&m_backend.sharing, &Sharing::statusChanged, this, &Agent::syncChanged);
    if (!m_options.once)
        return;
    connect(&m_backend.poller, &StatusPoller::checked, this, [this] {
        m_isRead = true;
        m_isShared = false;
        lookOnce();
    });
    // Whoever is refused gives the lease back, and its poller ends without a word.
    connect(&m_backend.twilio, &TwilioClient::loginRefused, this,
            [this] { end(TwilioRefused, u"Twilio refuses the login"_s); });
    connect(&m_backend.poller, &StatusPoller::failed, this, [this](const Error &error) {
        const bool isRefused = error.kind == ErrorKind::Unauthorized || error.kind == ErrorKind::Rejected;
        end(isRefused ? TwilioRefused : TwilioNotReached, error.detail);
    });
    connect(&m_backend.sharing.engine(), &SyncEngine::caughtUp, this, [this] {
        m_isShared = m_isRead && m_backend.news.isAllHandled() && m_backend.sharing.status().backlog == 0;
        lookOnce();
    });
}

void Agent::start()
{
    if (m_options.once)
        m_patience.start(oncePatience);
    whenDone(m_backend.open(), this, [this](const Result<Database::Mode> &mode) {
        if (!mode || !Database::canWrite(*mode))
            end(StoreFailed, mode ? u"the store can not be written"_s : mode.error().detail);
    });
}

void Agent::vaultChanged(Vault::State state)
{
    using State = Vault::State;
    const auto opened = [this](const Result<void> &done) {
        if (!done)
            end(Locked,
                done.error().detail == "short"_L1 ? u"ten characters or more are needed"_s : done.error().detail);
    };
    switch (state) {
    case State::ChoosePassphrase:
    case State::NeedsPassphrase: {
        if (isForEverybody(m_options.passphrase))
            return end(Locked, u"everybody can read %1; run: chmod 600 %1"_s.arg(m_options.passphrase));
        const QString passphrase = textOf(m_options.passphrase).section(u'\n', 0, 0).trimmed();
        if (passphrase.isEmpty())
            return end(Locked, u"give it by --passphrase-file, or as the unit's credential"_s);
        whenDone(state == State::ChoosePassphrase ? m_backend.vault.createWithPassphrase(passphrase)
                                                  : m_backend.vault.givePassphrase(passphrase),
                 this, opened);
        return;
    }
    case State::Unlocked:
        m_backend.login.load();
        return;
    case State::Closed:
    case State::Opening:
        return;
    case State::KeychainLocked:
    case State::WrongKey:
    case State::Failed:
        end(Locked, u"the data key can not be opened"_s);
        return;
    }
}

void Agent::sharingChanged()
{
    const Sharing &sharing = m_backend.sharing;
    switch (sharing.state()) {
    case Sharing::State::Unknown:
        return;
    case Sharing::State::Off:
        if (m_options.invitation.isEmpty())
            end(NoMember, u"no member of a practice; see --join"_s);
        else if (!std::exchange(m_joining, true))
            join();
        return;
    case Sharing::State::Withheld:
        end(NoMember, u"the membership is not in this store; join again"_s);
        return;
    case Sharing::State::Asked:
        m_hasAsked = true;
        if (sharing.words().isEmpty() || std::exchange(m_saidWords, true))
            return;
        Q_EMIT said(u"Read these words to the administrator who approves: %1"_s.arg(sharing.words().join(u' ')));
        if (m_options.once)
            end(NoMember, u"not approved yet"_s);
        return;
    case Sharing::State::Parting:
        qCInfo(lcAgent) << "no member any more: hands over, then erases its store";
        return;
    case Sharing::State::Member:
        if (!std::exchange(m_hasAsked, false))
            return;
        Q_EMIT said(u"Approved."_s);
        if (!m_options.invitation.isEmpty()) // by hand: the unit starts next, over the same folder
            end(Done, u"joined"_s);
        return;
    }
}

void Agent::join()
{
    const QString text = textOf(m_options.invitation);
    if (text.isEmpty())
        return end(WrongUse, u"nothing can be read from %1"_s.arg(m_options.invitation));
    const auto invitation = Invitation::fromText(text);
    if (!invitation)
        return end(WrongUse, u"there is no whole invitation in %1"_s.arg(m_options.invitation));
    whenDone(m_backend.sharing.join(*invitation), this, [this](const Result<void> &asked) {
        if (!asked)
            end(asked.error().kind == ErrorKind::Offline ? PracticeNotReached : PracticeRefused, asked.error().detail);
    });
}

/// Says each change of state once, and ends --once where waiting does not help.
void Agent::syncChanged()
{
    const SyncStatus &status = m_backend.sharing.status();
    if (status.state != m_lastState && status.state != SyncStatus::State::Syncing) {
        m_lastState = status.state;
        qCInfo(lcAgent).noquote() << "practice:" << withReason(words(status.state), status.error.detail);
    }
    if (!m_options.once)
        return;
    if (status.state == SyncStatus::State::Offline)
        end(PracticeNotReached, status.error.detail);
    else if (status.state == SyncStatus::State::LoginRefused && m_backend.sharing.state() == Sharing::State::Member)
        QTimer::singleShot(partingPatience, this, &Agent::endIfRefused); // it may have to erase its store
    else if (status.state == SyncStatus::State::UpdateNeeded || status.state == SyncStatus::State::MigrationNeeded)
        end(PracticeRefused, status.error.detail);
    else
        lookOnce();
}

void Agent::endIfRefused()
{
    const SyncStatus &status = m_backend.sharing.status();
    if (m_backend.sharing.state() == Sharing::State::Member && status.state == SyncStatus::State::LoginRefused)
        end(PracticeRefused, status.error.detail);
}

/// --once is done when a round of Twilio's lists was read and the practice has it, or when another computer reads.
void Agent::lookOnce()
{
    const Sharing &sharing = m_backend.sharing;
    if (sharing.state() != Sharing::State::Member || sharing.status().state != SyncStatus::State::UpToDate)
        return;
    if (m_isShared)
        return end(Done, u"read and shared"_s);
    if (!m_backend.sharing.lease().isHolder() && !m_backend.sharing.lease().holderName().isEmpty())
        return end(Done, u"shared; Twilio is read by another computer"_s);
    const auto login = m_backend.login.state();
    if (login == TwilioLogin::State::Ready || login == TwilioLogin::State::Asking)
        return;
    // The login that the practice keeps comes a moment after the first round.
    if (!m_keyPatience.isActive())
        m_keyPatience.start(keyPatience);
}

void Agent::stop()
{
    end(Done);
}

void Agent::end(Exit code, const QString &why)
{
    if (std::exchange(m_isEnding, true))
        return;
    m_code = code;
    m_patience.stop();
    m_keyPatience.stop();
    qCInfo(lcAgent).noquote() << "ends with" << int(code) << withReason(words(code), why);
    m_backend.stop();
    m_quit.start();
}
