#pragma once

#include "secrets/keptsecret.h"
#include "sharing/parting.h"
#include "sharing/reencryptionrecord.h"
#include "staffmember.h"
#include "sync/conflicts.h"
#include "sync/joining.h"
#include "sync/polllease.h"
#include "sync/practicepeople.h"
#include "sync/practicerecovery.h"
#include "sync/practicesetup.h"
#include "sync/presence.h"
#include "sync/recovering.h"
#include "sync/reencryption.h"
#include "sync/refusals.h"
#include "sync/shareddatabase.h"
#include "sync/sharedlistener.h"
#include "sync/syncengine.h"

#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>

struct Client;
class SettingStore;
class StaffStore;

/// This computer's part in a practice: keeps the membership with the other secrets, and runs what sharing needs while
/// there is one. A membership that the keychain does not give is not a computer that shares with nobody: it goes on
/// working alone and says so. GUI thread; owned by App.
class Sharing : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Unknown,  ///< load() has not been answered
        Off,      ///< this computer shares with nobody
        Withheld, ///< it does, but its secret was not given: unlock the keychain and load() again
        Asked,    ///< joined by an invitation; an administrator still has to compare words() and approve
        Member,   ///< status() says more
        Parting,  ///< the membership has ended, which is proven: nothing is sent, and what is here will be erased
    };
    /// What it works on; all outlive it.
    struct Parts {
        Database &database;
        KeyRing &keys;
        Vault &vault;
        SettingStore &marks;
        StaffStore &staff;
        SecretStore &keychain; ///< that belongs to no server
        SecretStore &sealed;
        QString caFolder; ///< where the authority's certificate goes, for libpq
        SyncTiming sync = {};
        LeaseTiming lease = {};
        std::chrono::milliseconds approval = std::chrono::seconds(15); ///< how often it is looked for
    };

    explicit Sharing(const Parts &parts, QObject *parent = nullptr);
    ~Sharing() override;

    State state() const { return m_state; }
    /// Once the store is unlocked, and when a person asks again.
    void load();
    /// At the end of the program: releases the lease, then closes.
    void stop();

    QString practiceName() const { return m_member.practiceName; }
    PracticeAddress address() const { return m_member.address; }
    StaffId me() const { return m_member.staff; }
    DeviceId device() const { return m_device; } ///< of this store; null until sharing has begun
    /// "staff", "admin", …; empty while it is not known. While this computer shares with nobody its person may do all.
    QString role() const;
    /// Whether this person may edit templates, settings and people, as far as this computer knows.
    bool isAdministrator() const { return m_state != State::Member || role() == QLatin1String("admin"); }
    /// A supervisor reads and exports, and changes nothing else.
    bool isReader() const { return m_state == State::Member && role() == QLatin1String("supervisor"); }
    /// Who may do what this person may not: the administrators' names.
    QStringList administrators() const;
    const SyncStatus &status() const { return m_engine.status(); }
    const QStringList &words() const { return m_words; } ///< Asked: the six that both windows show
    /// Asked: what came of the last look; NotFound while nobody has approved, and before the first answer.
    const Error &askedError() const { return m_askedError; }

    /// Makes the database of @p request a practice and this computer its first. What was cut off, at whatever moment,
    /// is gone on with by calling it again, also after a new start. Errors: PracticeSetUp; Storage "keychain" when the
    /// membership can not be kept here, and then nothing was begun.
    QFuture<Result<void>> setUp(const SetUpRequest &request);
    /// A member's, where status() says MigrationNeeded: by a login of the practice's server that may migrate, which is
    /// used once and kept nowhere. Errors: PracticeSetUp::update().
    QFuture<Result<void>> updateDatabase(const QString &user, const QString &password);
    /// PracticeSetUp::cancel(): setUp() and updateDatabase() then answers Cancelled.
    void cancelSetUp() { m_setUp.cancel(); }
    /// Uses @p invitation up, for this computer alone: what was cut off is gone on with as by setUp(). Errors: Joining,
    /// and as setUp().
    QFuture<Result<void>> join(const Invitation &invitation);
    /// With the text of the practice's recovery key, as the administrator who made it: for when their computer is lost,
    /// and nobody else could approve a new one. Errors: Recovering, and as setUp().
    QFuture<Result<void>> recover(const PracticeAddress &address, const QString &password, const QString &text);
    /// Asked: whether an administrator has approved; is also looked up now and then.
    void lookForApproval();
    /// A member: tells the practice and begins Parting; Offline where it is not reached, for what this computer sent
    /// must not be lost. Invalid "last-administrator" unless @p evenLast: then the practice ends, and what is here
    /// stays here. So it does where this computer is no member (any more), as far as it knows: it forgets, and tells
    /// nobody.
    QFuture<Result<void>> leave(bool evenLast = false);
    /// The mark in the store that says since when there is no membership any more; empty: there is one, or never was.
    static QString endedMark() { return QStringLiteral("sync.ended"); }
    /// Parting: who ended it, and when.
    const Parting::Word &end() const { return m_end; }
    /// Parting, once nothing is on its way to Twilio any more: brings what this computer sent to the practice, however
    /// long that takes; then handedOver().
    void handOver();
    /// Parting: the login and the keys go from where they are kept; what is in memory still says that all is erased.
    QFuture<Result<void>> forgetSecret() { return m_secret.remove(); }
    QFuture<Result<void>> sayErased(const SyncMemory::Leftovers &left)
    {
        return m_parting.sayErased(m_member, m_device, left);
    }

    // Of administrators; the server checks the right. Offline while there is no connection.
    QFuture<Result<Invitation>> invite(const StaffMember &person);
    QFuture<Result<QList<JoinRequest>>> requests();
    /// The six words of @p request, which take a second to make.
    QFuture<Result<QStringList>> wordsOf(const JoinRequest &request);
    QFuture<Result<void>> approve(const JoinRequest &request);
    /// Takes the login's rights, ends its sessions, makes a new key for what is written from then on; the person's
    /// computers hand over and erase at their next contact.
    QFuture<Result<void>> remove(StaffId person);
    /// Who may write for @p person from now on, instead of @p before, as it was when that was decided: whom a colleague
    /// named meanwhile stays. An administrator's, or @p person's own.
    QFuture<Result<void>> setDeputies(StaffId person, const QList<StaffId> &before, const QList<StaffId> &deputies);
    /// To whom, instead of who is named in @p client. Errors: PracticePeople::showClient().
    QFuture<Result<void>> showClient(const Client &client, StaffId person);
    /// @p before: the role that they had when that was decided, for the record; empty: the one that is known here now,
    /// which a try whose answer was lost may have changed. Errors: PracticePeople::setRole().
    QFuture<Result<void>> setRole(StaffId person, const QString &role, const QString &before = {});
    PracticeRecovery &recovery() { return m_recovery; }
    /// What recovery().makeRecoveryKey() made counts from now on. Errors: PracticeRecovery::confirm().
    QFuture<Result<void>> confirmRecovery();
    /// Keeps Twilio's login for the whole practice, sealed with its key, so that colleagues and the agent never type
    /// it.
    QFuture<Result<void>> shareTwilioKey(const QByteArray &login);
    /// And the one that only sends.
    QFuture<Result<void>> withdrawTwilioKey();
    /// A login that only sends: from here on staff get this one instead, and their computers read Twilio's lists no
    /// more.
    QFuture<Result<void>> shareSendingKey(const QByteArray &login);
    QFuture<Result<void>> withdrawSendingKey();
    /// What the practice keeps for this person, by what they may read; NotFound when there is none.
    QFuture<Result<QByteArray>> twilioKey();
    /// Whether shareSendingKey() kept one; Offline while it can not be asked.
    QFuture<Result<bool>> hasSendingKey();
    /// Old rows under the newest key; null unless this is an administrator who shares. Over a connection of its own.
    std::unique_ptr<Reencryption> reencryption(Reencryption::What what);
    /// Of administrators: whether other programs wrote texts in clear.
    QFuture<Result<bool>> hasClearTexts();
    /// Likewise: whether anything is under an older key than the practice's newest one.
    QFuture<Result<bool>> hasOldTexts();

    QFuture<Result<QList<EditConflict>>> conflicts();
    /// What the practice does not take, the oldest @p limit.
    QFuture<Result<QList<RefusedChange>>> refused(int limit);
    QFuture<Result<void>> decide(const EditConflict &conflict, bool ours);

    SyncEngine &engine() { return m_engine; }
    PollLease &lease() { return m_lease; }
    SharedListener &listener() { return m_listener; }
    Presence &presence() { return m_presence; }
    SharedDatabase &database() { return m_shared; }
    const Membership &membership() const { return m_member; }

Q_SIGNALS:
    void stateChanged();
    void statusChanged(); ///< status(), role(), or what the lease and the listener know
    void setUpProgress(int done, int of);
    void keysChanged(); ///< a newer practice key was kept
    /// Asked: looked, and it is not so. NotFound: nobody has approved; Offline; else it will not come to it.
    void notApproved(const Error &why);
    void handedOver(const SyncMemory::Leftovers &left);
    void handingOverWaits(const Error &why);

private:
    void setState(State state);
    void updatePresence();
    void loaded(const Result<QByteArray> &secret, const QString &practice);
    void isWithoutMembership(const QString &practice);
    void become(const Membership &member);
    void useName(const QString &name);
    void makeWords();
    void startSharing();
    QFuture<Result<void>> keep(const Membership &member);
    void keepKeys(const QFuture<Result<Membership>> &renewed);
    QFuture<Result<void>> proveThatItCanKeep();
    QFuture<Result<void>> keepSecret(const QString &name, const QByteArray &secret);
    void forget(const Promise<void> &promise);
    void part(const Parting::Word &word);
    void noteLockedOut(StaffId person);
    void note(const QString &action, const QString &subject, const QJsonObject &details);
    /// Once @p done says that the practice took it.
    QFuture<Result<void>> noted(const QFuture<Result<void>> &done, const QString &action, const QString &subject = {},
                                const QJsonObject &details = {});

    Parts m_parts;
    KeptSecret m_secret;
    SharedDatabase m_shared;
    SyncEngine m_engine;
    SharedListener m_listener;
    Presence m_presence;
    PollLease m_lease;
    PracticePeople m_people;
    PracticeRecovery m_recovery;
    Parting m_parting;
    Parting::Word m_end;
    ReencryptionRecord m_reencryptions;
    SharedDatabase m_second; ///< of reencryption(), so that sync waits for nothing
    PracticeSetUp m_setUp;
    Joining m_joining;
    Recovering m_recovering;
    Membership m_begun; ///< the secrets of a set-up or a request that has not come to its end, as kept; or empty
    Membership m_member;
    DeviceId m_device;
    QStringList m_words;
    Error m_askedError{ErrorKind::NotFound, 0, {}, {}};
    QTimer m_approval; ///< looks for it
    State m_state = State::Unknown;
    QSet<StaffId> m_lockedOut;  ///< whose removal is recorded; the rest of it may have to be done again
    QSet<StaffId> m_perhapsOut; ///< for whom the answer was lost
    bool m_looking = false;
    bool m_fetchingKeys = false;
};
