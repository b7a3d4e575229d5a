#pragma once

#include "pagesfixture.h"
#include "staffmember.h"
#include "storage/sql.h"

/// Makes @p world a member of a practice whose server nobody reaches, with @p people as sync would have written them.
/// The first of them is this computer's. False when it does not become one.
inline bool becomeMember(PagesFixture &world, const QString &practiceName, const QList<StaffMember> &people)
{
    using namespace Qt::StringLiterals;
    const auto written = world.store.database.run([people](QSqlDatabase &db) -> Result<void> {
        for (const StaffMember &one : people) {
            const auto row =
                execSql(db,
                        u"INSERT INTO staff (id, name, role, persona, phone, joined_at, left_at) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                        {one.id.toString(), one.name, one.role, one.persona, one.phone.isNull() ? u""_s : one.phone,
                         toSqlTime(one.joinedAt), toSqlTime(one.leftAt)});
            if (!row)
                return row.error();
        }
        return {};
    });
    Membership member;
    member.address = {u"127.0.0.1"_s, 1, u"practice"_s, u"pl_1"_s, {}};
    member.password = u"secret"_s;
    member.practiceId = u"p1"_s;
    member.practiceName = practiceName;
    member.staff = people.first().id;
    member.own = MemberKeys::make();
    member.practiceKeys.insert(1, SecureKey::random());
    member.signer = u"0123"_s;
    if (!waited(written) || !waited(world.keychain.write(u"membership"_s, member.toBytes())) ||
        !waited(world.store.settings.setMark(u"sharing.practice"_s, member.practiceId)))
        return false;
    world.sharing->load();
    return QTest::qWaitFor([&] { return world.sharing->state() == Sharing::State::Member; }, 60'000);
}
