#include "sharing/sharing.h"

#include "secrets/keyring.h"
#include "storage/database.h"
#include "storage/deputies.h"
#include "storage/settingstore.h"
#include "storage/sql.h"
#include "storage/staffstore.h"
#include "storage/worker.h"
#include "sync/syncmemory.h"

#include <QLoggingCategory>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcSharing, "practiceline.sharing")

const QString secretName = u"membership"_s;
const QString practiceMark = u"sharing.practice"_s; // its id; what tells a withheld secret from none

/// The end of the very membership that @p secret is: whoever was invited anew is another person of the practice.
Parting::Word endOf(const QString &mark, const QByteArray &secret)
{
    const auto member = Membership::fromBytes(secret);
    const bool isTheirs = member && mark.section(u' ', 0, 0) == member->staff.toString();
    return isTheirs ? Parting::fromText(mark.section(u' ', 1)) : Parting::Word();
}

/// How long a desktop waits at most before it tries again to reach a server. In a small practice colleagues hold the
/// same rows within five seconds after an outage; in one of a thousand people a server that has just come back is not
/// kept from its work by some seventy logins a second and more (two lines each, half of the wait on average).
std::chrono::milliseconds longestOffline(qsizetype people)
{
    using namespace std::chrono_literals;
    return std::clamp<std::chrono::milliseconds>(people * 60ms, 2s, 60s);
}

Error cannotKeep(const Error &error)
{
    qCWarning(lcSharing) << "the membership can not be kept:" << error.detail;
    return {ErrorKind::Storage, 0, u"keychain"_s, {}};
}
} // namespace

Sharing::Sharing(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_secret(secretName, parts.keychain, parts.sealed, parts.vault)
    , m_engine(parts.database, parts.keys, m_shared, parts.sync)
    , m_presence(m_shared, m_listener)
    , m_lease(m_shared, parts.lease)
    , m_people(m_shared)
    , m_recovery(m_shared)
    , m_parting(parts.database, m_shared, parts.sync.firstRetry * 5)
    , m_reencryptions(parts.database, parts.keys)
{
    m_approval.setInterval(parts.approval);
    connect(&m_approval, &QTimer::timeout, this, &Sharing::lookForApproval);
    connect(&m_setUp, &PracticeSetUp::progress, this, &Sharing::setUpProgress);
    connect(&m_engine, &SyncEngine::statusChanged, this, &Sharing::statusChanged);
    connect(&m_lease, &PollLease::holderChanged, this, &Sharing::statusChanged);
    connect(&m_lease, &PollLease::refusalChanged, this, &Sharing::statusChanged);
    connect(&m_listener, &SharedListener::hearsChanged, this, [this](bool hears) {
        m_engine.setTold(hears);
        Q_EMIT statusChanged();
    });
    connect(&m_listener, &SharedListener::heard, &m_engine, &SyncEngine::wakeFor);
    connect(&m_listener, &SharedListener::heard, this, [this](const QString &word) {
        if (word.isEmpty() || word == PollLease::releasedWord)
            m_lease.wake();
    });
    connect(&m_engine, &SyncEngine::merged, this, [this](const MergedRows &rows) {
        if (rows.staff)
            whenDone(m_parts.staff.load(), this, [this](const Result<void> &) { Q_EMIT statusChanged(); });
    });
    connect(&m_parts.staff, &StaffStore::changed, this, [this] {
        // The list says what an answer did not; nobody removes again who is out.
        const QSet<StaffId> perhaps = m_perhapsOut;
        for (const StaffId &one : perhaps) {
            if (m_parts.staff.member(one).leftAt.isValid())
                noteLockedOut(one);
        }
        const auto &all = m_parts.staff.all();
        const auto present = std::count_if(all.begin(), all.end(), [](const auto &one) { return one.isPresent(); });
        m_engine.setLongestOffline(longestOffline(present));
        m_listener.setLongestOffline(longestOffline(present));
    });
    connect(&m_engine, &SyncEngine::caughtUp, this, [this] {
        if (isAdministrator() && m_member.cipher())
            m_reencryptions.look(m_shared, m_member.cipher()->epoch());
    });
    connect(&m_engine, &SyncEngine::keysNeeded, this, [this] { keepKeys(m_people.openKeys(m_member)); });
    connect(&m_engine, &SyncEngine::keysDue, this, [this] { keepKeys(m_people.renewKeys(m_member)); });
    connect(&m_engine, &SyncEngine::shutOut, this, [this] {
        if (m_state == State::Member)
            m_parting.ask(m_member, m_device);
    });
    connect(&m_parting, &Parting::proven, this, &Sharing::part);
    connect(&m_parting, &Parting::handedOver, this, &Sharing::handedOver);
    connect(&m_parting, &Parting::waits, this, &Sharing::handingOverWaits);
    connect(this, &Sharing::stateChanged, this, &Sharing::updatePresence);
    connect(this, &Sharing::statusChanged, this, &Sharing::updatePresence);
    m_engine.setNewsEpoch([this] { return m_lease.epoch(); });
    m_lease.withhold();
}

Sharing::~Sharing() = default;

void Sharing::setState(State state)
{
    m_state = state;
    if (state == State::Off || state == State::Asked)
        m_lease.stop();
    Q_EMIT stateChanged();
}

/// Whose word it is; a supervisor only reads, and the server refuses their word.
void Sharing::updatePresence()
{
    const bool speaks = role() == "staff"_L1 || role() == "admin"_L1;
    m_presence.setMe(m_state == State::Member ? m_member.staff : StaffId(), speaks);
}

QString Sharing::role() const
{
    if (m_state != State::Member)
        return {};
    const QString known = m_engine.status().role;
    return known.isEmpty() ? m_parts.staff.member(m_member.staff).role : known;
}

QStringList Sharing::administrators() const
{
    QStringList names;
    for (const StaffMember &one : m_parts.staff.all()) {
        if (one.role == "admin"_L1 && one.isPresent())
            names.append(one.name);
    }
    return names;
}

void Sharing::load()
{
    whenDone(m_parts.staff.load(), this, [](const Result<void> &) {});
    whenDone(m_parts.marks.mark(endedMark()), this, [this](const Result<QString> &ended) {
        whenDone(m_parts.marks.mark(practiceMark), this, [this, ended](const Result<QString> &practice) {
            whenDone(m_secret.read(), this, [this, ended, practice](const Result<QByteArray> &secret) {
                if (m_state != State::Unknown && m_state != State::Withheld)
                    return; // a person was faster
                m_end = secret ? endOf(ended.value_or(QString()), *secret) : Parting::Word();
                loaded(secret, practice.value_or(QString()));
            });
        });
    });
}

void Sharing::loaded(const Result<QByteArray> &secret, const QString &practice)
{
    if (!secret) {
        if (!practice.isEmpty())
            qCInfo(lcSharing) << "the membership was not given" << int(secret.error().kind) << secret.error().detail;
        return isWithoutMembership(practice);
    }
    auto member = Membership::fromBytes(*secret);
    if (!member)
        m_begun = Membership::begunFromBytes(*secret).value_or(Membership());
    // One that is left from another store, or from before this one was restored, is not this store's.
    if (!member || (!practice.isEmpty() && member->practiceId != practice))
        return isWithoutMembership(practice);
    if (const auto written = member->writeCa(m_parts.caFolder); !written)
        qCWarning(lcSharing) << "no certificate file:" << written.error().detail;
    become(*member);
}

/// Without its membership a computer goes on alone; but nobody can be asked, so what the practice hid from this person
/// stays hidden, and Twilio's lists would show it.
void Sharing::isWithoutMembership(const QString &practice)
{
    if (practice.isEmpty())
        return setState(State::Off);
    setState(State::Withheld);
    whenDone(m_parts.database.run(SyncMemory::isAnyHidden), this, [this](const Result<bool> &hidden) {
        if (m_state == State::Withheld && hidden && !*hidden)
            m_lease.stop();
    });
}

void Sharing::become(const Membership &member)
{
    m_member = member;
    if (member.isApproved()) {
        m_approval.stop();
        startSharing();
        return;
    }
    m_askedError = {ErrorKind::NotFound, 0, {}, {}};
    makeWords();
    m_approval.start();
    setState(State::Asked);
    lookForApproval();
}

void Sharing::makeWords()
{
    m_words.clear();
    const auto words = runOnThread([member = m_member]() -> Result<QStringList> {
        return MemberKeyring::words(member.own.boxPublic, member.own.signPublic, member.staff.toString());
    });
    whenDone(words, this, [this](const Result<QStringList> &done) {
        m_words = done.value_or(QStringList());
        Q_EMIT stateChanged();
    });
}

/// As a member; or, where it was known already that the membership has ended, for what is left to do.
void Sharing::startSharing()
{
    const State next = m_end.isProven ? State::Parting : State::Member;
    if (next == State::Member && m_state != next)
        setState(next);
    struct Begun {
        DeviceId device;
        bool isHiddenFrom = false; ///< some clients are
    };
    const auto begun = m_parts.database.run([me = m_member.staff, next](QSqlDatabase &db) -> Result<Begun> {
        if (next == State::Member) { // the end of an earlier membership is none of this one
            if (const auto done = runSql(db, u"DELETE FROM marks WHERE name = ?"_s, {endedMark()}); !done)
                return done.error();
        }
        if (const auto known = Deputies::setMe(db, me); !known)
            return known.error();
        const auto device = SyncMemory::device(db);
        const auto hidden = SyncMemory::isAnyHidden(db);
        if (!device || !hidden)
            return device ? hidden.error() : device.error();
        return Begun{*device, *hidden};
    });
    whenDone(begun, this, [this, next](const Result<Begun> &known) {
        if (!known || (next == State::Member && m_state != next)) {
            qCWarning(lcSharing) << "sharing did not begin" << (known ? QString() : known.error().detail);
            if (m_state == State::Member && m_device.isNull()) // a full disk
                QTimer::singleShot(m_parts.approval, this, &Sharing::startSharing);
            return;
        }
        m_device = known->device;
        if (next == State::Parting)
            return setState(next);
        Q_EMIT stateChanged();
        m_engine.start(m_member.address, m_member.password, m_member.cipher(), m_device);
        // Without the practice's server nobody says so, and Twilio's lists would show what is hidden.
        m_lease.start(m_device, known->isHiddenFrom ? PollLease::Refusal::PrivateClients : PollLease::Refusal::None);
        m_listener.start(m_member.address, m_member.password);
    });
}

void Sharing::stop()
{
    m_approval.stop();
    m_presence.open({}); // while the line is there
    m_listener.stop();
    m_lease.stop();
    m_engine.stop();
    m_parting.stop();
    m_second.close();
}

// ---- begin, join, leave

/// A login whose keys nobody keeps would be lost, and an invitation used up. What is kept for the proof is what a
/// set-up or a request to join goes on with when its end was not heard: nobody else could give the practice's first
/// key, or use the invitation again. So it stays the same until there is a membership.
QFuture<Result<void>> Sharing::proveThatItCanKeep()
{
    if (m_begun.own.isNull())
        m_begun = Membership::begin();
    const Promise<void> promise;
    whenDone(m_secret.write(m_begun.toBytes()), this, [promise](const Result<void> &written) {
        promise.finish(written ? Result<void>() : Result<void>(cannotKeep(written.error())));
    });
    return promise.future();
}

QFuture<Result<void>> Sharing::keep(const Membership &member)
{
    const Promise<void> promise;
    whenDone(m_secret.write(member.toBytes()), this, [this, promise, member](const Result<void> &written) {
        if (!written)
            return promise.finish(cannotKeep(written.error()));
        m_begun = {};
        whenDone(m_parts.marks.setMark(practiceMark, member.practiceId), this,
                 [promise](const Result<void> &marked) { promise.finish(marked); });
    });
    return promise.future();
}

QFuture<Result<void>> Sharing::setUp(const SetUpRequest &request)
{
    const Promise<void> promise;
    whenDone(proveThatItCanKeep(), this, [this, promise, request](const Result<void> &can) {
        if (!can)
            return promise.finish(can);
        whenDone(m_setUp.run(request, m_begun), this,
                 [this, promise, name = request.adminName](Result<Membership> member) {
                     if (!member)
                         return promise.finish(member.error());
                     if (const auto written = member->writeCa(m_parts.caFolder); !written)
                         qCWarning(lcSharing) << "no certificate file:" << written.error().detail;
                     whenDone(keep(*member), this, [this, promise, member, name](const Result<void> &kept) {
                         useName(name);
                         become(*member); // works on until the program ends, kept or not
                         promise.finish(kept);
                     });
                 });
    });
    return promise.future();
}

QFuture<Result<void>> Sharing::updateDatabase(const QString &user, const QString &password)
{
    PracticeAddress address = m_member.address;
    address.user = user;
    const auto updated = noted(m_setUp.update(address, password), u"practice-database.updated"_s);
    whenDone(updated, this, [this](const Result<void> &done) {
        if (done)
            m_engine.setCipher(m_member.cipher()); // which waits no longer
    });
    return updated;
}

/// Templates and records name the person, who is known by now.
void Sharing::useName(const QString &name)
{
    PracticeSettings settings = m_parts.marks.current();
    if (!settings.staffName.trimmed().isEmpty() || name.trimmed().isEmpty())
        return;
    settings.staffName = name.trimmed();
    whenDone(m_parts.marks.save(settings), this, [](const Result<void> &saved) {
        if (!saved)
            qCWarning(lcSharing) << "the person's name was not kept:" << saved.error().detail;
    });
}

QFuture<Result<void>> Sharing::join(const Invitation &invitation)
{
    const Promise<void> promise;
    whenDone(proveThatItCanKeep(), this, [this, promise, invitation](const Result<void> &can) {
        if (!can)
            return promise.finish(can);
        whenDone(m_joining.ask(invitation, m_parts.caFolder, m_begun), this,
                 [this, promise, name = invitation.personName](const Result<Joining::Asked> &asked) {
                     if (!asked)
                         return promise.finish(asked.error());
                     whenDone(keep(asked->member), this, [this, promise, asked, name](const Result<void> &kept) {
                         useName(name);
                         become(asked->member);
                         promise.finish(kept);
                     });
                 });
    });
    return promise.future();
}

QFuture<Result<void>> Sharing::recover(const PracticeAddress &address, const QString &password, const QString &text)
{
    const Promise<void> promise;
    whenDone(proveThatItCanKeep(), this, [this, promise, address, password, text](const Result<void> &can) {
        if (!can)
            return promise.finish(can);
        whenDone(m_recovering.run(address, password, text, m_parts.caFolder), this,
                 [this, promise](const Result<Membership> &member) {
                     if (!member)
                         return promise.finish(member.error());
                     whenDone(keep(*member), this, [this, promise, member](const Result<void> &kept) {
                         become(*member);
                         note(u"membership.recovered"_s, member->staff.toString(), {});
                         promise.finish(kept);
                     });
                 });
    });
    return promise.future();
}

void Sharing::lookForApproval()
{
    if (m_state != State::Asked || m_looking)
        return;
    m_looking = true;
    whenDone(m_joining.fetchKeys(m_member), this, [this](const Result<Membership> &approved) {
        m_looking = false;
        if (m_state != State::Asked)
            return;
        if (!approved) {
            qCInfo(lcSharing) << "not approved yet:" << approved.error().detail;
            m_askedError = approved.error();
            Q_EMIT statusChanged();
            return Q_EMIT notApproved(approved.error());
        }
        whenDone(keep(*approved), this, [this, approved](const Result<void> &kept) {
            if (kept && m_state == State::Asked)
                become(*approved);
        });
    });
}

QFuture<Result<void>> Sharing::leave(bool evenLast)
{
    const Promise<void> promise;
    if (m_state == State::Parting) {
        promise.finish({});
        return promise.future();
    }
    if (m_state != State::Member || m_engine.status().state == SyncStatus::State::LoginRefused) {
        forget(promise);
        return promise.future();
    }
    whenDone(m_people.leave(m_member), this, [this, promise, evenLast](const Result<void> &left) {
        if (left) {
            Parting::Word word;
            word.isProven = true;
            word.byOneself = true;
            word.at = QDateTime::currentDateTimeUtc();
            part(word);
            return promise.finish({});
        }
        if (left.error().kind != ErrorKind::Invalid)
            m_engine.wake(); // it may have heard, and the answer was lost
        else if (evenLast)
            return forget(promise);
        promise.finish(left);
    });
    return promise.future();
}

/// Nothing of the practice's comes or goes any more; Backend stops the rest.
void Sharing::part(const Parting::Word &word)
{
    if (m_state != State::Member)
        return;
    qCInfo(lcSharing) << "the membership has ended" << (word.byOneself ? "by oneself" : "by an administrator");
    m_end = word;
    const QString mark = m_member.staff.toString() + u' ' + Parting::toText(word);
    whenDone(m_parts.marks.setMark(endedMark(), mark), this, [](const Result<void> &kept) {
        if (!kept) // the server is asked again at the next start
            qCWarning(lcSharing) << "the end is not kept:" << kept.error().detail;
    });
    m_presence.open({});
    m_listener.stop();
    m_lease.stop();
    m_engine.stop();
    setState(State::Parting);
}

void Sharing::handOver()
{
    if (m_state == State::Parting)
        m_parting.handOver(m_member, m_device, {m_parts.keys.cipher(), m_member.cipher()});
}

void Sharing::forget(const Promise<void> &promise)
{
    stop();
    m_member = {};
    m_begun = {};
    m_end = {};
    m_device = {};
    m_words.clear();
    whenDone(m_parts.database.run([](QSqlDatabase &db) { return SyncMemory::leave(db); }), this,
             [this, promise](const Result<void> &forgotten) {
                 if (!forgotten)
                     return promise.finish(forgotten);
                 whenDone(m_parts.marks.setMark(practiceMark, {}), this, [this, promise](const Result<void> &unmarked) {
                     setState(State::Off);
                     whenDone(m_parts.staff.load(), this, [](const Result<void> &) {});
                     whenDone(m_secret.remove(), this, [promise, unmarked](const Result<void> &removed) {
                         promise.finish(unmarked ? removed : unmarked);
                     });
                 });
             });
}
