#include "client.h"
#include "secrets/keyring.h"
#include "sharing/sharing.h"
#include "storage/auditlog.h"
#include "storage/database.h"
#include "storage/deputies.h"
#include "storage/staffstore.h"
#include "storage/storejob.h"
#include "storage/worker.h"
#include "sync/practicesecrets.h"
#include "sync/syncmemory.h"

#include <QJsonArray>
#include <QLoggingCategory>

#include <chrono>

using namespace Qt::StringLiterals;

// What a member asks of the practice: people, keys and secrets, conflicts. Coming and going: sharing.cpp.

namespace
{
Q_LOGGING_CATEGORY(lcSharing, "practiceline.sharing")

bool hasSameEpochs(const Membership &a, const Membership &b)
{
    return a.practiceKeys.size() == b.practiceKeys.size() && a.cipher()->epoch() == b.cipher()->epoch();
}
} // namespace

/// Postgres notes it too (practice_log); here it stands among what else this computer did. After the fact, because the
/// practice may refuse it.
void Sharing::note(const QString &action, const QString &subject, const QJsonObject &details)
{
    const AuditEntry entry{action, subject, details, {}};
    const auto noted = m_parts.database.run([cipher = m_parts.keys.cipher(), entry](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return appendAudit(inner, cipher, entry); });
    });
    whenDone(noted, this, [](const Result<void> &done) {
        if (!done)
            qCWarning(lcSharing) << "not recorded here:" << done.error().detail;
    });
}

QFuture<Result<void>> Sharing::noted(const QFuture<Result<void>> &done, const QString &action, const QString &subject,
                                     const QJsonObject &details)
{
    whenDone(done, this, [this, action, subject, details](const Result<void> &taken) {
        if (taken)
            note(action, subject, details);
    });
    return done;
}

QFuture<Result<Invitation>> Sharing::invite(const StaffMember &person)
{
    const auto invited = m_people.invite(person, m_member);
    whenDone(invited, this, [this, person](const Result<Invitation> &invitation) {
        if (invitation)
            note(u"person.invited"_s, invitation->staff.toString(),
                 {{u"name"_s, person.name}, {u"role"_s, person.role}});
    });
    return invited;
}

QFuture<Result<QList<JoinRequest>>> Sharing::requests()
{
    return m_people.requests();
}

QFuture<Result<QStringList>> Sharing::wordsOf(const JoinRequest &request)
{
    return runOnThread([request]() -> Result<QStringList> {
        return MemberKeyring::words(request.boxPublic, request.signPublic, request.staff.toString());
    });
}

QFuture<Result<void>> Sharing::approve(const JoinRequest &request)
{
    const auto approved = m_people.approve(request, m_member);
    whenDone(approved, this, [this, request](const Result<void> &done) {
        if (done)
            note(u"person.approved"_s, request.staff.toString(),
                 {{u"name"_s, request.name}, {u"role"_s, request.role}});
        m_engine.wake();
    });
    return approved;
}

QFuture<Result<void>> Sharing::setRole(StaffId person, const QString &role, const QString &before)
{
    const StaffMember known = m_parts.staff.member(person);
    const auto changed =
        noted(m_people.setRole(person, role, m_member), u"person.role"_s, person.toString(),
              {{u"name"_s, known.name}, {u"before"_s, before.isEmpty() ? known.role : before}, {u"now"_s, role}});
    whenDone(changed, this, [this](const Result<void> &) { m_engine.wake(); });
    return changed;
}

/// Once: who left is never somebody again.
void Sharing::noteLockedOut(StaffId person)
{
    m_perhapsOut.remove(person);
    if (m_lockedOut.contains(person))
        return;
    m_lockedOut.insert(person);
    note(u"person.removed"_s, person.toString(), {{u"name"_s, m_parts.staff.nameOf(person)}});
}

QFuture<Result<void>> Sharing::remove(StaffId person)
{
    const Promise<void> promise;
    whenDone(m_people.lockOut(person, m_member), this, [this, promise, person](const Result<void> &out) {
        m_engine.wake();
        if (!out && out.error().kind == ErrorKind::Offline)
            m_perhapsOut.insert(person);
        if (!out)
            return promise.finish(out);
        noteLockedOut(person); // whatever becomes of the rest
        // Once more: a session that began before the first was committed has no rights any more, but is there.
        const auto removed = m_people.remove(person, m_member);
        keepKeys(removed);
        whenDone(removed, this, [promise](const Result<Membership> &again) {
            promise.finish(again ? Result<void>() : Result<void>(again.error()));
        });
    });
    return promise.future();
}

QFuture<Result<void>> Sharing::setDeputies(StaffId person, const QList<StaffId> &before, const QList<StaffId> &deputies)
{
    if (QSet(before.begin(), before.end()) == QSet(deputies.begin(), deputies.end()))
        return readyFuture<void>({}); // nothing to record either
    const auto names = [this](const QList<StaffId> &people) {
        QJsonArray all;
        for (const StaffId &one : people)
            all.append(m_parts.staff.nameOf(one));
        return all;
    };
    const auto set =
        noted(m_people.setDeputies(person, before, deputies), u"person.deputies"_s, person.toString(),
              {{u"name"_s, m_parts.staff.nameOf(person)}, {u"before"_s, names(before)}, {u"now"_s, names(deputies)}});
    whenDone(set, this, [this](const Result<void> &) { m_engine.wake(); });
    return set;
}

QFuture<Result<void>> Sharing::showClient(const Client &client, StaffId person)
{
    const Promise<void> promise;
    const auto asked =
        m_parts.database.run([id = client.id](QSqlDatabase &db) { return SyncMemory::isShared(db, id); });
    whenDone(asked, this, [this, promise, client, person](const Result<bool> &isShared) {
        if (!isShared.value_or(true)) // which the practice does not tell from what one may not see
            return promise.finish(Error{ErrorKind::NotFound, 0, u"client"_s, {}});
        whenDone(m_people.showClient(client.id, person, client.visibleTo), this,
                 [this, promise, client, person](const Result<void> &done) {
                     const auto whom = [](StaffId one) { return one.isNull() ? QString() : one.toString(); };
                     if (done)
                         note(u"client.shown"_s, client.id.toString(),
                              {{u"before"_s, whom(client.visibleTo)}, {u"now"_s, whom(person)}});
                     m_engine.wake();
                     promise.finish(done);
                 });
    });
    return promise.future();
}

/// One at a time: the engine says at every round that a key is needed or due.
void Sharing::keepKeys(const QFuture<Result<Membership>> &renewed)
{
    if (std::exchange(m_fetchingKeys, true))
        return;
    whenDone(renewed, this, [this](const Result<Membership> &member) {
        m_fetchingKeys = false;
        if (!member) {
            qCWarning(lcSharing) << "the practice's keys:" << member.error().detail;
            return;
        }
        if (m_state != State::Member || hasSameEpochs(*member, m_member))
            return;
        whenDone(keep(*member), this, [this, member](const Result<void> &kept) {
            if (!kept)
                qCWarning(lcSharing) << "a newer practice key is not kept:" << kept.error().detail;
            if (m_state != State::Member)
                return;
            m_member.practiceKeys = member->practiceKeys; // fetched again at the next start, if it was not kept
            m_engine.setCipher(m_member.cipher());
            Q_EMIT keysChanged();
        });
    });
}

QFuture<Result<void>> Sharing::confirmRecovery()
{
    return noted(m_recovery.confirm(m_member), u"practice-recovery-key.changed"_s);
}

QFuture<Result<void>> Sharing::keepSecret(const QString &name, const QByteArray &secret)
{
    return m_shared.run([cipher = m_member.cipher(), name, secret](QSqlDatabase &db) -> Result<void> {
        return cipher ? PracticeSecrets::put(db, *cipher, name, secret)
                      : Error{ErrorKind::Locked, 0, u"practice key"_s, {}};
    });
}

QFuture<Result<void>> Sharing::shareTwilioKey(const QByteArray &login)
{
    return noted(keepSecret(PracticeSecrets::twilio, login), u"twilio-key.shared"_s);
}

QFuture<Result<void>> Sharing::shareSendingKey(const QByteArray &login)
{
    return noted(keepSecret(PracticeSecrets::sending, login), u"sending-key.shared"_s);
}

QFuture<Result<void>> Sharing::withdrawTwilioKey()
{
    const auto dropped =
        m_shared.run([](QSqlDatabase &db) { return PracticeSecrets::drop(db, PracticeSecrets::twilio); });
    return noted(dropped, u"twilio-key.withdrawn"_s);
}

QFuture<Result<void>> Sharing::withdrawSendingKey()
{
    const auto dropped =
        m_shared.run([](QSqlDatabase &db) { return PracticeSecrets::drop(db, PracticeSecrets::sending); });
    return noted(dropped, u"sending-key.withdrawn"_s);
}

QFuture<Result<QByteArray>> Sharing::twilioKey()
{
    if (isReader())
        return readyFuture<QByteArray>(Error{ErrorKind::NotFound, 0, u"secret"_s, {}});
    return m_shared.run([cipher = m_member.cipher()](QSqlDatabase &db) -> Result<QByteArray> {
        return cipher ? PracticeSecrets::getTwilio(db, *cipher) : Error{ErrorKind::Locked, 0, u"practice key"_s, {}};
    });
}

QFuture<Result<bool>> Sharing::hasSendingKey()
{
    return m_shared.run([](QSqlDatabase &db) { return PracticeSecrets::has(db, PracticeSecrets::sending); });
}

std::unique_ptr<Reencryption> Sharing::reencryption(Reencryption::What what)
{
    if (m_state != State::Member || !isAdministrator())
        return nullptr;
    if (!m_second.isOpen())
        (void)m_second.open(m_member.address, m_member.password); // its jobs wait for it
    auto work = std::make_unique<Reencryption>(m_second, m_member.cipher(), what);
    m_reencryptions.watch(*work, what);
    return work;
}

QFuture<Result<bool>> Sharing::hasClearTexts()
{
    return m_shared.run(Reencryption::hasClearTexts);
}

QFuture<Result<bool>> Sharing::hasOldTexts()
{
    const int epoch = m_member.practiceKeys.isEmpty() ? 1 : m_member.practiceKeys.lastKey();
    // Where nothing is old it reads all of them, as Reencryption::left() does.
    return m_shared.run([epoch](QSqlDatabase &db) { return Reencryption::hasOldTexts(db, epoch); },
                        std::chrono::minutes(2));
}

QFuture<Result<QList<EditConflict>>> Sharing::conflicts()
{
    const auto cipher = m_parts.keys.cipher();
    if (!cipher)
        return readyFuture<QList<EditConflict>>(Error{ErrorKind::Locked, 0, u"conflicts"_s, {}});
    return m_parts.database.run([cipher](QSqlDatabase &db) { return EditConflicts::read(db, *cipher); });
}

QFuture<Result<QList<RefusedChange>>> Sharing::refused(int limit)
{
    return m_parts.database.run([limit](QSqlDatabase &db) { return Refusals::read(db, limit); });
}

QFuture<Result<void>> Sharing::decide(const EditConflict &conflict, bool ours)
{
    return m_engine.decide(conflict.kind, conflict.id, ours);
}
