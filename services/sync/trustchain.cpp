#include "sync/trustchain.h"

#include "sync/sharedsql.h"

using namespace Qt::StringLiterals;

TrustChain::TrustChain(const Membership &member)
    : m_practiceId(member.practiceId)
    , m_root(member.signer)
{
    m_administrators.insert(member.staff.toString(), member.own.signPublic);
    m_boxKeys.insert(member.staff.toString(), member.own.boxPublic);
    m_signKeys.insert(member.staff.toString(), member.own.signPublic);
}

Result<TrustChain> TrustChain::read(QSqlDatabase &shared, const Membership &member)
{
    TrustChain chain(member);
    auto people =
        execShared(shared, u"SELECT id::text, signing_key FROM practiceline.staff WHERE signing_key IS NOT NULL"_s);
    if (!people)
        return people.error();
    while (people->next())
        chain.addPerson(people->value(0).toString(), people->value(1).toByteArray());
    auto rows =
        execShared(shared, u"SELECT signer::text, endorsed::text, role, public_key, signing_key, signature FROM "
                           "practiceline.endorsements ORDER BY at, endorsed, signer, role"_s);
    if (!rows)
        return rows.error();
    while (rows->next())
        chain.addEndorsement({rows->value(1).toString(), rows->value(2).toString(), rows->value(3).toByteArray(),
                              rows->value(4).toByteArray(), rows->value(5).toByteArray()},
                             rows->value(0).toString());
    return chain;
}

void TrustChain::addPerson(const QString &staffId, const QByteArray &signPublic)
{
    if (MemberKeyring::fingerprint(signPublic) != m_root || m_administrators.contains(staffId))
        return;
    m_administrators.insert(staffId, signPublic);
    follow();
}

void TrustChain::addEndorsement(const Endorsement &endorsement, const QString &signerId)
{
    m_pending.append({endorsement, signerId});
    follow();
}

bool TrustChain::isEndorsed(const Endorsement &endorsement, const QString &signerId) const
{
    return MemberKeyring::isEndorsed(endorsement, m_practiceId, signerKey(signerId));
}

void TrustChain::follow()
{
    for (bool found = true; found;) {
        found = false;
        for (qsizetype at = 0; at < m_pending.size(); ++at) {
            const auto &[endorsement, signerId] = m_pending.at(at);
            if (!isEndorsed(endorsement, signerId))
                continue;
            // The first word stays: a person's keys do not change.
            if (endorsement.role == "admin"_L1 && !m_administrators.contains(endorsement.staffId))
                m_administrators.insert(endorsement.staffId, endorsement.signPublic);
            if (!m_boxKeys.contains(endorsement.staffId))
                m_boxKeys.insert(endorsement.staffId, endorsement.boxPublic);
            if (!m_signKeys.contains(endorsement.staffId))
                m_signKeys.insert(endorsement.staffId, endorsement.signPublic);
            m_pending.removeAt(at);
            found = true;
            break;
        }
    }
}
