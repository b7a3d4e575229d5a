#include "sync/practicesetup.h"

#include "sync/scramverifier.h"
#include "sync/sharedmigrator.h"
#include "sync/sharedsql.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace
{
constexpr int oldestServer = 130000; // gen_random_uuid(), trusted language of triggers, xid8
constexpr qint64 mostClockSeconds = 300;
/// A large table gets its indexes and its clients in one of the steps.
constexpr auto stepAllowance = std::chrono::hours(6);

Error unauthorized(const QString &what)
{
    return Error{ErrorKind::Unauthorized, 0, what, {}};
}

Error invalid(const QString &what)
{
    return Error{ErrorKind::Invalid, 0, what, {}};
}

/// What would stop the set-up half-way is said before anything is changed.
Result<SetUpOutlook> lookAt(QSqlDatabase &db)
{
    auto facts =
        execShared(db,
                   u"SELECT current_setting('server_version_num')::integer, rolsuper OR rolcreaterole, "
                   "has_database_privilege(current_database(), 'CREATE'), "
                   "abs(date_part('epoch', clock_timestamp()) - ?)::bigint, "
                   "NOT EXISTS (SELECT 1 FROM pg_class c WHERE c.oid IN (to_regclass('public.communication_logs'), "
                   "to_regclass('public.sms_templates')) AND NOT pg_has_role(c.relowner, 'USAGE')), "
                   "current_setting('log_parameter_max_length', true) IS DISTINCT FROM '0' AND "
                   "(current_setting('log_statement') IN ('mod', 'all') OR "
                   "current_setting('log_min_duration_statement') <> '-1' OR "
                   "current_setting('log_min_duration_sample', true) <> '-1') OR "
                   "current_setting('log_parameter_max_length_on_error', true) <> '0' "
                   "FROM pg_roles WHERE rolname = current_user"_s,
                   {QDateTime::currentSecsSinceEpoch()});
    if (!facts)
        return facts.error();
    if (!facts->next())
        return unauthorized(u"createrole"_s);
    if (facts->value(0).toInt() < oldestServer)
        return invalid(u"old-server"_s);
    if (!facts->value(1).toBool())
        return unauthorized(u"createrole"_s);
    if (!facts->value(2).toBool())
        return unauthorized(u"create"_s);
    if (facts->value(3).toLongLong() > mostClockSeconds)
        return invalid(u"clock"_s);
    if (!facts->value(4).toBool())
        return unauthorized(u"owner"_s);
    const auto version = SharedMigrator::version(db);
    if (!version)
        return version.error();
    if (*version > SharedMigrator().newestVersion())
        return invalid(u"newer"_s);
    return SetUpOutlook{facts->value(5).toBool()};
}

/// Who and where @p member is, as the columns of @p row say.
void settle(Membership &member, const SharedRows &row)
{
    member.staff = StaffId::fromString(row.value(0).toString());
    member.address.user = member.address.userFor(row.value(1).toString(), row.value(2).toString());
}

/// Whether the administrator is there already with these very keys: an earlier run's last word was not heard.
Result<bool> takeOver(QSqlDatabase &db, const QString &name, Membership &member)
{
    auto own = execShared(db,
                          u"UPDATE practiceline.staff SET name = ? WHERE public_key = ?::bytea AND "
                          "signing_key = ?::bytea AND role = 'admin' AND joined_at IS NOT NULL AND left_at IS NULL "
                          "RETURNING id::text, login, session_user::text"_s,
                          {name, member.own.boxPublic, member.own.signPublic});
    if (!own)
        return own.error();
    if (!own->next())
        return false;
    settle(member, *own);
    return true;
}

/// The person, the practice's key for them, and their own word for their keys.
Result<void> addFirst(QSqlDatabase &db, const QString &name, Membership &member)
{
    auto known = execShared(
        db, u"SELECT 1 FROM practiceline.staff WHERE role = 'admin' AND joined_at IS NOT NULL AND left_at IS NULL"_s);
    if (!known)
        return known.error();
    if (known->next())
        return invalid(u"has-administrator"_s);
    const auto verifier = scramVerifier(db, member.password);
    if (!verifier)
        return verifier.error();
    auto made = execShared(db,
                           u"SELECT staff_id::text, login, session_user::text "
                           "FROM practiceline.add_first_admin(?, ?, ?::bytea, ?::bytea)"_s,
                           {name, *verifier, member.own.boxPublic, member.own.signPublic});
    if (!made)
        return made.error();
    if (!made->next())
        return nothingCameBack();
    settle(member, *made);
    const SealedKey sealed = MemberKeyring::seal(member.practiceKeys.first(), 1, member.practiceId,
                                                 member.staff.toString(), member.own.boxPublic, member.own);
    const auto kept =
        execShared(db,
                   u"INSERT INTO practiceline.member_keys (staff_id, epoch, sealed, sealed_by, signature) "
                   "VALUES (?::uuid, 1, ?::bytea, ?::uuid, ?::bytea)"_s,
                   {member.staff.toString(), sealed.sealed, member.staff.toString(), sealed.signature});
    if (!kept)
        return kept.error();
    // Who seals a later key for this person finds their public key by their own word for it.
    const Endorsement endorsed =
        MemberKeyring::endorse({member.staff.toString(), u"admin"_s, member.own.boxPublic, member.own.signPublic, {}},
                               member.practiceId, member.own);
    const auto spoken = execShared(
        db,
        u"INSERT INTO practiceline.endorsements (endorsed, signer, role, public_key, signing_key, signature) "
        "VALUES (?::uuid, ?::uuid, 'admin', ?::bytea, ?::bytea, ?::bytea)"_s,
        {endorsed.staffId, endorsed.staffId, endorsed.boxPublic, endorsed.signPublic, endorsed.signature});
    return spoken ? Result<void>() : Result<void>(spoken.error());
}

Result<Membership> firstAdministrator(QSqlDatabase &db, const SetUpRequest &request, Membership member)
{
    SharedTransaction transaction(db);
    if (!transaction.isActive())
        return transaction.error();
    // Holds the row: an earlier run's transaction, which may still be at its end there, is waited for.
    auto practice =
        execShared(db, u"UPDATE practiceline.practice SET name = ? RETURNING id::text"_s, {request.practiceName});
    if (!practice)
        return practice.error();
    if (!practice->next())
        return nothingCameBack();
    member.practiceId = practice->value(0).toString();
    member.practiceName = request.practiceName;
    member.address = request.address;
    const auto isThere = takeOver(db, request.adminName, member);
    if (!isThere)
        return isThere.error();
    if (!*isThere) {
        if (const auto added = addFirst(db, request.adminName, member); !added)
            return added.error();
    }
    if (const auto done = transaction.commit(); !done)
        return done.error();
    return member;
}
} // namespace

PracticeSetUp::PracticeSetUp(QObject *parent)
    : QObject(parent)
{
}

QFuture<Result<Membership>> PracticeSetUp::run(const SetUpRequest &request, const Membership &begun)
{
    const Promise<Membership> promise;
    migrate(request.address, request.password, [this, promise, request, begun](const Result<void> &migrated) {
        if (migrated)
            makeAdministrator(promise, request, begun);
        else
            promise.finish(migrated.error());
    });
    return promise.future();
}

QFuture<Result<void>> PracticeSetUp::update(const PracticeAddress &address, const QString &password)
{
    const Promise<void> promise;
    migrate(address, password, [this, promise](const Result<void> &migrated) {
        m_shared.close();
        promise.finish(migrated);
    });
    return promise.future();
}

QFuture<Result<SetUpOutlook>> PracticeSetUp::look(const PracticeAddress &address, const QString &password)
{
    const Promise<SetUpOutlook> promise;
    whenDone(m_shared.open(address, password), this, [this, promise](const Result<void> &opened) {
        if (!opened)
            return promise.finish(opened.error());
        whenDone(m_shared.run(lookAt), this, [this, promise](const Result<SetUpOutlook> &outlook) {
            m_shared.close();
            promise.finish(outlook);
        });
    });
    return promise.future();
}

void PracticeSetUp::migrate(const PracticeAddress &address, const QString &password, const Migrated &then)
{
    m_isCancelled = false;
    whenDone(m_shared.open(address, password), this, [this, then](const Result<void> &opened) {
        if (!opened)
            return then(opened);
        whenDone(m_shared.run(lookAt), this, [this, then](const Result<SetUpOutlook> &fits) {
            if (fits)
                migrateOn(0, then);
            else
                then(fits.error());
        });
    });
}

void PracticeSetUp::migrateOn(int done, const Migrated &then)
{
    // Between two files: each is done or not, and a new run begins with the next one.
    if (m_isCancelled) {
        m_shared.close();
        return then(Error{ErrorKind::Cancelled, 0, u"set-up"_s, {}});
    }
    Q_EMIT progress(done, SharedMigrator().newestVersion());
    auto step = m_shared.run([](QSqlDatabase &db) { return SharedMigrator().migrateNext(db); }, stepAllowance);
    whenDone(step, this, [this, done, then](const Result<SharedMigrator::Step> &result) {
        if (!result)
            then(result.error());
        else if (*result == SharedMigrator::Step::More || m_isCancelled) // which ends it
            migrateOn(done + 1, then);
        else
            then({});
    });
}

void PracticeSetUp::makeAdministrator(const Promise<Membership> &promise, const SetUpRequest &request,
                                      const Membership &begun)
{
    Q_EMIT progress(SharedMigrator().newestVersion(), SharedMigrator().newestVersion());
    auto made = m_shared.run([request, begun](QSqlDatabase &db) { return firstAdministrator(db, request, begun); });
    whenDone(made, this, [this, promise, request](Result<Membership> member) {
        if (member && !request.address.caFile.isEmpty()) {
            QFile ca(request.address.caFile);
            if (ca.open(QIODevice::ReadOnly))
                member->ca = ca.readAll();
        }
        m_shared.close();
        promise.finish(member);
    });
}
