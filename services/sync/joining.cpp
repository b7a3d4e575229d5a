#include "sync/joining.h"

#include "storage/worker.h"
#include "sync/practicekeys.h"
#include "sync/scramverifier.h"
#include "sync/sharedsql.h"

#include <QMessageAuthenticationCode>

using namespace Qt::StringLiterals;

namespace
{
/// The login's own password, as a verifier: ALTER ROLE takes no bound value, so this is the one place where a statement
/// is put together, of a name that Postgres gives back quoted and of a verifier that has no quotes.
Result<void> changePassword(QSqlDatabase &db, const QString &password)
{
    const auto verifier = scramVerifier(db, password);
    if (!verifier)
        return verifier.error();
    auto statement =
        execShared(db, u"SELECT format('ALTER ROLE %I PASSWORD %L', session_user, ?::text)"_s, {*verifier});
    if (!statement)
        return statement.error();
    if (!statement->next())
        return nothingCameBack();
    const auto changed = execShared(db, statement->value(0).toString());
    return changed ? Result<void>() : Result<void>(changed.error());
}

/// The same with the same invitation, and another for each: a server whose invitation was a stranger's, and that is
/// tried by goOn(), learns nothing of use elsewhere.
QString loginPassword(const Membership &begun, const Invitation &invitation)
{
    const QString whom = invitation.practiceId + u' ' + invitation.staff.toString();
    return QString::fromLatin1(
        QMessageAuthenticationCode::hash(whom.toUtf8(), begun.password.toUtf8(), QCryptographicHash::Sha256).toHex());
}

Result<void> putRequest(QSqlDatabase &db, const Membership &member)
{
    SharedTransaction transaction(db);
    if (!transaction.isActive())
        return transaction.error();
    const auto asked = execShared(db, u"SELECT practiceline.ask_to_join(?::bytea, ?::bytea)"_s,
                                  {member.own.boxPublic, member.own.signPublic});
    if (!asked)
        return sqlState(asked.error()) == "42501"_L1 ? Error{ErrorKind::Unauthorized, 0, u"used"_s, {}} : asked.error();
    if (const auto changed = changePassword(db, member.password); !changed)
        return changed;
    return transaction.commit();
}

/// Whoever was removed before this computer fetched its keys is no newcomer any more, and waits for nothing.
Result<Membership> keysOf(QSqlDatabase &db, const Membership &member)
{
    auto keys = PracticeKeys::open(db, member);
    if (keys || keys.error().kind != ErrorKind::NotFound)
        return keys;
    auto ended = execShared(db, u"SELECT pg_has_role(session_user, 'practice_parted', 'MEMBER')"_s);
    if (ended && ended->next() && ended->value(0).toBool())
        return Error{ErrorKind::Unauthorized, 0, u"the membership has ended"_s, {}};
    return keys;
}
} // namespace

Joining::Joining(QObject *parent)
    : QObject(parent)
{
}

QFuture<Result<Joining::Asked>> Joining::ask(const Invitation &invitation, const QString &caFolder,
                                             const Membership &begun)
{
    Membership member;
    member.address = invitation.address;
    member.ca = invitation.ca;
    member.password = loginPassword(begun, invitation);
    member.practiceId = invitation.practiceId;
    member.practiceName = invitation.practiceName;
    member.staff = invitation.staff;
    member.own = begun.own;
    member.signer = invitation.signer;
    const Promise<Asked> promise;
    if (const auto written = member.writeCa(caFolder); written)
        enter(promise, invitation, member);
    else
        promise.finish(written.error());
    return promise.future();
}

void Joining::enter(const Promise<Asked> &promise, const Invitation &invitation, const Membership &member)
{
    whenDone(m_shared.open(member.address, invitation.password), this,
             [this, promise, member, expires = invitation.expires](const Result<void> &opened) {
                 if (opened)
                     return leaveRequest(promise, member);
                 if (opened.error().kind != ErrorKind::Unauthorized)
                     return promise.finish(opened.error());
                 const bool isLate = expires.isValid() && expires < QDateTime::currentDateTimeUtc();
                 goOn(promise, member, isLate ? Error{ErrorKind::Invalid, 0, u"expired"_s, {}} : opened.error());
             });
}

void Joining::leaveRequest(const Promise<Asked> &promise, const Membership &member)
{
    whenDone(m_shared.run([member](QSqlDatabase &db) { return putRequest(db, member); }), this,
             [this, promise, member](const Result<void> &asked) {
                 m_shared.close();
                 if (asked)
                     sayWords(promise, member);
                 else
                     promise.finish(asked.error());
             });
}

/// The invitation's password is none any more. If it is @p member's own by now, that was us: an earlier request, with
/// these keys, was committed together with it, and its answer was lost. Else it was somebody else, or it is too late.
void Joining::goOn(const Promise<Asked> &promise, const Membership &member, const Error &refused)
{
    whenDone(m_shared.open(member.address, member.password), this,
             [this, promise, member, refused](const Result<void> &opened) {
                 m_shared.close();
                 if (opened)
                     sayWords(promise, member);
                 else
                     promise.finish(opened.error().kind == ErrorKind::Unauthorized ? refused : opened.error());
             });
}

void Joining::sayWords(const Promise<Asked> &promise, const Membership &member)
{
    const auto words = runOnThread([member]() -> Result<QStringList> {
        return MemberKeyring::words(member.own.boxPublic, member.own.signPublic, member.staff.toString());
    });
    whenDone(words, this, [promise, member](const Result<QStringList> &done) {
        promise.finish(done ? Result<Asked>(Asked{member, *done}) : Result<Asked>(done.error()));
    });
}

QFuture<Result<Membership>> Joining::fetchKeys(const Membership &member)
{
    const Promise<Membership> promise;
    whenDone(m_shared.open(member.address, member.password), this, [this, promise, member](const Result<void> &opened) {
        if (!opened)
            return promise.finish(opened.error());
        whenDone(m_shared.run([member](QSqlDatabase &db) { return keysOf(db, member); }), this,
                 [this, promise](const Result<Membership> &keys) {
                     m_shared.close();
                     promise.finish(keys);
                 });
    });
    return promise.future();
}
