#include "sync/practicekeys.h"

#include "sync/practicerecovery.h"
#include "sync/sharedsql.h"
#include "sync/trustchain.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
const QString newerKey = u"PL002"_s;      // 0010_keys.sql
const QString peopleChanged = u"PL003"_s; // add_epoch() there
constexpr int attempts = 5;

Error notSigned()
{
    return {ErrorKind::Invalid, 0, u"signature"_s, {}};
}

/// The new key for everybody who is there, as add_epoch() takes it.
Result<QJsonArray> sealedForAll(QSqlDatabase &db, const TrustChain &chain, const Membership &administrator,
                                const SecureKey &key, int epoch)
{
    auto people = execShared(
        db, u"SELECT id::text FROM practiceline.staff WHERE joined_at IS NOT NULL AND left_at IS NULL ORDER BY id"_s);
    if (!people)
        return people.error();
    QJsonArray all;
    while (people->next()) {
        const QString staff = people->value(0).toString();
        const SealedKey sealed =
            MemberKeyring::seal(key, epoch, administrator.practiceId, staff, chain.boxKey(staff), administrator.own);
        if (sealed.sealed.isEmpty())
            return notSigned();
        QJsonObject row = PracticeKeys::toJson(sealed);
        row.insert(u"staff_id"_s, staff);
        all.append(row);
    }
    return all;
}

/// The key of @p epoch, which @p administrator has already, for everybody.
Result<void> publish(QSqlDatabase &db, const Membership &administrator, int epoch)
{
    const SecureKey key = administrator.practiceKeys.value(epoch);
    const auto chain = TrustChain::read(db, administrator);
    if (!chain)
        return chain.error();
    const auto keys = sealedForAll(db, *chain, administrator, key, epoch);
    if (!keys)
        return keys.error();
    const auto recovery = PracticeRecovery::sealedFor(db, *chain, administrator, key, epoch);
    if (!recovery)
        return recovery.error();
    const auto json = [](const auto &value) {
        return QString::fromUtf8(QJsonDocument(value).toJson(QJsonDocument::Compact));
    };
    const auto done = execShared(db, u"SELECT practiceline.add_epoch(?, ?::jsonb, ?::jsonb)::text"_s,
                                 {epoch, json(*keys), recovery->isEmpty() ? QVariant() : QVariant(json(*recovery))});
    return done ? Result<void>() : Result<void>(done.error());
}

/// Others may make a key, come or go at the same time: then again, from what there is by then.
Result<Membership> renewed(QSqlDatabase &db, const Membership &administrator, bool onlyIfDue)
{
    for (int failures = 0;;) {
        const auto state = PracticeKeys::state(db);
        if (!state)
            return state.error();
        auto member = PracticeKeys::open(db, administrator);
        if (!member)
            return member;
        // The server was restored from a back-up: what has been written since is under keys that it lacks.
        const bool isBehind = member->practiceKeys.lastKey() > state->epoch;
        if (onlyIfDue && !isBehind && !state->isDue)
            return member;
        const int epoch = state->epoch + 1;
        if (!isBehind)
            member->practiceKeys.insert(epoch, SecureKey::random());
        const auto done = publish(db, *member, epoch);
        if (done && !isBehind)
            return member;
        if (done)
            continue;
        const QString why = sqlState(done.error());
        if ((why != newerKey && why != peopleChanged) || ++failures == attempts)
            return done.error();
    }
}
} // namespace

Result<Membership> PracticeKeys::open(QSqlDatabase &shared, Membership member)
{
    auto rows = execShared(shared,
                           u"SELECT epoch, sealed, signature, sealed_by::text FROM practiceline.member_keys "
                           "WHERE staff_id = ?::uuid ORDER BY epoch"_s,
                           {member.staff.toString()});
    if (!rows) // a newcomer may not even look
        return sqlState(rows.error()) == "42501"_L1 ? Error{ErrorKind::NotFound, 0, u"not approved"_s, {}}
                                                    : rows.error();
    const auto chain = TrustChain::read(shared, member);
    if (!chain)
        return chain.error();
    while (rows->next()) {
        const SealedKey sealed{rows->value(0).toInt(), rows->value(1).toByteArray(), rows->value(2).toByteArray()};
        const SecureKey key = MemberKeyring::open(sealed, member.practiceId, member.staff.toString(), member.own,
                                                  chain->signerKey(rows->value(3).toString()));
        const SecureKey known = member.practiceKeys.value(sealed.epoch);
        if (key.isNull() || (!known.isNull() && known.toBytes() != key.toBytes()))
            return notSigned();
        member.practiceKeys.insert(sealed.epoch, key);
    }
    return member.isApproved() ? Result<Membership>(member) : Error{ErrorKind::NotFound, 0, u"not approved"_s, {}};
}

Result<PracticeKeys::State> PracticeKeys::state(QSqlDatabase &shared)
{
    auto row = execShared(shared, u"SELECT epoch, is_due FROM practiceline.key_state()"_s);
    if (!row)
        return row.error();
    if (!row->next() || row->isNull(0))
        return Error{ErrorKind::Unauthorized, 0, u"no member of the practice"_s, {}};
    return State{row->value(0).toInt(), row->value(1).toBool()};
}

Result<Membership> PracticeKeys::renew(QSqlDatabase &shared, const Membership &administrator)
{
    return renewed(shared, administrator, false);
}

Result<Membership> PracticeKeys::renewIfDue(QSqlDatabase &shared, const Membership &administrator)
{
    return renewed(shared, administrator, true);
}

Error PracticeKeys::newerKeyNeeded()
{
    return {ErrorKind::Locked, 0, u"a newer practice key"_s, {}};
}

bool PracticeKeys::isNewerKeyNeeded(const Error &error)
{
    return sqlState(error) == newerKey || (error.kind == ErrorKind::Locked && error.detail == newerKeyNeeded().detail);
}

QString PracticeKeys::hex(const QByteArray &bytes)
{
    return u"\\x"_s + QString::fromLatin1(bytes.toHex());
}

QJsonObject PracticeKeys::toJson(const SealedKey &key)
{
    return {{u"epoch"_s, key.epoch}, {u"sealed"_s, hex(key.sealed)}, {u"signature"_s, hex(key.signature)}};
}
