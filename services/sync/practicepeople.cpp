#include "sync/practicepeople.h"

#include "secrets/keywrap.h"
#include "sync/practicekeys.h"
#include "sync/scramverifier.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"
#include "sync/trustchain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace
{
const QString notThere = u"P0002"_s;          // no_data_found: show_client()
const QString noRight = u"42501"_s;           // insufficient_privilege
const QString lastAdministrator = u"PL004"_s; // 0007_people.sql

Error withoutAdministrator()
{
    return {ErrorKind::Invalid, 0, u"last-administrator"_s, {}};
}

QDateTime timeOf(const QVariant &milliseconds)
{
    return milliseconds.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(milliseconds.toLongLong(), Qt::UTC);
}

bool isSamePerson(const StaffMember &a, const StaffMember &b)
{
    return a.name == b.name && a.role == b.role && a.persona == b.persona && a.phone == b.phone;
}

/// Whether exactly what @p request asks for was approved by @p administrator, and holds.
Result<bool> isApproved(QSqlDatabase &db, const JoinRequest &request, StaffId administrator)
{
    auto row = execShared(
        db,
        u"SELECT 1 FROM practiceline.staff s JOIN practiceline.endorsements e ON e.endorsed = s.id "
        "AND e.signer = ?::uuid AND e.role = ? WHERE s.id = ?::uuid AND s.public_key = ?::bytea AND "
        "s.signing_key = ?::bytea AND s.joined_at IS NOT NULL AND s.left_at IS NULL"_s,
        {administrator.toString(), request.role, request.staff.toString(), request.boxPublic, request.signPublic});
    if (!row)
        return row.error();
    return row->next();
}

QByteArray farewellTo(StaffId person, const Membership &administrator)
{
    return MemberKeyring::sayFarewell(administrator.practiceId, person.toString(), administrator.own);
}

/// Ends @p person's membership; again, their sessions alone.
Result<void> end(QSqlDatabase &db, StaffId person, const QByteArray &farewell)
{
    const auto done =
        execShared(db, u"SELECT practiceline.remove_person(?::uuid, ?::bytea)"_s, {person.toString(), farewell});
    return done ? Result<void>() : Result<void>(done.error());
}

/// Whether @p person has @p role by their own word.
Result<bool> hasGivenThemselves(QSqlDatabase &db, StaffId person, const QString &role)
{
    auto row = execShared(
        db,
        u"SELECT 1 FROM practiceline.staff s JOIN practiceline.endorsements e ON e.endorsed = s.id AND e.signer = s.id "
        "AND e.role = s.role WHERE s.id = ?::uuid AND s.role = ? AND s.left_at IS NULL"_s,
        {person.toString(), role});
    if (!row)
        return row.error();
    return row->next();
}
} // namespace

/// An invitation on its way, with its password: known before the practice has it, and until that is heard.
struct PracticePeople::Unheard {
    StaffMember person;
    Invitation invitation;

    bool isFor(const StaffMember &whom) const
    {
        return isSamePerson(person, whom) && invitation.expires > QDateTime::currentDateTimeUtc();
    }
};

PracticePeople::PracticePeople(SharedDatabase &shared)
    : m_shared(shared)
    , m_unheard(std::make_shared<Slot>())
{
}

QString PracticePeople::newPassword()
{
    return QString::fromLatin1(KeyWrap::randomBytes(20).toHex());
}

QFuture<Result<QList<StaffMember>>> PracticePeople::all()
{
    return m_shared.run([](QSqlDatabase &db) -> Result<QList<StaffMember>> {
        auto rows = execShared(
            db, u"SELECT id::text, name, role, persona, phone, (date_part('epoch', joined_at) * 1000)::bigint, "
                "(date_part('epoch', left_at) * 1000)::bigint FROM practiceline.staff ORDER BY name, id"_s);
        if (!rows)
            return rows.error();
        QList<StaffMember> people;
        while (rows->next())
            people.append({StaffId::fromString(rows->value(0).toString()), rows->value(1).toString(),
                           rows->value(2).toString(), rows->value(3).toString(), rows->value(4).toString(),
                           timeOf(rows->value(5)), timeOf(rows->value(6))});
        return people;
    });
}

QFuture<Result<Invitation>> PracticePeople::invite(const StaffMember &person, const Membership &inviter)
{
    Invitation invitation;
    invitation.address = inviter.address;
    invitation.address.caFile.clear();
    invitation.ca = inviter.ca;
    invitation.password = newPassword();
    invitation.practiceId = inviter.practiceId;
    invitation.practiceName = inviter.practiceName;
    invitation.personName = person.name;
    invitation.signer = inviter.signer; // the first administrator, whose endorsements lead to the inviter
    const auto invited = m_shared.run([person, invitation, unheard = m_unheard](QSqlDatabase &db) {
        return makeOnce(db, person, invitation, *unheard);
    });
    whenDone(invited, &m_shared, [unheard = m_unheard](const Result<Invitation> &made) {
        if (made)
            unheard->store(nullptr);
    });
    return invited;
}

/// Makes @p wanted, unless an earlier one for @p person, whose end was not heard, is there.
Result<Invitation> PracticePeople::makeOnce(QSqlDatabase &db, const StaffMember &person, Invitation wanted,
                                            Slot &unheard)
{
    SharedTransaction transaction(db);
    if (!transaction.isActive())
        return transaction.error();
    // The earlier one may still be at its end there: it is waited for.
    const auto alone = execShared(db, u"SELECT pg_advisory_xact_lock(hashtext('practiceline.invite'))"_s);
    if (!alone)
        return alone.error();
    if (const auto earlier = unheard.load(); earlier && earlier->isFor(person)) {
        auto there = execShared(
            db, u"SELECT 1 FROM practiceline.staff WHERE id = ?::uuid AND joined_at IS NULL AND left_at IS NULL"_s,
            {earlier->invitation.staff.toString()});
        if (!there)
            return there.error();
        if (there->next())
            return earlier->invitation;
    }
    const auto verifier = scramVerifier(db, wanted.password);
    if (!verifier)
        return verifier.error();
    auto made = execShared(db,
                           u"SELECT staff_id::text, login, (date_part('epoch', expires) * 1000)::bigint, "
                           "session_user::text FROM practiceline.invite(?, ?, ?, ?, ?)"_s,
                           {person.name, person.role, person.persona, person.phone, *verifier});
    if (!made)
        return made.error();
    if (!made->next())
        return nothingCameBack();
    wanted.staff = StaffId::fromString(made->value(0).toString());
    wanted.address.user = wanted.address.userFor(made->value(1).toString(), made->value(3).toString());
    wanted.expires = timeOf(made->value(2));
    unheard.store(std::make_shared<const Unheard>(Unheard{person, wanted}));
    if (const auto done = transaction.commit(); !done)
        return done.error();
    return wanted;
}

QFuture<Result<QList<JoinRequest>>> PracticePeople::requests()
{
    return m_shared.run([](QSqlDatabase &db) -> Result<QList<JoinRequest>> {
        auto rows = execShared(db, u"SELECT r.staff_id::text, s.name, s.role, r.public_key, r.signing_key, "
                                   "(date_part('epoch', r.at) * 1000)::bigint FROM practiceline.join_requests r "
                                   "JOIN practiceline.staff s ON s.id = r.staff_id ORDER BY r.at, r.staff_id"_s);
        if (!rows)
            return rows.error();
        QList<JoinRequest> requests;
        while (rows->next())
            requests.append({StaffId::fromString(rows->value(0).toString()), rows->value(1).toString(),
                             rows->value(2).toString(), rows->value(3).toByteArray(), rows->value(4).toByteArray(),
                             timeOf(rows->value(5))});
        return requests;
    });
}

QFuture<Result<void>> PracticePeople::approve(const JoinRequest &request, const Membership &administrator)
{
    QJsonArray keys;
    for (auto it = administrator.practiceKeys.cbegin(); it != administrator.practiceKeys.cend(); ++it)
        keys.append(
            PracticeKeys::toJson(MemberKeyring::seal(it.value(), it.key(), administrator.practiceId,
                                                     request.staff.toString(), request.boxPublic, administrator.own)));
    const QString json = QString::fromUtf8(QJsonDocument(keys).toJson(QJsonDocument::Compact));
    const Endorsement endorsed =
        MemberKeyring::endorse({request.staff.toString(), request.role, request.boxPublic, request.signPublic, {}},
                               administrator.practiceId, administrator.own);
    return m_shared.run([request, json, endorsed, me = administrator.staff](QSqlDatabase &db) -> Result<void> {
        const auto done = execShared(db, u"SELECT practiceline.approve(?::uuid, ?::bytea, ?::jsonb, ?::bytea)"_s,
                                     {request.staff.toString(), request.boxPublic, json, endorsed.signature});
        if (done)
            return {};
        // An earlier answer may have been lost.
        if (sqlState(done.error()) == noRight && isApproved(db, request, me).value_or(false))
            return {};
        return PracticeKeys::isNewerKeyNeeded(done.error()) ? PracticeKeys::newerKeyNeeded() : done.error();
    });
}

QFuture<Result<void>> PracticePeople::lockOut(StaffId person, const Membership &administrator)
{
    return m_shared.run(
        [person, farewell = farewellTo(person, administrator)](QSqlDatabase &db) { return end(db, person, farewell); });
}

QFuture<Result<Membership>> PracticePeople::remove(StaffId person, const Membership &administrator)
{
    return m_shared.run([person, farewell = farewellTo(person, administrator), administrator](QSqlDatabase &db) {
        const auto done = end(db, person, farewell);
        return done ? PracticeKeys::renewIfDue(db, administrator) : Result<Membership>(done.error());
    });
}

QFuture<Result<void>> PracticePeople::leave(const Membership &member)
{
    const QByteArray farewell = MemberKeyring::sayFarewell(member.practiceId, member.staff.toString(), member.own);
    return m_shared.run([farewell](QSqlDatabase &db) -> Result<void> {
        const auto done = execShared(db, u"SELECT practiceline.leave(?::bytea)"_s, {farewell});
        if (!done && sqlState(done.error()) == lastAdministrator)
            return withoutAdministrator();
        return done ? Result<void>() : Result<void>(done.error());
    });
}

QFuture<Result<void>> PracticePeople::setDeputies(StaffId person, const QList<StaffId> &before,
                                                  const QList<StaffId> &deputies)
{
    // One statement: it is done whole or not at all.
    QStringList calls;
    QVariantList values;
    const auto add = [&](QLatin1String function, const QList<StaffId> &whom, const QList<StaffId> &butNot) {
        for (const StaffId one : whom) {
            if (butNot.contains(one))
                continue;
            calls.append(u"practiceline.%1(?::uuid, ?::uuid)"_s.arg(function));
            values << person.toString() << one.toString();
        }
    };
    add("name_deputy"_L1, deputies, before);
    add("withdraw_deputy"_L1, before, deputies);
    if (calls.isEmpty())
        return readyFuture<void>({});
    return m_shared.run([sql = u"SELECT "_s + calls.join(u", "_s), values](QSqlDatabase &db) -> Result<void> {
        const auto done = execShared(db, sql, values);
        return done ? Result<void>() : Result<void>(done.error());
    });
}

QFuture<Result<void>> PracticePeople::showClient(ClientId client, StaffId person, StaffId before)
{
    return m_shared.run([client, person, before](QSqlDatabase &db) -> Result<void> {
        const auto whom = [](StaffId one) {
            return one.isNull() ? QVariant(QMetaType::fromType<QString>()) : QVariant(one.toString());
        };
        auto done =
            execShared(db,
                       u"SELECT practiceline.show_client(w.client, w.person) "
                       "FROM (SELECT ?::uuid AS client, ?::uuid AS person, ?::uuid AS before) AS w "
                       "WHERE NOT EXISTS (SELECT 1 FROM practiceline.clients c WHERE c.id = w.client "
                       "AND c.visible_to IS DISTINCT FROM w.before AND c.visible_to IS DISTINCT FROM w.person)"_s,
                       {client.toString(), whom(person), whom(before)});
        if (!done && sqlState(done.error()) == notThere)
            return Error{ErrorKind::NotFound, 0, u"client"_s, {}};
        if (!done)
            return done.error();
        return done->next() ? Result<void>() : Result<void>(Error{ErrorKind::Invalid, 0, u"edited-meanwhile"_s, {}});
    });
}

QFuture<Result<void>> PracticePeople::setRole(StaffId person, const QString &role, const Membership &administrator)
{
    return m_shared.run([person, role, administrator](QSqlDatabase &db) -> Result<void> {
        const auto chain = TrustChain::read(db, administrator);
        if (!chain)
            return chain.error();
        // For the keys that were compared when they were approved, whatever the practice's table says now.
        const Endorsement endorsed = MemberKeyring::endorse(
            {person.toString(), role, chain->boxKey(person.toString()), chain->signingKey(person.toString()), {}},
            administrator.practiceId, administrator.own);
        if (endorsed.boxPublic.isEmpty() || endorsed.signPublic.isEmpty())
            return Error{ErrorKind::Invalid, 0, u"signature"_s, {}};
        const auto done = execShared(db, u"SELECT practiceline.set_role(?::uuid, ?, ?::bytea)"_s,
                                     {person.toString(), role, endorsed.signature});
        if (!done && sqlState(done.error()) == lastAdministrator)
            return withoutAdministrator();
        // Who gave up the administrator's role may not say so again; an earlier answer may have been lost.
        if (!done && sqlState(done.error()) == noRight && person == administrator.staff &&
            hasGivenThemselves(db, person, role).value_or(false))
            return {};
        return done ? Result<void>() : Result<void>(done.error());
    });
}

QFuture<Result<Membership>> PracticePeople::renewKeys(const Membership &administrator)
{
    return m_shared.run([administrator](QSqlDatabase &db) { return PracticeKeys::renewIfDue(db, administrator); });
}

QFuture<Result<Membership>> PracticePeople::openKeys(const Membership &member)
{
    return m_shared.run([member](QSqlDatabase &db) { return PracticeKeys::open(db, member); });
}
