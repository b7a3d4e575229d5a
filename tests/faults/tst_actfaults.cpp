#include "client.h"
#include "faultspeople.h"
#include "sync/practicesecrets.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace
{
QStringList textsOf(const QJsonValue &array)
{
    QStringList texts;
    for (const auto &one : array.toArray())
        texts.append(one.toString());
    return texts;
}
} // namespace

/// Every call of libpq fails once while an administrator decides about people, clients and keys, and in the round that
/// follows: it is said that the practice was not reached, the same again comes to the end, and it is done once, in both
/// records.
class ActFaultsTest : public PeopleTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyCallOfARoleFails_data() { moments(); }
    void everyCallOfARoleFails();
    void everyCallOfOnesOwnRoleFails_data() { moments(); }
    void everyCallOfOnesOwnRoleFails();
    void everyCallOfDeputiesFails_data() { moments(); }
    void everyCallOfDeputiesFails();
    void everyCallOfVisibilityFails_data() { moments(); }
    void everyCallOfVisibilityFails();
    void everyCallOfMakingTheRecoveryKeyFails_data() { moments(); }
    void everyCallOfMakingTheRecoveryKeyFails();
    void everyCallOfUsingTheRecoveryKeyFails_data() { moments(); }
    void everyCallOfUsingTheRecoveryKeyFails();
    void everyCallOfSharingAKeyFails_data() { moments(); }
    void everyCallOfSharingAKeyFails();
    void everyCallOfRemovingFails_data() { moments(); }
    void everyCallOfRemovingFails();
    void removalThatTheListShowsIsRecorded();
    void cleanup();

private:
    /// Does @p act, and again where it was not heard; false when that does not come to the end.
    bool done(FaultRun &run, const std::function<QFuture<Result<void>>()> &act);
    /// How often @p what stands in the practice's own record, and in Ann's, which the practice has too.
    QString recorded(const QString &what, const QString &here);
    StaffId idOf(const QString &name) const { return StaffId::fromString(staff(name, u"id"_s)); }

    std::unique_ptr<Computer> m_computer; ///< Ann's
    int m_unheard = 0;                    ///< acts that had to be done again
};

void ActFaultsTest::init()
{
    QVERIFY(migrate());
    m_unheard = 0;
    m_computer = std::make_unique<Computer>(Computer::onlyWhenAsked());
    QVERIFY(m_computer->open());
    const auto begun = waited(m_computer->sharing().setUp(setUpRequest()));
    QVERIFY2(begun, qPrintable(begun ? QString() : begun.error().detail));
    ann = std::make_unique<Line>(m_computer->sharing().membership());
    QVERIFY(ann->isThere());
}

void ActFaultsTest::cleanup()
{
    if (m_computer)
        m_computer->sharing().stop();
    m_computer.reset();
    ann.reset();
    m_practice.reset();
}

bool ActFaultsTest::done(FaultRun &run, const std::function<QFuture<Result<void>>()> &act)
{
    const int rounds = m_computer->rounds;
    run.arm();
    auto taken = waited(act());
    const bool hasEnded = m_computer->hasGoneRound(rounds);
    run.disarm();
    if (!taken) {
        ++m_unheard;
        if (taken.error().kind != ErrorKind::Offline || !m_computer->settled()) // which may show what was done
            return false;
        taken = waited(act());
    }
    if (!taken)
        qWarning("%s", qPrintable(run.where(taken)));
    return hasEnded && taken && m_computer->settled();
}

QString ActFaultsTest::recorded(const QString &what, const QString &here)
{
    // An entry of ours comes a moment after the answer.
    (void)m_computer->settled();
    return shared(
        u"SELECT (SELECT count(*) FROM practiceline.practice_log WHERE entry::jsonb ->> 'what' = '%1') || ' ' "
        "|| (SELECT count(*) FROM practiceline.audit_log WHERE what = '%2') || ' %3'"_s.arg(
            what, here, QString::number(m_computer->notes(here).size())));
}

void ActFaultsTest::everyCallOfARoleFails()
{
    QFETCH(bool, isDone);
    const auto ben = member(u"Ben"_s);
    QVERIFY2(ben, qPrintable(ben ? QString() : ben.error().detail));
    QVERIFY(m_computer->quieten());
    QString before = u"staff"_s;
    FaultRun run(isDone);
    while (run.next()) {
        const QString now = run.call() % 2 == 1 ? u"supervisor"_s : u"staff"_s;
        QVERIFY2(done(run, [&] { return m_computer->sharing().setRole(ben->staff, now, before); }),
                 qPrintable(run.where()));
        QCOMPARE(staff(u"Ben"_s, u"role"_s), now);
        QCOMPARE(shared(u"SELECT string_agg(g.rolname, ' ') FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid "
                        "JOIN pg_roles l ON l.oid = m.member JOIN practiceline.staff s ON s.login = l.rolname "
                        "WHERE s.name = 'Ben' AND g.rolname LIKE 'practice\\_%'"_s),
                 u"practice_"_s + now);
        QCOMPARE(m_computer->store.staff.member(ben->staff).role, now);
        QCOMPARE(recorded(u"person.role"_s, u"person.role"_s), u"%1 %1 %1"_s.arg(run.call()));
        const QJsonObject note = m_computer->notes(u"person.role"_s).last();
        QCOMPARE(note.value("before"_L1).toString(), before);
        QCOMPARE(note.value("now"_L1).toString(), now);
        before = now;
    }
    QCOMPARE(
        shared(u"SELECT count(*) FROM practiceline.endorsements WHERE endorsed = '%1'"_s.arg(ben->staff.toString())),
        u"2"_s); // one a role
    qInfo("%d calls, %d times again", run.failed(), m_unheard);
    QVERIFY(run.failed() >= 4); // one of them the round's
    QVERIFY(m_unheard >= 3);
}

/// Who gives up the administrator's role may not say so again.
void ActFaultsTest::everyCallOfOnesOwnRoleFails()
{
    QFETCH(bool, isDone);
    const auto joined = member(u"Carol"_s);
    QVERIFY2(joined, qPrintable(joined ? QString() : joined.error().detail));
    QVERIFY(waited(ann->people.setRole(joined->staff, u"admin"_s, ann->member)));
    Line carol(*joined);
    QVERIFY(carol.isThere());
    QVERIFY(m_computer->quieten());
    FaultRun run(isDone);
    while (run.next()) {
        QVERIFY2(done(run, [&] { return m_computer->sharing().setRole(ann->member.staff, u"staff"_s, u"admin"_s); }),
                 qPrintable(run.where()));
        QCOMPARE(staff(u"Ann"_s, u"role"_s), u"staff"_s);
        QCOMPARE(m_computer->sharing().role(), u"staff"_s);
        // What only an administrator may, she may not, however often she asks.
        const auto back = waited(m_computer->sharing().setRole(ann->member.staff, u"admin"_s));
        QVERIFY(!back && sqlState(back.error()) == "42501"_L1);
        QVERIFY(!waited(m_computer->sharing().setRole(joined->staff, u"staff"_s)));
        QVERIFY(waited(carol.people.setRole(ann->member.staff, u"admin"_s, carol.member)));
        QVERIFY(m_computer->settled());
        QCOMPARE(recorded(u"person.role"_s, u"person.role"_s), u"%1 %2 %2"_s.arg(1 + 2 * run.call()).arg(run.call()));
    }
    qInfo("%d calls, %d times again", run.failed(), m_unheard);
    QVERIFY(run.failed() >= 4);
    QVERIFY(m_unheard >= 3);
}

void ActFaultsTest::everyCallOfDeputiesFails()
{
    QFETCH(bool, isDone);
    for (const QString &name : {u"Ben"_s, u"Carol"_s, u"Dan"_s})
        QVERIFY(member(name));
    const StaffId ben = idOf(u"Ben"_s);
    QVERIFY(m_computer->quieten());
    QList<StaffId> before;
    QStringList beforeNames;
    FaultRun run(isDone);
    while (run.next()) {
        const QString name = run.call() % 2 == 1 ? u"Carol"_s : u"Dan"_s;
        const QList<StaffId> now{idOf(name)};
        QVERIFY2(done(run, [&] { return m_computer->sharing().setDeputies(ben, before, now); }),
                 qPrintable(run.where()));
        QCOMPARE(shared(u"SELECT string_agg(s.name, ' ') FROM practiceline.deputies d JOIN practiceline.staff s "
                        "ON s.id = d.deputy WHERE d.withdrawn_at IS NULL"_s),
                 name);
        QCOMPARE(shared(u"SELECT count(*) FROM practiceline.deputies"_s), QString::number(run.call()));
        const QList<StaffMember> here = m_computer->store.staff.deputiesOf(ben);
        QVERIFY(here.size() == 1 && here.first().name == name);
        QCOMPARE(recorded(u"deputy.named"_s, u"person.deputies"_s), u"%1 %1 %1"_s.arg(run.call()));
        QCOMPARE(recorded(u"deputy.withdrawn"_s, u"person.deputies"_s),
                 u"%1 %2 %2"_s.arg(run.call() - 1).arg(run.call()));
        const QJsonObject note = m_computer->notes(u"person.deputies"_s).last();
        QCOMPARE(textsOf(note.value("before"_L1)), beforeNames);
        QCOMPARE(textsOf(note.value("now"_L1)), QStringList{name});
        before = now;
        beforeNames = {name};
    }
    qInfo("%d calls, %d times again", run.failed(), m_unheard);
    QVERIFY(run.failed() >= 2);
    QVERIFY(m_unheard >= 1);
    // Whom a colleague named while the dialog stood open stays; where nothing was decided, nothing is recorded.
    const QString inForce = u"SELECT count(*) FROM practiceline.deputies WHERE withdrawn_at IS NULL"_s;
    QVERIFY(waited(ann->people.setDeputies(ben, {}, {idOf(u"Ann"_s)})));
    QVERIFY(m_computer->settled());
    QVERIFY(waited(m_computer->sharing().setDeputies(ben, before, {})));
    QCOMPARE(shared(inForce), u"1"_s);
    const auto notes = m_computer->notes(u"person.deputies"_s).size();
    QVERIFY(waited(m_computer->sharing().setDeputies(ben, {idOf(u"Ann"_s)}, {idOf(u"Ann"_s)})));
    QCOMPARE(shared(inForce), u"1"_s);
    QCOMPARE(m_computer->notes(u"person.deputies"_s).size(), notes);
}

/// At no moment does it change more than once, and Ben sees the client only while it is everybody's.
void ActFaultsTest::everyCallOfVisibilityFails()
{
    QFETCH(bool, isDone);
    const auto joined = member(u"Ben"_s);
    QVERIFY(joined && member(u"Carol"_s));
    const StaffId carol = idOf(u"Carol"_s);
    Line ben(*joined);
    QVERIFY(ben.isThere());
    const ClientId id = m_computer->store.addClient(u"Maria"_s, u"+13125550142"_s).id;
    QVERIFY(m_computer->quieten());
    const QString revision = u"SELECT revision FROM practiceline.clients WHERE id = '%1'"_s.arg(id.toString());
    const int first = shared(revision).toInt();
    FaultRun run(isDone);
    while (run.next()) {
        const StaffId now = run.call() % 2 == 1 ? carol : StaffId();
        Client shown; // as the dialog has it: while it is open, nobody decides otherwise
        shown.id = id;
        shown.visibleTo = run.call() % 2 == 1 ? StaffId() : carol;
        QVERIFY2(done(run, [&] { return m_computer->sharing().showClient(shown, now); }), qPrintable(run.where()));
        const QString whom = now.isNull() ? QString() : now.toString();
        QCOMPARE(shared(u"SELECT visible_to FROM practiceline.clients"_s), whom);
        QCOMPARE(
            shared(u"SELECT count(*) || ' ' || coalesce(max(visible_to::text), 'all') FROM practiceline.visibility"_s),
            u"1 "_s + (whom.isEmpty() ? u"all"_s : whom));
        QCOMPARE(shared(revision).toInt(), first + run.call());
        QCOMPARE(PracticeFixture::value(ben.shared, u"SELECT count(*)::text FROM practiceline.clients"_s),
                 now.isNull() ? u"1"_s : u"0"_s);
        QCOMPARE(waited(m_computer->store.clients.fetch(id)).value_or(Client()).visibleTo, now);
        QCOMPARE(recorded(u"client.shown"_s, u"client.shown"_s), u"%1 %1 %1"_s.arg(run.call()));
        const QJsonObject note = m_computer->notes(u"client.shown"_s).last();
        QCOMPARE(note.value("now"_L1).toString(), whom);
        QVERIFY(note.value("before"_L1) != note.value("now"_L1));
    }
    qInfo("%d calls, %d times again", run.failed(), m_unheard);
    QVERIFY(run.failed() >= 2);
    QVERIFY(m_unheard >= 1);
}

/// The earlier paper opens until the new one does; one of them always.
void ActFaultsTest::everyCallOfMakingTheRecoveryKeyFails()
{
    QFETCH(bool, isDone);
    QVERIFY(m_computer->quieten());
    const auto opens = [this](const QString &text) {
        const auto got =
            waited(ann->shared.run([text](QSqlDatabase &db) { return PracticeRecovery::recover(db, text); }));
        return got && got->practiceKeys.size() == 1 &&
               got->practiceKeys.first().toBytes() == ann->member.practiceKeys.first().toBytes();
    };
    QString before;
    FaultRun run(isDone);
    while (run.next()) {
        const auto text = m_computer->sharing().recovery().makeRecoveryKey();
        QVERIFY(text);
        int tries = 0;
        QVERIFY2(done(run,
                      [&] {
                          if (++tries == 2 && !before.isEmpty())
                              [&] { QVERIFY(opens(before) != opens(*text)); }();
                          return m_computer->sharing().confirmRecovery();
                      }),
                 qPrintable(run.where()));
        QVERIFY(opens(*text));
        QVERIFY(before.isEmpty() || !opens(before));
        QCOMPARE(shared(u"SELECT count(*) || ' ' || (SELECT count(*) FROM practiceline.recovery_keys) FROM "
                        "practiceline.recovery"_s),
                 u"1 1"_s);
        QCOMPARE(recorded(u"recovery_key.made"_s, u"practice-recovery-key.changed"_s), u"%1 %1 %1"_s.arg(run.call()));
        QCOMPARE(recorded(u"recovery_key.ended"_s, u"practice-recovery-key.changed"_s),
                 u"%1 %2 %2"_s.arg(run.call() - 1).arg(run.call()));
        const auto state = waited(m_computer->sharing().recovery().state());
        QVERIFY(state && state->isComplete && state->madeBy == ann->member.staff);
        before = *text;
    }
    qInfo("%d calls, %d times again", run.failed(), m_unheard);
    QVERIFY(run.failed() >= 2);
    QVERIFY(m_unheard >= 1);
}

/// Over a line that is made for it, by the practice's set-up: whoever has the paper may have nothing else.
void ActFaultsTest::everyCallOfUsingTheRecoveryKeyFails()
{
    QFETCH(bool, isDone);
    const auto text = m_computer->sharing().recovery().makeRecoveryKey();
    QVERIFY(text && m_computer->quieten());
    QVERIFY(waited(m_computer->sharing().confirmRecovery()));
    m_computer->sharing().stop();
    const SetUpRequest by = setUpRequest();
    FaultRun run(isDone);
    int unreached = 0;
    while (run.next()) {
        const auto recovered = [&]() -> Result<Membership> {
            SharedDatabase line;
            if (const auto opened = waited(line.open(by.address, by.password)); !opened)
                return opened.error();
            return waited(line.run([words = *text](QSqlDatabase &db) { return PracticeRecovery::recover(db, words); }));
        };
        run.arm();
        auto member = recovered();
        run.disarm();
        if (!member) {
            // Never that the words are wrong, or that there is no recovery key.
            QCOMPARE(member.error().kind, ErrorKind::Offline);
            ++unreached;
            member = recovered();
        }
        QVERIFY2(member, qPrintable(run.where(member)));
        QCOMPARE(member->staff, ann->member.staff);
        QCOMPARE(member->password, ann->member.password);
        QCOMPARE(member->practiceKeys.size(), qsizetype(1));
        QCOMPARE(member->practiceKeys.first().toBytes(), ann->member.practiceKeys.first().toBytes());
    }
    qInfo("%d calls", run.failed());
    QVERIFY(run.failed() >= 12);
    QVERIFY(unreached >= 12);
}

/// Twilio's login for the whole practice: each time another one.
void ActFaultsTest::everyCallOfSharingAKeyFails()
{
    QFETCH(bool, isDone);
    QVERIFY(m_computer->quieten());
    FaultRun run(isDone);
    int withdrawn = 0;
    while (run.next()) {
        if (run.call() % 3 == 0) {
            QVERIFY2(done(run, [&] { return m_computer->sharing().withdrawTwilioKey(); }), qPrintable(run.where()));
            ++withdrawn;
            QCOMPARE(shared(u"SELECT count(*) FROM practiceline.secrets"_s), u"0"_s);
        } else {
            const QByteArray login = "login " + QByteArray::number(run.call());
            QVERIFY2(done(run, [&] { return m_computer->sharing().shareTwilioKey(login); }), qPrintable(run.where()));
            const auto kept = waited(m_computer->sharing().twilioKey());
            QVERIFY2(kept && *kept == login, qPrintable(run.where(kept)));
        }
        QCOMPARE(recorded(u"secret.kept"_s, u"twilio-key.shared"_s), u"%1 %1 %1"_s.arg(run.call() - withdrawn));
        QCOMPARE(recorded(u"secret.withdrawn"_s, u"twilio-key.withdrawn"_s), u"%1 %1 %1"_s.arg(withdrawn));
    }
    qInfo("%d calls, %d times again", run.failed(), m_unheard);
    QVERIFY(run.failed() >= 3);
    QVERIFY(m_unheard >= 1);
}

/// With what the window does for it: who is out is recorded once, however much of the rest has to be done again.
void ActFaultsTest::everyCallOfRemovingFails()
{
    QFETCH(bool, isDone);
    QVERIFY(m_computer->quieten());
    FaultRun run(isDone);
    while (run.next()) {
        ann->member = m_computer->sharing().membership(); // with the newest key
        QVERIFY(ann->isThere());
        const auto ben = member(nameOf(run.call()));
        QVERIFY2(ben, qPrintable(run.where(ben)));
        QVERIFY(m_computer->settled());
        QVERIFY2(done(run, [&] { return m_computer->sharing().remove(ben->staff); }), qPrintable(run.where()));
        QCOMPARE(staff(nameOf(run.call()), u"left_at IS NOT NULL"_s), u"t"_s);
        QCOMPARE(recorded(u"person.removed"_s, u"person.removed"_s), u"%1 %1 %1"_s.arg(run.call()));
        QCOMPARE(m_computer->notes(u"person.removed"_s).last().value("name"_L1).toString(), nameOf(run.call()));
        QCOMPARE(shared(u"SELECT max(epoch) || ' ' || count(DISTINCT epoch) FROM practiceline.member_keys"_s),
                 u"%1 %1"_s.arg(1 + run.call()));
        QTRY_COMPARE(m_computer->sharing().membership().practiceKeys.size(), qsizetype(1 + run.call()));
    }
    qInfo("%d calls, %d times again", run.failed(), m_unheard);
    QVERIFY(run.failed() >= 10);
    QVERIFY(m_unheard >= 3);
}

/// Who reads in the list that the person left does not remove them again.
void ActFaultsTest::removalThatTheListShowsIsRecorded()
{
    const auto ben = member(u"Ben"_s);
    QVERIFY(ben && m_computer->quieten());
    for (const auto moment : {PgFaults::Moment::Before, PgFaults::Moment::After}) {
        PgFaults::arm(1, moment);
        QVERIFY(!waited(m_computer->sharing().remove(ben->staff)));
        QVERIFY(PgFaults::disarm());
        QVERIFY(m_computer->settled());
        const QString once = moment == PgFaults::Moment::After ? u"1 1 1"_s : u"0 0 0"_s;
        QTRY_COMPARE(recorded(u"person.removed"_s, u"person.removed"_s), once);
    }
    QVERIFY(waited(m_computer->sharing().remove(ben->staff)));
    QCOMPARE(recorded(u"person.removed"_s, u"person.removed"_s), u"1 1 1"_s);
}

QTEST_GUILESS_MAIN(ActFaultsTest)
#include "tst_actfaults.moc"
