#include "sync/practicerecovery.h"

#include "secrets/keywrap.h"
#include "sync/practicekeys.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"
#include "sync/trustchain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace
{
const QString recoveryRole = u"recovery"_s; // no person's, so nothing that it signs counts

SecureKey part(const SecureKey &by, const QString &id, const char *purpose)
{
    return KeyWrap::derive(by, id.toUtf8(), purpose);
}

/// The pair for which practice keys are sealed.
MemberKeys pairOf(const SecureKey &by, const QString &id)
{
    return MemberKeys::fromSecrets(part(by, id, "practice recovery box"), part(by, id, "practice recovery sign"));
}

FieldCipher cipherOf(const SecureKey &by, const QString &id)
{
    return {part(by, id, "practice recovery membership"), 1};
}

FieldPlace placeOf(const QString &id)
{
    return {u"recovery"_s, u"membership"_s, id, {}};
}

Error invalid(const QString &what)
{
    return Error{ErrorKind::Invalid, 0, what, {}};
}

QString text(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// What keep_recovery() stores.
Result<void> keep(QSqlDatabase &db, const SecureKey &by, const QString &id, Membership administrator)
{
    const MemberKeys pair = pairOf(by, id);
    const Endorsement endorsed = MemberKeyring::endorse({id, recoveryRole, pair.boxPublic, pair.signPublic, {}},
                                                        administrator.practiceId, administrator.own);
    QJsonArray keys;
    for (auto it = administrator.practiceKeys.cbegin(); it != administrator.practiceKeys.cend(); ++it)
        keys.append(PracticeKeys::toJson(MemberKeyring::seal(it.value(), it.key(), administrator.practiceId, id,
                                                             pair.boxPublic, administrator.own)));
    administrator.practiceKeys.clear(); // they are sealed by themselves
    const QByteArray membership = cipherOf(by, id).encrypt(QString::fromUtf8(administrator.toBytes()), placeOf(id));
    const QJsonObject made{{u"id"_s, id},
                           {u"public_key"_s, PracticeKeys::hex(pair.boxPublic)},
                           {u"signing_key"_s, PracticeKeys::hex(pair.signPublic)},
                           {u"membership"_s, PracticeKeys::hex(membership)},
                           {u"signature"_s, PracticeKeys::hex(endorsed.signature)}};
    const auto kept = execShared(db, u"SELECT practiceline.keep_recovery(?::jsonb, ?::jsonb)::text"_s,
                                 {text(made), QString::fromUtf8(QJsonDocument(keys).toJson(QJsonDocument::Compact))});
    if (!kept)
        return PracticeKeys::isNewerKeyNeeded(kept.error()) ? PracticeKeys::newerKeyNeeded() : kept.error();
    return {};
}
} // namespace

PracticeRecovery::PracticeRecovery(SharedDatabase &shared)
    : m_shared(shared)
{
}

Result<QString> PracticeRecovery::makeRecoveryKey()
{
    const QString made = KeyWrap::newRecoveryText();
    m_newKey = KeyWrap::fromRecoveryText(made);
    m_newId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (m_newKey.isNull())
        return Error{ErrorKind::Storage, 0, u"memory"_s, {}};
    return made;
}

QFuture<Result<void>> PracticeRecovery::confirm(const Membership &administrator)
{
    if (m_newKey.isNull())
        return readyFuture<void>(invalid(u"state"_s));
    return m_shared.run(
        [by = m_newKey, id = m_newId, administrator](QSqlDatabase &db) { return keep(db, by, id, administrator); });
}

QFuture<Result<PracticeRecovery::State>> PracticeRecovery::state()
{
    return m_shared.run([](QSqlDatabase &db) -> Result<State> {
        auto row = execShared(db, u"SELECT r.made_by::text, (date_part('epoch', r.at) * 1000)::bigint, "
                                  "s.left_at IS NULL AND EXISTS (SELECT 1 FROM practiceline.recovery_keys k WHERE "
                                  "k.epoch = (SELECT epoch FROM practiceline.key_state())) "
                                  "FROM practiceline.recovery r JOIN practiceline.staff s ON s.id = r.made_by"_s);
        if (!row)
            return row.error();
        if (!row->next())
            return State{};
        return State{StaffId::fromString(row->value(0).toString()),
                     QDateTime::fromMSecsSinceEpoch(row->value(1).toLongLong(), Qt::UTC), row->value(2).toBool()};
    });
}

Result<Membership> PracticeRecovery::recover(QSqlDatabase &shared, const QString &text)
{
    const SecureKey by = KeyWrap::fromRecoveryText(text);
    if (by.isNull())
        return invalid(u"typo"_s);
    auto made = execShared(shared, u"SELECT id::text, membership FROM practiceline.recovery"_s);
    if (!made)
        return made.error();
    if (!made->next())
        return Error{ErrorKind::NotFound, 0, u"no recovery key"_s, {}};
    const QString id = made->value(0).toString();
    const auto opened = cipherOf(by, id).decrypt(made->value(1).toByteArray(), placeOf(id), 1);
    if (!opened)
        return invalid(u"wrong"_s);
    auto member = Membership::fromBytes(opened->toUtf8());
    if (!member)
        return member;
    const auto chain = TrustChain::read(shared, *member);
    if (!chain)
        return chain.error();
    auto rows = execShared(
        shared, u"SELECT epoch, wrapped, signature, made_by::text FROM practiceline.recovery_keys ORDER BY epoch"_s);
    if (!rows)
        return rows.error();
    const MemberKeys pair = pairOf(by, id);
    while (rows->next()) {
        const SealedKey sealed{rows->value(0).toInt(), rows->value(1).toByteArray(), rows->value(2).toByteArray()};
        const SecureKey key =
            MemberKeyring::open(sealed, member->practiceId, id, pair, chain->signerKey(rows->value(3).toString()));
        if (key.isNull())
            return invalid(u"signature"_s);
        member->practiceKeys.insert(sealed.epoch, key);
    }
    return member;
}

Result<QJsonObject> PracticeRecovery::sealedFor(QSqlDatabase &shared, const TrustChain &chain,
                                                const Membership &administrator, const SecureKey &key, int epoch)
{
    auto row = execShared(shared, u"SELECT r.id::text, r.public_key, r.signing_key, r.signature, r.made_by::text FROM "
                                  "practiceline.recovery r JOIN practiceline.staff s ON s.id = r.made_by "
                                  "WHERE s.left_at IS NULL"_s);
    if (!row)
        return row.error();
    if (!row->next())
        return QJsonObject();
    const QString id = row->value(0).toString();
    const Endorsement endorsed{id, recoveryRole, row->value(1).toByteArray(), row->value(2).toByteArray(),
                               row->value(3).toByteArray()};
    if (!chain.isEndorsed(endorsed, row->value(4).toString()))
        return QJsonObject(); // somebody's who is none of us
    QJsonObject sealed = PracticeKeys::toJson(
        MemberKeyring::seal(key, epoch, administrator.practiceId, id, endorsed.boxPublic, administrator.own));
    sealed.insert(u"id"_s, id);
    return sealed;
}
